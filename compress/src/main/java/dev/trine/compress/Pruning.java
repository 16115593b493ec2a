package dev.trine.compress;

import dev.trine.compress.Activations.Inputs;
import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A GGUF model on its way to narrower layers, or fewer: what stays of each, how large the file will
 * be, and the doing. The residual stream, embeddings and norms stay as they are (TransAct, Shen et
 * al. 2024, arXiv:2407.05690).
 */
public final class Pruning {
  private final Anatomy anatomy;
  private final List<Optional<Kept>> kept; // of each layer; empty where it goes as a whole
  private final Map<String, float[]> compensation; // by the name of the bias
  private final Turns turns;

  private Pruning(
      Anatomy anatomy, List<Optional<Kept>> kept, Map<String, float[]> compensation, Turns turns) {
    this.anatomy = anatomy;
    this.kept = List.copyOf(kept);
    this.compensation = compensation;
    this.turns = turns;
  }

  /** Keeps what a method finds the most salient, in these widths. */
  static Pruning of(
      Anatomy anatomy,
      Method method,
      List<Target> targets,
      Optional<Activations> activations,
      long seed) {
    List<Salience> saliences = Salience.of(anatomy, method, activations, seed);
    int[] pairs = Salience.pairs(saliences, targets.getFirst().numbers() / 2);
    List<Optional<Kept>> kept = new ArrayList<>();
    for (int layer = 0; layer < targets.size(); layer++) {
      kept.add(
          Optional.of(
              Kept.most(
                  anatomy.layers().get(layer),
                  anatomy.headDim(),
                  saliences.get(layer),
                  targets.get(layer),
                  pairs)));
    }
    Map<String, float[]> compensation =
        method == Method.FLAP ? compensation(anatomy, kept, activations) : Map.of();
    return new Pruning(anatomy, kept, compensation, Turns.of(anatomy, pairs, activations));
  }

  /** Keeps whole layers: these, ascending. */
  static Pruning ofLayers(Anatomy anatomy, int[] layers) {
    List<Optional<Kept>> kept = new ArrayList<>();
    for (int layer = 0; layer < anatomy.layers().size(); layer++) {
      int each = layer;
      kept.add(
          IntStream.of(layers).anyMatch(l -> l == each)
              ? Optional.of(Kept.all(anatomy.layers().get(layer), anatomy.headDim()))
              : Optional.empty());
    }
    return new Pruning(anatomy, kept, Map.of(), Turns.all(anatomy));
  }

  /** FLAP: the mean of what went stays, as a bias of the layer's output. */
  private static Map<String, float[]> compensation(
      Anatomy anatomy, List<Optional<Kept>> kept, Optional<Activations> activations) {
    Map<String, float[]> biases = new LinkedHashMap<>();
    for (int layer = 0; layer < kept.size(); layer++) {
      Kept stays = kept.get(layer).orElseThrow();
      int[] heads = stays.outputColumns(anatomy.headDim());
      compensate(anatomy, layer, "attn_output", heads, activations, biases);
      compensate(anatomy, layer, "ffn_down", stays.channels(), activations, biases);
    }
    return biases;
  }

