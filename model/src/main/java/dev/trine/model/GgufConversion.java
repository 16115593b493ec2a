package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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

  private static final List<String> COUNTS =
      List.of(
          "max_position_embeddings",
          "n_positions",
          "hidden_size",
          "n_embd",
          "num_hidden_layers",
          "n_layer",
          "intermediate_size",
          "num_attention_heads",
          "n_head",
          "num_experts",
          "num_local_experts",
          "num_experts_per_tok",
          "moe_intermediate_size",
          "shared_expert_intermediate_size",
          "n_routed_experts",
          "n_shared_experts");

  private static final List<String> NUMBERS =
      List.of(
          "layer_norm_epsilon",
          "layer_norm_eps",
          "norm_epsilon",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "embedding_multiplier",
          "residual_multiplier",
          "attention_multiplier",
          "logits_scaling",
          "rope_local_base_freq",
          "routed_scaling_factor");

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
                    .formatted(checkpoint.architecture(), String.join(", ", GgufLayout.BY_TYPE.keySet()))));
    Architectures.open(checkpoint); // refuses what does not fit, and tells the names
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
    }
    conversion.tensors();
    conversion.writer.write(out);
  }

  private Tensor embedding() {
    String name = layout.transposes() ? "wte.weight" : "model.embed_tokens.weight";
    return checkpoint.find(name).orElseThrow(() -> checkpoint.error("has no embeddings"));
  }

  private void settings(String name) {
    writer
        .put("general.architecture", layout.name())
        .put("general.name", name)
        .put("general.file_type", FILE_TYPES.getOrDefault(type, 0));
    if (type == BlockFormat.Q8_0) {
      writer.put("general.quantization_version", 2);
    }
    put("vocab_size", embedding().rows());
    for (String setting : COUNTS) {
      checkpoint.countIfPresent(setting).ifPresent(n -> put(names.setting(setting), n));
    }
    for (String setting : NUMBERS) {
      checkpoint.number(setting).filter(n -> n != 0).ifPresent(n -> put(names.setting(setting), n));
    }
    if (layout.transposes()) {
      int width = checkpoint.count("n_embd");
      put("feed_forward_length", checkpoint.countIfPresent("n_inner").orElse(4 * width));
      return;
    }
    put("attention.layer_norm_rms_epsilon", checkpoint.positive("rms_norm_eps").orElse(1e-6));
    refuseOtherLayers();
    if (latent()) {
      latentSizes();
      routing();
      rope(checkpoint.count("qk_rope_head_dim"));
      return;
    }
    int heads = checkpoint.count("num_attention_heads");
    int headDim =
        checkpoint.countIfPresent("head_dim").orElse(checkpoint.count("hidden_size") / heads);
    put("attention.head_count_kv", checkpoint.countIfPresent("num_key_value_heads").orElse(heads));
    put("attention.key_length", headDim);
    put("attention.value_length", headDim);
    if (checkpoint.text("norm_topk_prob").isPresent()) {
      writer.put(
          layout.name() + ".expert_weights_norm", checkpoint.flag("norm_topk_prob", false));
    }
    if (layout.name().equals("stablelm")) {
      writer.put("stablelm.use_parallel_residual", checkpoint.flag("use_parallel_residual", false));
    }
    slidingWindow();
    rope(headDim);
  }

  private boolean latent() {
    return layout.name().equals("deepseek2");
  }

  /** The cache keeps latents: one head of keys, of which the first numbers are the values. */
  private void latentSizes() {
    int rank = checkpoint.count("kv_lora_rank");
    int turned = checkpoint.count("qk_rope_head_dim");
    checkpoint
        .countIfPresent("q_lora_rank")
        .ifPresent(queries -> put("attention.q_lora_rank", queries));
    put("attention.kv_lora_rank", rank);
    put("attention.head_count_kv", 1);
    put("attention.key_length", rank + turned);
    put("attention.value_length", rank);
    put("attention.key_length_mla", checkpoint.count("qk_nope_head_dim") + turned);
    put("attention.value_length_mla", checkpoint.count("v_head_dim"));
  }

  /** How DeepSeek chooses experts. */
  private void routing() {
    if (checkpoint.countIfPresent("moe_layer_freq").orElse(1) != 1) {
      throw checkpoint.error("moe_layer_freq is not 1, which GGUF files do not know");
    }
    int dense = checkpoint.number("first_k_dense_replace").map(Double::intValue).orElse(0);
    put("leading_dense_block_count", dense);
    boolean sigmoid =
        checkpoint
            .text("scoring_func")
            .orElse(checkpoint.architecture().endsWith("3") ? "sigmoid" : "softmax")
            .equals("sigmoid");
    put("expert_gating_func", sigmoid ? 2 : 1);
    writer.put(layout.name() + ".expert_weights_norm", checkpoint.flag("norm_topk_prob", false));
    if (!checkpoint.text("topk_method").orElse("").equals("greedy")) {
      checkpoint.countIfPresent("n_group").ifPresent(n -> put("expert_group_count", n));
      checkpoint.countIfPresent("topk_group").ifPresent(n -> put("expert_group_used_count", n));
    }
  }

  /** Which layers slide, or do not turn, readers of GGUF files know by themselves. */
  private void refuseOtherLayers() {
    if (layout.name().equals("gemma3")) {
      List<String> types = checkpoint.texts("layer_types");
      for (int layer = 0; layer < types.size(); layer++) {
        boolean slides = (layer + 1) % 6 != 0;
        if (types.get(layer).equals("sliding_attention") != slides) {
          throw checkpoint.error("layer_types is not five and one, which GGUF files do not know");
        }
      }
    } else if (layout.name().equals("smollm3")) {
      List<Double> turns = checkpoint.numbers("no_rope_layers").toList();
      for (int layer = 0; layer < turns.size(); layer++) {
        if (turns.get(layer) != 0 != ((layer + 1) % 4 != 0)) {
          throw checkpoint.error("no_rope_layers is not each fourth, which GGUF files do not know");
        }
      }
    }
  }

  private void slidingWindow() {
    boolean slides =
        !layout.name().startsWith("qwen") && !checkpoint.architecture().equals("llama");
    checkpoint
        .countIfPresent("sliding_window")
        .filter(window -> slides)
        .ifPresent(window -> put("attention.sliding_window", window));
    if (checkpoint.flag("use_sliding_window", false)) {
      throw checkpoint.error("use_sliding_window is true, which GGUF files do not know");
    }
  }

  private void rope(int headDim) {
    int turned = Rope.turned(checkpoint, headDim);
    double theta = Rope.theta(checkpoint);
    put("rope.dimension_count", turned);
    put("rope.freq_base", theta);
    String at = RopeScaling.place(checkpoint);
    String kind =
        checkpoint
            .text(at + ".rope_type")
            .or(() -> checkpoint.text(at + ".type"))
            .orElse("default");
    switch (kind) {
      case "default", "none", "mrope" -> {}
      case "linear", "yarn" -> {
        writer.put(layout.name() + ".rope.scaling.type", kind);
        checkpoint.positive(at + ".factor").ifPresent(n -> put("rope.scaling.factor", n));
        checkpoint
            .positive(at + ".mscale_all_dim")
            .ifPresent(n -> put("rope.scaling.yarn_log_multiplier", 0.1 * n));
        originalLength(at);
      }
      case "llama3" -> {
        double[] plain = RopeScaling.none(turned, theta).frequencies(0);
        double[] scaled = RopeScaling.of(checkpoint, at, turned, theta).frequencies(0);
        float[] divisors = new float[plain.length];
        for (int i = 0; i < divisors.length; i++) {
          divisors[i] = (float) (plain[i] / scaled[i]);
        }
        writer.put(Tensor.of("rope_freqs.weight", divisors, divisors.length));
      }
      case "longrope", "su" -> {
        originalLength(at);
        float amplitude = RopeScaling.of(checkpoint, at, turned, theta).amplitude();
        put("rope.scaling.attn_factor", (double) amplitude);
        for (String length : List.of("long", "short")) {
          List<Double> factors = checkpoint.numbers(at + "." + length + "_factor").toList();
          float[] divisors = new float[factors.size()];
          for (int i = 0; i < divisors.length; i++) {
            divisors[i] = factors.get(i).floatValue();
          }
          String name = "rope_factors_" + length + ".weight";
          writer.put(Tensor.of(name, divisors, divisors.length));
        }
      }
      default -> throw checkpoint.error("the rope scaling " + kind + " cannot be converted");
    }
  }

  private void originalLength(String at) {
    checkpoint
        .countIfPresent(at + ".original_max_position_embeddings")
        .or(() -> checkpoint.countIfPresent("original_max_position_embeddings"))
        .ifPresent(n -> put("rope.scaling.original_context_length", n));
  }

  private void put(String key, int value) {
    writer.put(layout.name() + "." + key, value);
  }

  private void put(String key, double value) {
    writer.put(layout.name() + "." + key, (float) value);
  }

  private void tensors() {
    boolean tied = checkpoint.flag("tie_word_embeddings", layout.addsOne());
    new TreeMap<>(tensors)
        .forEach((name, tensor) -> {
          boolean left = Checkpoint.isNeedless(name) || tied && name.endsWith("lm_head.weight");
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
        matrix && !plain.contains("mlp.gate.") && !plain.contains("expert_gate.")
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
        checkpoint
            .countIfPresent("num_experts")
            .or(() -> checkpoint.countIfPresent("n_routed_experts"))
            .orElseGet(() -> checkpoint.count("num_local_experts"));
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
