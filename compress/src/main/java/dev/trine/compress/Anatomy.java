package dev.trine.compress;

import dev.trine.model.Gguf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The widths inside a GGUF model of Llama's kind, layer by layer: what pruning narrows.
 *
 * @param architecture its name in the file
 * @param hidden the width of the residual stream, which stays
 * @param headDim numbers of a head
 */
record Anatomy(Gguf file, String architecture, int hidden, int headDim, List<Widths> layers) {
  private static final Set<String> KNOWN = Set.of("llama", "deci", "mistral", "qwen2", "qwen3");
  private static final Set<String> PARTS =
      Set.of(
          "attn_norm",
          "attn_q",
          "attn_k",
          "attn_v",
          "attn_output",
          "attn_q_norm",
          "attn_k_norm",
          "ffn_norm",
          "ffn_gate",
          "ffn_up",
          "ffn_down");
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\.(\\w+)\\.(weight|bias)");

  /**
   * One layer.
   *
   * @param heads of queries
   * @param keyHeads of keys and values, each read by {@code heads / keyHeads} queries
   * @param inner width of the MLP
   */
  record Widths(int heads, int keyHeads, int inner) {
    int queriesPerKey() {
      return heads / keyHeads;
    }
  }

  /** A tensor's place: which layer, which part of it, weight or bias. */
  record Part(int layer, String name, boolean bias) {}

  static Anatomy of(Gguf file) {
    String architecture = file.string("general.architecture").orElse("");
    if (!KNOWN.contains(architecture)) {
      throw bad(
          file,
          "the inner widths of \"%s\" cannot be pruned; known are %s"
              .formatted(architecture, new TreeSet<>(KNOWN)));
    }
    int count = number(file, architecture + ".block_count");
    int hidden = number(file, architecture + ".embedding_length");
    List<Widths> layers = new ArrayList<>();
    int headDim = 0;
    for (int layer = 0; layer < count; layer++) {
      int heads = perLayer(file, architecture + ".attention.head_count", layer, count);
      int keyHeads =
          file.metadata().containsKey(architecture + ".attention.head_count_kv")
              ? perLayer(file, architecture + ".attention.head_count_kv", layer, count)
              : heads;
      int inner = perLayer(file, architecture + ".feed_forward_length", layer, count);
      if (heads % keyHeads != 0) {
        throw bad(file, heads + " heads over " + keyHeads + " key heads are not possible");
      }
      layers.add(new Widths(heads, keyHeads, inner));
      headDim =
          file.metadata().containsKey(architecture + ".attention.key_length")
              ? number(file, architecture + ".attention.key_length")
              : hidden / layers.getFirst().heads();
    }
    var anatomy = new Anatomy(file, architecture, hidden, headDim, List.copyOf(layers));
    anatomy.check();
    return anatomy;
  }

  /** Every tensor of a layer must be known and as wide as the metadata says. */
  private void check() {
    for (Gguf.Entry entry : file.tensors().values()) {
      Matcher name = LAYER.matcher(entry.name());
      if (entry.name().startsWith("blk.") && !(name.matches() && PARTS.contains(name.group(2)))) {
        throw bad(file, "tensor " + entry.name() + " is not known to pruning");
      }
      if (name.matches()) {
        Part part = part(entry.name());
        if (part.layer() >= layers.size()
            || !entry.shape().equals(shape(part, layers.get(part.layer())))) {
          throw bad(file, "tensor " + entry.name() + " has not the shape that the metadata says");
        }
      }
    }
  }

  /** The shape of a layer's tensor for given widths. */
  private List<Long> shape(Part part, Widths widths) {
    long queries = (long) widths.heads() * headDim;
    long keys = (long) widths.keyHeads() * headDim;
    long out =
        switch (part.name()) {
          case "attn_q" -> queries;
          case "attn_k", "attn_v" -> keys;
          case "ffn_gate", "ffn_up" -> widths.inner();
          case "attn_q_norm", "attn_k_norm" -> headDim;
          default -> hidden;
        };
    long in =
        switch (part.name()) {
          case "attn_output" -> queries;
          case "ffn_down" -> widths.inner();
          default -> hidden;
        };
    return part.bias() || part.name().endsWith("norm") ? List.of(out) : List.of(out, in);
  }

  /** Whether a rotated pair is two neighbours, or one number of each half of a head. */
  boolean neighbours() {
    return !architecture.startsWith("qwen");
  }

  /** Whether a layer normalises its query and key heads. */
  boolean normsHeads(int layer) {
    return file.tensors().containsKey("blk." + layer + ".attn_q_norm.weight");
  }

  /** Where a tensor of a layer belongs. */
  static Part part(String tensor) {
    Matcher name = LAYER.matcher(tensor);
    if (!name.matches()) {
      throw new IllegalArgumentException(tensor);
    }
    return new Part(Integer.parseInt(name.group(1)), name.group(2), name.group(3).equals("bias"));
  }

  /** The weights of a layer with these widths: {@code 2 d (q + kv) + 3 d f} and what is small. */
  long weights(Widths widths) {
    long attention = 2L * hidden * headDim * (widths.heads() + widths.keyHeads());
    return attention + 3L * hidden * widths.inner();
  }

  private static int perLayer(Gguf file, String key, int layer, int layers) {
    if (!(file.metadata().get(key) instanceof List<?> list)) {
      return number(file, key);
    }
    if (list.size() != layers || !(list.get(layer) instanceof Long value)) {
      throw bad(file, key + " has " + list.size() + " numbers for " + layers + " layers");
    }
    return counted(file, key, value);
  }

  private static int number(Gguf file, String key) {
    return counted(file, key, file.integer(key).orElseThrow(() -> bad(file, key + " is missing")));
  }

  private static int counted(Gguf file, String key, long value) {
    if (value < 1 || value > 1 << 24) {
      throw bad(file, key + " is " + value + ", which cannot be");
    }
    return (int) value;
  }

  private static CompressionException bad(Gguf file, String what) {
    return new CompressionException(file.path() + ": " + what);
  }
}
