package dev.trine.model;

import java.util.List;
import java.util.Optional;

/**
 * ModernBERT (Warner et al. 2024, arXiv:2412.13663): norms before the parts of a layer, rotary
 * positions, a gated MLP; of three layers two see a window, to both sides, and turn by a shorter
 * base.
 */
final class ModernBert {
  private ModernBert() {}

  static Encoder open(Checkpoint checkpoint) {
    checkpoint
        .naming("embeddings.tok_embeddings", "token_embd")
        .naming("embeddings.norm", "token_embd_norm")
        .naming("final_norm", "output_norm")
        .naming("layers.", "blk.")
        .naming("attn.Wqkv", "attn_qkv")
        .naming("attn.Wo", "attn_output")
        .naming("mlp_norm", "ffn_norm")
        .naming("mlp.Wi", "ffn_up")
        .naming("mlp.Wo", "ffn_down")
        .setting("norm_eps", "attention.layer_norm_epsilon")
        .setting("local_attention", "attention.sliding_window")
        .setting("global_rope_theta", "rope.freq_base")
        .setting("local_rope_theta", "rope.freq_base_swa")
        .setting("global_attn_every_n_layers", "attention.sliding_window_pattern");
    checkpoint.leaveOut("^(head|decoder|classifier|cls)\\.");
    int hidden = checkpoint.count("hidden_size");
    int inner = checkpoint.count("intermediate_size");
    int window = checkpoint.countIfPresent("local_attention").orElse(128) / 2 + 1;
    double eps = checkpoint.positive("norm_eps").orElse(1e-5);
    Activation activation = Activation.of(checkpoint, "hidden_activation", Activation.GELU);
    Attention all =
        Attention.ofParts(checkpoint, hidden, checkpoint.count("num_attention_heads")).bothWays();
    Attention global = all.withRope(rope(checkpoint, all, "full_attention", "global", 160_000));
    Attention local =
        all.withRope(rope(checkpoint, all, "sliding_attention", "local", 10_000))
            .withWindow(window);
    int each = checkpoint.countIfPresent("global_attn_every_n_layers").orElse(3);
    List<String> types = checkpoint.texts("layer_types");
    return new Encoder(
            checkpoint,
            Config.embedding(checkpoint, "embeddings.tok_embeddings.weight", hidden),
            checkpoint.count("max_position_embeddings"),
            Config.layers(checkpoint),
            layer -> {
              String at = "layers." + layer + ".";
              boolean slides =
                  layer < types.size()
                      ? types.get(layer).equals("sliding_attention")
                      : layer % each != 0;
              Attention spec = slides ? local : global;
              Linear o = checkpoint.linear(at + "attn.Wo", hidden, hidden);
              Linear both = checkpoint.linear(at + "mlp.Wi", 2L * inner, hidden);
              return new PreNorm(
                  layer == 0
                      ? Optional.empty()
                      : Optional.of(checkpoint.layerNorm(at + "attn_norm", hidden, eps)),
                  FusedHeads.of(checkpoint, at + "attn.Wqkv", hidden, spec)
                      .attention(layer, o, spec),
                  checkpoint.layerNorm(at + "mlp_norm", hidden, eps),
                  Mlp.gated(
                      both.rows(0, inner),
                      both.rows(inner, inner),
                      checkpoint.linear(at + "mlp.Wo", hidden, inner),
                      activation),
                  1);
            })
        .withEmbeddingNorm(checkpoint.layerNorm("embeddings.norm", hidden, eps))
        .withLastNorm(checkpoint.layerNorm("final_norm", hidden, eps));
  }

  private static Rope rope(
      Checkpoint checkpoint, Attention spec, String type, String older, double otherwise) {
    int dim = spec.keyDim();
    return Rope.at(checkpoint, "rope_parameters." + type, dim, false)
        .orElseGet(() ->
            Rope.unscaled(
                dim, dim, checkpoint.positive(older + "_rope_theta").orElse(otherwise), false));
  }
}
