package dev.trine.model;

import dev.trine.model.Checkpoint.LaidOut;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Granite 3 and 4 (IBM 2024): Llama with multipliers on embeddings, scores, residuals and logits;
 * some with a mixture of experts, gate and up of all experts in one weight; in Granite 4 most
 * layers may be those of Mamba-2.
 */
final class Granite {
  private static final Set<String> HYBRIDS = Set.of("granitemoehybrid", "granitehybrid");

  private Granite() {}

  /** Hybrids tell positions by their recurrent layers, unless they say otherwise. */
  static boolean turns(Checkpoint checkpoint) {
    return checkpoint.gguf()
        ? checkpoint.flag("rope.scaling.finetuned", false)
        : checkpoint.text("position_embedding_type").orElse("nope").equals("rope");
  }

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("block_sparse_moe.router.layer", "ffn_gate_inp")
        .setting("shared_intermediate_size", "expert_shared_feed_forward_length");
    boolean hybrid = HYBRIDS.contains(checkpoint.architecture());
    if (hybrid) {
      Mamba.names(checkpoint, "mamba.");
    }
    Config config = Config.of(checkpoint);
    Rope rope = Rope.of(checkpoint, config.headDim(), checkpoint.gguf());
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    // transformers' own default is 1, not the root of the head's size.
    double scale =
        checkpoint
            .positive("attention_multiplier")
            .orElse(checkpoint.gguf() ? 1 / Math.sqrt(config.headDim()) : 1.0);
    boolean turns = !hybrid || turns(checkpoint);
    double residualScale = checkpoint.positive("residual_multiplier").orElse(1.0);
    return Decoder.of(
            checkpoint,
            config,
            layer -> {
              String at = "model.layers." + layer + ".";
              int hidden = config.hiddenSize();
              Attention plain = config.attention(layer).withScale(scale);
              Attention spec = turns ? plain.withRope(rope) : plain;
              return PreNorm.of(
                      checkpoint,
                      at,
                      config,
                      checkpoint.has(at + "mamba.in_proj")
                          ? Mamba2.of(
                              checkpoint,
                              at + "mamba.",
                              layer,
                              hidden,
                              sizes(checkpoint),
                              config.eps())
                          : SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
                      sparse(checkpoint, at)
                          ? experts(checkpoint, at, config.inner()[layer], hidden, activation)
                          : checkpoint.has(at + "shared_mlp.input_linear")
                              ? shared(checkpoint, at, hidden, activation).orElseThrow()
                              : Mlp.gated(
                                  checkpoint,
                                  at + "mlp.",
                                  config.inner()[layer],
                                  hidden,
                                  activation))
                  .withScale(residualScale);
            })
        .withEmbeddingScale(checkpoint.positive("embedding_multiplier").orElse(1.0))
        .withLogitScale(1 / checkpoint.positive("logits_scaling").orElse(1.0));
  }

  static Mamba2.Sizes sizes(Checkpoint checkpoint) {
    return Mamba2.Sizes.of(
        checkpoint,
        "mamba_n_heads",
        "mamba_d_head",
        "mamba_d_state",
        "mamba_d_conv",
        "mamba_n_groups");
  }

  private static boolean sparse(Checkpoint checkpoint, String at) {
    return checkpoint.has(at + "block_sparse_moe.router.layer");
  }

  private static Experts experts(
      Checkpoint checkpoint, String at, int inner, int hidden, Activation activation) {
    int count = Qwen3Moe.experts(checkpoint);
    int used = checkpoint.count("num_experts_per_tok");
    String moe = at + "block_sparse_moe.";
    return Experts.of(
        checkpoint,
        Router.softmax(
            checkpoint, checkpoint.linear(moe + "router.layer", count, hidden), used, true),
        checkpoint.gguf()
            ? Experts.read(checkpoint, at + "mlp.experts.", count, inner, hidden, activation)
            : stacked(checkpoint, moe, count, inner, hidden, activation),
        shared(checkpoint, at, hidden, activation),
        Optional.empty());
  }

  private static Mlp[] stacked(
      Checkpoint checkpoint, String at, int count, int inner, int hidden, Activation activation) {
    Tensor gateUp = checkpoint.tensor(at + "input_linear.weight", count, 2L * inner, hidden);
    Tensor down = checkpoint.tensor(at + "output_linear.weight", count, hidden, inner);
    Mlp[] experts =
        IntStream.range(0, count)
            .mapToObj(e -> {
              Linear both = part(at + "experts." + e + ".input_linear", gateUp, e, 2 * inner);
              Linear end = part(at + "experts." + e + ".output_linear", down, e, hidden);
              return Mlp.gated(both.rows(0, inner), both.rows(inner, inner), end, activation);
            })
            .toArray(Mlp[]::new);
    String layer = at.replace("block_sparse_moe.", "");
    Experts.noteLayout(checkpoint, at + "input_linear", layer, experts);
    List<Linear> downs = Arrays.stream(experts).map(Mlp::down).toList();
    checkpoint.noteLayout(
        layer + "mlp.experts.down_proj", new LaidOut(at + "output_linear", true, downs));
    return experts;
  }

  private static Linear part(String name, Tensor stack, int expert, int rows) {
    return new Linear(name, stack.rows((long) expert * rows, rows), Optional.empty());
  }

  /** What works on every token besides, in the models that have it. */
  private static Optional<Mlp> shared(
      Checkpoint checkpoint, String at, int hidden, Activation activation) {
    Optional<Integer> width = checkpoint.countIfPresent("shared_intermediate_size");
    if (width.isEmpty()) {
      return Optional.empty();
    }
    int inner = width.get();
    if (checkpoint.gguf()) {
      return Optional.of(
          Mlp.gated(checkpoint, at + "mlp.shared_experts.", inner, hidden, activation));
    }
    Linear both = checkpoint.linear(at + "shared_mlp.input_linear", 2L * inner, hidden);
    Linear down = checkpoint.linear(at + "shared_mlp.output_linear", hidden, inner);
    Linear gate = both.rows(0, inner);
    Linear up = both.rows(inner, inner);
    String mlp = at + (sparse(checkpoint, at) ? "mlp.shared_experts." : "mlp.");
    String source = at + "shared_mlp.";
    checkpoint.noteLayout(mlp + "gate_proj", new LaidOut(source, false, List.of(gate)));
    checkpoint.noteLayout(mlp + "up_proj", new LaidOut(source, false, List.of(up)));
    checkpoint.noteLayout(mlp + "down_proj", new LaidOut(source, false, List.of(down)));
    return Optional.of(Mlp.gated(gate, up, down, activation));
  }
}
