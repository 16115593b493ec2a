package dev.trine.compress;

import dev.trine.compress.Activations.Inputs;
import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A mixture of experts on its way to fewer of them. An expert is worth the mean norm of what it
 * adds to a token that its router sends to it, times the router's weight (REAP, Lasby et al. 2025,
 * arXiv:2510.13999): so one that is rarely asked is not taken for one that has little to say.
 *
 * <p>An expert that too few tokens of the text came to cannot be judged and is kept. All layers
 * keep equally many, since a GGUF file has one number of experts; their weights are copied as they
 * are, or take in those that go ({@link ExpertMerge}).
 */
public final class ExpertPruning implements PrunedModel {
  /** Fewer tokens do not show what an expert does. */
  static final int LEAST_TOKENS = 8;

  private static final Pattern STACKED =
      Pattern.compile(
          "blk\\.(\\d{1,6})\\.(ffn_gate_inp|ffn_\\w+_exps|exp_probs_b)\\.(weight|bias)");

  private final Gguf file;
  private final Map<Integer, int[]> kept; // experts by layer, ascending
  private final Map<Integer, ExpertMerge> merges; // by layer; none where experts are dropped
  private final List<String> lines;
  private final int count;

  private ExpertPruning(
      Gguf file,
      Map<Integer, int[]> kept,
      Map<Integer, ExpertMerge> merges,
      List<String> lines,
      int count) {
    this.file = file;
    this.kept = kept;
    this.merges = merges;
    this.lines = List.copyOf(lines);
    this.count = count;
  }

  /**
   * Keeps a share of the experts of every layer, rounded up.
   *
   * @param share above 0, at most 1
   * @param merging whether those that go become part of those that stay
   * @throws CompressionException if the model has no experts, or too many cannot be judged
   */
  public static ExpertPruning of(
      Pruner.Subject subject, double share, boolean merging, Progress progress) {
    Gguf file = subject.file();
    String architecture = file.string("general.architecture").orElse("") + ".";
    int experts = file.integer(architecture + "expert_count").orElse(0L).intValue();
    int used = file.integer(architecture + "expert_used_count").orElse(1L).intValue();
    if (experts < 2 || file.integer(architecture + "expert_group_count").orElse(1L) > 1) {
      throw new CompressionException(
          file.path() + ": has no experts to drop, or groups of them that must stay whole");
    }
    int stay = Math.max(used, (int) Math.ceil(share * experts - 1e-9));
    Calibration text =
        subject
            .text()
            .orElseThrow(() ->
                new CompressionException("experts are judged on a text: name it with --calibrate"));
    Activations seen = Activations.of(subject.model(), text, progress);
    Map<Integer, int[]> kept = new TreeMap<>();
    Map<Integer, ExpertMerge> merges = new TreeMap<>();
    List<String> lines = new ArrayList<>();
    for (int layer : layers(file)) {
      kept.put(layer, chosen(file, seen, layer, experts, stay, lines));
      if (merging && stay < experts) {
        ExpertMerge merge = merged(file, seen, layer, experts, kept.get(layer));
        merges.put(layer, merge);
        lines.add("layer %d: merged %s".formatted(layer, merge.line()));
      }
    }
    return new ExpertPruning(file, kept, merges, lines, stay);
  }

  private static ExpertMerge merged(
      Gguf file, Activations seen, int layer, int experts, int[] stay) {
    String at = "model.layers." + layer + ".mlp.";
    Inputs router = Salience.inputs(at + "gate", Optional.of(seen));
    double[] worth =
        IntStream.range(0, experts)
            .mapToDouble(e ->
                seen.of(at + "experts." + e + ".added")
                    .map(added -> Math.sqrt(added.tokens * Arrays.stream(added.squares).sum()))
                    .orElse(0.0))
            .toArray();
    return ExpertMerge.of(file, layer, experts, stay, router.squares, worth);
  }

  private static List<Integer> layers(Gguf file) {
    return file.tensors().keySet().stream()
        .map(STACKED::matcher)
        .filter(name -> name.matches() && name.group(2).equals("ffn_gate_inp"))
        .map(name -> Integer.parseInt(name.group(1)))
        .distinct()
        .sorted()
        .toList();
  }

  private static int[] chosen(
      Gguf file, Activations seen, int layer, int experts, int stay, List<String> lines) {
    double[] worth = new double[experts];
    int[] rare =
        IntStream.range(0, experts)
            .filter(e -> {
              Optional<Inputs> added =
                  seen.of("model.layers." + layer + ".mlp.experts." + e + ".added");
              long tokens = added.map(it -> it.tokens).orElse(0L);
              double energy = added.map(it -> Arrays.stream(it.squares).sum()).orElse(0.0);
              worth[e] = Math.sqrt(energy / Math.max(1, tokens));
              return tokens < LEAST_TOKENS;
            })
            .toArray();
    if (rare.length > stay && stay < experts) {
      throw new CompressionException(
          "%s: in layer %d only %d of %d experts were used by %d tokens or more and can be judged;"
                  .formatted(file.path(), layer, experts - rare.length, experts, LEAST_TOKENS)
              + " give a longer --calibrate text, or keep more");
    }
    int[] all =
        IntStream.range(0, experts)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(e -> Arrays.binarySearch(rare, e) >= 0 ? 0 : 1)
                    .thenComparingDouble(e -> -worth[e])
                    .thenComparing(e -> e))
            .limit(stay)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    lines.add(
        "layer %d: experts %d -> %d, %s stay%s"
            .formatted(
                layer,
                experts,
                stay,
                Arrays.toString(all),
                rare.length == 0
                    ? ""
                    : "; protected, as the text hardly uses them: " + Arrays.toString(rare)));
    return all;
  }

  @Override
  public List<String> lines() {
    return lines;
  }

  @Override
  public long weights() {
    return rewriting().weights();
  }

  @Override
  public long size(List<String> steps) {
    return rewriting().size(steps);
  }

  @Override
  public void write(Path out, List<String> steps, Progress progress) {
    rewriting().write(out, lines.toString(), steps, progress);
  }

  private Rewriting rewriting() {
    Rewriting all = new Rewriting(file);
    all.set("expert_count", count);
    for (String name : file.tensors().keySet()) {
      Tensor tensor = file.tensor(name).orElseThrow();
      Matcher parts = STACKED.matcher(name);
      int layer = parts.matches() ? Integer.parseInt(parts.group(1)) : -1;
      if (kept.containsKey(layer)) {
        long[] shape = tensor.shape();
        long each = tensor.data().byteSize() / shape[0];
        shape[0] = count;
        all.add(name, tensor.format(), shape, count * each, content(tensor, layer, parts.group(2)));
      } else {
        all.keep(tensor);
      }
    }
    return all;
  }

  private GgufWriter.Content content(Tensor tensor, int layer, String part) {
    long each = tensor.data().byteSize() / tensor.shape()[0];
    Optional<ExpertMerge> merge =
        Optional.ofNullable(merges.get(layer)).filter(it -> part.endsWith("_exps"));
    return to -> {
      for (int expert : kept.getOrDefault(layer, new int[0])) {
        if (merge.isPresent()) {
          merge.get().write(part.replaceAll("ffn_|_exps", ""), expert, to);
        } else {
          to.accept(tensor.data().asSlice(expert * each, each));
        }
      }
    };
  }
}
