package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * A convolution of each channel by itself over a token and the few before it, which stand at the
 * front of a layer's state.
 *
 * @param weight {@code [channels, kernel]}, the token's own last
 * @param bias {@code [channels]}
 */
record CausalConvolution(int channels, float[] weight, Optional<float[]> bias) {

  static CausalConvolution of(Checkpoint checkpoint, String name, int channels, int kernel) {
    return new CausalConvolution(
        channels,
        checkpoint.numbersOf(name + ".weight", (long) channels * kernel),
        checkpoint.tensorIfPresent(name + ".bias", channels).map(Tensor::floats));
  }

  private int before() {
    return weight.length / channels - 1;
  }

  /** Numbers of state: the tokens before. */
  int stateWidth() {
    return before() * channels;
  }

  /** A result for each row of {@code [rows, channels]}. */
  float[] of(float[] x, Batch batch, int layer) {
    float[] out = new float[x.length];
    int kernel = before() + 1;
    int row = 0;
    for (Batch.Sequence sequence : batch.sequences()) {
      float[] state = Layers.state(sequence, layer);
      int tokens = sequence.ids().length;
      float[] all = new float[(before() + tokens) * channels];
      System.arraycopy(state, 0, all, 0, stateWidth());
      System.arraycopy(x, row * channels, all, stateWidth(), tokens * channels);
      for (int i = 0; i < tokens * channels; i++) {
        int c = i % channels;
        float sum = bias.isPresent() ? bias.get()[c] : 0;
        for (int k = 0; k < kernel; k++) {
          sum += weight[c * kernel + k] * all[i + k * channels];
        }
        out[row * channels + i] = sum;
      }
      System.arraycopy(all, tokens * channels, state, 0, stateWidth());
      row += tokens;
    }
    return out;
  }
}
