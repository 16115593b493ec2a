package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The metadata of a GGUF file that a Hugging Face folder becomes, without the tokenizer's. */
final class GgufSettings {
  private static final int SOFTMAX = 1; // as a function of gates
  private static final int SIGMOID = 2;

  private static final List<String> COUNTS =
      List.of(
          "max_position_embeddings",
          "n_positions",
          "hidden_size",
          "n_embd",
          "num_hidden_layers",
          "n_layer",
          "num_attention_heads",
          "n_head",
          "num_experts_per_tok",
          "moe_intermediate_size",
          "shared_expert_intermediate_size",
          "shared_intermediate_size",
          "n_shared_experts",
          "moe_k",
          "moe_num_shared_experts",
          "moe_layer_start_index",
          "moe_layer_interval",
          "ffn_hidden_size",
          "conv_L_cache",
          "conv_kernel",
          "state_size",
          "time_step_rank",
          "linear_conv_kernel_dim",
          "linear_key_head_dim",
          "linear_num_key_heads",
          "linear_num_value_heads",
          "d_model",
          "n_layers",
          "n_heads");

  private static final List<String> NUMBERS =
      List.of(
          "layer_norm_epsilon",
          "layer_norm_eps",
          "norm_epsilon",
          "norm_eps",
          "rms_norm_eps",
          "clip_qkv",
          "logit_scale",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "embedding_multiplier",
          "residual_multiplier",
          "attention_multiplier",
          "logits_scaling",
          "routed_scaling_factor",
          "attn_config.clip_qkv",
          "attn_config.alibi_bias_max");

  /** Which layer sees all, where the others have a window. */
  private static final Map<String, Integer> FULL_EACH =
      Map.of(
          "gemma2",
          2,
          "gemma3",
          6,
          "gemma-embedding",
          6,
          "exaone4",
          4,
          "cohere2",
          4,
          "olmo2",
          4,
          "gpt-oss",
          2);

  private final Checkpoint checkpoint;
  private final GgufNames names;
  private final GgufLayout layout;
  private final Transformer model;
  private final GgufWriter writer;

  /** The settings of an opened checkpoint; rope factors are written as tensors. */
  GgufSettings(Checkpoint checkpoint, GgufLayout layout, Transformer model, GgufWriter writer) {
    this.checkpoint = checkpoint;
    this.model = model;
    this.names = checkpoint.names();
    this.layout = layout;
    this.writer = writer;
  }

  /** Writes what the file says of the model. */
  void write() {
    put("vocab_size", model.vocabularySize());
    stateSpace();
    boolean sparse = Experts.countIfPresent(checkpoint).isPresent();
    for (String setting : COUNTS) {
      checkpoint
          .number(setting)
          .filter(n -> n > 0 && names.knows(setting) && (sparse || !setting.endsWith("_per_tok")))
          .ifPresent(n -> putOnce(names.setting(setting), n.intValue()));
    }
    putOnce("context_length", model.contextLength());
    Experts.countIfPresent(checkpoint).ifPresent(n -> putOnce("expert_count", n));
    if (layout.name().equals("ernie4_5-moe")) {
      put(
          "expert_shared_feed_forward_length",
          checkpoint.count("moe_num_shared_experts") * checkpoint.count("moe_intermediate_size"));
    }
    boolean folds = layout.name().equals("falcon-h1"); // its weights are scaled instead
    for (String setting : NUMBERS) {
      checkpoint
          .number(setting)
          .filter(n -> n != 0 && !(folds && setting.equals("embedding_multiplier")))
          .ifPresent(n -> putOnce(names.setting(setting), n));
    }
    if (Rwkv.is(layout.name())) {
      rwkv();
      return;
    }
    feedForward();
    refuseOtherLayers();
    checkpoint.require("qk_layernorm", "false"); // readers do not know these norms
    if (layout.name().equals("minicpm")) {
      double width = checkpoint.count("hidden_size");
      double layers = checkpoint.count("num_hidden_layers");
      put("embedding_scale", checkpoint.positive("scale_emb").orElse(1.0));
      put(
          "residual_scale",
          checkpoint.positive("scale_depth").map(it -> it / Math.sqrt(layers)).orElse(1.0));
      put("logit_scale", checkpoint.positive("dim_model_base").map(it -> width / it).orElse(1.0));
    } else if (layout.name().equals("olmo")) {
      put("attention.layer_norm_epsilon", Olmo.EPS);
    } else if (Set.of("gptneox", "stablelm").contains(layout.name())) {
      boolean otherwise = layout.name().equals("gptneox");
      boolean parallel = checkpoint.flag("use_parallel_residual", otherwise);
      writer.put(layout.name() + ".use_parallel_residual", parallel);
    }
    if (latent()) {
      latentSizes();
      routing();
      rope(checkpoint.count("qk_rope_head_dim"));
      return;
    }
    if (checkpoint.text("first_k_dense_replace").isPresent()) {
      routing();
    } else if (checkpoint.text("norm_topk_prob").isPresent()) {
      writer.put(layout.name() + ".expert_weights_norm", checkpoint.flag("norm_topk_prob", false));
    }
    heads();
  }

