package dev.trine.compress;

import dev.trine.compress.Goal.CacheNumbers;
import dev.trine.compress.Goal.FileBytes;
import dev.trine.compress.Goal.Layers;
import dev.trine.compress.Goal.Shares;
import dev.trine.compress.Goal.Weights;
import dev.trine.model.Gguf;
import dev.trine.model.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Plans a pruning in one shot or in several: the goal is set on the original, and each shot goes a
 * part of the way on the model that the shot before left.
 */
public final class Pruner {
  private static final int BISECTIONS = 30;
  private static final double MOST_REMOVED = 0.97; // of the inner widths

  private static final int RECOVERY_STEP = 256; // bytes of a line in the history, at most

  private final Method method;
  private final long seed;
  private final boolean uniform;
  private final boolean reconstruct;
  private final Progress progress;

  /**
   * @param seed of the method {@link Method#RANDOM}
   * @param uniform whether all layers are to stay equally wide where a target could allot widths
   * @param reconstruct whether what stays is to make up for what goes, by least squares on the text
   */
  public Pruner(Method method, long seed, boolean uniform, boolean reconstruct, Progress progress) {
    this.method = method;
    this.seed = seed;
    this.uniform = uniform;
    this.reconstruct = reconstruct;
    this.progress = progress;
  }

  /**
   * A model, and what a calibration text shows of it.
   *
   * @param text needed by calibrated methods, and to reconstruct
   */
  public record Subject(Gguf file, Transformer model, Optional<Calibration> text) {}

  /**
   * Plans one shot.
   *
   * @param goal what all shots together are to reach; sizes count as they are in {@code original}
   * @param left how many shots are to come, this one included
   * @throws CompressionException if the goal cannot be reached or the model is of an unknown kind
   */
  public Pruning shot(Subject original, Subject now, Goal goal, int left) {
    if ((method.calibrated() || reconstruct) && now.text().isEmpty()) {
      throw new CompressionException(
          (reconstruct ? "reconstruction" : "method " + method)
              + " needs a text: name one with --calibrate");
    }
    if (reconstruct && (method == Method.FLAP || goal instanceof Layers)) {
      throw new CompressionException(
          "reconstruction goes with widths, and not with flap, which leaves a bias instead");
    }
    Anatomy anatomy = Anatomy.of(now.file());
    if (goal instanceof Layers layers) {
      return layers(anatomy, now, layers.share());
    }
    if (method == Method.LAYERS) {
      throw new CompressionException("method layers needs --layers, the share of layers to keep");
    }
    Optional<Activations> seen =
        method.calibrated()
            ? Optional.of(Activations.of(now.model(), now.text().orElseThrow(), progress))
            : Optional.empty();
    List<Target> ends = ends(original, now, anatomy, goal, seen);
    List<Target> targets = new ArrayList<>();
    for (int layer = 0; layer < ends.size(); layer++) {
      Target present = Target.of(anatomy, layer);
      targets.add(ends.get(layer).next(present, left));
    }
    Pruning pruning = Pruning.of(anatomy, method, targets, seen, seed);
    return reconstruct ? pruning.reconstructing(now) : pruning;
  }

  private Pruning layers(Anatomy anatomy, Subject now, double share) {
    int count = anatomy.layers().size();
    int stay = Math.clamp((int) Math.ceil(share * count - 1e-9), 1, count);
    double[] scores =
        switch (method) {
          case LAYERS -> Influence.of(anatomy, now.model(), now.text().orElseThrow(), progress);
          case RANDOM -> new SplittableRandom(seed).doubles(count).toArray();
          default ->
              throw new CompressionException(
                  "layers are dropped by the methods layers and random, not by " + method);
        };
    return Pruning.ofLayers(anatomy, Kept.top(scores, stay));
  }

  /** The widths that the goal asks for in the end. */
  private List<Target> ends(
      Subject original, Subject now, Anatomy anatomy, Goal goal, Optional<Activations> seen) {
    Anatomy first = original.file() == now.file() ? anatomy : Anatomy.of(original.file());
    return switch (goal) {
      case Shares shares -> Target.uniform(first, shares);
      case Weights weights ->
          fitting(anatomy, seen, false, Pruning::weights, weights.most(), "weights");
      case FileBytes bytes ->
          fitting(anatomy, seen, false, it -> size(it, now), bytes.most(), "bytes");
      case CacheNumbers numbers ->
          fitting(
              anatomy,
              seen,
              true,
              it -> Short.BYTES * it.cacheNumbers(),
              Short.BYTES * numbers.most(),
              "bytes a token in a 16 bit cache");
      case Layers layers -> throw new IllegalStateException("done before");
    };
  }

  /** What a file will have at most, its history being as long as it may become. */
  private long size(Pruning pruning, Subject now) {
    return pruning.size(steps(pruning, now.text(), 100, 100)) + RECOVERY_STEP;
  }

  /** The widest targets whose model measures at most so much. */
  private List<Target> fitting(
      Anatomy anatomy,
      Optional<Activations> seen,
      boolean attentionOnly,
      ToLongFunction<Pruning> measure,
      long most,
      String unit) {
    DoubleFunction<List<Target>> without = candidates(anatomy, seen, attentionOnly);
    List<Target> best = without.apply(MOST_REMOVED);
    long least = measure.applyAsLong(sized(anatomy, best));
    if (least > most) {
      throw new CompressionException(
          "%s: cannot be pruned to %d %s; the least possible is %d"
              .formatted(anatomy.file().path(), most, unit, least));
    }
    double low = 0;
    double high = MOST_REMOVED;
    for (int i = 0; i < BISECTIONS; i++) {
      double removed = i == 0 ? 0 : (low + high) / 2;
      List<Target> tried = without.apply(removed);
      if (measure.applyAsLong(sized(anatomy, tried)) <= most) {
        best = tried;
        high = removed;
      } else {
        low = removed;
      }
    }
    return best;
  }

  private DoubleFunction<List<Target>> candidates(
      Anatomy anatomy, Optional<Activations> seen, boolean attentionOnly) {
    if (uniform || seen.isEmpty()) {
      return removed ->
          Target.uniform(anatomy, new Goal.Shares(1 - removed, attentionOnly ? 1 : 1 - removed));
    }
    var allotment = new Allotment(anatomy, seen.get());
    long inner = anatomy.layers().stream().mapToLong(anatomy::weights).sum();
    return removed -> allotment.without((long) (removed * inner), attentionOnly);
  }

  /** A pruning of these sizes; which channels stay plays no part. */
  private static Pruning sized(Anatomy anatomy, List<Target> targets) {
    return Pruning.of(anatomy, Method.RANDOM, targets, Optional.empty(), 0);
  }

  /** A step for the history of the file. */
  public List<String> steps(Pruning pruning, Optional<Calibration> text, int shot, int shots) {
    List<String> steps = new ArrayList<>();
    String random = method == Method.RANDOM ? ", seed " + seed : "";
    steps.add("pruned by %s%s, shot %d of %d".formatted(method, random, shot, shots));
    steps.addAll(pruning.lines());
    if (reconstruct) {
      steps.add("outputs reconstructed by least squares");
    }
    text.filter(it -> method.calibrated() || reconstruct)
        .ifPresent(it -> steps.add("calibrated on " + it));
    return steps;
  }
}
