package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;

/**
 * The tensors of a GGUF file that a Hugging Face folder becomes: which they are, what they are
 * called, how they are shaped, and in which format they are kept.
 */
final class GgufTensors {
  /** What llama.cpp wants as F32, however small the other weights are. */
  private static final Pattern EXACT =
      Pattern.compile(
          ".*(norm\\.weight|ffn_gate_inp.*|position_embd\\.weight|token_types\\.weight|conv(1d)?\\.weight|ssm_[ad]"
              + "|time_mix_(first|lerp_fused|w[12]|decay_w[12])\\.weight)");

  /** Whose layers are those of Mamba-2. */
  private static final Set<String> STATES = Set.of("mamba2", "granitehybrid", "falcon-h1");

  private static final Set<String> GEMMA3 = Set.of("gemma3", "gemma-embedding");

  private final Checkpoint checkpoint;
  private final GgufNames names;
  private final GgufLayout layout;
  private final BlockFormat type;
  private final int firstPosition;
  private final GgufWriter writer;

  /**
   * The tensors of an opened checkpoint.
   *
   * @param type of large tensors
   * @param firstPosition rows of the table of positions before it are left out
   */
  GgufTensors(
      Checkpoint checkpoint,
      GgufLayout layout,
      BlockFormat type,
      int firstPosition,
      GgufWriter writer) {
    this.checkpoint = checkpoint;
    this.names = checkpoint.names();
    this.layout = layout;
    this.type = type;
    this.firstPosition = firstPosition;
    this.writer = writer;
  }

  /** Writes them by what GGUF files call what the architecture asked for. */
  void write() {
    boolean tied = checkpoint.flag("tie_word_embeddings", layout.addsOne());
    NavigableSet<String> elsewhere = new TreeSet<>();
    checkpoint.laidOut().values().forEach(it -> elsewhere.add(it.source()));
    new TreeMap<>(checkpoint.found())
        .forEach((inFile, name) -> {
          Optional<String> source = Optional.ofNullable(elsewhere.floor(name));
          boolean left =
              source.isPresent() && name.startsWith(source.get())
                  || tied && name.equals("lm_head.weight")
                  || name.contains(".mtp_layers."); // readers guess nothing
          if (!left) {
            add(name, checkpoint.find(name).orElseThrow());
          }
        });
    checkpoint.laidOut().forEach(this::add);
    if (layout.name().equals("rwkv7")) {
      for (String part : List.of("0", "1", "2")) { // readers want them, and do not use them
        Tensor rate = checkpoint.find("blocks.0.att.a" + part).orElseThrow();
        put(rate.name(), "blk.0.time_mix_v" + part + ".weight", rate);
      }
    }
  }

  private void add(String name, Tensor tensor) {
    if (name.endsWith(".kv_b_proj.weight")) {
      addKeysAndValues(name, tensor);
      return;
    }
    String own = names.tensor(name.replace("block_sparse_moe.gate.", "mlp.gate."));
    if (firstPosition > 0 && own.equals("position_embd.weight")) {
      int count = tensor.rows() - firstPosition; // readers begin to count at 0
      tensor = tensor.rows(firstPosition, count);
    }
    put(name, own, tensor);
  }

  private void put(String name, String own, Tensor tensor) {
    long[] shape = shape(own, tensor);
    boolean matrix = shape.length > 1 && tensor.columns() == shape[shape.length - 1];
    put(name, own, shape, matrix ? GgufRows.of(tensor) : flat(tensor, shape));
  }

  private static GgufRows flat(Tensor tensor, long[] shape) {
    return GgufRows.of(tensor, Math.toIntExact(shape[shape.length - 1]));
  }

  /** The parts of a layer in one tensor, and their biases in another. */
  private void add(String name, Checkpoint.LaidOut layer) {
    List<Linear> parts = layer.parts();
    Linear first = parts.getFirst();
    int out = parts.stream().mapToInt(Linear::out).sum();
    long[] shape = {out, first.in()};
    long[] stack = {parts.size(), first.out(), first.in()};
    String weight = names.tensor(name + ".weight");
    if (first.weight().format() == BlockFormat.MXFP4) {
      writer.stream(
          weight,
          BlockFormat.MXFP4,
          stack,
          file -> parts.forEach(part -> file.accept(part.weight().data())));
    } else {
      put(name + ".weight", weight, layer.stacked() ? stack : shape, GgufRows.of(parts));
    }
    if (first.bias().isPresent()) {
      float[] all = new float[out];
      int at = 0;
      for (Linear part : parts) {
        System.arraycopy(part.bias().orElseThrow(), 0, all, at, part.out());
        at += part.out();
      }
      long[] each = {parts.size(), first.out()};
      Tensor biases = Tensor.of(name + ".bias", all, layer.stacked() ? each : new long[] {out});
      put(biases.name(), names.tensor(biases.name()), biases.shape(), flat(biases, biases.shape()));
    }
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
    put(
        name.replace("kv_b_proj", "k_b_proj"),
        new long[] {heads, rank, nope},
        (row, out) -> {
          for (int i = 0; i < nope; i++) {
            out[i] = all[((row / rank) * (nope + value) + i) * rank + row % rank];
          }
        });
    put(
        name.replace("kv_b_proj", "v_b_proj"),
        new long[] {heads, value, rank},
        (row, out) -> {
          int from = (row / value) * (nope + value) + nope + row % value;
          System.arraycopy(all, from * rank, out, 0, rank);
        });
  }

