package dev.trine.compress;

import dev.trine.compress.Activations.Inputs;
import dev.trine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How much each layer needs each of its inner channels.
 *
 * @param attention of each number of the concatenated heads: {@code [heads * headDim]}
 * @param mlp of each channel of the MLP: {@code [inner]}
 * @param pairs of each rotated pair of query and key heads: {@code [headDim / 2]}
 */
record Salience(double[] attention, double[] mlp, double[] pairs) {

  /**
   * Of every layer.
   *
   * @param activations needed where the method is {@link Method#calibrated}
   */
  static List<Salience> of(
      Anatomy anatomy, Method method, Optional<Activations> activations, long seed) {
    var random = new SplittableRandom(seed);
    List<Salience> all = new ArrayList<>();
    for (int layer = 0; layer < anatomy.layers().size(); layer++) {
      Salience salience =
          switch (method) {
            case RANDOM ->
                new Salience(
                    random.doubles(columns(anatomy, layer, "attn_output")).toArray(),
                    random.doubles(columns(anatomy, layer, "ffn_down")).toArray(),
                    random.doubles(anatomy.headDim() / 2).toArray());
            case MAGNITUDE -> magnitude(anatomy, layer);
            default ->
                new Salience(
                    seen(anatomy, layer, "attn_output", method, activations),
                    seen(anatomy, layer, "ffn_down", method, activations),
                    seenPairs(anatomy, layer, activations));
          };
      all.add(salience);
    }
    return all;
  }

  /**
   * What queries and keys meet with in a pair: the product of their norms, over all heads. A pair
   * is scored as a whole, since rotation mixes its two numbers.
   */
  private static double[] seenPairs(Anatomy anatomy, int layer, Optional<Activations> activations) {
    String at = "model.layers." + layer + ".self_attn.";
    double[] queries = inputs(at + "q_proj.heads", activations).squares;
    double[] keys = inputs(at + "k_proj.heads", activations).squares;
    return pairs(anatomy, layer, queries, keys);
  }

  /** The pairs' scores from the squares of what queries and keys have. */
  private static double[] pairs(Anatomy anatomy, int layer, double[] queries, double[] keys) {
    int headDim = anatomy.headDim();
    int shared = anatomy.layers().get(layer).queriesPerKey();
    double[] scores = new double[headDim / 2];
    for (int head = 0; head < queries.length / headDim; head++) {
      for (int pair = 0; pair < scores.length; pair++) {
        int a = anatomy.neighbours() ? 2 * pair : pair;
        int b = anatomy.neighbours() ? 2 * pair + 1 : pair + headDim / 2;
        int q = head * headDim;
        int k = head / shared * headDim;
        scores[pair] += Math.sqrt((queries[q + a] + queries[q + b]) * (keys[k + a] + keys[k + b]));
      }
    }
    return scores;
  }

  /**
   * Which pairs matter most in all layers together, each layer weighing the same: all layers keep
   * the same, so that a file has one table of frequencies.
   */
  static int[] pairs(List<Salience> layers, int count) {
    double[] sums = new double[layers.getFirst().pairs.length];
    for (Salience layer : layers) {
      double whole = Arrays.stream(layer.pairs).sum();
      for (int pair = 0; pair < sums.length; pair++) {
        sums[pair] += whole > 0 ? layer.pairs[pair] / whole : 0;
      }
    }
    return Kept.top(sums, count);
  }

  private static double[] seen(
      Anatomy anatomy, int layer, String part, Method method, Optional<Activations> activations) {
    Inputs inputs = inputs(layer, part, activations);
    double[] norms = inputs.norms();
    if (method == Method.TRANSACT) {
      return norms;
    }
    double[] weights = squaredColumns(tensor(anatomy, layer, part));
    double[] scores = new double[norms.length];
    for (int c = 0; c < scores.length; c++) {
      scores[c] =
          method == Method.WANDA
              ? norms[c] * Math.sqrt(weights[c])
              : inputs.variance(c) * weights[c];
    }
    return scores;
  }

  static Inputs inputs(int layer, String part, Optional<Activations> activations) {
    return inputs(
        "model.layers."
            + layer
            + (part.equals("ffn_down") ? ".mlp.down_proj" : ".self_attn.o_proj"),
        activations);
  }