  private static void compensate(
      Anatomy anatomy,
      int layer,
      String part,
      int[] columns,
      Optional<Activations> activations,
      Map<String, float[]> biases) {
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

  /** How many weights the new model has. */
  public long weights() {
    return outputs().stream()
        .mapToLong(out -> LongStream.of(out.shape()).reduce(1, (a, b) -> a * b))
        .sum();
  }

  /** The bytes of all tensors. */
  public long bytes() {
    return outputs().stream().mapToLong(Output::bytes).sum();
  }

  /** Numbers that a token takes in the cache of keys and values, over all layers. */
  public long cacheNumbers() {
    return widths().stream().mapToLong(w -> 2L * w.keyHeads() * turns.numbers()).sum();
  }

  /** The widths of the layers that stay. */
  List<Anatomy.Widths> widths() {
    return kept.stream().flatMap(Optional::stream).map(Kept::widths).toList();
  }

  /** Of each source layer. */
  List<Optional<Kept>> kept() {
    return kept;
  }

  /** One line for each layer: what it had and what it has. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (turns.narrower()) {
      lines.add(
          "every head: numbers %d -> %d, rotated pairs %s stay"
              .formatted(anatomy.headDim(), turns.numbers(), Arrays.toString(turns.pairs())));
    }
    for (int layer = 0; layer < kept.size(); layer++) {
      Anatomy.Widths before = anatomy.layers().get(layer);
      lines.add(
          "layer %d: %s"
              .formatted(
                  layer,
                  kept.get(layer)
                      .map(Kept::widths)
                      .map(after ->
                          "heads %d -> %d, key heads %d -> %d, channels %d -> %d"
                              .formatted(
                                  before.heads(),
                                  after.heads(),
                                  before.keyHeads(),
                                  after.keyHeads(),
                                  before.inner(),
                                  after.inner()))
                      .orElse("gone")));
    }
    return lines;
  }

  /** Whether all layers stay equally wide. */
  public boolean uniform() {
    return widths().stream().distinct().count() <= 1;
  }

  /** What llama.cpp makes of the result, if that is not plain. */
  public Optional<String> note() {
    if (turns.narrower() && !anatomy.neighbours()) {
      return Optional.of(
          "heads keep frequencies of their own: llama.cpp does not load those of "
              + anatomy.architecture());
    }
    if (uniform()) {
      return compensation.isEmpty() || anatomy.architecture().equals("llama")
          ? Optional.empty()
          : Optional.of(
              "biases on the outputs of layers: llama.cpp does not load those of "
                  + anatomy.architecture());
    }
    return Optional.of(
        deci()
            ? "layers differ in width: written as architecture deci, which llama.cpp loads so"
            : "layers differ in width: llama.cpp does not load that of "
                + anatomy.architecture()
                + "; --uniform keeps them alike");
  }

  /** Llama with layers of different widths has a name of its own in GGUF. */
  private boolean deci() {
    return !uniform() && anatomy.architecture().equals("llama");
  }

  private record Output(
      String name, BlockFormat format, long[] shape, long bytes, GgufWriter.Content content) {}

  private List<Output> outputs() {
    List<Output> outputs = new ArrayList<>();
    int[] place = new int[kept.size()]; // of a layer in the new model
    for (int layer = 1; layer < place.length; layer++) {
      place[layer] = place[layer - 1] + (kept.get(layer - 1).isPresent() ? 1 : 0);
    }
    for (String name : anatomy.file().tensors().keySet()) {
      Tensor tensor = anatomy.file().tensor(name).orElseThrow();
      if (name.equals(Turns.FREQUENCIES) && turns.narrower()) {
        continue; // its new form comes last
      }
      if (!name.startsWith("blk.")) {
        outputs.add(
            new Output(
                name,
                tensor.format(),
                tensor.shape(),
                tensor.data().byteSize(),
                file -> file.accept(tensor.data())));
        continue;
      }
      Anatomy.Part part = Anatomy.part(name);
      if (kept.get(part.layer()).isPresent() && !compensation.containsKey(name)) {
        Selection some = selection(tensor, part, kept.get(part.layer()).get());
        String renamed = name.replaceFirst("\\d+", String.valueOf(place[part.layer()]));
        outputs.add(new Output(renamed, some.format(), some.shape(), some.bytes(), some.content()));
      }
    }
    compensation.forEach((name, bias) -> outputs.add(vector(name, bias)));
    if (turns.narrower()) {
      outputs.add(vector(Turns.FREQUENCIES, turns.divisors()));
    }
    return outputs;
  }

  private static Output vector(String name, float[] numbers) {
    Tensor tensor = Tensor.of(name, numbers, numbers.length);
    return new Output(
        name,
        tensor.format(),
        tensor.shape(),
        tensor.data().byteSize(),
        file -> file.accept(tensor.data()));
  }

  private Selection selection(Tensor tensor, Anatomy.Part part, Kept stays) {
    int headDim = anatomy.headDim();
    int[] out =
        switch (part.name()) {
          case "attn_q" -> stays.turned(stays.heads(), headDim, anatomy.neighbours());
          case "attn_k" -> stays.turned(stays.keyHeads(), headDim, anatomy.neighbours());
          case "attn_q_norm", "attn_k_norm" -> stays.numbersOfPairs(headDim, anatomy.neighbours());
          case "attn_v" -> stays.valueRows(headDim);
          case "ffn_gate", "ffn_up" -> stays.channels();
          default -> all(tensor.shape()[0]);
        };
    float scale = turns.scale(part);
    if (tensor.shape().length == 1) {
      return new Selection(tensor, new int[] {0}, out, scale);
    }
    int[] in =
        switch (part.name()) {
          case "attn_output" -> stays.outputColumns(headDim);
          case "ffn_down" -> stays.channels();
          default -> all(tensor.columns());
        };
    return new Selection(tensor, out, in, scale);
  }

  private static int[] all(long count) {
    return IntStream.range(0, Math.toIntExact(count)).toArray();
  }

  /**
   * Writes the new model; a call that was cut off is gone on with.
   *
   * @param steps what was done, to be kept in the file's history
   */
  public void write(Path out, List<String> steps, Progress progress) {
    Gguf source = anatomy.file();
    String before = anatomy.architecture() + ".";
    String after = deci() ? "deci." : before;
    Map<String, Object> changed = new LinkedHashMap<>();
    changed.put("general.architecture", after.substring(0, after.length() - 1));
    changed.put(after + "block_count", widths().size());
    changed.put(after + "attention.head_count", perLayer(Anatomy.Widths::heads));
    changed.put(after + "attention.head_count_kv", perLayer(Anatomy.Widths::keyHeads));
    changed.put(after + "feed_forward_length", perLayer(Anatomy.Widths::inner));
    changed.put(after + "attention.key_length", turns.numbers());
    changed.put(after + "attention.value_length", turns.numbers());
    changed.put(after + "rope.dimension_count", turns.numbers());
    GgufWriter writer = new GgufWriter();
    for (String key : source.metadata().keySet()) {
      String name = key.startsWith(before) ? after + key.substring(before.length()) : key;
      if (!changed.containsKey(name)
          && !key.equals("general.alignment")
          && !key.equals(History.KEY)) {
        writer.copy(source, key, name);
      }
    }
    changed.forEach((key, value) -> {
      switch (value) {
        case Integer number -> writer.put(key, number);
        case int[] numbers -> writer.put(key, numbers);
        default -> writer.put(key, value.toString());
      }
    });
    writer.put(History.KEY, History.of(source).with(steps));
    List<Output> outputs = outputs();
    outputs.forEach(
        each -> writer.stream(each.name(), each.format(), each.shape(), each.content()));
    writer.resume(
        out,
        "%s %d %s %s"
            .formatted(source.path().toAbsolutePath(), source.size(), lines(), steps)
            .replaceAll("\\R", " "),
        count -> progress.step("writing", count, outputs.size()));
  }

  /** One number if all layers agree, else one for each. */
  private Object perLayer(ToIntFunction<Anatomy.Widths> width) {
    int[] each = widths().stream().mapToInt(width).toArray();
    return IntStream.of(each).distinct().count() == 1 ? (Object) each[0] : each;
  }
}
