package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The text of Llama 4 (Meta 2025, Scout and Maverick): experts in every layer or every second one,
 * of which the chosen see their input times a sigmoid of the router's score, beside one that always
 * works. Three layers of four turn queries and keys, normalise them without weights (Scout) and see
 * the chunk of positions that they stand in; the fourth sees all, turns nothing, and sharpens its
 * queries with their position.
 */
final class Llama4 {
  private static final int CHUNK = 8192; // which GGUF files do not tell
  private static final int NO_CHUNK = Integer.MAX_VALUE;
  private static final int EXPERTS_OF_MAVERICK = 128;
  private static final int NOPE = 4; // every fourth layer does not turn
  private static final double GROWTH = 0.1;

  private Llama4() {}

  private static void names(Checkpoint checkpoint) {
    checkpoint
        .naming("mlp.shared_expert.", "mlp.shared_experts.")
        .naming("mlp.router.", "mlp.gate.")
        .naming("feed_forward.", "mlp.");
  }

  static Transformer open(Checkpoint checkpoint) {
    names(checkpoint);
    Config config = Config.of(checkpoint);
    boolean gguf = checkpoint.gguf();
    int layers = config.layers();
    Rope rope = Rope.of(checkpoint, config.headDim(), true);
    int count = Experts.countIfPresent(checkpoint).orElse(0);
    boolean normalises = checkpoint.flag("use_qk_norm", count != EXPERTS_OF_MAVERICK);
    float[] ones = new float[config.headDim()];
    Arrays.fill(ones, 1);
    Norm norm = Norm.rms(ones, config.eps());
    int chunk = gguf ? CHUNK : checkpoint.countIfPresent("attention_chunk_size").orElse(NO_CHUNK);
    String tempered = checkpoint.text("attn_temperature_tuning").orElse("true"); // in some a number
    Temperature temperature =
        new Temperature(
            checkpoint.number("attn_scale").orElse(GROWTH),
            checkpoint.positive("floor_scale").orElse((double) CHUNK));
    boolean[] turns = turns(checkpoint, layers);
    boolean[] chunked = chunked(checkpoint, turns);
    boolean[] mixes = mixes(checkpoint, layers, count);
    int step = step(checkpoint);
    boolean inTurn =
        IntStream.range(0, layers)
            .allMatch(layer ->
                turns[layer] == ((layer + 1) % NOPE != 0)
                    && chunked[layer] == turns[layer]
                    && mixes[layer] == ((layer + 1) % step == 0));
    if (!inTurn
        || chunk != CHUNK
        || tempered.matches("false|0")
        || !temperature.equals(new Temperature(GROWTH, CHUNK))
        || normalises == (count == EXPERTS_OF_MAVERICK)) {
      checkpoint.noteUntold("layers, chunks, temperatures or norms of its own");
    }
    return Decoder.of(
        checkpoint,
        config,
        layer -> {
          String at = "model.layers." + layer + ".";
          int hidden = config.hiddenSize();
          Attention all = config.attention(layer).withChunk(chunked[layer] ? chunk : NO_CHUNK);
          Attention spec =
              turns[layer]
                  ? all.withRope(rope)
                  : tempered.matches("false|0") ? all : all.withTemperature(temperature);
          SelfAttention attention =
              SelfAttention.of(checkpoint, at + "self_attn.", layer, hidden, spec);
          String mlp = at + "feed_forward.";
          int inner = config.inner()[layer];
          return PreNorm.of(
              checkpoint,
              at,
              config,
              turns[layer] && normalises
                  ? attention.withHeadNorms(norm, norm).turningFirst()
                  : attention,
              mixes[layer]
                  ? experts(
                      checkpoint,
                      mlp,
                      count,
                      gguf ? checkpoint.count("moe_intermediate_size") : inner,
                      hidden)
                  : Mlp.gated(
                      checkpoint,
                      mlp,
                      gguf ? inner : checkpoint.count("intermediate_size_mlp"),
                      hidden,
                      Activation.of(checkpoint, "hidden_act", Activation.SILU)));
        });
  }

