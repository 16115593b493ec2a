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
 * are.
 */
public final class ExpertPruning {
  /** Fewer tokens do not show what an expert does. */
  static final int LEAST_TOKENS = 8;

  private static final Pattern STACKED =
      Pattern.compile(
          "blk\\.(\\d{1,6})\\.(ffn_gate_inp|ffn_\\w+_exps|exp_probs_b)\\.(weight|bias)");

  private final Gguf file;
  private final Map<Integer, int[]> kept; // experts by layer, ascending
  private final List<String> lines;
  private final int count;

  private ExpertPruning(Gguf file, Map<Integer, int[]> kept, List<String> lines, int count) {
    this.file = file;
    this.kept = kept;
    this.lines = List.copyOf(lines);
    this.count = count;
  }

  /**
   * Keeps a share of the experts of every layer, rounded up.
   *
   * @param share above 0, at most 1
   * @throws CompressionException if the model has no experts, or too many cannot be judged
   */
  public static ExpertPruning of(Pruner.Subject subject, double share, Progress progress) {
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
    List<String> lines = new ArrayList<>();
    for (int layer : layers(file)) {
      kept.put(layer, chosen(file, seen, layer, experts, stay, lines));
    }
    return new ExpertPruning(file, kept, lines, stay);
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

  /** One line for each layer: which experts stay, and which were protected. */
  public List<String> lines() {
    return lines;
  }

  /** How many weights the new model has. */
  public long weights() {
    return file.tensors().values().stream()
        .mapToLong(entry -> {
          long all = entry.shape().stream().reduce(1L, (a, b) -> a * b);
          return stacked(entry.name())
              .map(it -> all / entry.shape().getFirst() * count)
              .orElse(all);
        })
        .sum();
  }

  /** The bytes of all tensors. */
  public long bytes() {
    return file.tensors().values().stream()
        .mapToLong(entry -> {
          Tensor tensor = file.tensor(entry.name()).orElseThrow();
          long all = tensor.data().byteSize();
          return stacked(entry.name())
              .map(it -> all / entry.shape().getFirst() * count)
              .orElse(all);
        })
        .sum();
  }

  /** The experts that stay of a tensor that has one part for each. */
  private Optional<int[]> stacked(String name) {
    Matcher parts = STACKED.matcher(name);
    return parts.matches()
        ? Optional.ofNullable(kept.get(Integer.parseInt(parts.group(1))))
        : Optional.empty();
  }

  /**
   * Writes the new model; a call that was cut off is gone on with.
   *
   * @param steps what was done, to be kept in the file's history
   */
  public void write(Path out, List<String> steps, Progress progress) {
    String architecture = file.string("general.architecture").orElse("") + ".";
    GgufWriter writer = new GgufWriter();
    for (String key : file.metadata().keySet()) {
      if (!key.equals("general.alignment")
          && !key.equals(History.KEY)
          && !key.equals(architecture + "expert_count")) {
        writer.copy(file, key);
      }
    }
    writer.put(architecture + "expert_count", count);
    writer.put(History.KEY, History.of(file).with(steps));
    for (Gguf.Entry entry : file.tensors().values()) {
      Tensor tensor = file.tensor(entry.name()).orElseThrow();
      long[] shape = tensor.shape();
      Optional<int[]> experts = stacked(entry.name());
      long part = tensor.data().byteSize() / shape[0];
      if (experts.isPresent()) {
        shape[0] = count;
      }
      writer.stream(
          entry.name(),
          tensor.format(),
          shape,
          to -> {
            if (experts.isEmpty()) {
              to.accept(tensor.data());
              return;
            }
            for (int expert : experts.get()) {
              to.accept(tensor.data().asSlice(expert * part, part));
            }
          });
    }
    writer.resume(
        out,
        "%s %d %s".formatted(file.path().toAbsolutePath(), file.size(), lines),
        done -> progress.step("writing", done, file.tensors().size()));
  }
}