  private void put(String name, long[] shape, GgufRows rows) {
    BlockFormat format = formatFor(shape[2]);
    writer.put(names.tensor(name), format, shape, () -> rows.encode(shape, format));
  }

  private void put(String name, String own, long[] shape, GgufRows plain) {
    BlockFormat format =
        shape.length > 1 && !own.endsWith(".bias") && !EXACT.matcher(own).matches()
            ? formatFor(shape[shape.length - 1])
            : BlockFormat.F32;
    GgufRows changed = changed(name, own, shape, plain);
    int heads = headsToInterleave(name);
    GgufRows rows = heads == 0 ? changed : changed.interleaved(shape, heads);
    writer.put(own, format, shape, () -> rows.encode(shape, format));
  }

  /** With the numbers that files have for those of folders. */
  private GgufRows changed(String name, String own, long[] shape, GgufRows plain) {
    // What is normalised behind its projection is scaled by its norm.
    String scaled = GEMMA3.contains(layout.name()) ? "self_attn.q_norm." : "self_attn.q_proj.";
    float scale = name.contains(scaled) ? queryScale() : 1;
    boolean aroundOne = name.endsWith("norm.weight") && !own.endsWith("ssm_norm.weight");
    float more = layout.addsOne() && aroundOne ? 1 : 0;
    boolean decays = own.endsWith("ssm_a"); // folders have the logarithm of their size
    GgufRows rows =
        switch (layout.name()) {
          case "falcon-h1" -> folded(name, shape, plain);
          case "qwen35", "qwen35moe" -> tiled(name, shape, plain);
          default -> plain;
        };
    return (row, out) -> {
      rows.read(row, out);
      for (int i = 0; i < out.length; i++) {
        out[i] = decays ? (float) -Math.exp(out[i]) : scale * (out[i] + more);
      }
    };
  }

  /** With the factors that folders keep apart. */
  private GgufRows folded(String name, long[] shape, GgufRows plain) {
    IntToDoubleFunction factors = FalconH1.folded(checkpoint, name);
    return (row, out) -> {
      plain.read(row, out);
      for (int i = 0; i < out.length; i++) {
        out[i] *= (float) factors.applyAsDouble(shape.length > 1 ? row : i);
      }
    };
  }

  /** With its value heads in another order. */
  private GgufRows tiled(String name, long[] shape, GgufRows plain) {
    TiledHeads heads = TiledHeads.of(checkpoint);
    if (shape.length > 1 && !TiledHeads.inColumns(name)) {
      return (row, out) -> plain.read(heads.source(name, row), out);
    }
    return (row, out) -> {
      float[] own = new float[out.length];
      plain.read(row, own);
      for (int i = 0; i < out.length; i++) {
        out[i] = own[heads.source(name, i)];
      }
    };
  }

  /** A tensor's shape in GGUF files; those of convolutions and states have it otherwise. */
  private long[] shape(String own, Tensor tensor) {
    long[] shape = tensor.shape();
    if (Rwkv.is(layout.name())) {
      return RwkvNames.shape(own, shape);
    }
    if (own.endsWith("conv1d.weight") || own.endsWith("shortconv.conv.weight")) {
      return new long[] {shape[0], shape[2]};
    }
    if (own.matches(".*ssm_[ad]") && STATES.contains(layout.name())) {
      return new long[] {shape[0], 1};
    }
    if (own.endsWith("ssm_norm.weight") && STATES.contains(layout.name())) {
      int groups =
          checkpoint
              .countIfPresent("n_groups")
              .or(() -> checkpoint.countIfPresent("mamba_n_groups"))
              .orElse(1);
      return new long[] {groups, shape[0] / groups};
    }
    return shape;
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
                == (GEMMA3.contains(layout.name()) ? Gemma3.LAYERS_OF_27B : Gemma2.LAYERS_OF_27B)
            ? perHead
            : checkpoint.countIfPresent("head_dim").map(Double::valueOf).orElse(perHead);
    return (float) Math.sqrt(implied / divisor.get());
  }
}
