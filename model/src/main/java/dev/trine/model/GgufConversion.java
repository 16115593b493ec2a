package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a GGUF file of a Hugging Face folder, as llama.cpp reads it. The same folder gives the same
 * bytes each time. Names and order of tensors: gguf-py's tensor_mapping.py and
 * convert_hf_to_gguf.py.
 */
public final class GgufConversion {

  private static final Map<BlockFormat, Integer> FILE_TYPES =
      Map.of(BlockFormat.F32, 0, BlockFormat.F16, 1, BlockFormat.Q8_0, 7, BlockFormat.BF16, 32);

  private static final Pattern EXPERT =
      Pattern.compile("(.*\\.)(?:mlp|block_sparse_moe)\\.experts\\.(\\d{1,4})\\.(\\w+)\\.weight");

  private final Checkpoint checkpoint;
  private final GgufNames names;
  private final GgufLayout layout;
  private final BlockFormat type;
  private final GgufWriter writer = new GgufWriter();
  private final Set<String> experts = new HashSet<>();
  private final Map<String, Tensor> tensors;

  /** Converts weights without a tokenizer. */
  static void convert(Weights weights, Path out, BlockFormat type) {
    GgufConversion conversion = new GgufConversion(weights, type);
    conversion.settings(weights.source());
    conversion.tensors();
    conversion.writer.write(out);
  }

  private GgufConversion(Weights weights, BlockFormat type) {
    this.checkpoint = new Checkpoint(weights);
    this.type = type;
    this.tensors = weights.tensors();
    Optional<GgufLayout> known =
        Optional.ofNullable(GgufLayout.BY_TYPE.get(checkpoint.architecture()));
    this.layout =
        known.orElseThrow(() ->
            checkpoint.error(
                "the architecture \"%s\" cannot be converted; can be: %s"
                    .formatted(
                        checkpoint.architecture(),
                        String.join(", ", GgufLayout.BY_TYPE.keySet()))));
    Architectures.open(checkpoint); // refuses what does not fit, and tells the names
    if (!checkpoint.untold().isEmpty()) {
      throw checkpoint.error(
          String.join(", ", checkpoint.untold()) + ", which GGUF files do not know");
    }
    this.names = checkpoint.names();
  }

  /**
   * Converts a folder.
   *
   * @param type of large tensors: F32, F16, BF16 or Q8_0; small ones stay F32
   * @throws ModelException if the folder cannot be read, or its architecture cannot be converted
   */
  public static void convert(Path folder, Path out, BlockFormat type) {
    if (!FILE_TYPES.containsKey(type)) {
      throw new IllegalArgumentException(type + ": can be F32, F16, BF16 or Q8_0");
    }
    Model model = Model.open(folder);
    GgufConversion conversion = new GgufConversion(model.weights(), type);
    conversion.settings(model.name());
    if (TokenizerFiles.file(folder).isPresent()) {
      int rows = conversion.embedding().rows();
      new GgufTokenizer(conversion.writer, folder, rows).write(model.chatTemplate());
    } else {
      conversion.writer.put("tokenizer.ggml.model", "no_vocab"); // as llama.cpp asks for
    }
    conversion.tensors();
    conversion.writer.write(out);
  }

  private void settings(String name) {
    int fileType = FILE_TYPES.getOrDefault(type, 0);
    new GgufSettings(checkpoint, layout, writer).write(name, embedding().rows(), fileType);
  }

  private Tensor embedding() {
    String name = layout.transposes() ? "wte.weight" : "model.embed_tokens.weight";
    return checkpoint.find(name).orElseThrow(() -> checkpoint.error("has no embeddings"));
  }

  private void tensors() {
    boolean tied = checkpoint.flag("tie_word_embeddings", layout.addsOne());
    new TreeMap<>(tensors)
        .forEach((name, tensor) -> {
          boolean left =
              Checkpoint.isNeedless(name)
                  || tied && name.endsWith("lm_head.weight")
                  || name.contains(".mtp_layers."); // readers guess nothing
          if (!left) {
            add(name, tensor);
          }
        });
  }

