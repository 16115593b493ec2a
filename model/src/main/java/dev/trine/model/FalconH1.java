package dev.trine.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Falcon-H1 (TII 2025, arXiv:2507.22448): in each layer attention and Mamba-2 side by side. What
 * goes in and out of all parts is scaled in folders; the converter to GGUF scales the weights.
 */
final class FalconH1 {
  private FalconH1() {}

  static Transformer open(Checkpoint checkpoint) {
    Mamba.names(checkpoint, "mamba.");
    checkpoint
        .naming("pre_ff_layernorm", "ffn_norm")
        .naming("model.final_layernorm", "output_norm")
        .naming("feed_forward.gate_proj", "ffn_gate")
        .naming("feed_forward.up_proj", "ffn_up")
        .naming("feed_forward.down_proj", "ffn_down");
    if (!checkpoint.gguf() || !checkpoint.has("model.layers.0.pre_ff_layernorm")) {
      checkpoint.naming("pre_ff_layernorm.weight", "ffn_norm"); // so llama.cpp's files call it
    }
    Config config = Config.of(checkpoint);
    int hidden = config.hiddenSize();
    double eps = config.eps();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    Mamba2.Sizes sizes = sizes(checkpoint, hidden);
    Optional<float[]> scales = scales(checkpoint, sizes);
    boolean normsFirst = checkpoint.flag("mamba_norm_before_gate", false);
    List<Double> mlp = checkpoint.numbers("mlp_multipliers").toList();
    if (normsFirst && checkpoint.has("model.layers.0.mamba.norm")) {
      checkpoint.noteUntold("mamba_norm_before_gate");
    }
    if (checkpoint.flag("tie_word_embeddings", false)
        && factor(checkpoint, "embedding") != factor(checkpoint, "lm_head")) {
      checkpoint.noteUntold("a tied embedding that is scaled in two ways");
    }
    return Decoder.of(
            checkpoint,
            config,
            checkpoint.rmsNorm("model.final_layernorm", hidden, eps),
            layer -> {
              String at = "model.layers." + layer + ".";
              Attention plain = config.attention(layer).withRope(rope);
              Attention spec = plain.withScale(plain.scale() * factor(checkpoint, "key"));
              Optional<Norm> norm =
                  checkpoint
                      .tensorIfPresent(at + "mamba.norm.weight", normShape(checkpoint, sizes))
                      .map(
                          it -> Norm.rms(it.floats(), eps).ofHeads(sizes.inner() / sizes.groups()));
              return new PreNorm(
                  checkpoint.rmsNorm(at + "input_layernorm", hidden, eps),
                  new SideBySide(
                      new SideBySide.Scaled(
                          factor(checkpoint, "attention_in"),
                          SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
                          factor(checkpoint, "attention_out")),
                      new SideBySide.Scaled(
                          factor(checkpoint, "ssm_in"),
                          Mamba2.of(
                              checkpoint,
                              at + "mamba.",
                              layer,
                              hidden,
                              sizes,
                              norm,
                              normsFirst,
                              scales),
                          factor(checkpoint, "ssm_out"))),
                  checkpoint.rmsNorm(at + "pre_ff_layernorm", hidden, eps),
                  Mlp.gated(
                          checkpoint,
                          at + "feed_forward.",
                          config.inner()[layer],
                          hidden,
                          activation)
                      .withScales(
                          mlp.isEmpty() ? 1 : mlp.getFirst(), mlp.isEmpty() ? 1 : mlp.getLast()));
            })
        .withEmbeddingScale(factor(checkpoint, "embedding"))
        .withLogitScale(factor(checkpoint, "lm_head"));
  }

  /** What each row of a folder's tensor, or number of a bias, is multiplied by in GGUF files. */
  static IntToDoubleFunction folded(Checkpoint checkpoint, String name) {
    boolean bias = name.endsWith(".bias");
    String part = name.replaceFirst("\\.(weight|bias)$", "").replaceFirst(".*\\.", "");
    double in = bias ? 1 : factor(checkpoint, part.equals("in_proj") ? "ssm_in" : "attention_in");
    if (part.equals("in_proj")) {
      int hidden = checkpoint.count("hidden_size");
      Optional<float[]> scales = scales(checkpoint, sizes(checkpoint, hidden));
      return row -> in * scales.map(it -> it[row]).orElse(1f);
    }
    List<Double> mlp = checkpoint.numbers("mlp_multipliers").toList();
    double all =
        switch (part) {
          case "embed_tokens" -> factor(checkpoint, "embedding");
          case "lm_head" -> factor(checkpoint, "lm_head");
          case "q_proj", "v_proj" -> in;
          case "k_proj" -> in * factor(checkpoint, "key");
          case "o_proj" -> factor(checkpoint, "attention_out");
          case "gate_proj" -> mlp.isEmpty() ? 1 : mlp.getFirst();
          case "down_proj" -> mlp.isEmpty() ? 1 : mlp.getLast();
          case "out_proj" -> factor(checkpoint, "ssm_out");
          default -> 1;
        };
    return row -> all;
  }

  private static double factor(Checkpoint checkpoint, String what) {
    return checkpoint.number(what + "_multiplier").orElse(1.0);
  }

  /** GGUF files have each group's weights as a row. */
  private static long[] normShape(Checkpoint checkpoint, Mamba2.Sizes sizes) {
    return checkpoint.gguf()
        ? new long[] {sizes.groups(), sizes.inner() / sizes.groups()}
        : new long[] {sizes.inner()};
  }

  static Mamba2.Sizes sizes(Checkpoint checkpoint, int hidden) {
    if (checkpoint.gguf()) {
      return Mamba2.sizes(checkpoint);
    }
    int heads = checkpoint.count("mamba_n_heads");
    int inner =
        checkpoint
            .countIfPresent("mamba_d_ssm")
            .orElseGet(() -> checkpoint.countIfPresent("mamba_expand").orElse(2) * hidden);
    int groups = checkpoint.countIfPresent("mamba_n_groups").orElse(1);
    if (heads % groups != 0 || inner % heads != 0) {
      throw checkpoint.error(
          "%d numbers do not part into %d heads of %d groups".formatted(inner, heads, groups));
    }
    return new Mamba2.Sizes(
        heads,
        inner / heads,
        checkpoint.count("mamba_d_state"),
        checkpoint.countIfPresent("mamba_d_conv").orElse(4),
        groups);
  }

  /** One factor each for the gate, the values, what is written, what is read, and the steps. */
  private static Optional<float[]> scales(Checkpoint checkpoint, Mamba2.Sizes sizes) {
    List<Double> factors = checkpoint.numbers("ssm_multipliers").toList();
    if (factors.isEmpty()) {
      return Optional.empty();
    }
    if (factors.size() != 5) {
      throw checkpoint.error("ssm_multipliers has %d entries, not 5".formatted(factors.size()));
    }
    int written = sizes.groups() * sizes.state();
    int[] counts = {sizes.inner(), sizes.inner(), written, written, sizes.heads()};
    float[] scales = new float[Arrays.stream(counts).sum()];
    int at = 0;
    for (int part = 0; part < counts.length; part++) {
      Arrays.fill(scales, at, at + counts[part], factors.get(part).floatValue());
      at += counts[part];
    }
    return Optional.of(scales);
  }
}
