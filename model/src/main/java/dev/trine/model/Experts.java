package dev.trine.model;

import dev.trine.tensor.Tensor;
import dev.trine.tensor.WeightMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A mixture of experts (Shazeer et al. 2017, arXiv:1701.06538): each token goes to the few experts
 * that its router chooses. The tokens of a batch are grouped by expert, so that each expert is read
 * once and one that nobody chose is not read at all: it stays in the file. Where a model does not
 * fit into memory, the chosen ones are asked for at once, so that the disk reads them while the
 * first is computed, and nothing around them; those that are used often stay there.
 *
 * @param shared works on every token besides (DeepSeekMoE, arXiv:2401.06066)
 * @param sharedGate {@code [1, hidden]}: how much of it, through a sigmoid; Qwen2-MoE has one
 * @param weighsInput whether what an expert sees is weighed, instead of what it adds; in Llama 4
 * @param hot which experts stay in memory; absent if all weights fit into it
 */
record Experts(
    Router router,
    FeedForward[] experts,
    Optional<Mlp> shared,
    Optional<Linear> sharedGate,
    boolean weighsInput,
    Optional<HotExperts> hot)
    implements FeedForward {

  private static final int MOST = 4096;
  private static final int AHEAD =
      8; // asked for before the first is used: the most that common models choose

  static Experts of(Checkpoint checkpoint, Router router, FeedForward[] experts) {
    return of(checkpoint, router, experts, Optional.empty(), Optional.empty());
  }

  static Experts of(
      Checkpoint checkpoint,
      Router router,
      FeedForward[] experts,
      Optional<Mlp> shared,
      Optional<Linear> sharedGate) {
    boolean fits = WeightMemory.fits(checkpoint.bytes());
    Optional<HotExperts> hot = fits ? Optional.empty() : Optional.of(checkpoint.hotExperts());
    Experts all = new Experts(router, experts, shared, sharedGate, false, hot);
    if (!fits) {
      checkpoint.hotExperts().add(experts);
      all.linears().forEach(it -> WeightMemory.readApart(it.weight().data()));
    }
    return all;
  }

  Experts weighingInput() {
    return new Experts(router, experts, shared, sharedGate, true, hot);
  }

  /** How many a folder says that a layer has; each architecture has another name for it. */
  static Optional<Integer> countIfPresent(Checkpoint checkpoint) {
    return Stream.of("num_experts", "n_routed_experts", "num_local_experts", "moe_num_experts")
        .filter(name -> checkpoint.number(name).orElse(0.0) > 0)
        .findFirst()
        .map(checkpoint::count);
  }

  /**
   * The experts under a name: each by itself, or stacked in one tensor for all.
   *
   * @param names of gate, up and down
   */
  static Mlp[] read(
      Checkpoint checkpoint,
      String at,
      int count,
      int inner,
      int hidden,
      String[] names,
      Activation activation) {
    if (count > MOST) {
      throw checkpoint.error("%d experts are more than %d".formatted(count, MOST));
    }
    Mlp[] experts =
        IntStream.range(0, count)
            .mapToObj(e ->
                Mlp.gated(
                    expert(checkpoint, at, names[0], e, count, inner, hidden),
                    expert(checkpoint, at, names[1], e, count, inner, hidden),
                    expert(checkpoint, at, names[2], e, count, hidden, inner),
                    activation))
            .toArray(Mlp[]::new);
    noteLayout(checkpoint, at, at.replaceFirst("\\w+\\.experts\\.$", ""), experts);
    return experts;
  }

  /** Notes that GGUF files have all experts' gates in one tensor, and so on. */
  static void noteLayout(Checkpoint checkpoint, String source, String layer, Mlp[] experts) {
    noteLayout(
        checkpoint,
        source,
        layer,
        Arrays.stream(experts).map(it -> it.gate().orElseThrow()).toList(),
        Arrays.stream(experts).map(Mlp::up).toList(),
        Arrays.stream(experts).map(Mlp::down).toList());
  }

  static void noteLayout(
      Checkpoint checkpoint,
      String source,
      String layer,
      List<Linear> gates,
      List<Linear> ups,
      List<Linear> downs) {
    String at = layer + "mlp.experts.";
    checkpoint.noteLayout(at + "gate_proj", new Checkpoint.LaidOut(source, true, gates));
    checkpoint.noteLayout(at + "up_proj", new Checkpoint.LaidOut(source, true, ups));
    checkpoint.noteLayout(at + "down_proj", new Checkpoint.LaidOut(source, true, downs));
  }

  static Mlp[] read(
      Checkpoint checkpoint, String at, int count, int inner, int hidden, Activation activation) {
    String[] names = {"gate_proj", "up_proj", "down_proj"};
    return read(checkpoint, at, count, inner, hidden, names, activation);
  }

  private static Linear expert(
      Checkpoint checkpoint, String at, String part, int e, int count, int out, int in) {
    String name = at + e + "." + part;
    // GGUF stacks them under names of its own; transformers, since its version 5, gate and up too.
    Optional<Tensor> stack =
        checkpoint.gguf()
            ? checkpoint.tensorIfPresent(at + part + ".weight", count, out, in)
            : checkpoint.tensorIfPresent(at + part, count, out, in);
    if (stack.isPresent()) {
      return new Linear(name, stack.get().rows(e * out, out), Optional.empty());
    }
    Optional<Tensor> pair =
        part.equals("down_proj")
            ? Optional.empty()
            : checkpoint.tensorIfPresent(at + "gate_up_proj", count, 2L * out, in);
    if (pair.isPresent()) {
      int first = (2 * e + (part.equals("up_proj") ? 1 : 0)) * out;
      return new Linear(name, pair.get().rows(first, out), Optional.empty());
    }
    return checkpoint.linear(
        checkpoint.gguf() ? at.replace("experts.", part + "." + e) : name, out, in);
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    int rows = batch.rows();
    int hidden = x.length / rows;
    float[] out = shared.isPresent() ? shared(x, batch, layers) : new float[x.length];
    float[] logits = layers.linear(router.weight(), x, batch);
    float[][] weights = new float[rows][];
    for (int row = 0; row < rows; row++) {
      weights[row] = router.weights(logits, row);
    }
    batch
        .observer()
        .ifPresent(it -> it.see(router.weight().name() + Batch.ROUTED, flat(weights), rows));
    int[] used =
        IntStream.range(0, experts.length)
            .filter(e -> Arrays.stream(weights).anyMatch(row -> row[e] != 0))
            .toArray();
    hot.ifPresent(HotExperts::begin);
    for (int at = 0, asked = 0; at < used.length; at++) {
      for (; hot.isPresent() && asked < Math.min(at + AHEAD, used.length); asked++) {
        hot.get().use(experts[used[asked]], chosen(weights, used[asked]).length);
      }
      int expert = used[at];
      int[] chosen = chosen(weights, expert);
      float[] their = Layers.rows(x, chosen, hidden);
      float[] share = new float[chosen.length];
      for (int i = 0; i < chosen.length; i++) {
        share[i] = weights[chosen[i]][expert];
      }
      if (weighsInput) {
        weigh(their, share);
        Arrays.fill(share, 1);
      }
      float[] y = experts[expert].of(their, batch.select(chosen), layers);
      batch
          .observer()
          .ifPresent(it -> {
            float[] added = y.clone();
            weigh(added, share);
            it.see(added(expert), added, chosen.length);
          });
      for (int i = 0; i < chosen.length; i++) {
        layers.kernels().addScaled(share[i], y, i * hidden, out, chosen[i] * hidden, hidden);
      }
    }
    return out;
  }

  /** The rows that go to an expert. */
  private static int[] chosen(float[][] weights, int expert) {
    return IntStream.range(0, weights.length).filter(row -> weights[row][expert] != 0).toArray();
  }

  /** Those of the routed experts. */
  @Override
  public Stream<Linear> linears() {
    return Arrays.stream(experts).flatMap(FeedForward::linears);
  }

  /** What an observer is told that an expert adds; its router is named as in the checkpoint. */
  private String added(int expert) {
    return router.weight().name().replaceFirst("\\.gate$", ".experts." + expert + ".added");
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * rows[0].length, rows[0].length);
    }
    return flat;
  }

  /** {@code x *= by}, row by row. */
  private static void weigh(float[] x, float[] by) {
    int width = x.length / by.length;
    for (int i = 0; i < x.length; i++) {
      x[i] *= by[i / width];
    }
  }

  private float[] shared(float[] x, Batch batch, Layers layers) {
    float[] out = shared.orElseThrow().of(x, batch, layers);
    if (sharedGate.isPresent()) {
      float[] gates = layers.linear(sharedGate.get(), x, batch);
      int hidden = x.length / gates.length;
      for (int i = 0; i < out.length; i++) {
        out[i] *= (float) (1 / (1 + Math.exp(-gates[i / hidden])));
      }
    }
    return out;
  }
}
