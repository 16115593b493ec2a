package dev.trine.compress;

import dev.trine.model.Batch;
import dev.trine.model.Transformer;
import java.util.Arrays;

/**
 * How much each layer turns the residual stream: 1 less the mean cosine between what enters it and
 * what leaves it (Block Influence, Men et al. 2024, arXiv:2403.03853).
 *
 * <p>A linear layer sees the stream normalised and times a gain; divided by the gain it has the
 * stream's direction, which is all that a cosine needs.
 */
final class Influence {
  private static final float LEAST_GAIN = 1e-6f;

  private final float[][] gains; // of the norm before each layer, and of the last
  private final double[] cosines;
  private long tokens;
  private float[] entered = {};
  private int next;

  private Influence(float[][] gains) {
    this.gains = gains;
    this.cosines = new double[gains.length - 1];
  }

  /** Of each layer, over a text. */
  static double[] of(Anatomy anatomy, Transformer model, Calibration text, Progress progress) {
    int layers = anatomy.layers().size();
    float[][] gains = new float[layers + 1][];
    for (int layer = 0; layer < layers; layer++) {
      gains[layer] = Salience.tensor(anatomy, layer, "attn_norm").floats();
    }
    gains[layers] = anatomy.file().tensor("output_norm.weight").orElseThrow().floats();
    var influence = new Influence(gains);
    long done = 0;
    for (int[] window : text.windows()) {
      influence.next = 0;
      model.forward(
          Batch.of(window, model.newCache(window.length), true).observedBy(influence::see));
      influence.tokens += window.length;
      done += window.length;
      progress.step("reading the calibration text", done, text.tokens());
    }
    return Arrays.stream(influence.cosines).map(sum -> 1 - sum / influence.tokens).toArray();
  }

  private void see(String linear, float[] x, int rows) {
    boolean begins =
        linear.equals("model.layers." + next + ".self_attn.q_proj")
            || (next == gains.length - 1 && linear.equals("lm_head"));
    if (!begins) {
      return;
    }
    float[] gain = gains[next];
    float[] stream = x.clone();
    for (int i = 0; i < stream.length; i++) {
      float g = gain[i % gain.length];
      stream[i] = Math.abs(g) < LEAST_GAIN ? 0 : stream[i] / g;
    }
    if (next > 0) {
      for (int row = 0; row < rows; row++) {
        cosines[next - 1] += cosine(entered, stream, row * gain.length, gain.length);
      }
    }
    entered = stream;
    next++;
  }

  private static double cosine(float[] a, float[] b, int at, int n) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = at; i < at + n; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return aa * bb == 0 ? 1 : ab / Math.sqrt(aa * bb);
  }
}
