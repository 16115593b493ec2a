package dev.trine.model;

/**
 * Jamba (AI21 2024, arXiv:2403.19887): one layer of eight attends, without positions; the others
 * are Mamba, with norms for what its steps depend on. Some layers have experts instead of an MLP.
 */
final class Jamba {
  private static final int HIDDEN_OF_RANK = 16; // where the rank of steps is "auto"

  private Jamba() {}

  static Transformer open(Checkpoint checkpoint) {
    Mamba.names(checkpoint, "mamba.");
    checkpoint
        .naming("mamba.dt_layernorm", "ssm_dt_norm")
        .naming("mamba.b_layernorm", "ssm_b_norm")
        .naming("mamba.c_layernorm", "ssm_c_norm")
        .naming("model.final_layernorm", "output_norm")
        .naming("pre_ff_layernorm", "ffn_norm")
        .naming("mlp.router.", "ffn_gate_inp.")
        .naming("feed_forward.", "mlp.")
        .setting("mamba_d_conv", "ssm.conv_kernel")
        .setting("mamba_d_state", "ssm.state_size")
        .setting("mamba_dt_rank", "ssm.time_step_rank");
    Config config = Config.of(checkpoint);
    int hidden = config.hiddenSize();
    return Decoder.of(
        checkpoint,
        config,
        checkpoint.rmsNorm("model.final_layernorm", hidden, config.eps()),
        layer -> {
          String at = "model.layers." + layer + ".";
          return new PreNorm(
              checkpoint.rmsNorm(at + "input_layernorm", hidden, config.eps()),
              checkpoint.has(at + "mamba.in_proj")
                  ? mixer(checkpoint, at + "mamba.", layer, config)
                  : SelfAttention.of(
                      checkpoint, at + "self_attn.", layer, hidden, config.attention(layer)),
              checkpoint.rmsNorm(at + "pre_ff_layernorm", hidden, config.eps()),
              feedForward(checkpoint, at + "feed_forward.", config.inner()[layer], hidden));
        });
  }

  /** How many channels a mixer has, and of how many numbers its steps are made. */
  record Sizes(int inner, int rank) {}

  static Sizes sizes(Checkpoint checkpoint, int hidden) {
    int inner =
        checkpoint.gguf()
            ? checkpoint.count("ssm.inner_size")
            : Math.multiplyExact(checkpoint.count("mamba_expand"), hidden);
    boolean stated = !checkpoint.text("mamba_dt_rank").orElse("auto").equals("auto");
    int rank = stated ? checkpoint.count("mamba_dt_rank") : Math.ceilDiv(hidden, HIDDEN_OF_RANK);
    return new Sizes(inner, rank);
  }

  private static Mixer mixer(Checkpoint checkpoint, String at, int layer, Config config) {
    int hidden = config.hiddenSize();
    Sizes sizes = sizes(checkpoint, hidden);
    int inner = sizes.inner();
    int rank = sizes.rank();
    int state = checkpoint.count("mamba_d_state");
    int kernel = checkpoint.count("mamba_d_conv");
    return StateSpace.of(checkpoint, at, layer, hidden, inner, rank, state, kernel)
        .withNorms(
            checkpoint.rmsNorm(at + "dt_layernorm", rank, config.eps()),
            checkpoint.rmsNorm(at + "b_layernorm", state, config.eps()),
            checkpoint.rmsNorm(at + "c_layernorm", state, config.eps()));
  }

  private static FeedForward feedForward(Checkpoint checkpoint, String at, int inner, int hidden) {
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    if (!checkpoint.has(at + "router")) {
      return Mlp.gated(checkpoint, at, inner, hidden, activation);
    }
    int count = Experts.countIfPresent(checkpoint).orElse(1);
    return Experts.of(
        checkpoint,
        Router.softmax(
            checkpoint,
            checkpoint.linear(at + "router", count, hidden),
            checkpoint.count("num_experts_per_tok"),
            false),
        Experts.read(checkpoint, at + "experts.", count, inner, hidden, activation));
  }
}
