package dev.trine.compress;

import java.util.ArrayList;
import java.util.List;

/**
 * How wide each layer is to be.
 *
 * @param attention key heads with their queries; heads, where all share one key head
 * @param channels of the MLP
 * @param numbers of a head, an even count, the same in all layers
 */
record Target(int attention, int channels, int numbers) {

  /** The widths that a layer has. */
  static Target of(Anatomy anatomy, int layer) {
    Anatomy.Widths widths = anatomy.layers().get(layer);
    return new Target(
        widths.keyHeads() == 1 ? widths.heads() : widths.keyHeads(),
        widths.inner(),
        anatomy.headDim());
  }

  /** Shares of each layer's widths, rounded up. */
  static List<Target> uniform(Anatomy anatomy, Goal.Shares shares) {
    List<Target> all = new ArrayList<>();
    int pairs = anatomy.headDim() / 2;
    int numbers = 2 * Math.clamp((int) Math.ceil(shares.head() * pairs - 1e-9), 1, pairs);
    for (int layer = 0; layer < anatomy.layers().size(); layer++) {
      Anatomy.Widths widths = anatomy.layers().get(layer);
      Target whole = of(anatomy, layer);
      int step = step(widths.inner());
      int channels = (int) Math.ceil(shares.mlp() * whole.channels() / step - 1e-9) * step;
      all.add(
          new Target(
              Math.clamp(
                  (int) Math.ceil(shares.attention() * whole.attention() - 1e-9),
                  1,
                  whole.attention()),
              Math.clamp(channels, 1, whole.channels()),
              numbers));
    }
    return all;
  }

  /**
   * The unit of MLP widths: the largest power of two up to 256 that divides the present width and
   * is at most a sixteenth of it, so that rows stay whole blocks for quantization.
   */
  static int step(int inner) {
    int step = Integer.lowestOneBit(inner);
    while (step > 256 || step > Math.max(1, inner / 16)) {
      step /= 2;
    }
    return step;
  }

  /** Where the next of {@code shots} still to come ends, this being the last end. */
  Target next(Target now, int shots) {
    return new Target(
        now.attention() - (now.attention() - attention) / shots,
        now.channels() - (now.channels() - channels) / shots,
        now.numbers() - (now.numbers() - numbers) / 2 / shots * 2);
  }
}
