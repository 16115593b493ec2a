package dev.trine.compress;

import dev.trine.model.Batch;
import dev.trine.model.Transformer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What went into every linear layer while a model read a text: for each input the sum and the sum
 * of squares over all tokens. Layers are named as in a Hugging Face checkpoint.
 */
final class Activations {

  /** One layer's inputs; sums are kept in double, as millions of tokens may be added up. */
  static final class Inputs {
    final double[] sums;
    final double[] squares;
    long tokens;

    Inputs(int width) {
      sums = new double[width];
      squares = new double[width];
    }

    private void add(float[] x, int rows) {
      int width = sums.length;
      for (int row = 0; row < rows; row++) {
        for (int c = 0; c < width; c++) {
          float value = x[row * width + c];
          sums[c] += value;
          squares[c] += (double) value * value;
        }
      }
      tokens += rows;
    }

    /** The L2 norm of each input over all tokens: the salience of TransAct. */
    double[] norms() {
      return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    double mean(int c) {
      return sums[c] / tokens;
    }

    /** How much an input varies: its squares less those of its mean. */
    double variance(int c) {
      return Math.max(0, squares[c] / tokens - mean(c) * mean(c));
    }
  }

  private final Map<String, Inputs> layers = new LinkedHashMap<>();

  private Activations() {}

  /**
   * Lets a model read a text in windows, each from an empty cache.
   *
   * @throws CompressionException if what it computes is no finite number
   */
  static Activations of(Transformer model, Calibration text, Progress progress) {
    var seen = new Activations();
    long done = 0;
    for (int[] window : text.windows()) {
      model.forward(Batch.of(window, model.newCache(window.length), false).observedBy(seen::add));
      done += window.length;
      progress.step("reading the calibration text", done, text.tokens());
    }
    seen.layers.forEach((linear, inputs) -> {
      if (!Double.isFinite(Arrays.stream(inputs.squares).sum())) {
        throw new CompressionException(
            "what enters " + linear + " is not finite; get the model again");
      }
    });
    return seen;
  }

  private void add(String linear, float[] x, int rows) {
    if (rows > 0) {
      layers.computeIfAbsent(linear, name -> new Inputs(x.length / rows)).add(x, rows);
    }
  }

  Map<String, Inputs> layers() {
    return layers;
  }

  Optional<Inputs> of(String linear) {
    return Optional.ofNullable(layers.get(linear));
  }
}