  /** How wide the MLP is, or each expert. */
  private void feedForward() {
    switch (layout.name()) {
      case "gpt2", "starcoder" ->
          put(
              "feed_forward_length",
              checkpoint.countIfPresent("n_inner").orElse(4 * checkpoint.count("n_embd")));
      case "falcon", "bloom" -> putOnce("feed_forward_length", 4 * checkpoint.count("hidden_size"));
      case "mpt" -> {
        put("feed_forward_length", 4 * checkpoint.count("d_model"));
        putOnce("attention.max_alibi_bias", Mpt.STEEPEST); // none is taken for no slopes at all
      }
      case "llama4" -> {
        put("feed_forward_length", checkpoint.count("intermediate_size_mlp"));
        put("expert_feed_forward_length", checkpoint.count("intermediate_size"));
        put("interleave_moe_layer_step", Llama4.step(checkpoint));
      }
      case "lfm2", "lfm2moe" -> // the width follows from settings in a way of its own
          put(
              "feed_forward_length",
              checkpoint.find("model.layers.0.feed_forward.w1.weight").map(Tensor::rows).orElse(0));
      case "mamba", "mamba2" -> put("feed_forward_length", 0);
      case "granitehybrid" ->
          put(
              "feed_forward_length",
              checkpoint.number("num_local_experts").orElse(0.0) > 0
                  ? checkpoint.count("intermediate_size")
                  : checkpoint.count("shared_intermediate_size"));
      default ->
          checkpoint
              .countIfPresent("intermediate_size")
              .ifPresent(n -> put("feed_forward_length", n));
    }
    switch (layout.name()) {
      case "minimax-m2", "lfm2moe" -> put("expert_gating_func", SIGMOID);
      default -> {}
    }
    if (Set.of("minimax-m2", "gpt-oss", "hunyuan-moe").contains(layout.name())) {
      put("expert_feed_forward_length", checkpoint.count("intermediate_size"));
    }
    if (layout.name().equals("hunyuan-moe")) {
      put("expert_shared_feed_forward_length", checkpoint.count("intermediate_size"));
      int[] used = checkpoint.countsIfPresent("moe_topk", 1).orElseThrow();
      put("expert_used_count", used[0]);
    } else if (layout.name().equals("lfm2moe")) {
      put("leading_dense_block_count", checkpoint.count("num_dense_layers"));
    }
  }

  /** What recurrent layers are like. */
  private void stateSpace() {
    switch (layout.name()) {
      case "mamba" -> {
        put("attention.head_count", 0);
        put("ssm.inner_size", checkpoint.count("intermediate_size"));
      }
      case "mamba2" -> {
        put("attention.head_count", 0);
        stateSpace(Mamba2.sizes(checkpoint));
      }
      case "granitehybrid" -> {
        stateSpace(Granite.sizes(checkpoint));
        writer.put(layout.name() + ".rope.scaling.finetuned", Granite.turns(checkpoint));
      }
      case "jamba" -> {
        Jamba.Sizes sizes = Jamba.sizes(checkpoint, checkpoint.count("hidden_size"));
        put("ssm.inner_size", sizes.inner());
        put("ssm.time_step_rank", sizes.rank());
        put("ssm.state_size", checkpoint.count("mamba_d_state"));
        put("ssm.conv_kernel", checkpoint.count("mamba_d_conv"));
      }
      case "falcon-h1" -> stateSpace(FalconH1.sizes(checkpoint, checkpoint.count("hidden_size")));
      case "qwen3next", "qwen35", "qwen35moe" -> {
        int values = checkpoint.count("linear_value_head_dim");
        if (values != checkpoint.count("linear_key_head_dim")) {
          throw checkpoint.notInGguf("keys are not as wide as values");
        }
        put("ssm.inner_size", values * checkpoint.count("linear_num_value_heads"));
        fullEach();
      }
      default -> {}
    }
  }

  /** Every so many layers attend; by themselves readers take it for every fourth. */
  private void fullEach() {
    List<String> types = checkpoint.texts("layer_types");
    int first = types.indexOf("full_attention") + 1;
    int each = first == 0 ? checkpoint.countIfPresent("full_attention_interval").orElse(4) : first;
    for (int layer = 0; layer < types.size(); layer++) {
      if (types.get(layer).equals("full_attention") != ((layer + 1) % each == 0)) {
        throw checkpoint.notInGguf("layer_types has no period");
      }
    }
    put("full_attention_interval", each);
  }

