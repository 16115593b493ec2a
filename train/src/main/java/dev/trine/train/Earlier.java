package dev.trine.train;

import dev.trine.model.Gguf;
import dev.trine.train.Bpe.Merge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A model that {@link Export} wrote: its vocabulary and weights, to go on from. */
final class Earlier {
  private final Path path;
  private final Gguf file;

  Earlier(Path path) {
    this.path = path;
    file = Gguf.open(path);
  }

  Bpe vocabulary() {
    List<String> tokens = file.strings("tokenizer.ggml.tokens").orElseThrow(this::unfit);
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < tokens.size(); id++) {
      ids.put(tokens.get(id), id);
    }
    List<Merge> merges = new ArrayList<>();
    for (String line : file.strings("tokenizer.ggml.merges").orElseThrow(this::unfit)) {
      String[] halves = line.split(" ");
      merges.add(new Merge(ids.getOrDefault(halves[0], 0), ids.getOrDefault(halves[1], 0)));
    }
    Bpe bpe = new Bpe(merges, Bpe.QWEN2);
    if (!bpe.pieces().equals(tokens)) {
      throw unfit();
    }
    return bpe;
  }

  /** Fills a network of the same sizes. */
  void fill(Qwen3 net) {
    fill(net, List.of(this));
  }

  /**
   * Fills a network of the same sizes with the mean of models that come from one another; it is
   * often better than each of them (Izmailov et al. 2018, arXiv 1803.05407).
   */
  static void fill(Qwen3 net, List<Earlier> models) {
    try (var scope = new PointerScope();
        var noGradients = new NoGradGuard()) {
      net.parameters.forEach((name, tensor) -> {
        tensor.zero_();
        for (var model : models) {
          float[] weights = model.weights(name, Math.toIntExact(tensor.numel()));
          tensor.add_(Tensor.create(weights, tensor.shape()), new Scalar(1.0 / models.size()));
        }
      });
    }
  }

  private float[] weights(String name, int size) {
    float[] weights = new float[size];
    int at = 0;
    for (String part : parts(name)) {
      float[] values = file.tensor(part + ".weight").orElseThrow(this::unfit).floats();
      if (at + values.length > weights.length) {
        throw unfit();
      }
      System.arraycopy(values, 0, weights, at, values.length);
      at += values.length;
    }
    if (at < weights.length) {
      throw unfit();
    }
    return weights;
  }

  /** The names in the file of what is one matrix here. */
  private static List<String> parts(String name) {
    if (name.endsWith("attn_qkv")) {
      return List.of(name.replace("qkv", "q"), name.replace("qkv", "k"), name.replace("qkv", "v"));
    }
    return name.endsWith("gate_up")
        ? List.of(name.replace("gate_up", "gate"), name.replace("gate_up", "up"))
        : List.of(name);
  }

  private TrainingException unfit() {
    return new TrainingException(
        "--from "
            + path
            + ": not a model of these sizes that this room wrote; repeat its --dim and --layers");
  }
}
