package dev.trine.compress;

import dev.trine.model.Gguf;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What becomes of rotation when heads get narrower: the pairs that stay turn as they did before.
 *
 * <p>A narrower head by itself would turn pair i by {@code base^(-2i/n)}; a table of divisors,
 * which Llama 3 brought into GGUF, gives every pair its own angle again. Attention divides scores
 * by the root of a head's width, so queries are scaled to undo the difference; where heads are
 * normalised, the gains of the norms are.
 *
 * @param pairs that stay, ascending
 * @param headDim the numbers of a head before
 * @param divisors of the frequencies that the new width would have
 * @param queryScale of what makes queries, of each layer
 * @param keyScale likewise
 */
record Turns(
    Anatomy anatomy,
    int[] pairs,
    int headDim,
    float[] divisors,
    float[] queryScale,
    float[] keyScale) {
  static final String FREQUENCIES = "rope_freqs.weight";

  /** All pairs stay. */
  static Turns all(Anatomy anatomy) {
    return of(anatomy, IntStream.range(0, anatomy.headDim() / 2).toArray(), Optional.empty());
  }

  /**
   * These pairs stay.
   *
   * @throws CompressionException if the model turns its heads in a way that cannot be kept
   */
  static Turns of(Anatomy anatomy, int[] pairs, Optional<Activations> seen) {
    int headDim = anatomy.headDim();
    int layers = anatomy.layers().size();
    float[] ones = new float[layers];
    Arrays.fill(ones, 1);
    Turns turns =
        new Turns(anatomy, pairs, headDim, new float[pairs.length], ones.clone(), ones.clone());
    if (turns.narrower()) {
      turns.check();
      turns.setDivisors();
      for (int layer = 0; layer < layers; layer++) {
        turns.setScales(layer, seen);
      }
    }
    return turns;
  }

  /** Of a head. */
  int numbers() {
    return narrower() ? 2 * pairs.length : headDim;
  }

  boolean narrower() {
    return pairs.length < headDim / 2;
  }

  /** What a part of a layer is multiplied by. */
  float scale(Anatomy.Part part) {
    boolean normed = anatomy.normsHeads(part.layer());
    return switch (part.name()) {
      case "attn_q" -> normed ? 1 : queryScale[part.layer()];
      case "attn_q_norm" -> queryScale[part.layer()];
      case "attn_k_norm" -> keyScale[part.layer()];
      default -> 1;
    };
  }

  private void check() {
    Gguf file = anatomy.file();
    String rope = anatomy.architecture() + ".rope.";
    String scaling = file.string(rope + "scaling.type").orElse("none");
    long turned = file.integer(rope + "dimension_count").orElse((long) headDim);
    if (turned != headDim || !(scaling.equals("none") || scaling.equals("linear"))) {
      throw new CompressionException(
          "%s: turns %d of %d numbers of a head, scaling %s; heads can be narrowed only where all are"
                  .formatted(file.path(), turned, headDim, scaling)
              + " turned and scaling is none or linear");
    }
  }

  private void setDivisors() {
    Gguf file = anatomy.file();
    double base = file.number(anatomy.architecture() + ".rope.freq_base").orElse(10_000.0);
    Optional<float[]> before = file.tensor(FREQUENCIES).map(Tensor::floats);
    for (int i = 0; i < pairs.length; i++) {
      double own = Math.pow(base, -2.0 * pairs[i] / headDim);
      double natural = Math.pow(base, -2.0 * i / numbers());
      double divisor = before.isPresent() ? before.get()[pairs[i]] : 1;
      divisors[i] = (float) (natural / own * divisor);
    }
  }

  private void setScales(int layer, Optional<Activations> seen) {
    double width = Math.sqrt((double) numbers() / headDim); // what dividing by roots changes
    if (anatomy.normsHeads(layer)) {
      queryScale[layer] = (float) energyKept(layer, "q", seen);
      keyScale[layer] = (float) (energyKept(layer, "k", seen) / width);
    } else {
      queryScale[layer] = (float) width;
    }
  }

  /** The root of the share of a head's energy, before its norm's gain, that the pairs have. */
  private double energyKept(int layer, String part, Optional<Activations> seen) {
    if (seen.isEmpty()) {
      return 1;
    }
    double[] squares =
        Salience.inputs("model.layers." + layer + ".self_attn." + part + "_proj.heads", seen)
            .squares;
    float[] gain = Salience.tensor(anatomy, layer, "attn_" + part + "_norm").floats();
    double kept = 0;
    double all = 0;
    for (int i = 0; i < squares.length; i++) {
      int number = i % headDim;
      int pair = anatomy.neighbours() ? number / 2 : number % (headDim / 2);
      double energy = gain[number] == 0 ? 0 : squares[i] / gain[number] / gain[number];
      all += energy;
      kept += Arrays.binarySearch(pairs, pair) >= 0 ? energy : 0;
    }
    return all > 0 ? Math.sqrt(kept / all) : 1;
  }
}
