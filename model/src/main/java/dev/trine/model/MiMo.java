package dev.trine.model;

import dev.trine.tensor.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * MiMo-7B (Xiaomi 2025, arXiv:2505.07608): Qwen2 with a layer for multi-token prediction. That
 * layer sees what the last layer left of a token, and the token after it, and predicts the one
 * after that.
 */
final class MiMo implements Transformer, Drafter {
  private static final String AT = "model.mtp_layers.0.";

  private final Layers layers = new Layers(Kernels.chosen().kernels());
  private final Decoder main;
  private final Norm hiddenNorm; // [hidden]
  private final Norm tokenNorm; // [hidden]
  private final Linear input; // [hidden, 2 * hidden]: of what was left, then of the token
  private final Layer layer;
  private final Norm norm; // [hidden]

  private MiMo(Checkpoint checkpoint) {
    main = Llama.decoder(checkpoint);
    Config config = Config.of(checkpoint);
    int hidden = config.hiddenSize();
    hiddenNorm = checkpoint.rmsNorm(AT + "hidden_layernorm", hidden, config.eps());
    tokenNorm = checkpoint.rmsNorm(AT + "token_layernorm", hidden, config.eps());
    input = checkpoint.linear(AT + "input_proj", hidden, 2L * hidden);
    Attention spec = config.attention(0).withRope(Rope.of(checkpoint, config.headDim(), false));
    layer =
        PreNorm.of(
            checkpoint,
            AT,
            config,
            SelfAttention.of(checkpoint, AT + "self_attn.", 0, hidden, spec),
            Mlp.gated(checkpoint, AT + "mlp.", config.inner()[0], hidden, Activation.SILU));
    norm = checkpoint.rmsNorm(AT + "final_layernorm", hidden, config.eps());
    // Of several layers the first is used, for every token that is guessed.
    checkpoint.leaveOut("mtp_layers\\.[1-9]");
  }

  /** With its layer for prediction, if the files have it. */
  static Transformer open(Checkpoint checkpoint) {
    return checkpoint.has(AT + "input_proj") ? new MiMo(checkpoint) : Llama.open(checkpoint);
  }

  List<Attention> attentions() {
    return main.attentions();
  }

  @Override
  public float[][] forward(Batch batch) {
    List<float[]> before = batch.sequences().stream().map(MiMo::last).toList();
    Batch inner = batch.over(cache -> cache instanceof MiMoCache both ? both.main() : cache);
    int[] wanted = batch.wantedRows();
    int width = hiddenNorm.width();
    float[] h = main.hidden(inner);
    int row = 0;
    for (int s = 0; s < before.size(); s++) {
      Batch.Sequence sequence = batch.sequences().get(s);
      int tokens = sequence.ids().length;
      if (sequence.cache() instanceof MiMoCache cache) {
        float[] its = Arrays.copyOfRange(h, row * width, (row + tokens) * width);
        remember(cache, before.get(s), its, sequence.ids());
      }
      row += tokens;
    }
    return main.logits(Layers.rows(h, wanted, width), inner.select(wanted));
  }

  @Override
  public void reuse(float[][] logits) {
    main.reuse(logits);
  }

  /** What was left of the token before a sequence's first, if it is known. */
  private static float[] last(Batch.Sequence sequence) {
    return sequence.cache() instanceof MiMoCache cache ? cache.last() : new float[0];
  }

  /** Runs the prediction layer over tokens whose followers are known now. */
  private void remember(MiMoCache cache, float[] last, float[] h, int[] ids) {
    int width = hiddenNorm.width();
    int from = last.length == 0 ? 1 : 0; // what was left of the token before the first id is lost
    float[] before = new float[(ids.length - from) * width];
    System.arraycopy(last, 0, before, 0, last.length);
    System.arraycopy(h, 0, before, last.length, before.length - last.length);
    if (from < ids.length) {
      int[] followers = Arrays.copyOfRange(ids, from, ids.length);
      predict(before, Batch.of(followers, cache.draft(), false));
    }
    cache.left(h, ids.length);
  }

  @Override
  public int[] draft(KvCache cache, int next, int count) {
    if (!(cache instanceof MiMoCache both)) {
      throw new IllegalArgumentException("the cache was not made for drafting by this model");
    }
    int length = both.draft().length();
    int room = both.draft().capacity() - length;
    float[] h = both.last();
    List<Integer> tokens = new ArrayList<>();
    int token = next;
    while (h.length > 0 && tokens.size() < Math.min(count, room)) {
      Batch batch = Batch.of(new int[] {token}, both.draft(), true);
      h = predict(h, batch);
      token = largest(main.logits(h, batch)[0]);
      tokens.add(token);
    }
    both.draft().truncate(length);
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * What the prediction layer leaves, normalised.
   *
   * @param before what the last layer left of the tokens before those of the batch
   */
  private float[] predict(float[] before, Batch batch) {
    int width = hiddenNorm.width();
    float[] left = hiddenNorm.of(before);
    float[] tokens = tokenNorm.of(main.embedded(batch));
    float[] both = new float[2 * left.length];
    for (int row = 0; row < batch.rows(); row++) {
      System.arraycopy(left, row * width, both, 2 * row * width, width);
      System.arraycopy(tokens, row * width, both, (2 * row + 1) * width, width);
    }
    float[] x = layers.linear(input, both, batch);
    Layers.reserve(batch);
    layer.addTo(x, batch, layers);
    Layers.advance(batch);
    return norm.of(x);
  }

  private static int largest(float[] x) {
    int best = 0;
    for (int i = 1; i < x.length; i++) {
      best = x[i] > x[best] ? i : best;
    }
    return best;
  }

  @Override
  public KvCache newDraftingCache(int capacity, Precision precision) {
    AttentionCache draft = new AttentionCache(List.of(layer.attention()), capacity, precision);
    return new MiMoCache(main.newCache(capacity, precision), draft, hiddenNorm.width());
  }

  @Override
  public int vocabularySize() {
    return main.vocabularySize();
  }

  @Override
  public int contextLength() {
    return main.contextLength();
  }

  @Override
  public int turnedFor(int prompt, int length) {
    return main.turnedFor(prompt, length);
  }

  @Override
  public KvCache newCache(int capacity) {
    return main.newCache(capacity);
  }

  @Override
  public KvCache newCache(int capacity, Precision precision) {
    return main.newCache(capacity, precision);
  }
}
