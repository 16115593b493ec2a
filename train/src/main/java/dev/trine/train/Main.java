package dev.trine.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** The door of training. */
final class Main {
  private static final String USAGE =
      """
      pretrain --corpus FILE --out FOLDER
        The corpus holds one {"prompt": "...", "answer": "..."} a line.
        The folder gets checkpoint, loss.csv and model.gguf; Ctrl-C leaves a checkpoint.
        --minutes M     time to learn in; 60 where neither epochs nor steps are given
        --epochs E      passes over the corpus
        --max-steps N   updates; the budget that is spent first ends the run
        --resume        go on from the folder's checkpoint, if there is one
        --threads N     threads that share a step (all cores)
        --seed S        of weights, order and held-out examples (1)
        --from MODEL    begin with the vocabulary and the weights of an earlier model.gguf
        --vocab V       tokens of the vocabulary at most (2048)
        --dim D         width, a multiple of 64 (192)
        --layers L      blocks (4)
        --batch T       tokens a step, padding included (4096)
        --rate R        peak learning rate (0.002)
        --name NAME     in the file's metadata (trine-home)
        --about TEXT    likewise: what it learnt from, which notation it speaks
        --exact         f32 weights instead of Q8_0\
      """;

  private static final Set<String> FLAGS = Set.of("resume", "exact", "help");
  private static final Set<String> VALUES =
      Set.of(
          "corpus",
          "out",
          "minutes",
          "epochs",
          "max-steps",
          "threads",
          "seed",
          "vocab",
          "from",
          "dim",
          "layers",
          "batch",
          "rate",
          "name",
          "about");

  private final Map<String, String> options;

  private Main(Map<String, String> options) {
    this.options = options;
  }

  public static void main(String[] args) throws IOException {
    try {
      var main = new Main(options(args));
      if (main.options.containsKey("help")) {
        System.out.println(USAGE);
      } else {
        cacheNatives();
        main.pretrain();
      }
    } catch (TrainingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void pretrain() throws IOException {
    Path file = Path.of(text("corpus", ""));
    Path folder = Path.of(text("out", ""));
    if (file.toString().isEmpty() || folder.toString().isEmpty()) {
      throw new TrainingException("pretrain: --corpus and --out are needed; --help says more");
    }
    int epochs = whole("epochs", 0, 0);
    int steps = whole("max-steps", 0, 0);
    double minutes = real("minutes", epochs + steps == 0 ? 60 : 0);
    int batch = whole("batch", 4096, 1);
    double rate = real("rate", 0.002);
    int seed = whole("seed", 1, 0);
    int threads = whole("threads", Runtime.getRuntime().availableProcessors(), 1);
    Files.createDirectories(folder);
    torch.set_num_threads(1); // see Workers
    openblas_nolapack.blas_set_num_threads(1);
    var examples = Corpus.read(file);
    var texts = examples.stream().flatMap(e -> Stream.of(e.prompt(), e.answer()));
    Optional<Earlier> earlier =
        Optional.of(text("from", "")).filter(f -> !f.isEmpty()).map(f -> new Earlier(Path.of(f)));
    var bpe =
        earlier
            .map(Earlier::vocabulary)
            .orElseGet(
                () -> BpeTrainer.train(texts::iterator, Bpe.QWEN2, whole("vocab", 2048, 257)));
    var corpus = new Corpus(examples, bpe, Shape.CONTEXT, seed);
    var shape = Shape.of(bpe.size(), whole("dim", 192, 64), whole("layers", 4, 1));
    var net = new Qwen3(shape, seed);
    earlier.ifPresent(model -> model.fill(net));
    String run = shape + ", seed " + seed + ", batch " + batch + ", corpus " + checksum(file);
    var plan = new Pretraining.Plan(minutes, epochs, steps, batch, rate, seed, threads, run);
    var training = new Pretraining(net, corpus, plan, folder);
    if (options.containsKey("resume")) {
      training.resume();
    }
    System.err.printf(
        "%d examples, %d held out, %d tokens of vocabulary, %.2f M weights%n",
        corpus.learnt.size(),
        corpus.heldOut.size(),
        bpe.size(),
        net.tensors().stream().mapToLong(t -> t.numel()).sum() / 1e6);
    var saved = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(training, saved)));
    try {
      System.err.println("held out: " + training.run(Long.MAX_VALUE, training.faster()));
    } finally {
      saved.countDown();
    }
    if (!training.stopped()) {
      Path model = folder.resolve("model.gguf");
      Export.write(
          model,
          text("name", "trine-home"),
          text("about", ""),
          net,
          bpe,
          options.containsKey("exact"));
      System.err.println("wrote " + model);
    }
  }

  /** Ctrl-C ends the JVM when its hooks return: this one waits until the checkpoint is written. */
  private static void stop(Pretraining training, CountDownLatch saved) {
    if (saved.getCount() > 0) {
      training.stop();
      try {
        saved.await();
        System.err.println("stopped after a whole step; --resume goes on from there");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Map<String, String> options(String[] args) {
    if (args.length == 0 || !args[0].equals("pretrain")) {
      return Map.of("help", "");
    }
    var options = new HashMap<String, String>();
    for (int i = 1; i < args.length; i++) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (FLAGS.contains(name)) {
        options.put(name, "");
      } else if (!VALUES.contains(name)) {
        throw new TrainingException(args[i] + ": no such option; --help lists them");
      } else if (++i == args.length) {
        throw new TrainingException("--" + name + ": needs a value; --help says which");
      } else {
        options.put(name, args[i]);
      }
    }
    return options;
  }

  private String text(String name, String otherwise) {
    return Objects.requireNonNull(options.getOrDefault(name, otherwise));
  }

  private int whole(String name, int otherwise, int least) {
    String value = text(name, String.valueOf(otherwise));
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TrainingException(
        "--" + name + " " + value + ": give a whole number from " + least + " on");
  }

  private double real(String name, double otherwise) {
    String value = text(name, String.valueOf(otherwise));
    try {
      double number = Double.parseDouble(value);
      if (number >= 0 && number < 1e9) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TrainingException("--" + name + " " + value + ": give a number from 0 on");
  }

  private static String checksum(Path file) throws IOException {
    var crc = new CRC32();
    crc.update(Files.readAllBytes(file));
    return Long.toHexString(crc.getValue());
  }

  /** libtorch unpacks 445 MB once; they belong in the user's cache folder. */
  static void cacheNatives() {
    String key = "org.bytedeco.javacpp.cachedir";
    if (System.getProperty(key) == null) {
      String cache = System.getenv("XDG_CACHE_HOME");
      Path folder =
          cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
      System.setProperty(key, folder.resolve("trine").resolve("javacpp").toString());
    }
  }
}
