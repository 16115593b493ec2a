package dev.trine.compress;

import dev.trine.model.Gguf;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What becomes of one layer's experts that do not stay: each is added to the one that stays whose
 * router asks for the same tokens, weighed by what both add to a text (Li et al. 2023,
 * arXiv:2310.01334).
 *
 * <p>The channels of two experts are in no common order, so those of the one that goes are first
 * matched to those of the other; a channel is its row of gate and up and its column of down.
 */
final class ExpertMerge {
  private static final int BAND = 64; // channels of a task

  /**
   * An expert in another.
   *
   * @param order which of its channels comes where
   * @param weight of it, to 1 of the one that stays
   */
  private record Guest(int expert, int[] order, double weight) {}

  private final Gguf file;
  private final int layer;
  private final Map<Integer, List<Guest>> guests = new HashMap<>(); // by the expert that stays
  private final int experts;

  private ExpertMerge(Gguf file, int layer, int experts) {
    this.file = file;
    this.layer = layer;
    this.experts = experts;
    if (file.tensors().containsKey("blk." + layer + ".ffn_down_exps.bias")) {
      throw new CompressionException(
          file.path() + ": its experts have biases; they can be dropped, not merged");
    }
  }

  /**
   * Plans the merging of one layer.
   *
   * @param kept which experts stay, ascending
   * @param inputs the mean squares of what the router reads
   * @param worth what each expert adds to the text in all, above 0 if it was asked
   */
  static ExpertMerge of(
      Gguf file, int layer, int experts, int[] kept, double[] inputs, double[] worth) {
    ExpertMerge merge = new ExpertMerge(file, layer, experts);
    Tensor router = file.tensor("blk." + layer + ".ffn_gate_inp.weight").orElseThrow();
    int[] gone =
        IntStream.range(0, experts).filter(e -> Arrays.binarySearch(kept, e) < 0).toArray();
    for (int expert : gone) {
      int host =
          IntStream.of(kept)
              .boxed()
              .max(Comparator.comparingDouble(k -> likeness(router, expert, k, inputs)))
              .orElseThrow();
      double share = worth[host] > 0 ? worth[expert] / worth[host] : 1;
      merge
          .guests
          .computeIfAbsent(host, e -> new ArrayList<>())
          .add(new Guest(expert, merge.order(expert, host), share));
    }
    return merge;
  }

  /** The cosine of two experts' router logits, inputs taken as uncorrelated. */
  private static double likeness(Tensor router, int a, int b, double[] inputs) {
    float[] rowA = new float[router.columns()];
    float[] rowB = new float[router.columns()];
    router.row(a, rowA, 0);
    router.row(b, rowB, 0);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int c = 0; c < inputs.length; c++) {
      ab += inputs[c] * rowA[c] * rowB[c];
      aa += inputs[c] * rowA[c] * rowA[c];
      bb += inputs[c] * rowB[c] * rowB[c];
    }
    return ab / Math.sqrt(Math.max(aa * bb, Double.MIN_NORMAL));
  }

  /** Where the channels of an expert belong among those of another: each takes the likest free. */
  private int[] order(int expert, int host) {
    float[][] mine = channels(expert);
    float[][] theirs = channels(host);
    int[] order = new int[mine.length];
    Arrays.fill(order, -1);
    float[] likeness = new float[mine.length];
    for (int channel = 0; channel < mine.length; channel++) {
      float[] one = mine[channel];
      ThreadTeam.shared()
          .run(
              Math.ceilDiv(theirs.length, BAND),
              band -> {
                int end = Math.min(theirs.length, (band + 1) * BAND);
                for (int other = band * BAND; other < end; other++) {
                  likeness[other] = dot(one, theirs[other]);
                }
              });
      order[likest(likeness, order)] = channel;
    }
    return order;
  }

  private static int likest(float[] likeness, int[] order) {
    return IntStream.range(0, order.length)
        .filter(other -> order[other] < 0)
        .boxed()
        .max(Comparator.comparingDouble(other -> likeness[other]))
        .orElseThrow();
  }

  /** Each channel's weights in all three matrices, of length 1. */
  private float[][] channels(int expert) {
    Tensor gate = matrix("gate", expert);
    int hidden = gate.columns();
    float[][] all = new float[gate.rows()][3 * hidden];
    float[] row = new float[gate.rows()];
    Tensor down = matrix("down", expert);
    for (int i = 0; i < hidden; i++) {
      down.row(i, row, 0);
      for (int c = 0; c < all.length; c++) {
        all[c][2 * hidden + i] = row[c];
      }
    }
    for (int c = 0; c < all.length; c++) {
      gate.row(c, all[c], 0);
      matrix("up", expert).row(c, all[c], hidden);
      float length = (float) Math.sqrt(Math.max(dot(all[c], all[c]), Float.MIN_NORMAL));
      for (int i = 0; i < all[c].length; i++) {
        all[c][i] /= length;
      }
    }
    return all;
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private Tensor matrix(String part, int expert) {
    String name = "blk." + layer + ".ffn_" + part + "_exps.weight";
    Tensor stack =
        file.tensor(name)
            .orElseThrow(() ->
                new CompressionException(
                    file.path() + ": has no " + name + "; its experts can be dropped only"));
    int rows = stack.rows() / experts;
    return stack.rows(expert * rows, rows);
  }

  /** Which experts went into which. */
  String line() {
    return guests.entrySet().stream()
        .map(entry ->
            "%s into %d"
                .formatted(entry.getValue().stream().map(Guest::expert).toList(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  /**
   * Gives the bytes of one matrix of an expert that stays.
   *
   * @param part gate, up or down
   */
  void write(String part, int expert, Consumer<MemorySegment> to) {
    Tensor own = matrix(part, expert);
    List<Guest> others = guests.getOrDefault(expert, List.of());
    if (others.isEmpty()) {
      to.accept(own.data());
      return;
    }
    double whole = 1 + others.stream().mapToDouble(Guest::weight).sum();
    Quantizer quantizer = Quantizer.of(own.format());
    float[] ones = Quantizer.uniform(own.columns());
    float[] row = new float[own.columns()];
    float[] other = new float[own.columns()];
    for (int r = 0; r < own.rows(); r++) {
      own.row(r, row, 0);
      for (Guest guest : others) {
        boolean columns = part.equals("down"); // are channels
        matrix(part, guest.expert()).row(columns ? r : guest.order()[r], other, 0);
        for (int c = 0; c < row.length; c++) {
          row[c] += (float) (guest.weight() * other[columns ? guest.order()[c] : c]);
        }
      }
      for (int c = 0; c < row.length; c++) {
        row[c] /= (float) whole;
      }
      to.accept(MemorySegment.ofArray(quantizer.encode(row, ones)));
    }
  }
}