  /** How the turned pairs are parted among time, height and width; in a text all are the same. */
  private void sections(int turned) {
    List<Double> stated = checkpoint.numbers("rope_parameters.mrope_section").toList();
    int[] sections = turned < 64 ? new int[] {turned / 2, 0, 0, 0} : new int[] {11, 11, 10, 0};
    for (int i = 0; i < Math.min(stated.size(), sections.length); i++) {
      sections[i] = stated.get(i).intValue();
    }
    writer.put(layout.name() + ".rope.dimension_sections", sections);
  }

  /** Sizes that folders tell by the shapes of their tensors. */
  private void rwkv() {
    boolean seventh = layout.name().equals("rwkv7");
    putOnce("attention.layer_norm_epsilon", Rwkv.EPS);
    put("attention.head_count", 0);
    put("feed_forward_length", Rwkv.rows(checkpoint, "blocks.0.ffn.key.weight"));
    String heads = seventh ? "blocks.0.att.r_k" : "blocks.0.att.time_faaaa";
    put(
        "wkv.head_size",
        checkpoint.count("hidden_size") / (int) Rwkv.find(checkpoint, heads).shape()[0]);
    if (seventh) {
      put("attention.decay_lora_rank", Rwkv.rows(checkpoint, "blocks.0.att.w1"));
      put("attention.iclr_lora_rank", Rwkv.rows(checkpoint, "blocks.0.att.a1"));
      put("attention.gate_lora_rank", Rwkv.rows(checkpoint, "blocks.0.att.g1"));
      String values =
          checkpoint.count("num_hidden_layers") > 1 ? "blocks.1.att.v1" : "blocks.0.att.a1";
      put("attention.value_residual_mix_lora_rank", Rwkv.rows(checkpoint, values));
    } else {
      put("time_mix_extra_dim", Rwkv.find(checkpoint, "blocks.0.att.time_maa_w2").columns());
      put("time_decay_extra_dim", Rwkv.rows(checkpoint, "blocks.0.att.time_decay_w1"));
    }
  }

  private void stateSpace(Mamba2.Sizes sizes) {
    put("ssm.conv_kernel", sizes.kernel());
    put("ssm.state_size", sizes.state());
    put("ssm.inner_size", sizes.inner());
    put("ssm.group_count", sizes.groups());
    put("ssm.time_step_rank", sizes.heads());
  }

