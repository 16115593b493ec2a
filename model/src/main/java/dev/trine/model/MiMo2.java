package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * MiMo-V2-Flash (Xiaomi 2025, arXiv:2601.02780): five layers whose attention sees a short window
 * and has a sink, then one that sees all; values are scaled; experts chosen by a sigmoid, with a
 * bias for the choice. Both kinds of attention have heads and turns of their own.
 */
final class MiMo2 {
  private MiMo2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("self_attn.attention_sink_bias", "attn_sinks.weight")
        .setting("n_routed_experts", "expert_count")
        .setting("swa_rope_theta", "rope.freq_base_swa")
        .setting("attention_value_scale", "attention.value_scale")
        .setting("hybrid_layer_pattern", "attention.sliding_window_pattern");
    checkpoint.leaveOut("model\\.mtp\\.|nextn");
    double[] pattern =
        checkpoint.numbers("hybrid_layer_pattern").mapToDouble(Double::doubleValue).toArray();
    double[] sparse =
        checkpoint.numbers("moe_layer_freq").mapToDouble(Double::doubleValue).toArray();
    Config config =
        Config.of(
            checkpoint,
            layer ->
                pattern.length > layer ? pattern[layer] != 0 : layer != 0 && (layer + 1) % 6 != 0);
    Rope global = rope(checkpoint, "rope_parameters.full_attention", "rope_theta", config, 5e6);
    Rope local =
        rope(checkpoint, "rope_parameters.sliding_attention", "swa_rope_theta", config, 1e4);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          boolean slides = config.windows()[layer] != Integer.MAX_VALUE;
          boolean experts =
              sparse.length > layer ? sparse[layer] != 0 : checkpoint.has(at + "mlp.gate");
          return PreNorm.of(
              checkpoint,
              at,
              config,
              attention(checkpoint, at + "self_attn.", layer, config, slides ? local : global),
              experts
                  ? DeepSeek2.experts(checkpoint, at + "mlp.", config, activation)
                  : Mlp.gated(
                      checkpoint,
                      at + "mlp.",
                      config.inner()[layer],
                      config.hiddenSize(),
                      activation));
        });
  }

  private static Rope rope(
      Checkpoint checkpoint, String place, String theta, Config config, double otherwise) {
    int dim = config.headDim();
    return Rope.at(checkpoint, place, dim, false)
        .orElseGet(() ->
            Rope.unscaled(
                dim,
                Rope.turned(checkpoint, dim),
                checkpoint.positive(theta).orElse(otherwise),
                false));
  }

  /** Heads are counted by the weights, since the settings differ between the two kinds. */
  private static SelfAttention attention(
      Checkpoint checkpoint, String at, int layer, Config config, Rope rope) {
    int hidden = config.hiddenSize();
    int dim = config.headDim();
    int heads = rows(checkpoint, at + "q_proj") / dim;
    int kvHeads = rows(checkpoint, at + "k_proj") / dim;
    int valueDim = checkpoint.countIfPresent("v_head_dim").orElse(dim);
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw checkpoint.error("%d heads over %d are not possible".formatted(heads, kvHeads));
    }
    Optional<float[]> sinks =
        checkpoint
            .tensorIfPresent(at + "attention_sink_bias", heads)
            .or(() -> checkpoint.tensorIfPresent(at + "sinks", heads))
            .map(Tensor::floats);
    Attention spec =
        Attention.of(heads, kvHeads, dim)
            .withValueDim(valueDim)
            .withWindow(config.windows()[layer])
            .withSinks(sinks)
            .withRope(rope);
    double scale =
        checkpoint.positive("attention_value_scale").orElse(checkpoint.gguf() ? 0.707 : 1.0);
    return SelfAttention.of(checkpoint, at, layer, hidden, spec).withValueScale(scale);
  }

  private static int rows(Checkpoint checkpoint, String name) {
    return checkpoint
        .find(name + ".weight")
        .map(Tensor::rows)
        .orElseThrow(() -> checkpoint.missing(name + ".weight"));
  }
}
