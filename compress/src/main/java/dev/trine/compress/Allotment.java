package dev.trine.compress;

import dev.trine.compress.Activations.Inputs;
import dev.trine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Widths allotted across layers: what disturbs the residual stream least for the weights it saves
 * goes first.
 *
 * <p>A channel adds about {@code mean(a^2) |w|^2} of energy to the stream, w being its column of
 * the output matrix; removing it disturbs the stream by that share of the energy that has gathered
 * so far, since later layers read the stream normalised. TransAct itself keeps all layers equally
 * wide; this is a step beyond it.
 */
final class Allotment {
  private static final double LEAST = 0.25; // of a layer's width that stays in any case
  private static final int EMBEDDINGS = 1000; // sampled

  /** One thing that can go. */
  private record Unit(int layer, boolean attention, double harm, long weights) {}

  private final Anatomy anatomy;
  private final List<Unit> cheapestFirst;

  Allotment(Anatomy anatomy, Activations seen) {
    this.anatomy = anatomy;
    List<Unit> units = new ArrayList<>();
    double stream = embeddingEnergy(anatomy);
    for (int layer = 0; layer < anatomy.layers().size(); layer++) {
      Anatomy.Widths widths = anatomy.layers().get(layer);
      double[] heads = energies(layer, "attn_output", seen);
      stream += Arrays.stream(heads).sum();
      addGroups(layer, widths, heads, Arrays.stream(heads).sum(), units);
      double[] channels = energies(layer, "ffn_down", seen);
      stream += Arrays.stream(channels).sum();
      addChannels(layer, widths, channels, Arrays.stream(channels).sum(), units);
    }
    units.sort(Comparator.comparingDouble(unit -> unit.harm() / unit.weights()));
    cheapestFirst = List.copyOf(units);
  }

  private double[] energies(int layer, String part, Activations seen) {
    Inputs inputs = Salience.inputs(layer, part, Optional.of(seen));
    double[] energies = Salience.squaredColumns(Salience.tensor(anatomy, layer, part));
    for (int c = 0; c < energies.length; c++) {
      energies[c] *= inputs.squares[c] / inputs.tokens;
    }
    return energies;
  }

  private void addGroups(
      int layer, Anatomy.Widths widths, double[] energies, double stream, List<Unit> units) {
    int count = Target.of(anatomy, layer).attention();
    int numbers = energies.length / count;
    int vectors = widths.keyHeads() == 1 ? 2 : 2 * widths.queriesPerKey() + 2; // q, o; k, v
    for (int g = 0; g < count; g++) {
      double energy =
          Arrays.stream(Arrays.copyOfRange(energies, g * numbers, (g + 1) * numbers)).sum();
      long weights = (long) vectors * anatomy.headDim() * anatomy.hidden();
      units.add(new Unit(layer, true, energy / stream, weights));
    }
  }

  /** Channels go in bundles of the width's step, the weakest together. */
  private void addChannels(
      int layer, Anatomy.Widths widths, double[] energies, double stream, List<Unit> units) {
    double[] ascending = energies.clone();
    Arrays.sort(ascending);
    int step = Target.step(widths.inner());
    for (int at = 0; at + step <= ascending.length; at += step) {
      double energy = Arrays.stream(Arrays.copyOfRange(ascending, at, at + step)).sum();
      units.add(new Unit(layer, false, energy / stream, 3L * step * anatomy.hidden()));
    }
  }

  /**
   * Widths after removing at least so many weights.
   *
   * @param attentionOnly whether MLPs stay as they are
   */
  List<Target> without(long weights, boolean attentionOnly) {
    int layers = anatomy.layers().size();
    int[] attention = new int[layers];
    int[] channels = new int[layers];
    for (int layer = 0; layer < layers; layer++) {
      Target whole = Target.of(anatomy, layer);
      attention[layer] = whole.attention();
      channels[layer] = whole.channels();
    }
    long left = weights;
    for (Unit unit : cheapestFirst) {
      int layer = unit.layer();
      Target whole = Target.of(anatomy, layer);
      int step = unit.attention() ? 1 : Target.step(whole.channels());
      int[] counts = unit.attention() ? attention : channels;
      int least =
          (int) Math.ceil(LEAST * (unit.attention() ? whole.attention() : whole.channels()));
      if (left > 0
          && counts[layer] - step >= Math.max(1, least)
          && (unit.attention() || !attentionOnly)) {
        counts[layer] -= step;
        left -= unit.weights();
      }
    }
    List<Target> targets = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      targets.add(new Target(attention[layer], channels[layer], anatomy.headDim()));
    }
    return targets;
  }

  private static double embeddingEnergy(Anatomy anatomy) {
    Tensor table = anatomy.file().tensor("token_embd.weight").orElseThrow();
    int rows = Math.min(table.rows(), EMBEDDINGS);
    float[] row = new float[table.columns()];
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      table.row((long) i * table.rows() / rows, row, 0);
      for (float w : row) {
        sum += (double) w * w;
      }
    }
    return sum / rows;
  }
}
