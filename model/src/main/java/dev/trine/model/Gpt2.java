package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * GPT-2 (Radford et al. 2019): layer norms with biases, learned positions, an MLP without a gate.
 * Hugging Face keeps its weights transposed, {@code [in, out]}, and query, key and value in one.
 * StarCoder 1 and SantaCoder (Li et al. 2023, arXiv:2305.06161) do not transpose, and have one key
 * head for all queries.
 */
final class Gpt2 {
  private Gpt2() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("wte", "token_embd")
        .naming("wpe", "position_embd")
        .naming("ln_f", "output_norm")
        .naming("attn.c_attn", "attn_qkv")
        .naming("attn.c_proj", "attn_output")
        .naming("ln_1", "attn_norm")
        .naming("ln_2", "ffn_norm")
        .naming("mlp.c_fc", "ffn_up")
        .naming("mlp.c_proj", "ffn_down")
        .naming("h.", "blk.")
        .setting("n_positions", "context_length")
        .setting("n_embd", "embedding_length")
        .setting("n_layer", "block_count")
        .setting("n_head", "attention.head_count")
        .setting("n_inner", "feed_forward_length")
        .setting("layer_norm_epsilon", "attention.layer_norm_epsilon");
    int hidden = checkpoint.count("n_embd");
    int heads = checkpoint.count("n_head");
    int inner = checkpoint.countIfPresent("n_inner").orElse(4 * hidden);
    double eps = checkpoint.positive("layer_norm_epsilon").orElse(1e-5);
    Activation activation = Activation.of(checkpoint, "activation_function", Activation.GELU_TANH);
    boolean scales = checkpoint.flag("scale_attn_weights", true);
    if (hidden % heads != 0) {
      throw checkpoint.error("%d numbers do not part into %d heads".formatted(hidden, heads));
    }
    Tensor embedding = Config.embedding(checkpoint, "wte.weight", hidden);
    Tensor positions =
        checkpoint.find("wpe.weight").orElseThrow(() -> checkpoint.missing("wpe.weight"));
    int kvHeads = single(checkpoint) ? 1 : heads;
    boolean byDepth = checkpoint.flag("scale_attn_by_inverse_layer_idx", false);
    if (!scales || byDepth) {
      checkpoint.noteUntold("attention is scaled by settings of its own");
    }
    return new Decoder(
            embedding,
            layer -> {
              String at = "h." + layer + ".";
              double scale = scales ? 1 / Math.sqrt((double) hidden / heads) : 1;
              Attention spec =
                  Attention.of(heads, kvHeads, hidden / heads)
                      .withScale(byDepth ? scale / (layer + 1) : scale);
              Linear o = linear(checkpoint, at + "attn.c_proj", hidden, hidden);
              return new PreNorm(
                  checkpoint.layerNorm(at + "ln_1", hidden, eps),
                  heads(checkpoint, at + "attn.c_attn", hidden, spec).attention(layer, o, spec),
                  checkpoint.layerNorm(at + "ln_2", hidden, eps),
                  Mlp.plain(
                      linear(checkpoint, at + "mlp.c_fc", inner, hidden),
                      linear(checkpoint, at + "mlp.c_proj", hidden, inner),
                      activation));
            },
            Config.checkedLayers(checkpoint, checkpoint.count("n_layer")),
            checkpoint.layerNorm("ln_f", hidden, eps),
            checkpoint.output(embedding),
            positions.rows())
        .withPositions(checkpoint.tensor("wpe.weight", positions.rows(), hidden));
  }

  private static boolean starCoder(Checkpoint checkpoint) {
    return Set.of("gpt_bigcode", "starcoder").contains(checkpoint.architecture());
  }

  /** Whether all queries share one key head. */
  private static boolean single(Checkpoint checkpoint) {
    return checkpoint.gguf()
        ? checkpoint.countIfPresent("num_key_value_heads").orElse(0) == 1
        : starCoder(checkpoint) && checkpoint.flag("multi_query", true);
  }

  private static FusedHeads heads(Checkpoint checkpoint, String name, int hidden, Attention spec) {
    return starCoder(checkpoint)
        ? FusedHeads.grouped(checkpoint, name, hidden, spec)
        : FusedHeads.of(linear(checkpoint, name, 3 * hidden, hidden), spec);
  }

  private static Linear linear(Checkpoint checkpoint, String name, int out, int in) {
    if (checkpoint.gguf() || starCoder(checkpoint)) {
      return checkpoint.linear(name, out, in);
    }
    float[] weight = checkpoint.tensor(name + ".weight", in, out).floats();
    float[] transposed = new float[weight.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        transposed[o * in + i] = weight[i * out + o];
      }
    }
    Optional<Tensor> bias = checkpoint.tensorIfPresent(name + ".bias", out);
    Linear linear =
        new Linear(name, Tensor.of(name, transposed, out, in), bias.map(Tensor::floats));
    checkpoint.noteLayout(name, new Checkpoint.LaidOut(name + ".", false, List.of(linear)));
    return linear;
  }
}