  private void add(String name, Tensor tensor) {
    Matcher expert = EXPERT.matcher(name);
    if (expert.matches()) {
      if (experts.add(expert.group(1) + expert.group(3))) {
        addStack(expert.group(1), expert.group(3), expert);
      }
      return;
    }
    if (name.endsWith(".kv_b_proj.weight")) {
      addKeysAndValues(name, tensor);
      return;
    }
    String plain = name.replaceFirst("^(transformer|language_model)\\.", "");
    plain = plain.replace("block_sparse_moe.gate.", "mlp.gate.");
    boolean matrix = tensor.shape().length > 1;
    boolean transposed = layout.transposes() && matrix && plain.matches("h\\..*");
    long[] shape = transposed ? new long[] {tensor.columns(), tensor.rows()} : tensor.shape();
    BlockFormat format =
        matrix
                && !plain.contains("mlp.gate.")
                && !plain.contains("expert_gate.")
                && !plain.endsWith("norm.weight")
                && !plain.startsWith("wpe")
            ? formatFor(shape[shape.length - 1])
            : BlockFormat.F32;
    boolean plusOne = layout.addsOne() && plain.endsWith("norm.weight");
    int heads = headsToInterleave(plain);
    // What is normalised behind its projection is scaled by its norm.
    String scaled = layout.name().equals("gemma3") ? "self_attn.q_norm." : "self_attn.q_proj.";
    float scale = plain.contains(scaled) ? queryScale() : 1;
    writer.put(
        names.tensor(plain),
        format,
        shape,
        () -> encode(rows(tensor, transposed, plusOne, heads, scale), shape, format));
  }

  /** The experts of a layer as one tensor, {@code [experts, out, in]}. */
  private void addStack(String layer, String part, Matcher first) {
    String moe = first.group().substring(layer.length()).replaceFirst("\\d+\\.\\w+\\.weight", "");
    int all =
        Experts.countIfPresent(checkpoint)
            .orElseThrow(() -> checkpoint.error("the number of experts is missing"));
    Tensor[] stack = new Tensor[all];
    for (int e = 0; e < all; e++) {
      String name = layer + moe + e + "." + part + ".weight";
      stack[e] =
          Optional.ofNullable(tensors.get(name))
              .orElseThrow(() -> checkpoint.error("tensor " + name + " is missing"));
    }
    String role =
        switch (part) {
          case "w1" -> "gate_proj";
          case "w2" -> "down_proj";
          case "w3" -> "up_proj";
          default -> part;
        };
    long[] shape = {all, stack[0].rows(), stack[0].columns()};
    BlockFormat format = formatFor(shape[2]);
    int rows = stack[0].rows();
    writer.put(
        names.tensor(layer + "mlp.experts." + role + ".weight"),
        format,
        shape,
        () -> encode((row, out) -> stack[row / rows].row(row % rows, out, 0), shape, format));
  }

  /**
   * What makes keys and values of latents, apart: {@code [heads, rank, nope]} for the keys, which
   * are met by queries that were brought to the latents, and {@code [heads, value, rank]}.
   */
  private void addKeysAndValues(String name, Tensor both) {
    int heads = checkpoint.count("num_attention_heads");
    int nope = checkpoint.count("qk_nope_head_dim");
    int value = checkpoint.count("v_head_dim");
    int rank = both.columns();
    float[] all = both.floats();
    long[] keys = {heads, rank, nope};
    writer.put(
        names.tensor(name.replace("kv_b_proj", "k_b_proj")),
        formatFor(nope),
        keys,
        () ->
            encode(
                (row, out) -> {
                  for (int i = 0; i < nope; i++) {
                    out[i] = all[((row / rank) * (nope + value) + i) * rank + row % rank];
                  }
                },
                keys,
                formatFor(nope)));
    long[] values = {heads, value, rank};
    writer.put(
        names.tensor(name.replace("kv_b_proj", "v_b_proj")),
        formatFor(rank),
        values,
        () ->
            encode(
                (row, out) ->
                    System.arraycopy(
                        all,
                        ((row / value) * (nope + value) + nope + row % value) * rank,
                        out,
                        0,
                        rank),
                values,
                formatFor(rank)));
  }

