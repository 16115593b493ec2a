package dev.trine.model;

/**
 * Gemma 3 (Gemma team 2025, arXiv:2503.19786): Gemma 2 with normalised query and key heads instead
 * of soft caps; five layers with a window, which turn by a shorter base, then one without.
 */
final class Gemma3 {
  static final int LAYERS_OF_27B = 62;

  private Gemma3() {}

  /**
   * EmbeddingGemma (Vera et al. 2025, arXiv:2509.20354): tokens see both ways, and half the window
   * to each side.
   */
  static Embedder embedder(Checkpoint checkpoint) {
    return open(checkpoint).embedder(Pooling.of(checkpoint, Pooling.Kind.MEAN));
  }

  static boolean seesBothWays(Checkpoint checkpoint) {
    return checkpoint.architecture().equals("gemma-embedding")
        || checkpoint.flag("use_bidirectional_attention", false);
  }

  static Decoder open(Checkpoint checkpoint) {
    Gemma2.names(checkpoint);
    int pattern =
        checkpoint
            .countIfPresent("sliding_window_pattern")
            .or(() -> checkpoint.countIfPresent("_sliding_window_pattern"))
            .orElse(6);
    Config config = Config.of(checkpoint, layer -> (layer + 1) % pattern != 0);
    int dim = config.headDim();
    Rope global =
        Rope.at(checkpoint, "rope_parameters.full_attention", dim, false)
            .orElseGet(() ->
                Rope.of(
                    checkpoint,
                    dim,
                    dim,
                    checkpoint.positive("rope_theta").orElse(1_000_000.0),
                    false));
    Rope local =
        Rope.at(checkpoint, "rope_parameters.sliding_attention", dim, false)
            .orElseGet(() ->
                Rope.unscaled(
                    dim, dim, checkpoint.positive("rope_local_base_freq").orElse(10_000.0), false));
    boolean bothWays = seesBothWays(checkpoint);
    double scale = Gemma2.scale(checkpoint, config, LAYERS_OF_27B);
    checkpoint.number("attn_logit_softcapping"); // a setting of Gemma 2, which does nothing here
    return Gemma.decoder(
            checkpoint,
            config,
            layer -> {
              String at = "model.layers." + layer + ".";
              boolean slides = config.windows()[layer] != Integer.MAX_VALUE;
              Attention causal =
                  config.attention(layer).withRope(slides ? local : global).withScale(scale);
              Attention spec =
                  !bothWays
                      ? causal
                      : slides
                          ? causal.bothWays().withWindow(causal.window() / 2 + 1)
                          : causal.bothWays();
              SelfAttention attention =
                  SelfAttention.of(checkpoint, at + "self_attn.", layer, config.hiddenSize(), spec)
                      .withHeadNorms(
                          Gemma.norm(checkpoint, at + "self_attn.q_norm", dim, config.eps()),
                          Gemma.norm(checkpoint, at + "self_attn.k_norm", dim, config.eps()));
              return Gemma2.layer(checkpoint, at, layer, config, attention);
            })
        .withLogitSoftcap(checkpoint.positive("final_logit_softcapping").orElse(0.0));
  }
}
