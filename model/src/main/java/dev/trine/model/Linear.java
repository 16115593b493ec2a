package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Optional;

/**
 * A linear layer.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}; few models have one
 */
record Linear(Tensor weight, Optional<float[]> bias) {}
