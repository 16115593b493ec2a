package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * A linear layer.
 *
 * @param name as in a Hugging Face checkpoint, without {@code .weight}
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}; few models have one
 */
record Linear(String name, Tensor weight, Optional<float[]> bias) {

  /**
   * Columns of a matrix that is kept turned, {@code [in, ...]}: every {@code step}th from {@code
   * first} on.
   */
  static Linear ofColumns(
      String name, Tensor turned, int first, int step, int out, Optional<float[]> bias) {
    int in = turned.rows();
    float[] from = turned.floats();
    float[] to = new float[out * in];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        to[o * in + i] = from[i * turned.columns() + o * step + first];
      }
    }
    return new Linear(name, Tensor.of(name, to, out, in), bias);
  }

  int out() {
    return weight.rows();
  }

  int in() {
    return weight.columns();
  }

  /** The part that gives some of the outputs. */
  Linear rows(int from, int count) {
    return new Linear(
        name, weight.rows(from, count), bias.map(it -> Arrays.copyOfRange(it, from, from + count)));
  }
}
