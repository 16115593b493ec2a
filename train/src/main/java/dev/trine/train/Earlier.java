package dev.trine.train;

import dev.trine.model.Gguf;
import dev.trine.train.Bpe.Merge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A model that {@link Export} wrote: its vocabulary and weights, to go on from. */
final class Earlier {
  private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(.+)");

  /** The matrices by which a block adds to the stream. */
  private static final Set<String> ADDS = Set.of("attn_output", "ffn_down");

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

  /**
   * Fills a network of the same sizes, or a deeper one, which then says the same: the blocks that
   * it has more are copies of those before them that add nothing yet (Chen et al. 2016, arXiv
   * 1511.05641, net2net).
   */
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
          float[] weights =
              model.weights(name, net.shape.layers(), Math.toIntExact(tensor.numel()));
          tensor.add_(Tensor.create(weights, tensor.shape()), new Scalar(1.0 / models.size()));
        }
      });
    }
  }

  private float[] weights(String name, int layers, int size) {
    float[] weights = new float[size];
    String origin = name;
    Matcher block = BLOCK.matcher(name);
    if (block.matches()) {
      int own = file.integer("qwen3.block_count").map(Math::toIntExact).orElseThrow(this::unfit);
      if (own > layers) {
        throw unfit();
      }
      int index = Integer.parseInt(block.group(1));
      int from = origin(index, own, layers);
      if (index > 0 && from == origin(index - 1, own, layers) && ADDS.contains(block.group(2))) {
        return weights;
      }
      origin = "blk." + from + "." + block.group(2);
    }
    int at = 0;
    for (String part : parts(origin)) {
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

  /**
   * The block that becomes this one of so many: each of its own once, some of them twice or more.
   */
  private static int origin(int block, int own, int layers) {
    return (int) ((long) block * own / Math.max(own, layers));
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
