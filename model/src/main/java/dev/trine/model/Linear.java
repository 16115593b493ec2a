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
