package dev.trine.model;

import java.util.Optional;

/**
 * StableLM 2 (Bellagente et al. 2024, arXiv:2402.17834): Llama with layer norms, a quarter of each
 * head turned, and in its first models biases on query, key and value; in the one of 12 B each head
 * has a norm of its own, and attention and MLP stand side by side.
 */
final class StableLm {
  private StableLm() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("self_attn.q_layernorm", "attn_q_norm")
        .naming("self_attn.k_layernorm", "attn_k_norm");
    Config config = Config.of(checkpoint, checkpoint.positive("layer_norm_eps").orElse(1e-5));
    int hidden = config.hiddenSize();
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    boolean parallel = checkpoint.flag("use_parallel_residual", false);
    boolean normalises =
        checkpoint.flag("qk_layernorm", checkpoint.has("model.layers.0.self_attn.q_layernorm"));
    return Decoder.of(
        checkpoint,
        config,
        checkpoint.layerNorm("model.norm", hidden, config.eps()),
        layer -> {
          String at = "model.layers." + layer + ".";
          String self = at + "self_attn.";
          Attention spec = config.attention(layer).withRope(rope);
          SelfAttention plain = SelfAttention.of(checkpoint, self, layer, hidden, spec);
          SelfAttention attention =
              normalises
                  ? plain.withHeadNorms(
                      headNorm(checkpoint, self + "q_layernorm", spec.heads(), config),
                      headNorm(checkpoint, self + "k_layernorm", spec.kvHeads(), config))
                  : plain;
          Mlp mlp = Mlp.gated(checkpoint, at + "mlp.", config.inner()[layer], hidden, activation);
          if (!parallel) {
            return PreNorm.ofLayerNorms(checkpoint, at, config, attention, mlp);
          }
          Norm norm = checkpoint.layerNorm(at + "input_layernorm", hidden, config.eps());
          return new Parallel(norm, attention, norm, mlp);
        });
  }

  /** A folder keeps each head's weights by themselves, a GGUF file all in one. */
  private static Norm headNorm(Checkpoint checkpoint, String name, int heads, Config config) {
    int dim = config.headDim();
    float[] all = new float[heads * dim];
    if (checkpoint.gguf()) {
      all = checkpoint.numbersOf(name + ".weight", all.length);
    } else {
      for (int head = 0; head < heads; head++) {
        float[] one = checkpoint.vector(name + ".norms." + head + ".weight", dim);
        System.arraycopy(one, 0, all, head * dim, dim);
      }
    }
    return Norm.layer(all, Optional.empty(), config.eps()).ofHeads(dim);
  }
}
