package dev.trine.compress;

import dev.trine.compress.Pruner.Subject;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A GGUF model on its way to narrower layers, or fewer: what stays of each, how large the file will
 * be, and the doing. The residual stream, embeddings and norms stay as they are (TransAct, Shen et
 * al. 2024, arXiv:2407.05690).
 */
public final class Pruning implements PrunedModel {
  private final Anatomy anatomy;
  private final List<Optional<Kept>> kept; // of each layer; empty where it goes as a whole
  private final Map<String, float[]> compensation; // by the name of the bias
  private final Turns turns;
  private final Optional<Subject> reconstructed; // the model whose outputs are to stay, if any

  private Pruning(
      Anatomy anatomy,
      List<Optional<Kept>> kept,
      Map<String, float[]> compensation,
      Turns turns,
      Optional<Subject> reconstructed) {
    this.anatomy = anatomy;
    this.kept = List.copyOf(kept);
    this.compensation = compensation;
    this.turns = turns;
    this.reconstructed = reconstructed;
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
        method == Method.FLAP ? Compensation.of(anatomy, kept, activations) : Map.of();
    return new Pruning(
        anatomy, kept, compensation, Turns.of(anatomy, pairs, activations), Optional.empty());
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
    return new Pruning(anatomy, kept, Map.of(), Turns.all(anatomy), Optional.empty());
  }

  /**
   * The same, but what stays of each output matrix makes up for what goes, as inputs on the text
   * vary together.
   */
  Pruning reconstructing(Subject model) {
    return new Pruning(anatomy, kept, compensation, turns, Optional.of(model));
  }

  @Override
  public long weights() {
    return rewriting(Optional.empty()).weights();
  }

  @Override
  public long size(List<String> steps) {
    return rewriting(Optional.empty()).size(steps);
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

  @Override
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

  private Rewriting rewriting(Optional<Correlations> known) {
    Rewriting all = new Rewriting(anatomy.file());
    if (deci()) {
      all.rename("deci");
    }
    all.set("block_count", widths().size());
    all.set("attention.head_count", perLayer(Anatomy.Widths::heads));
    all.set("attention.head_count_kv", perLayer(Anatomy.Widths::keyHeads));
    all.set("feed_forward_length", perLayer(Anatomy.Widths::inner));
    all.set("attention.key_length", turns.numbers());
    all.set("attention.value_length", turns.numbers());
    all.set("rope.dimension_count", turns.numbers());
    for (String name : anatomy.file().tensors().keySet()) {
      Tensor tensor = anatomy.file().tensor(name).orElseThrow();
      if (name.startsWith("blk.")) {
        addLayers(all, name, tensor, known);
      } else if (!(name.equals(Turns.FREQUENCIES) && turns.narrower())) { // its new form comes last
        all.keep(tensor);
      }
    }
    compensation.forEach((name, bias) -> all.keep(Tensor.of(name, bias, bias.length)));
    if (turns.narrower()) {
      float[] divisors = turns.divisors();
      all.keep(Tensor.of(Turns.FREQUENCIES, divisors, divisors.length));
    }
    return all;
  }

  private void addLayers(Rewriting all, String name, Tensor tensor, Optional<Correlations> known) {
    Anatomy.Part part = Anatomy.part(name);
    long place = kept.subList(0, part.layer()).stream().filter(Optional::isPresent).count();
    kept.get(part.layer())
        .filter(stays -> !compensation.containsKey(name))
        .ifPresent(stays ->
            all.add(
                name.replaceFirst("\\d+", String.valueOf(place)),
                selection(tensor, part, stays, known)));
  }

  private Selection selection(
      Tensor tensor, Anatomy.Part part, Kept stays, Optional<Correlations> known) {
    int headDim = anatomy.headDim();
    int[] out =
        switch (part.name()) {
          case "attn_q" -> stays.turned(stays.heads(), headDim, anatomy.neighbours());
          case "attn_k" -> stays.turned(stays.keyHeads(), headDim, anatomy.neighbours());
          case "attn_q_norm", "attn_k_norm" -> stays.numbersOfPairs(headDim, anatomy.neighbours());
          case "attn_v" -> stays.valueRows(headDim);
          case "ffn_gate", "ffn_up" -> stays.channels();
          default -> Selection.all(tensor.shape()[0]);
        };
    float scale = turns.scale(part);
    if (tensor.shape().length == 1) {
      return new Selection(tensor, new int[] {0}, out, scale);
    }
    int[] in =
        switch (part.name()) {
          case "attn_output" -> stays.outputColumns(headDim);
          case "ffn_down" -> stays.channels();
          default -> Selection.all(tensor.columns());
        };
    return new Selection(
        tensor,
        out,
        in,
        scale,
        known
            .filter(it -> in.length < tensor.columns())
            .flatMap(it -> it.spans(tensor.name()))
            .map(spans -> Reconstruction.of(spans, in)));
  }

  @Override
  public void write(Path out, List<String> steps, Progress progress) {
    if (reconstructed.isEmpty()) {
      write(out, steps, progress, Optional.empty());
      return;
    }
    Subject model = reconstructed.get();
    Path scratch = out.resolveSibling(out.getFileName() + ".correlations");
    try (Correlations known =
        Correlations.of(model.model(), outputs(), model.text().orElseThrow(), scratch, progress)) {
      write(out, steps, progress, Optional.of(known));
    }
  }

  private void write(
      Path out, List<String> steps, Progress progress, Optional<Correlations> known) {
    rewriting(known).write(out, lines().toString(), steps, progress);
  }

  /** The matrices that lose columns. */
  private Set<String> outputs() {
    return anatomy.file().tensors().keySet().stream()
        .filter(name -> name.matches(".*\\.(attn_output|ffn_down)\\.weight"))
        .collect(Collectors.toSet());
  }

  /** One number if all layers agree, else one for each. */
  private Object perLayer(ToIntFunction<Anatomy.Widths> width) {
    int[] each = widths().stream().mapToInt(width).toArray();
    return IntStream.of(each).distinct().count() == 1 ? (Object) each[0] : each;
  }
}