  private BlockFormat formatFor(long columns) {
    return columns % type.weightsPerBlock() == 0 ? type : BlockFormat.F16;
  }

  /** How many heads a tensor has whose rows are reordered; 0 for none. */
  private int headsToInterleave(String name) {
    if (!layout.interleaves()) {
      return 0;
    }
    int heads = checkpoint.count("num_attention_heads");
    return name.contains("self_attn.q_proj.")
        ? heads
        : name.contains("self_attn.k_proj.")
            ? checkpoint.countIfPresent("num_key_value_heads").orElse(heads)
            : 0;
  }

  /**
   * What queries are multiplied by: GGUF files cannot say how attention is scaled in Gemma 2, which
   * readers take from the size of the model.
   */
  private float queryScale() {
    Optional<Double> divisor = checkpoint.positive("query_pre_attn_scalar");
    if (divisor.isEmpty()) {
      return 1;
    }
    int heads = checkpoint.count("num_attention_heads");
    double perHead = (double) checkpoint.count("hidden_size") / heads;
    double implied =
        checkpoint.count("num_hidden_layers")
                == (layout.name().equals("gemma3") ? Gemma3.LAYERS_OF_27B : Gemma2.LAYERS_OF_27B)
            ? perHead
            : checkpoint.countIfPresent("head_dim").map(Double::valueOf).orElse(perHead);
    return (float) Math.sqrt(implied / divisor.get());
  }

  /** Reads one row of what is written. */
  private interface Rows {
    void read(int row, float[] out);
  }

  private static Rows rows(
      Tensor tensor, boolean transposed, boolean plusOne, int heads, float scale) {
    if (transposed) {
      float[] all = tensor.floats();
      int columns = tensor.columns();
      return (row, out) -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = all[i * columns + row];
        }
      };
    }
    if (tensor.shape().length == 1) {
      float[] all = tensor.floats();
      int size = heads > 0 ? all.length / heads : 0;
      return (row, out) -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = scale * (all[heads > 0 ? source(i, size) : i] + (plusOne ? 1 : 0));
        }
      };
    }
    int size = heads > 0 ? tensor.rows() / heads : 0;
    return (row, out) -> {
      tensor.row(heads > 0 ? source(row, size) : row, out, 0);
      for (int i = 0; i < out.length && scale != 1; i++) {
        out[i] *= scale;
      }
    };
  }

  /** Where a row of a head comes from: one of each half in turn. */
  private static int source(int row, int headDim) {
    int in = row % headDim;
    return row - in + in / 2 + (in % 2) * (headDim / 2);
  }

  private static MemorySegment encode(Rows rows, long[] shape, BlockFormat format) {
    int columns = Math.toIntExact(shape[shape.length - 1]);
    long count = 1;
    for (int i = 0; i < shape.length - 1; i++) {
      count *= shape[i];
    }
    int bytes = Math.toIntExact(format.bytes(columns));
    MemorySegment out = Arena.ofAuto().allocate(Math.max(1, count * bytes), 32);
    float[] row = new float[columns];
    for (int r = 0; r < count; r++) {
      rows.read(r, row);
      byte[] encoded = format.encode(row, 0, columns);
      MemorySegment.copy(encoded, 0, out, ValueLayout.JAVA_BYTE, (long) r * bytes, bytes);
    }
    return out.asSlice(0, count * bytes);
  }
}