  /** Heads as the opened model has them, layer by layer; a recurrent one has none. */
  private void heads() {
    List<Attention> layers =
        model instanceof Decoder decoder ? decoder.attentions() : ((MiMo) model).attentions();
    putOnce("block_count", layers.size());
    Optional<Attention> attends = layers.stream().filter(it -> it.heads() > 0).findFirst();
    if (attends.isEmpty()) {
      return;
    }
    putOnce("attention.head_count", attends.get().heads());
    int[] each = layers.stream().mapToInt(Attention::kvHeads).toArray();
    boolean period = writer.has(layout.name() + ".full_attention_interval"); // tells which attend
    if (period || Arrays.stream(each).distinct().count() == 1) {
      put("attention.head_count_kv", attends.get().kvHeads());
    } else {
      writer.put(layout.name() + ".attention.head_count_kv", each);
    }
    int headDim = attends.get().valueDim();
    put("attention.key_length", headDim);
    put("attention.value_length", headDim);
    if (Set.of("gpt2", "starcoder", "bloom", "mpt").contains(layout.name())) {
      return; // they turn nothing
    }
    if (layout.name().startsWith("qwen35")) {
      sections(Rope.turned(checkpoint, headDim));
    }
    slidingWindow();
    rope(headDim);
    checkpoint
        .positive("rope_parameters.sliding_attention.rope_theta")
        .or(() -> checkpoint.positive("rope_local_base_freq"))
        .ifPresent(n -> put(names.setting("rope_local_base_freq"), n));
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

  /** How DeepSeek and those that follow it choose experts. */
  private void routing() {
    if (checkpoint.countIfPresent("moe_layer_freq").orElse(1) != 1) {
      throw checkpoint.notInGguf("moe_layer_freq is not 1");
    }
    int dense = checkpoint.number("first_k_dense_replace").map(Double::intValue).orElse(0);
    put("leading_dense_block_count", dense);
    boolean later = !checkpoint.architecture().equals("deepseek_v2");
    boolean sigmoid =
        checkpoint.text("scoring_func").orElse(later ? "sigmoid" : "softmax").equals("sigmoid");
    put("expert_gating_func", sigmoid ? SIGMOID : SOFTMAX);
    writer.put(
        layout.name() + ".expert_weights_norm", later && checkpoint.flag("norm_topk_prob", false));
    if (!checkpoint.text("topk_method").orElse("").equals("greedy")) {
      checkpoint.countIfPresent("n_group").ifPresent(n -> put("expert_group_count", n));
      checkpoint.countIfPresent("topk_group").ifPresent(n -> put("expert_group_used_count", n));
    }
  }

  /** Which layers slide, or do not turn, readers of GGUF files know by themselves. */
  private void refuseOtherLayers() {
    if (FULL_EACH.containsKey(layout.name())) {
      int each = FULL_EACH.get(layout.name());
      List<String> types = checkpoint.texts("layer_types");
      for (int layer = 0; layer < types.size(); layer++) {
        boolean slides = (layer + 1) % each != 0;
        if (types.get(layer).equals("sliding_attention") != slides) {
          throw checkpoint.notInGguf(
              "layer_types does not slide in all but each layer number %d".formatted(each));
        }
      }
    } else if (layout.name().equals("smollm3")) {
      List<Double> turns = checkpoint.numbers("no_rope_layers").toList();
      for (int layer = 0; layer < turns.size(); layer++) {
        if (turns.get(layer) != 0 != ((layer + 1) % 4 != 0)) {
          throw checkpoint.notInGguf("no_rope_layers is not each fourth");
        }
      }
    }
  }

  private void slidingWindow() {
    boolean slides =
        !layout.name().startsWith("qwen") && !checkpoint.architecture().equals("llama");
    checkpoint
        .number("sliding_window")
        .filter(window -> slides && window > 0)
        .ifPresent(window -> put("attention.sliding_window", window.intValue()));
    if (checkpoint.flag("use_sliding_window", false)) {
      throw checkpoint.notInGguf("use_sliding_window is true");
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
      case "dynamic" -> hunyuan(at, theta, turned);
      case "linear", "yarn" -> {
        writer.put(layout.name() + ".rope.scaling.type", kind);
        double factor = checkpoint.positive(at + ".factor").orElse(1.0);
        put("rope.scaling.factor", factor);
        originalLength(at);
        if (kind.equals("yarn")) {
          yarn(at, factor, RopeScaling.of(checkpoint, at, turned, theta).amplitude());
        }
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
        writer.put(layout.name() + ".rope.scaling.type", "longrope");
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
      default ->
          throw checkpoint.error(
              "the rope scaling " + kind + " cannot be converted; its folder runs as it is");
    }
  }

  /** Readers multiply the amplitude by {@code 1 + log(factor) / 10}, but for latent attention. */
  private void yarn(String at, double factor, double amplitude) {
    for (String setting : List.of("beta_fast", "beta_slow")) {
      checkpoint
          .positive(at + "." + setting)
          .ifPresent(n -> put("rope.scaling.yarn_" + setting, n));
    }
    if (!latent()) {
      put("rope.scaling.attn_factor", amplitude / (1 + 0.1 * Math.log(factor)));
      return;
    }
    double ofAll = checkpoint.number(at + ".mscale_all_dim").orElse(0.0);
    if (amplitude != 1) {
      throw checkpoint.notInGguf("mscale and mscale_all_dim of the rope scaling differ");
    }
    put("rope.scaling.yarn_log_multiplier", 0.1 * ofAll);
  }

  /** Hunyuan's scaling is a larger base. */
  private void hunyuan(String at, double theta, int turned) {
    double alpha =
        checkpoint
            .positive(at + ".alpha")
            .orElseThrow(() ->
                checkpoint.error(
                    "dynamic rope scaling cannot be converted; its folder runs as it is"));
    put("rope.freq_base", theta * Math.pow(alpha, turned / (turned - 2.0)));
  }

  private void originalLength(String at) {
    checkpoint
        .countIfPresent(at + ".original_max_position_embeddings")
        .or(() -> checkpoint.countIfPresent("original_max_position_embeddings"))
        .ifPresent(n -> put("rope.scaling.original_context_length", n));
  }

  private void putOnce(String key, int value) {
    if (!writer.has(layout.name() + "." + key)) {
      put(key, value);
    }
  }

  private void putOnce(String key, double value) {
    if (!writer.has(layout.name() + "." + key)) {
      put(key, value);
    }
  }

  private void put(String key, int value) {
    writer.put(layout.name() + "." + key, value);
  }

  private void put(String key, double value) {
    writer.put(layout.name() + "." + key, (float) value);
  }
}