  /** Each so many layers have experts. */
  static int step(Checkpoint checkpoint) {
    return checkpoint.countIfPresent("interleave_moe_layer_step").orElse(1);
  }

  private static boolean[] turns(Checkpoint checkpoint, int layers) {
    double[] stated =
        checkpoint.numbers("no_rope_layers").mapToDouble(Double::doubleValue).toArray();
    if (stated.length > 0 && stated.length < layers) {
      throw checkpoint.error("no_rope_layers has %d entries".formatted(stated.length));
    }
    int interval = checkpoint.countIfPresent("no_rope_layer_interval").orElse(NOPE);
    boolean[] turns = new boolean[layers];
    for (int layer = 0; layer < layers; layer++) {
      turns[layer] = stated.length > 0 ? stated[layer] != 0 : (layer + 1) % interval != 0;
    }
    return turns;
  }

  /** Which layers see a chunk: those that turn, where layer_types does not say. */
  private static boolean[] chunked(Checkpoint checkpoint, boolean[] turns) {
    List<String> types = checkpoint.texts("layer_types"); // as many as layers, or none
    boolean[] chunked = turns.clone();
    for (int layer = 0; layer < turns.length && !types.isEmpty(); layer++) {
      chunked[layer] = types.get(layer).equals("chunked_attention");
    }
    return chunked;
  }

  /** Which layers have experts. */
  private static boolean[] mixes(Checkpoint checkpoint, int layers, int experts) {
    double[] stated = checkpoint.numbers("moe_layers").mapToDouble(Double::doubleValue).toArray();
    double step = checkpoint.number("interleave_moe_layer_step").orElse(1.0);
    boolean[] mixes = new boolean[layers];
    for (int layer = 0; layer < layers; layer++) {
      int it = layer;
      mixes[layer] =
          stated.length > 0
              ? Arrays.stream(stated).anyMatch(number -> number == it)
              : experts > 0 && step > 0 && (layer + 1) % step == 0;
    }
    return mixes;
  }

  private static Experts experts(
      Checkpoint checkpoint, String at, int count, int inner, int hidden) {
    Activation activation = Activation.of(checkpoint, "hidden_act", Activation.SILU);
    Router router =
        Router.softmax(
                checkpoint,
                checkpoint.linear(at + "router", count, hidden),
                checkpoint.countIfPresent("num_experts_per_tok").orElse(1),
                false)
            .withScoring(Router.Scoring.SIGMOID);
    return Experts.of(
            checkpoint,
            router,
            checkpoint.gguf()
                ? Experts.read(checkpoint, at + "experts.", count, inner, hidden, activation)
                : turned(checkpoint, at + "experts.", count, inner, hidden, activation),
            Optional.of(Mlp.gated(checkpoint, at + "shared_expert.", inner, hidden, activation)),
            Optional.empty())
        .weighingInput();
  }

  /**
   * Folders keep the matrices of all experts turned, a gate and what it gates beside each other.
   */
  private static Mlp[] turned(
      Checkpoint checkpoint, String at, int count, int inner, int hidden, Activation activation) {
    Tensor both = checkpoint.tensor(at + "gate_up_proj", count, hidden, 2L * inner);
    Tensor down = checkpoint.tensor(at + "down_proj", count, inner, hidden);
    Mlp[] experts =
        IntStream.range(0, count)
            .mapToObj(e -> {
              String name = at + e + ".";
              Tensor own = both.rows((long) e * hidden, hidden);
              Tensor back = down.rows((long) e * inner, inner);
              Optional<float[]> none = Optional.empty();
              return Mlp.gated(
                  Linear.ofColumns(name + "gate_proj", own, 0, 1, inner, none),
                  Linear.ofColumns(name + "up_proj", own, inner, 1, inner, none),
                  Linear.ofColumns(name + "down_proj", back, 0, 1, hidden, none),
                  activation);
            })
            .toArray(Mlp[]::new);
    Experts.noteLayout(checkpoint, at, at.replace("feed_forward.experts.", ""), experts);
    return experts;
  }
}
