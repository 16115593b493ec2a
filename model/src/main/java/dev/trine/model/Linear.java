package dev.trine.model;

import dev.trine.tensor.Tensor;
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
}
