package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.softmax;

import dev.trine.model.Model;
import dev.trine.train.Corpus.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Lets a pruned model recover: it learns what its original foresees (distillation, Hinton et al.
 * 2015, arXiv:1503.02531) and, as far as that is asked for, what the text says. A run that was cut
 * off goes on from its last checkpoint when it is called again.
 */
final class Recovery {
  private static final double WARM_UP = 0.1; // of the tokens
  private static final double LAST_RATE = 0.1; // of the peak
  private static final int RAMP = 10; // steps until the moments of a new run are known
  private static final double SAVE_EVERY = 60; // seconds
  private static final double TELL_EVERY = 5;

  private final GgufDecoder student;
  private final GgufDecoder teacher;
  private final Lessons lessons;
  private final AdamW adam;
  private final Plan plan;
  private final String run; // what must be equal to go on
  private volatile boolean stopped;

  /**
   * How much is learnt, and how fast.
   *
   * @param tokens of this run
   * @param before tokens that earlier runs learnt from, when less was pruned
   * @param all tokens of all runs together, over which the rate rises once and falls
   * @param rate the peak
   * @param text how much of the loss is what the text says, 0 to 1; the rest is distillation
   */
  record Plan(long tokens, long before, long all, double rate, double text) {

    /** One run by itself. */
    static Plan of(long tokens, double rate) {
      return new Plan(tokens, 0, tokens, rate, 0);
    }

    /** Up to the peak, then down in a straight line; slowly at first until moments are known. */
    double rateAt(long seen, long step) {
      double done = Math.min(1, (double) (before + seen) / all);
      double share =
          done < WARM_UP ? done / WARM_UP : 1 - (1 - LAST_RATE) * (done - WARM_UP) / (1 - WARM_UP);
      return rate * share * Math.min(1, (double) step / RAMP);
    }
  }

  Recovery(GgufDecoder student, GgufDecoder teacher, Lessons lessons, Plan plan, String run) {
    this.student = student;
    this.teacher = teacher;
    this.lessons = lessons;
    this.adam = new AdamW(student.tensors());
    this.plan = plan;
    this.run = run + ", " + plan;
  }

  /**
   * Opens both models and the text.
   *
   * @param text plain, or a corpus of prompts with answers if its name ends in .jsonl
   * @param window tokens of a window of plain text
   * @param batch tokens of a step
   */
  static Recovery of(
      Path model, Path teacher, Path text, int window, int batch, long seed, Plan plan) {
    Lessons lessons = lessons(model, text, window, batch, seed);
    return new Recovery(
        new GgufDecoder(model, true),
        new GgufDecoder(teacher, false),
        lessons.after(plan.before / batch),
        plan,
        "%s, %s, %s, windows of %d, batches of %d, seed %d"
            .formatted(model.getFileName(), teacher, text, window, batch, seed));
  }

  private static Lessons lessons(Path model, Path text, int window, int batch, long seed) {
    if (text.toString().endsWith(".jsonl")) {
      Bpe vocabulary = new Earlier(model).vocabulary();
      return Lessons.ofExamples(
          new Corpus(Corpus.read(text), vocabulary, Shape.CONTEXT, seed), batch, seed);
    }
    return Lessons.ofText(
        text,
        Model.open(model)
            .tokenizer()
            .orElseThrow(() ->
                new TrainingException(
                    model + ": has no tokenizer; put its tokenizer files beside it")),
        window,
        Math.max(1, batch / window),
        seed);
  }

  /** Lets the step under way end; {@link #run} then writes a checkpoint and no model. */
  void stop() {
    stopped = true;
  }

  /**
   * Learns and writes the model.
   *
   * @return whether it came to its end
   */
  boolean run(Path out) throws IOException {
    Path saved = out.resolveSibling(out.getFileName() + ".checkpoint");
    long tokens = plan.tokens;
    long step = 0;
    long seen = 0;
    double before = 0;
    if (Files.exists(saved)) {
      var checkpoint = Checkpoint.load(saved, run, state());
      before = checkpoint.seconds();
      while (step < checkpoint.step()) {
        seen += tokens(lessons.of(++step));
      }
      System.err.printf("trine: recovery goes on from step %d%n", step);
    }
    long begun = System.nanoTime();
    double told = 0;
    double kept = 0;
    double loss = 0;
    long first = seen;
    long since = step;
    while (seen < tokens && !stopped) {
      List<Sequence> rows = lessons.of(++step);
      seen += tokens(rows);
      try (var scope = new PointerScope()) {
        loss += learn(rows);
        adam.step(plan.rateAt(seen, step), step);
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (seconds - told > TELL_EVERY || seen >= tokens) {
        System.err.printf(
            Locale.ROOT,
            "trine: recovering, %.0f %%, loss %.4f, %.0f tokens/s, %.0f s left%n",
            Math.min(100, 100.0 * seen / tokens),
            loss / (step - since),
            (seen - first) / seconds,
            Math.max(0, tokens - seen) * seconds / (seen - first));
        told = seconds;
        loss = 0;
        since = step;
      }
      if (seconds - kept > SAVE_EVERY || stopped) {
        new Checkpoint(run, step, before + seconds).save(saved, state());
        kept = seconds;
      }
    }
    if (seen < tokens) {
      return false;
    }
    student.write(out);
    Files.deleteIfExists(saved);
    return true;
  }

  /** Weights and moments. */
  private List<Tensor> state() {
    List<Tensor> all = new ArrayList<>(student.tensors());
    all.addAll(adam.means);
    all.addAll(adam.squares);
    return all;
  }

  private static long tokens(List<Sequence> rows) {
    return rows.stream().mapToLong(row -> row.ids().length - 1).sum();
  }

  private double learn(List<Sequence> rows) {
    var batch = Batch.pad(rows);
    Tensor foreseen;
    try (var noGradients = new NoGradGuard()) {
      foreseen = softmax(teacher.logits(batch.ids(), batch.at()), -1);
    }
    Tensor logits = student.logits(batch.ids(), batch.at());
    Tensor loss = cross_entropy_loss(logits, foreseen);
    if (plan.text > 0) {
      Tensor said = cross_entropy_loss(logits, batch.targets());
      loss = loss.mul(new Scalar(1 - plan.text)).add(said.mul(new Scalar(plan.text)));
    }
    loss.backward();
    return loss.item_float();
  }
}
