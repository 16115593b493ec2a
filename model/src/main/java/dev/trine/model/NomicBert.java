package dev.trine.model;

import dev.trine.model.Checkpoint.LaidOut;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Nomic's BERT (Nussbaum et al. 2024, arXiv:2402.01613): BERT with rotary positions, a gated MLP,
 * and no biases. In its second version (Nussbaum and Duderstadt 2025, arXiv:2502.07972) there are
 * biases, no gates, and experts in every second layer.
 */
final class NomicBert {
  private NomicBert() {}

  static Encoder open(Checkpoint checkpoint) {
    Bert.nameEmbeddings(checkpoint);
    checkpoint
        .naming("encoder.layers", "blk")
        .naming("emb_ln", "token_embd_norm")
        .naming("attn.Wqkv", "attn_qkv")
        .naming("attn.out_proj", "attn_output")
        .naming("norm1", "attn_output_norm")
        .naming("norm2", "layer_output_norm")
        .naming("mlp.fc11", "ffn_up")
        .naming("mlp.fc12", "ffn_gate")
        .naming("mlp.fc1.", "ffn_up.")
        .naming("mlp.fc2", "ffn_down")
        .naming("mlp.router.layer", "ffn_gate_inp")
        .naming("mlp.experts.mlp.w1", "ffn_up_exps")
        .naming("mlp.experts.mlp.w2", "ffn_down_exps")
        .setting("moe_top_k", "expert_used_count");
    checkpoint.leaveOut("^(cls|pooler|classifier)\\.");
    checkpoint.require("activation_function", "swiglu", "gelu");
    checkpoint.require("num_shared_experts", "0");
    checkpoint.require("expert_choice_router", "false");
    checkpoint.require("moe_normalize_expert_weights", "false");
    checkpoint.require("prenorm", "false");
    checkpoint.require("rotary_emb_interleaved", "false");
    checkpoint.require("rotary_scaling_factor", "null");
    int hidden = checkpoint.count("hidden_size", "n_embd");
    int inner = checkpoint.count("intermediate_size", "n_inner");
    double eps =
        checkpoint
            .positive("layer_norm_epsilon")
            .or(() -> checkpoint.positive("layer_norm_eps"))
            .orElse(1e-12);
    Attention plain =
        Attention.ofParts(checkpoint, hidden, checkpoint.count("num_attention_heads", "n_head"));
    Attention spec = plain.bothWays().withRope(rope(checkpoint, plain.keyDim()));
    double everyNth = checkpoint.number("moe_every_n_layers").orElse(0.0);
    return new Encoder(
            checkpoint,
            Config.embedding(checkpoint, "embeddings.word_embeddings.weight", hidden),
            checkpoint.count("max_position_embeddings", "n_positions"),
            Config.checkedLayers(checkpoint, checkpoint.count("num_hidden_layers", "n_layer")),
            layer -> {
              String at = "encoder.layers." + layer + ".";
              Linear o = checkpoint.linear(at + "attn.out_proj", hidden, hidden);
              return new PostNorm(
                  FusedHeads.of(checkpoint, at + "attn.Wqkv", hidden, spec)
                      .attention(layer, o, spec),
                  checkpoint.layerNorm(at + "norm1", hidden, eps),
                  everyNth > 0 && layer % everyNth == 1
                      ? experts(checkpoint, at + "mlp.", inner, hidden)
                      : mlp(checkpoint, at + "mlp.", inner, hidden),
                  checkpoint.layerNorm(at + "norm2", hidden, eps));
            })
        .withTypes(checkpoint.typesIfPresent("embeddings.token_type_embeddings.weight", hidden))
        .withEmbeddingNorm(checkpoint.layerNorm("emb_ln", hidden, eps));
  }

  /** Whether some layers have experts. */
  static boolean isSparse(Checkpoint checkpoint) {
    return checkpoint.number("moe_every_n_layers").orElse(0.0) > 0;
  }

  private static boolean isGated(Checkpoint checkpoint) {
    return checkpoint.gguf()
        ? !checkpoint.architecture().endsWith("moe")
        : !checkpoint.text("activation_function").orElse("swiglu").equals("gelu");
  }

  private static Mlp mlp(Checkpoint checkpoint, String at, int inner, int hidden) {
    return isGated(checkpoint)
        ? Mlp.gated(
            checkpoint.linear(at + "fc12", inner, hidden),
            checkpoint.linear(at + "fc11", inner, hidden),
            checkpoint.linear(at + "fc2", hidden, inner),
            Activation.of(checkpoint, "hidden_act", Activation.SILU))
        : Mlp.plain(checkpoint, at + "fc1", at + "fc2", inner, hidden, Activation.GELU);
  }

  /** Folders have a bias behind all experts, which GGUF files lack. */
  private static FeedForward experts(Checkpoint checkpoint, String at, int inner, int hidden) {
    int count = checkpoint.count("num_experts");
    Router router =
        Router.softmax(
            checkpoint,
            checkpoint.linear(at + "router.layer", count, hidden),
            checkpoint.count("moe_top_k"),
            false);
    String mlp = at + "experts.mlp.";
    boolean gguf = checkpoint.gguf();
    Tensor up =
        gguf
            ? checkpoint.tensor(mlp + "w1.weight", count, inner, hidden)
            : checkpoint.tensor(mlp + "w1", (long) count * inner, hidden);
    Tensor down =
        gguf
            ? checkpoint.tensor(mlp + "w2.weight", count, hidden, inner)
            : checkpoint.tensor(mlp + "w2", (long) count * inner, hidden);
    Mlp[] experts = new Mlp[count];
    for (int e = 0; e < count; e++) {
      String name = at + "experts." + e;
      Optional<float[]> none = Optional.empty();
      experts[e] =
          Mlp.plain(
              new Linear(name + ".up_proj", up.rows((long) e * inner, inner), none),
              gguf
                  ? new Linear(name + ".down_proj", down.rows((long) e * hidden, hidden), none)
                  : Linear.ofColumns(
                      name + ".down_proj", down.rows((long) e * inner, inner), 0, 1, hidden, none),
              Activation.GELU);
    }
    for (String part : List.of("w1", "w2")) {
      checkpoint.noteLayout(
          mlp + part,
          new LaidOut(
              mlp + part,
              true,
              Arrays.stream(experts).map(part.equals("w1") ? Mlp::up : Mlp::down).toList()));
    }
    FeedForward all = Experts.of(checkpoint, router, experts);
    Optional<Tensor> bias = checkpoint.tensorIfPresent(at + "experts.bias", hidden);
    if (bias.isPresent()) {
      checkpoint.noteUntold("a bias behind all experts");
    }
    return bias.isPresent() ? new Shifted(all, bias.get().floats()) : all;
  }

  /** The first folders call the base otherwise than those that transformers writes. */
  private static Rope rope(Checkpoint checkpoint, int dim) {
    return checkpoint
        .positive("rotary_emb_base")
        .map(theta ->
            Rope.unscaled(dim, Rope.turned(checkpoint, "rotary_emb_fraction", dim), theta, false))
        .orElseGet(() -> Rope.of(checkpoint, dim, false));
  }
}
