package dev.trine.model;

/** Qwen3-MoE (arXiv:2505.09388): Qwen3 with a mixture of experts in most layers. */
final class Qwen3Moe {
  private Qwen3Moe() {}

  static Transformer open(Checkpoint checkpoint) {
    // transformers lets all layers slide or none, whatever max_window_layers says.
    boolean slides = checkpoint.flag("use_sliding_window", false);
    Config config = Config.of(checkpoint, layer -> slides);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int experts = experts(checkpoint);
    int used = checkpoint.countIfPresent("num_experts_per_tok").orElse(8);
    int inner = checkpoint.countIfPresent("moe_intermediate_size").orElse(config.inner()[0]);
    // transformers' default is not to normalise; every published model does, and says so.
    boolean normalized = checkpoint.flag("norm_topk_prob", checkpoint.gguf());
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          FeedForward mlp =
              dense(checkpoint, layer)
                  ? Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation)
                  : Experts.of(
                      checkpoint,
                      Router.softmax(
                          checkpoint,
                          checkpoint.linear(at + "mlp.gate", experts, hidden),
                          used,
                          normalized),
                      Experts.read(
                          checkpoint, at + "mlp.experts.", experts, inner, hidden, activation));
          return PreNorm.of(
              checkpoint,
              at,
              config,
              Qwen3.attention(checkpoint, at + "self_attn.", layer, config, rope),
              mlp);
        });
  }

  /** How many experts there are; transformers, since its version 5, calls them local. */
  static int experts(Checkpoint checkpoint) {
    return checkpoint.count("num_experts", "num_local_experts");
  }

  /** Layers without experts: those listed, and where the step says so. */
  static boolean dense(Checkpoint checkpoint, int layer) {
    int step = checkpoint.countIfPresent("decoder_sparse_step").orElse(1);
    boolean listed = checkpoint.numbers("mlp_only_layers").anyMatch(it -> it == layer);
    boolean dense = listed || (layer + 1) % step != 0;
    if (dense) {
      checkpoint.noteUntold("layer " + layer + " has no experts");
    }
    return dense;
  }
}
