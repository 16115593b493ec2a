package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.argmax;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import dev.trine.train.Corpus.Sequence;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** One run: batches, loss, updates, until the minutes or the epochs are spent. */
final class Pretraining {

  /**
   * What a run is asked for.
   *
   * @param minutes wall-clock budget, 0 for none
   * @param epochs passes over the corpus, 0 for none
   * @param steps updates, 0 for no limit
   * @param batch tokens a step, padding included
   * @param rate peak learning rate
   * @param threads that share a step
   * @param easy the share that is learnt from of examples which the network answers right already,
   *     1 for all (selective backpropagation, Jiang et al. 2019, arXiv 1910.00762)
   */
  record Plan(
      double minutes,
      int epochs,
      int steps,
      int batch,
      double rate,
      long seed,
      int threads,
      double easy,
      String run) {

    /** Tokens from which those of a step are chosen. */
    int pool() {
      return easy < 1 ? 3 * batch : batch;
    }
  }

  /** Held-out figures: mean loss a token, and the shares of tokens and whole answers right. */
  record Score(double loss, double tokens, double answers) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "loss %.4f, tokens right %.2f %%, whole answers right %.2f %%",
          loss,
          100 * tokens,
          100 * answers);
    }
  }

  private final Qwen3 net;
  private final Corpus corpus;
  private final Plan plan;
  private final Path folder;
  private final Optimizer optimizer;
  private final Workers workers;
  private long step;
  private double before; // seconds spent by runs that this one resumes
  private long start = System.nanoTime();
  private ScalarType type = ScalarType.Float;
  private volatile boolean stopped;

  Pretraining(Qwen3 net, Corpus corpus, Plan plan, Path folder) {
    this.net = net;
    this.corpus = corpus;
    this.plan = plan;
    this.folder = folder;
    optimizer = new Optimizer(net.tensors());
    workers = new Workers(net, plan.threads());
  }

  /** Goes on from the folder's checkpoint, if there is one. */
  void resume() throws IOException {
    Path file = folder.resolve("checkpoint");
    if (Files.exists(file)) {
      var checkpoint = Checkpoint.load(file, plan.run(), state());
      step = checkpoint.step();
      before = checkpoint.seconds();
    }
  }

  /** Lets the step under way end; {@link #run} then writes a checkpoint and returns. */
  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  /**
   * Trains until this step, or until the budget is spent or {@link #stop} is called, matrices in
   * this type; the score is of the held-out examples at the end.
   */
  Score run(long last, ScalarType matrices) throws IOException {
    type = matrices;
    start = System.nanoTime();
    if (step == 0) {
      Files.deleteIfExists(folder.resolve("loss.csv"));
    }
    int perEpoch = corpus.epoch(plan.seed(), 0, plan.pool()).size();
    List<List<Sequence>> batches = List.of();
    int epoch = -1;
    double saved = seconds();
    double told = saved;
    double loss = 0;
    long tokens = 0;
    long since = step;
    while (!stopped && step < last && spent(perEpoch) < 1) {
      int now = Math.toIntExact(step / perEpoch);
      if (now != epoch) {
        epoch = now;
        batches = corpus.epoch(plan.seed(), epoch, plan.pool());
      }
      double rate = plan.rate() * schedule(spent(perEpoch));
      try (var scope = new PointerScope()) {
        var batch = hard(batches.get(Math.toIntExact(step % perEpoch) % batches.size()));
        loss += workers.learn(batch, type);
        optimizer.step(rate, ++step);
        tokens += batch.stream().mapToLong(s -> s.ids().length).sum();
      }
      double t = seconds();
      if (t - told >= 10 || step == last || spent(perEpoch) >= 1) {
        tell(loss / (step - since), tokens / (t - told), rate, perEpoch);
        told = t;
        loss = 0;
        tokens = 0;
        since = step;
      }
      if (t - saved >= 120) {
        save();
        say("held out: " + score());
        saved = seconds();
        told += saved - t;
      }
    }
    save();
    return score();
  }

  private void save() throws IOException {
    new Checkpoint(plan.run(), step, seconds()).save(folder.resolve("checkpoint"), state());
  }

  /** Weights and moments. */
  private List<Tensor> state() {
    var all = new ArrayList<>(net.tensors());
    all.addAll(optimizer.state());
    return all;
  }

  /** bf16 or f32 for the matrices: bf16 where it saves a tenth of the time on this processor. */
  ScalarType faster() {
    int tokens = Math.min(1024, plan.batch()); // with fewer, the matrices are not most of it
    var batch = corpus.epoch(plan.seed(), 0, tokens).getFirst();
    double f32 = Double.POSITIVE_INFINITY;
    double bf16 = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 3; i++) {
      f32 = Math.min(f32, time(batch, ScalarType.Float));
      bf16 = Math.min(bf16, time(batch, ScalarType.BFloat16));
    }
    var chosen = bf16 < 0.9 * f32 ? ScalarType.BFloat16 : ScalarType.Float;
    say(
        String.format(
            Locale.ROOT,
            "%d tokens take %.0f ms in f32, %.0f ms in bf16: computing in %s",
            tokens,
            f32 * 1e3,
            bf16 * 1e3,
            chosen == ScalarType.Float ? "f32" : "bf16"));
    return chosen;
  }

  private double time(List<Sequence> batch, ScalarType type) {
    long begin = System.nanoTime();
    workers.learn(batch, type);
    try (var scope = new PointerScope();
        var noGradients = new NoGradGuard()) {
      net.tensors().forEach(p -> p.grad().zero_());
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  Score score() {
    var byLength = new ArrayList<>(corpus.heldOut);
    byLength.sort(Comparator.comparingInt(s -> s.ids().length));
    double loss = 0;
    long tokens = 0;
    long right = 0;
    long answers = 0;
    for (var rows : Corpus.batches(byLength, plan.batch())) {
      try (var scope = new PointerScope();
          var noGradients = new NoGradGuard()) {
        var batch = Batch.pad(rows);
        var logits = net.logits(batch.ids(), batch.at(), type);
        long targets = batch.targets().numel();
        loss += cross_entropy_loss(logits, batch.targets()).item_float() * targets;
        tokens += targets;
        int[] misses = misses(batch, logits);
        right += targets - IntStream.of(misses).sum();
        answers += IntStream.of(misses).filter(m -> m == 0).count();
      }
    }
    return new Score(
        loss / tokens, (double) right / tokens, (double) answers / corpus.heldOut.size());
  }

  /** Those that the network does not answer right yet, and a share of the others. */
  List<Sequence> hard(List<Sequence> pool) {
    if (plan.easy() >= 1) {
      return pool;
    }
    var random = new Random(plan.seed() * 1_000_003 + step);
    var chosen = new ArrayList<Sequence>();
    for (var rows : Corpus.batches(pool, plan.batch())) {
      try (var scope = new PointerScope();
          var noGradients = new NoGradGuard()) {
        var batch = Batch.pad(rows);
        int[] misses = misses(batch, net.logits(batch.ids(), batch.at(), type));
        for (int i = 0; i < misses.length; i++) {
          if (misses[i] > 0 || random.nextDouble() < plan.easy()) {
            chosen.add(rows.get(i));
          }
        }
      }
    }
    return chosen.isEmpty() ? pool : chosen;
  }

  /** How many of each answer's tokens are foretold wrongly. */
  private static int[] misses(Batch batch, Tensor logits) {
    LongBuffer targets = batch.targets().createBuffer();
    LongBuffer guesses = argmax(logits, new LongOptional(1), false).createBuffer();
    int[] misses = new int[batch.answerLengths().length];
    for (int row = 0; row < misses.length; row++) {
      for (int i = 0; i < batch.answerLengths()[row]; i++) {
        misses[row] += targets.get() == guesses.get() ? 0 : 1;
      }
    }
    return misses;
  }

  /** The share of the budget spent, by the clock, the epochs or the steps: whichever is further. */
  private double spent(int perEpoch) {
    double byClock = plan.minutes() > 0 ? seconds() / (60 * plan.minutes()) : 0;
    double byEpochs = plan.epochs() > 0 ? (double) step / ((long) plan.epochs() * perEpoch) : 0;
    double bySteps = plan.steps() > 0 ? (double) step / plan.steps() : 0;
    return Math.max(bySteps, Math.max(byClock, byEpochs));
  }

  /** Warm-up over the first 3 %, then a cosine down to a tenth. */
  static double schedule(double spent) {
    return Math.min(1, 0.02 + spent / 0.03)
        * (0.55 + 0.45 * Math.cos(Math.PI * Math.clamp(spent, 0.0, 1.0)));
  }

  private double seconds() {
    return before + (System.nanoTime() - start) / 1e9;
  }

  private void tell(double loss, double speed, double rate, int perEpoch) throws IOException {
    double spent = spent(perEpoch);
    say(
        String.format(
            Locale.ROOT,
            "step %d  epoch %.2f  loss %.4f  %.0f tokens/s  rate %.5f  %.0f s to go",
            step,
            (double) step / perEpoch,
            loss,
            speed,
            rate,
            seconds() * Math.max(0, 1 / spent - 1)));
    Files.writeString(
        folder.resolve("loss.csv"),
        String.format(Locale.ROOT, "%d,%.1f,%.5f,%.6f%n", step, seconds(), loss, rate),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
