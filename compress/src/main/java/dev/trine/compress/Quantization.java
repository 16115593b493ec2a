package dev.trine.compress;

import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GGUF file on its way to smaller formats: which tensor gets which, how large it will be, and the
 * doing, which needs memory for some rows only.
 */
public final class Quantization {
  private static final Pattern NAME = Pattern.compile("(?:blk\\.(\\d{1,6})\\.)?(\\w+)\\.weight");

  /** Small and sensitive: norms are vectors anyway, these are what remains. */
  private static final Pattern KEPT =
      Pattern.compile(".*(_norm|ffn_gate_inp|rope_|position_embd|token_types|conv1d|shortconv).*");

  private static final int ALIGNMENT = 32;
  private static final int ADDED_METADATA = 1024; // bytes, at most

  /**
   * What becomes of a tensor.
   *
   * @param bytes in the new file
   */
  public record Plan(String name, List<Long> shape, BlockFormat from, BlockFormat to, long bytes) {
    /** How many weights it has. */
    public long weights() {
      return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
  }

  private final Gguf source;
  private final String name; // of the mix
  private final int fileType;
  private final Optional<Imatrix> imatrix;
  private final Optional<Correlations> correlations;
  private final List<Rule> rules;
  private final List<Plan> plans;

  private Quantization(
      Gguf source,
      String name,
      int fileType,
      List<Rule> rules,
      Optional<Imatrix> imatrix,
      Optional<Correlations> correlations,
      List<Plan> plans) {
    this.source = source;
    this.name = name;
    this.fileType = fileType;
    this.rules = rules;
    this.imatrix = imatrix;
    this.correlations = correlations;
    this.plans = List.copyOf(plans);
  }

  /**
   * Plans a mix.
   *
   * @param rules formats for tensors by name, before the mix's own; the first that matches counts
   * @throws CompressionException if a rule matches no tensor that may change, or the importance
   *     matrix is of another model
   */
  public static Quantization of(Gguf source, Mix mix, List<Rule> rules, Optional<Imatrix> imatrix) {
    return of(source, mix, rules, imatrix.map(it -> it.of(source)), imatrix.isPresent());
  }

  /**
   * Plans a mix to see its types and sizes alone.
   *
   * @param important whether an importance matrix is to come, which some mixes heed
   */
  public static Quantization of(Gguf source, Mix mix, List<Rule> rules, boolean important) {
    return of(source, mix, rules, Optional.empty(), important);
  }

  private static Quantization of(
      Gguf source, Mix mix, List<Rule> rules, Optional<Imatrix> known, boolean important) {
    rules.forEach(rule -> requireMatch(rule, source));
    Heads heads = Heads.of(source);
    boolean tied = source.tensor("output.weight").isEmpty();
    List<Plan> plans = new ArrayList<>();
    for (Gguf.Entry entry : source.tensors().values()) {
      Matcher parts = NAME.matcher(entry.name());
      BlockFormat to = entry.type();
      if (parts.matches() && quantizable(entry)) {
        int layer = parts.group(1) == null ? 0 : Integer.parseInt(parts.group(1));
        Mix.Place place =
            new Mix.Place(layer, heads.layers(), heads.queriesPerKey(layer), important);
        String role = role(parts.group(2), tied);
        to = ruled(rules, entry).orElseGet(() -> mix.format(role, place));
      }
      plans.add(plan(entry, to));
    }
    return new Quantization(
        source, mix.name(), mix.fileType(), rules, known, Optional.empty(), plans);
  }

  private static Optional<BlockFormat> ruled(List<Rule> rules, Gguf.Entry entry) {
    return rules.stream()
        .filter(rule -> rule.names().matcher(entry.name()).find())
        .findFirst()
        .map(Rule::format);
  }

  private static void requireMatch(Rule rule, Gguf source) {
    if (source.tensors().values().stream()
        .noneMatch(it -> quantizable(it) && rule.names().matcher(it.name()).find())) {
      throw new CompressionException(
          "rule %s=%s: matches no tensor that may change; trine inspect lists their names"
              .formatted(rule.names(), rule.format()));
    }
  }

  /** The same with other formats, where the tensor may be chosen one. */
  Quantization with(String newName, UnaryOperator<Plan> change) {
    List<Plan> changed =
        plans.stream().map(plan -> free(plan) ? change.apply(plan) : plan).toList();
    return new Quantization(source, newName, fileType, rules, imatrix, correlations, changed);
  }

  /** The same, each weight making up for the errors of those before it in its row. */
  public Quantization with(Correlations known) {
    return new Quantization(source, name, fileType, rules, imatrix, Optional.of(known), plans);
  }

