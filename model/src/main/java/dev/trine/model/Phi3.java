package dev.trine.model;

/**
 * Phi-3 and Phi-4-mini (Abdin et al. 2024, arXiv:2404.14219): Llama with query, key and value in
 * one weight, gate and up in another, and LongRoPE.
 */
final class Phi3 {
  private Phi3() {}

  static Transformer open(Checkpoint checkpoint) {
    Config config = Config.of(checkpoint, layer -> true);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    int hidden = config.hiddenSize();
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          Attention spec = config.attention(layer).withRope(rope);
          int queries = spec.heads() * spec.keyDim();
          int inner = config.inner()[layer];
          Linear gateUp = checkpoint.linear(at + "mlp.gate_up_proj", 2L * inner, hidden);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              FusedHeads.of(checkpoint, at + "self_attn.qkv_proj", hidden, spec)
                  .attention(
                      layer, checkpoint.linear(at + "self_attn.o_proj", hidden, queries), spec),
              Mlp.gated(
                  gateUp.rows(0, inner),
                  gateUp.rows(inner, inner),
                  checkpoint.linear(at + "mlp.down_proj", hidden, inner),
                  activation));
        });
  }
}
