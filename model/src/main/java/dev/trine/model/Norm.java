package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.ThreadTeam;
import java.util.Optional;

/**
 * Normalisation of each run of {@code width} numbers: by the root of the mean square (Zhang and
 * Sennrich 2019, arXiv:1910.07467), or around the mean first (Ba et al. 2016, arXiv:1607.06450).
 *
 * @param weight of one run, or of as many runs as there are heads that have weights of their own
 * @param width numbers of a run
 */
record Norm(float[] weight, Optional<float[]> bias, float eps, boolean centred, int width) {

  private static final int RUNS = 16; // of a task

  static Norm rms(float[] weight, double eps) {
    return new Norm(weight, Optional.empty(), (float) eps, false, weight.length);
  }

  static Norm layer(float[] weight, Optional<float[]> bias, double eps) {
    return new Norm(weight, bias, (float) eps, true, weight.length);
  }

  /** Gemma's checkpoints hold what is added to one. */
  Norm plusOne() {
    float[] more = weight.clone();
    for (int i = 0; i < more.length; i++) {
      more[i] += 1;
    }
    return new Norm(more, bias, eps, centred, width);
  }

  /** The same weights as those of several heads of this width, one after the other. */
  Norm ofHeads(int each) {
    return new Norm(weight, bias, eps, centred, each);
  }

  float[] of(float[] x) {
    return into(new float[x.length], x);
  }

  /** As {@link #of}, in an array of the same length. */
  float[] into(float[] out, float[] x) {
    int n = width;
    if (!centred && bias.isEmpty() && width == weight.length) {
      int runs = x.length / n;
      ThreadTeam.current()
          .run(
              Math.ceilDiv(runs, RUNS),
              task -> {
                int first = task * RUNS;
                int count = Math.min(RUNS, runs - first);
                Kernels.chosen().kernels().rmsNorm(x, first * n, count, weight, eps, out);
              });
      return out;
    }
    for (int at = 0; at < x.length; at += n) {
      int own = at % weight.length;
      float mean = 0;
      if (centred) {
        for (int i = 0; i < n; i++) {
          mean += x[at + i];
        }
        mean /= n;
      }
      float squares = 0;
      for (int i = 0; i < n; i++) {
        float d = x[at + i] - mean;
        squares += d * d;
      }
      float scale = (float) (1 / Math.sqrt(squares / n + eps));
      for (int i = 0; i < n; i++) {
        out[at + i] = (x[at + i] - mean) * scale * weight[own + i];
      }
      if (bias.isPresent()) {
        for (int i = 0; i < n; i++) {
          out[at + i] += bias.get()[own + i];
        }
      }
    }
    return out;
  }
}
