package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * DeepSeek-V2 and V2-Lite (arXiv:2405.04434), and V3 (arXiv:2412.19437): multi-head latent
 * attention; after the first layers a mixture of many small experts, some of them shared by all
 * tokens, the others chosen from the best groups.
 */
final class DeepSeek2 {
  private DeepSeek2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("self_attn.q_a_proj", "attn_q_a")
        .naming("self_attn.q_a_layernorm", "attn_q_a_norm")
        .naming("self_attn.q_b_proj", "attn_q_b")
        .naming("self_attn.kv_a_proj_with_mqa", "attn_kv_a_mqa")
        .naming("self_attn.kv_a_layernorm", "attn_kv_a_norm")
        .naming("self_attn.kv_b_proj", "attn_kv_b")
        .naming("self_attn.k_b_proj", "attn_k_b")
        .naming("self_attn.v_b_proj", "attn_v_b")
        .setting("n_routed_experts", "expert_count");
    // Layers beyond the last predict further tokens, in training and for speculation.
    checkpoint.leaveOut("\\.(eh_proj|enorm|hnorm|shared_head)|nextn|model\\.mtp\\.");
    Config config = Config.of(checkpoint);
    checkpoint.leaveOut("model\\.layers\\." + config.layers() + "\\.");
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    Sizes sizes = Sizes.of(checkpoint, config);
    Rope rope =
        Rope.of(
            checkpoint, sizes.rope, sizes.rope, Rope.theta(checkpoint), interleaved(checkpoint));
    // They say nothing where all layers are dense.
    List.of("n_routed_experts", "n_group", "topk_group").forEach(checkpoint::number);
    int dense = checkpoint.number("first_k_dense_replace").map(Double::intValue).orElse(0);
    int every = checkpoint.gguf() ? 1 : checkpoint.countIfPresent("moe_layer_freq").orElse(1);
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          FeedForward mlp =
              layer < dense || layer % every != 0
                  ? Mlp.gated(
                      checkpoint,
                      at + "mlp.",
                      config.inner()[layer],
                      config.hiddenSize(),
                      activation)
                  : experts(checkpoint, at + "mlp.", config, activation);
          return PreNorm.of(
              checkpoint,
              at,
              config,
              attention(checkpoint, at + "self_attn.", layer, config, sizes, rope),
              mlp);
        });
  }

  /** The checkpoint's pairs are neighbours, unless V3 says otherwise. */
  private static boolean interleaved(Checkpoint checkpoint) {
    boolean interleaved = checkpoint.flag("rope_interleave", true);
    if (!interleaved) {
      checkpoint.noteUntold("rope_interleave is false");
    }
    return interleaved;
  }

  /** The numbers of a head, and of the latents. */
  private record Sizes(int nope, int rope, int value, int rank, Optional<Integer> queryRank) {

    static Sizes of(Checkpoint checkpoint, Config config) {
      int rank = checkpoint.count("kv_lora_rank");
      Optional<Integer> queryRank = checkpoint.countIfPresent("q_lora_rank");
      if (!checkpoint.gguf()) {
        return new Sizes(
            checkpoint.count("qk_nope_head_dim"),
            checkpoint.count("qk_rope_head_dim"),
            checkpoint.count("v_head_dim"),
            rank,
            queryRank);
      }
      // Files since April 2025 tell the sizes of latent attention where those of heads were.
      int key = checkpoint.countIfPresent("attention.key_length_mla").orElse(config.headDim());
      int value =
          checkpoint
              .countIfPresent("attention.value_length_mla")
              .orElseGet(() -> checkpoint.count("v_head_dim"));
      int rope = checkpoint.count("rope.dimension_count");
      if (rope >= key) {
        throw checkpoint.error("%d of %d numbers of a head are turned".formatted(rope, key));
      }
      return new Sizes(key - rope, rope, value, rank, queryRank);
    }
  }

  private static LatentAttention attention(
      Checkpoint checkpoint, String at, int layer, Config config, Sizes sizes, Rope rope) {
    int hidden = config.hiddenSize();
    int heads = config.heads()[layer];
    int head = sizes.nope + sizes.rope;
    int key = sizes.rank + sizes.rope;
    // transformers leaves the inner norms at its default, whatever the configuration says.
    double eps = checkpoint.gguf() ? config.eps() : 1e-6;
    Optional<Linear> qDown =
        sizes.queryRank.map(rank -> checkpoint.linear(at + "q_a_proj", rank, hidden));
    Optional<Norm> qNorm =
        sizes.queryRank.map(rank -> checkpoint.rmsNorm(at + "q_a_layernorm", rank, eps));
    Linear q =
        sizes
            .queryRank
            .map(rank -> checkpoint.linear(at + "q_b_proj", (long) heads * head, rank))
            .orElseGet(() -> checkpoint.linear(at + "q_proj", (long) heads * head, hidden));
    Attention spec =
        Attention.of(heads, 1, key)
            .withLatentValues(sizes.rank)
            // Not by the width of the latent; and YaRN's temperature comes on top.
            .withScale(rope.sharpness() / Math.sqrt(head))
            .withRope(rope.atEndOf(key));
    Optional<Tensor> split =
        checkpoint.tensorIfPresent(at + "k_b_proj.weight", heads, sizes.rank, sizes.nope);
    Tensor[] keyUps;
    Tensor[] valueUps;
    if (split.isPresent()) {
      Tensor values = checkpoint.tensor(at + "v_b_proj.weight", heads, sizes.value, sizes.rank);
      keyUps = parts(split.get(), heads, 0, sizes.rank, sizes.rank);
      valueUps = parts(values, heads, 0, sizes.value, sizes.value);
    } else {
      int both = sizes.nope + sizes.value;
      Tensor up = checkpoint.tensor(at + "kv_b_proj.weight", (long) heads * both, sizes.rank);
      keyUps = parts(up, heads, 0, sizes.nope, both);
      valueUps = parts(up, heads, sizes.nope, sizes.value, both);
    }
    return new LatentAttention(
        layer,
        qDown,
        qNorm,
        q,
        checkpoint.linear(at + "kv_a_proj_with_mqa", key, hidden),
        checkpoint.rmsNorm(at + "kv_a_layernorm", sizes.rank, eps),
        at + "kv_b_proj",
        keyUps,
        split.isPresent(),
        valueUps,
        checkpoint.linear(at + "o_proj", hidden, (long) heads * sizes.value),
        spec,
        LatentAttention.Mode.CHEAPER);
  }

  /**
   * {@code count} rows of each head, from {@code first} on, of a weight with {@code each} a head.
   */
  private static Tensor[] parts(Tensor weight, int heads, int first, int count, int each) {
    return IntStream.range(0, heads)
        .mapToObj(head -> weight.rows((long) head * each + first, count))
        .toArray(Tensor[]::new);
  }

  static Experts experts(Checkpoint checkpoint, String at, Config config, Activation activation) {
    int hidden = config.hiddenSize();
    int count = checkpoint.count("n_routed_experts");
    int inner = checkpoint.count("moe_intermediate_size");
    int shared = checkpoint.number("n_shared_experts").map(Double::intValue).orElse(0);
    return Experts.of(
        checkpoint,
        router(checkpoint, at, count, hidden),
        Experts.read(checkpoint, at + "experts.", count, inner, hidden, activation),
        shared == 0
            ? Optional.empty()
            : Optional.of(
                Mlp.gated(checkpoint, at + "shared_experts.", shared * inner, hidden, activation)),
        Optional.empty());
  }

  private static Router router(Checkpoint checkpoint, String at, int count, int hidden) {
    Optional<float[]> bias =
        checkpoint.tensorIfPresent(at + "gate.e_score_correction_bias", count).map(Tensor::floats);
    String scoring =
        checkpoint.text("scoring_func").orElse(bias.isPresent() ? "sigmoid" : "softmax");
    Router.Scoring function =
        switch (scoring) {
          case "softmax", "1" -> Router.Scoring.SOFTMAX;
          case "sigmoid", "2" -> Router.Scoring.SIGMOID;
          default ->
              throw checkpoint.error(
                  "scoring_func is %s; known are softmax and sigmoid".formatted(scoring));
        };
    String method = checkpoint.text("topk_method").orElse(bias.isPresent() ? "noaux_tc" : "greedy");
    int groups = checkpoint.countIfPresent("n_group").orElse(1);
    int groupsUsed = checkpoint.countIfPresent("topk_group").orElse(groups);
    boolean grouped =
        switch (method) {
          case "greedy" -> checkpoint.gguf() && groups > 1;
          case "group_limited_greedy", "noaux_tc" -> true;
          default ->
              throw checkpoint.error(
                  "topk_method is %s; known are greedy, group_limited_greedy and noaux_tc"
                      .formatted(method));
        };
    int used = checkpoint.count("num_experts_per_tok");
    if (count % groups != 0 || groupsUsed > groups || used > count / groups * groupsUsed) {
      throw checkpoint.error(
          "%d of %d experts from %d of %d groups cannot be chosen"
              .formatted(used, count, groupsUsed, groups));
    }
    // V2's folders have the flag, and transformers does not look at it.
    boolean normalizes = !checkpoint.architecture().equals("deepseek_v2");
    return new Router(
        checkpoint.linear(at + "gate", count, hidden),
        function,
        used,
        normalizes && checkpoint.flag("norm_topk_prob", false),
        checkpoint.number("routed_scaling_factor").filter(it -> it != 0).orElse(1.0).floatValue(),
        groups,
        grouped ? groupsUsed : groups,
        bias.isPresent() ? 2 : 1,
        bias);
  }
}
