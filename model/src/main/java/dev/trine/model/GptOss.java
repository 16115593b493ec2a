package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * gpt-oss (OpenAI 2025, arXiv:2508.10925): a mixture of experts with biases everywhere; attention
 * with sinks, to a window in every other layer. Hugging Face keeps the experts' weights transposed
 * and gate and up in alternation; those in MXFP4 it does not transpose.
 */
final class GptOss {
  private GptOss() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint
        .naming("post_attention_layernorm", "post_attention_norm")
        .naming("self_attn.sinks", "attn_sinks.weight")
        .naming("mlp.router", "ffn_gate_inp")
        .setting("num_local_experts", "expert_count");
    Config config = Config.of(checkpoint, layer -> layer % 2 == 0);
    Rope rope = Rope.of(checkpoint, config.headDim(), false);
    int hidden = config.hiddenSize();
    int experts = checkpoint.count("num_local_experts");
    int used = checkpoint.countIfPresent("num_experts_per_tok").orElse(4);
    int inner = checkpoint.gguf() ? checkpoint.count("moe_intermediate_size") : config.inner()[0];
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int heads = config.heads()[layer];
          Attention spec =
              config
                  .attention(layer)
                  .withRope(rope)
                  .withSinks(Optional.of(checkpoint.vector(at + "self_attn.sinks", heads)));
          Linear router = checkpoint.linear(at + "mlp.router", experts, hidden);
          String mlp = at + "mlp.experts.";
          return PreNorm.of(
              checkpoint,
              at,
              config,
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec),
              Experts.of(
                  checkpoint,
                  Router.softmax(checkpoint, router, used, true),
                  checkpoint.gguf()
                      ? stacked(checkpoint, mlp, experts, inner, hidden)
                      : folder(checkpoint, at, experts, inner, hidden)));
        });
  }

  private static ClampedMlp[] folder(
      Checkpoint checkpoint, String layer, int count, int inner, int hidden) {
    String at = layer + "mlp.experts.";
    ClampedMlp[] experts =
        checkpoint.find(at + "gate_up_proj_blocks").isPresent()
            ? packed(checkpoint, at, count, inner, hidden)
            : transposed(checkpoint, at, count, inner, hidden);
    Experts.noteLayout(
        checkpoint,
        at,
        layer,
        Arrays.stream(experts).map(ClampedMlp::gate).toList(),
        Arrays.stream(experts).map(ClampedMlp::up).toList(),
        Arrays.stream(experts).map(ClampedMlp::down).toList());
    return experts;
  }

  private static FeedForward[] stacked(
      Checkpoint checkpoint, String at, int count, int inner, int hidden) {
    Linear gate = flat(checkpoint, at + "gate_proj", count, inner, hidden);
    Linear up = flat(checkpoint, at + "up_proj", count, inner, hidden);
    Linear down = flat(checkpoint, at + "down_proj", count, hidden, inner);
    return IntStream.range(0, count)
        .mapToObj(e ->
            new ClampedMlp(
                gate.rows(e * inner, inner),
                up.rows(e * inner, inner),
                down.rows(e * hidden, hidden)))
        .toArray(FeedForward[]::new);
  }

  /** All experts' weights as one, row under row. */
  private static Linear flat(Checkpoint checkpoint, String name, int count, int out, int in) {
    Tensor weight = checkpoint.tensor(name + ".weight", count, out, in);
    Tensor bias = checkpoint.tensor(name + ".bias", count, out);
    return new Linear(name, weight.rows(0, weight.rows()), Optional.of(bias.floats()));
  }

  private static ClampedMlp[] packed(
      Checkpoint checkpoint, String at, int count, int inner, int hidden) {
    checkpoint.require("quantization_config.quant_method", "mxfp4");
    int across = hidden / MxFp4.WEIGHTS;
    int acrossInner = inner / MxFp4.WEIGHTS;
    String gateUp = at + "gate_up_proj_";
    String down = at + "down_proj_";
    Tensor gateUps = checkpoint.bytes(gateUp + "blocks", count, 2L * inner, across, 16);
    Tensor gateUpScales = checkpoint.bytes(gateUp + "scales", count, 2L * inner, across);
    Tensor downs = checkpoint.bytes(down + "blocks", count, hidden, acrossInner, 16);
    Tensor downScales = checkpoint.bytes(down + "scales", count, hidden, acrossInner);
    float[] gateUpBias = checkpoint.tensor(gateUp + "bias", count, 2L * inner).floats();
    float[] downBias = checkpoint.tensor(down + "bias", count, hidden).floats();
    return IntStream.range(0, count)
        .mapToObj(e -> {
          int first = e * 2 * inner;
          Tensor gate = MxFp4.rows(gateUps, gateUpScales, first, 2, inner, hidden);
          Tensor up = MxFp4.rows(gateUps, gateUpScales, first + 1, 2, inner, hidden);
          Tensor back = MxFp4.rows(downs, downScales, e * hidden, 1, hidden, inner);
          return new ClampedMlp(
              linear(at + e + ".gate_proj", gate, gateUpBias, first, 2),
              linear(at + e + ".up_proj", up, gateUpBias, first + 1, 2),
              linear(at + e + ".down_proj", back, downBias, e * hidden, 1));
        })
        .toArray(ClampedMlp[]::new);
  }

  /** With every {@code step}th bias, from {@code first} on. */
  private static Linear linear(String name, Tensor weight, float[] biases, int first, int step) {
    float[] own = new float[weight.rows()];
    for (int i = 0; i < own.length; i++) {
      own[i] = biases[first + i * step];
    }
    return new Linear(name, weight, Optional.of(own));
  }

  private static ClampedMlp[] transposed(
      Checkpoint checkpoint, String at, int count, int inner, int hidden) {
    Tensor gateUp = checkpoint.tensor(at + "gate_up_proj", count, hidden, 2L * inner);
    Tensor down = checkpoint.tensor(at + "down_proj", count, inner, hidden);
    float[] gateUpBias = checkpoint.tensor(at + "gate_up_proj_bias", count, 2L * inner).floats();
    float[] downBias = checkpoint.tensor(at + "down_proj_bias", count, hidden).floats();
    return IntStream.range(0, count)
        .mapToObj(e -> {
          Tensor both = gateUp.rows((long) e * hidden, hidden);
          float[] bias = Arrays.copyOfRange(gateUpBias, e * 2 * inner, (e + 1) * 2 * inner);
          float[] end = Arrays.copyOfRange(downBias, e * hidden, (e + 1) * hidden);
          return new ClampedMlp(
              columns(both, at + e + ".gate_proj", 0, 2, bias),
              columns(both, at + e + ".up_proj", 1, 2, bias),
              columns(down.rows((long) e * inner, inner), at + e + ".down_proj", 0, 1, end));
        })
        .toArray(ClampedMlp[]::new);
  }

  /** Every {@code step}th column of a matrix, from {@code first} on, as a row. */
  private static Linear columns(Tensor weight, String name, int first, int step, float[] bias) {
    int out = weight.columns() / step;
    float[] own = new float[out];
    for (int o = 0; o < out; o++) {
      own[o] = bias[o * step + first];
    }
    return Linear.ofColumns(name, weight, first, step, out, Optional.of(own));
  }
}