  static Plan plan(Gguf.Entry entry, BlockFormat wanted) {
    int columns = Math.toIntExact(entry.shape().getLast());
    BlockFormat to = wanted == entry.type() ? wanted : Mix.fitting(wanted, columns);
    long weights = entry.shape().stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    return new Plan(entry.name(), entry.shape(), entry.type(), to, to.bytes(weights));
  }

  /** Whether the tensor may change, and no rule says to what. */
  boolean free(Plan plan) {
    Gguf.Entry entry = source.tensors().get(plan.name());
    return entry != null && quantizable(entry) && ruled(rules, entry).isEmpty();
  }

  private static boolean quantizable(Gguf.Entry entry) {
    return entry.shape().size() >= 2
        && NAME.matcher(entry.name()).matches()
        && !KEPT.matcher(entry.name()).matches();
  }

  /** What mixes call a tensor: experts and shared experts go by the part they play. */
  private static String role(String middle, boolean tied) {
    String role = middle.replaceFirst("_(exps|shexp|chexps)$", "");
    return role.equals("token_embd") && tied ? "output" : role;
  }

  /** What becomes of each tensor. */
  public List<Plan> plans() {
    return plans;
  }

  Gguf source() {
    return source;
  }

  /** The name of the mix. */
  public String name() {
    return name;
  }

  /** An upper bound of the new file's size, exact but for some hundred bytes of metadata. */
  public long bytes() {
    long head =
        source.tensors().values().stream()
            .mapToLong(Gguf.Entry::offset)
            .min()
            .orElse(source.size());
    return head
        + ADDED_METADATA
        + plans.stream().mapToLong(plan -> Math.ceilDiv(plan.bytes(), ALIGNMENT) * ALIGNMENT).sum();
  }

  /** The tensor of a plan on its way to any format. */
  Encoding encoding(String tensor, BlockFormat to) {
    Tensor from = source.tensor(tensor).orElseThrow();
    return new Encoding(
        source.path(),
        from,
        to,
        imatrix.flatMap(known -> known.of(tensor)),
        from.format() == to ? Optional.empty() : correlations.flatMap(it -> it.feedback(tensor)));
  }

  /**
   * Writes the new file; a call that was cut off is gone on with.
   *
   * @param steps what was done, to be kept in the file's history
   * @throws CompressionException if a tensor has weights that are no finite numbers
   * @throws dev.trine.model.ModelException if the file cannot be written
   */
  public void write(Path out, List<String> steps, Progress progress) {
    long all = plans.stream().mapToLong(Plan::weights).sum();
    AtomicLong done = new AtomicLong();
    GgufWriter writer =
        writer(
            steps,
            imatrix.map(Imatrix::dataset),
            (plan, weights) -> progress.step(plan.name(), done.addAndGet(weights), all));
    writer.resume(
        out,
        job(steps),
        count -> done.set(plans.stream().limit(count).mapToLong(Plan::weights).sum()));
  }

  private GgufWriter writer(
      List<String> steps, Optional<String> dataset, ObjLongConsumer<Plan> done) {
    GgufWriter writer = new GgufWriter();
    for (String key : source.metadata().keySet()) {
      if (!key.equals("general.alignment")
          && !key.equals("general.file_type")
          && !key.equals("general.quantization_version")
          && !key.startsWith("quantize.imatrix.")
          && !key.equals(History.KEY)) {
        writer.copy(source, key);
      }
    }
    writer.put("general.file_type", fileType).put("general.quantization_version", 2);
    writer.put(History.KEY, History.of(source).with(steps));
    dataset.ifPresent(text ->
        writer
            .put("quantize.imatrix.dataset", text)
            .put("quantize.imatrix.entries_count", imatrix.map(it -> it.entries().size()).orElse(0))
            .put("quantize.imatrix.chunks_count", imatrix.map(Imatrix::chunks).orElse(0)));
    for (Plan plan : plans) {
      long[] shape = plan.shape().stream().mapToLong(Long::longValue).toArray();
      writer.stream(
          plan.name(),
          plan.to(),
          shape,
          file ->
              encoding(plan.name(), plan.to())
                  .content(weights -> done.accept(plan, weights))
                  .writeTo(file));
    }
    return writer;
  }

  /**
   * How many bytes {@link #write} writes.
   *
   * @param dataset of the importance matrix that there is or is to come
   */
  public long size(List<String> steps, Optional<String> dataset) {
    return writer(steps, dataset, (plan, weights) -> {}).size();
  }

  private String job(List<String> steps) {
    return "%s %d %s %s"
        .formatted(
            source.path().toAbsolutePath(), source.size(), plans.toString().hashCode(), steps)
        .replaceAll("\\R", " ");
  }
}
