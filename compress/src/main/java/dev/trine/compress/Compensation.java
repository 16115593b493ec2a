package dev.trine.compress;

import dev.trine.compress.Activations.Inputs;
import dev.trine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mean of what is taken out of each layer, which stays as a bias of the layer's output (FLAP,
 * An et al. 2023, arXiv:2312.11983).
 */
final class Compensation {
  private final Anatomy anatomy;
  private final Optional<Activations> activations;
  private final Map<String, float[]> biases = new LinkedHashMap<>();

  private Compensation(Anatomy anatomy, Optional<Activations> activations) {
    this.anatomy = anatomy;
    this.activations = activations;
  }

  /** The biases by the names of their tensors. */
  static Map<String, float[]> of(
      Anatomy anatomy, List<Optional<Kept>> kept, Optional<Activations> activations) {
    var all = new Compensation(anatomy, activations);
    for (int layer = 0; layer < kept.size(); layer++) {
      Kept stays = kept.get(layer).orElseThrow();
      all.add(layer, "attn_output", stays.outputColumns(anatomy.headDim()));
      all.add(layer, "ffn_down", stays.channels());
    }
    return all.biases;
  }

  private void add(int layer, String part, int[] columns) {
    Tensor weight = Salience.tensor(anatomy, layer, part);
    if (columns.length == weight.columns()) {
      return;
    }
    Inputs inputs = Salience.inputs(layer, part, activations);
    double[] means = IntStream.range(0, weight.columns()).mapToDouble(inputs::mean).toArray();
    float[] bias = new Selection(weight, new int[0], columns).removed(means);
    String name = "blk." + layer + "." + part + ".bias";
    anatomy
        .file()
        .tensor(name)
        .ifPresent(own -> {
          float[] before = own.floats();
          for (int i = 0; i < bias.length; i++) {
            bias[i] += before[i];
          }
        });
    biases.put(name, bias);
  }
}
