package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Map;

/**
 * A low-rank change of a model's weights (LoRA, Hu et al. 2021, arXiv:2106.09685), added beside
 * them while a sequence runs.
 *
 * @param changes by the name of the linear layer, as in a Hugging Face checkpoint, without {@code
 *     .weight}
 */
public record Adapter(Map<String, LowRank> changes) {

  public Adapter {
    changes = Map.copyOf(changes);
  }

  /**
   * {@code scale * b * a}, to be added to a weight.
   *
   * @param a {@code [rank, in]}
   * @param b {@code [out, rank]}
   * @param scale mostly {@code alpha / rank}
   */
  public record LowRank(Tensor a, Tensor b, float scale) {
    public LowRank {
      if (a.rows() != b.columns()) {
        throw new ModelException(
            "adapter tensors %s and %s have ranks %d and %d; they must be equal"
                .formatted(a.name(), b.name(), a.rows(), b.columns()));
      }
    }
  }
}
