package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.softmax;

import dev.trine.model.Model;
import dev.trine.model.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Lets a pruned model recover: it reads a text in windows and learns what its original foresees
 * (distillation, Hinton et al. 2015, arXiv:1503.02531) and, as much again, what the text says.
 */
final class Recovery {
  private static final Set<String> OPTIONS =
      Set.of("model", "teacher", "text", "tokens", "rate", "seed", "out", "window", "rows");
  private static final double WARM_UP = 0.1; // of the steps
  private static final double LAST_RATE = 0.1; // of the peak

  private final GgufDecoder student;
  private final GgufDecoder teacher;
  private final int[] ids;
  private final int window;
  private final int rows;
  private final SplittableRandom random;

  private Recovery(
      GgufDecoder student, GgufDecoder teacher, int[] ids, int window, int rows, long seed) {
    this.student = student;
    this.teacher = teacher;
    this.ids = ids;
    this.window = Math.min(window, ids.length - 1);
    this.rows = rows;
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] args) throws IOException {
    try {
      Map<String, String> options = options(args);
      Main.cacheNatives();
      Path model = Path.of(needed(options, "model"));
      Tokenizer tokenizer =
          Model.open(model)
              .tokenizer()
              .orElseThrow(() -> new TrainingException(model + ": has no tokenizer"));
      int[] ids = tokenizer.encode(Files.readString(Path.of(needed(options, "text"))), false);
      if (ids.length < 2) {
        throw new TrainingException(needed(options, "text") + ": has nothing to learn from");
      }
      var student = new GgufDecoder(model, true);
      var teacher = new GgufDecoder(Path.of(needed(options, "teacher")), false);
      new Recovery(
              student,
              teacher,
              ids,
              (int) number(options, "window", "256"),
              (int) number(options, "rows", "8"),
              (long) number(options, "seed", "1"))
          .run((long) number(options, "tokens", ""), number(options, "rate", "5e-4"));
      student.write(Path.of(needed(options, "out")));
    } catch (TrainingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run(long tokens, double rate) {
    var adam = new AdamW(student.tensors());
    long steps = Math.max(1, tokens / ((long) window * rows));
    double loss = 0;
    long told = System.nanoTime();
    long since = 0;
    for (long step = 1; step <= steps; step++) {
      try (var scope = new PointerScope()) {
        loss += learn();
        adam.step(rate * schedule((double) step / steps), step);
      }
      since++;
      if (System.nanoTime() - told > 5e9 || step == steps) {
        System.err.printf(
            Locale.ROOT, "recovering, step %d of %d, loss %.4f%n", step, steps, loss / since);
        told = System.nanoTime();
        loss = 0;
        since = 0;
      }
    }
  }

  /** Up to the peak, then down in a straight line. */
  private static double schedule(double done) {
    return done < WARM_UP ? done / WARM_UP : 1 - (1 - LAST_RATE) * (done - WARM_UP) / (1 - WARM_UP);
  }

  private double learn() {
    long[] inputs = new long[rows * window];
    long[] targets = new long[rows * window];
    for (int row = 0; row < rows; row++) {
      int from = random.nextInt(ids.length - window);
      for (int i = 0; i < window; i++) {
        inputs[row * window + i] = ids[from + i];
        targets[row * window + i] = ids[from + i + 1];
      }
    }
    Tensor batch = Tensor.create(inputs, rows, window);
    Tensor foreseen;
    try (var noGradients = new NoGradGuard()) {
      foreseen = softmax(flat(teacher.logits(batch)), -1);
    }
    Tensor logits = flat(student.logits(batch));
    Tensor said = cross_entropy_loss(logits, Tensor.create(targets));
    Tensor loss = cross_entropy_loss(logits, foreseen).add(said).mul(new Scalar(0.5));
    loss.backward();
    return loss.item_float();
  }

  /** [B, T, V] to [B T, V]. */
  private static Tensor flat(Tensor logits) {
    return logits.reshape(-1, logits.shape()[2]);
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!OPTIONS.contains(name)) {
        throw new TrainingException(args[i] + ": no such option");
      }
      options.put(name, args[i + 1]);
    }
    return options;
  }

  private static String needed(Map<String, String> options, String name) {
    if (!options.containsKey(name)) {
      throw new TrainingException("recovery: --" + name + " is needed");
    }
    return Objects.requireNonNull(options.get(name));
  }

  private static double number(Map<String, String> options, String name, String otherwise) {
    String value = Objects.requireNonNull(options.getOrDefault(name, otherwise));
    try {
      double number = Double.parseDouble(value);
      if (number > 0 && number < 1e15) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TrainingException("--" + name + " " + value + ": give a number above 0");
  }
}