  static Inputs inputs(String name, Optional<Activations> activations) {
    return activations
        .flatMap(seen -> seen.of(name))
        .orElseThrow(() -> new CompressionException("nothing was seen of " + name));
  }

  /**
   * Of a number of a head the L2 norm of all weights that meet in it, in the matrices that make it
   * and the one that reads it, as they act: with the gain of the norm before them. Of a channel of
   * the MLP those alone that read it: what makes it passes a gate, and its norm says little of what
   * comes through.
   */
  private static Salience magnitude(Anatomy anatomy, int layer) {
    int headDim = anatomy.headDim();
    int shared = anatomy.layers().get(layer).queriesPerKey();
    double[] attention = squaredColumns(tensor(anatomy, layer, "attn_output"));
    float[] gain = tensor(anatomy, layer, "attn_norm").floats();
    double[] q = squaredRows(tensor(anatomy, layer, "attn_q"), gain);
    double[] k = squaredRows(tensor(anatomy, layer, "attn_k"), gain);
    double[] v = squaredRows(tensor(anatomy, layer, "attn_v"), gain);
    for (int c = 0; c < attention.length; c++) {
      int key = c / headDim / shared * headDim + c % headDim;
      attention[c] = Math.sqrt(attention[c] + q[c] + (k[key] + v[key]) / shared);
    }
    double[] mlp =
        Arrays.stream(squaredColumns(tensor(anatomy, layer, "ffn_down"))).map(Math::sqrt).toArray();
    return new Salience(attention, mlp, pairs(anatomy, layer, q, k));
  }

  static Tensor tensor(Anatomy anatomy, int layer, String part) {
    String name = "blk." + layer + "." + part + ".weight";
    return anatomy
        .file()
        .tensor(name)
        .orElseThrow(() ->
            new CompressionException(anatomy.file().path() + ": tensor " + name + " is missing"));
  }

  private static int columns(Anatomy anatomy, int layer, String part) {
    return tensor(anatomy, layer, part).columns();
  }

  static double[] squaredColumns(Tensor tensor) {
    double[] sums = new double[tensor.columns()];
    float[] row = new float[sums.length];
    for (int r = 0; r < tensor.rows(); r++) {
      tensor.row(r, row, 0);
      for (int c = 0; c < sums.length; c++) {
        sums[c] += (double) row[c] * row[c];
      }
    }
    return sums;
  }

  private static double[] squaredRows(Tensor tensor, float[] gain) {
    double[] sums = new double[tensor.rows()];
    float[] row = new float[tensor.columns()];
    for (int r = 0; r < sums.length; r++) {
      tensor.row(r, row, 0);
      for (int c = 0; c < row.length; c++) {
        double w = row[c] * gain[c];
        sums[r] += w * w;
      }
    }
    return sums;
  }

  /**
   * What each group of a key head and its queries is worth: the mean over its heads of {@code
   * mean(s) + 10 / headDim * max(s)}, as TransAct weighs a head.
   */
  double[] groups(int keyHeads, int headDim) {
    double[] heads = heads(headDim);
    int shared = heads.length / keyHeads;
    double[] groups = new double[keyHeads];
    for (int h = 0; h < heads.length; h++) {
      groups[h / shared] += heads[h] / shared;
    }
    return groups;
  }

  /** What the numbers of a value head are worth to all queries that read it. */
  double[] values(int keyHead, int shared, int headDim) {
    double[] sums = new double[headDim];
    for (int head = keyHead * shared; head < (keyHead + 1) * shared; head++) {
      for (int i = 0; i < headDim; i++) {
        double one = attention[head * headDim + i];
        sums[i] += one * one;
      }
    }
    return sums;
  }

  double[] heads(int headDim) {
    double[] heads = new double[attention.length / headDim];
    for (int h = 0; h < heads.length; h++) {
      double[] head = Arrays.copyOfRange(attention, h * headDim, (h + 1) * headDim);
      double mean = Arrays.stream(head).average().orElse(0);
      double max = Arrays.stream(head).max().orElse(0);
      heads[h] = mean + 10.0 / headDim * max;
    }
    return heads;
  }
}
