package dev.trine.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        --layers L      blocks (8); more than those of --from are added between them
        --batch T       tokens a step, padding included (4096)
        --rate R        peak learning rate (0.002)
        --easy S        share of the examples answered right already that are learnt from (1)
        --name NAME     in the file's metadata (trine-home)
        --about TEXT    likewise: what it learnt from, which notation it speaks
        --exact         f32 weights instead of Q8_0

      mean --from MODEL,MODEL... --out FILE
        Writes the model whose weights are the mean of those of models that were made from one
        another with --from; --dim, --layers, --name, --about and --exact as above.

      recover --model FILE --teacher FILE --text FILE --tokens N --out FILE
        Lets a pruned model learn from its original; the text is plain, or a corpus (.jsonl).
        --rate R        peak learning rate (0.0005)
        --before N      tokens that earlier runs learnt from, when less was pruned (0)
        --all N         tokens of all runs, over which the rate rises once and falls (tokens)
        --said S        how much of the loss is what the text says; the rest is what the
                        original foresees (0; a corpus 0.5)
        --window T      tokens of a window of plain text (256)
        --batch T       tokens a step, padding included (1024)
        --seed S        of the order (1)\
      """;

  private static final Set<String> FLAGS = Set.of("resume", "exact", "help");
  private static final Set<String> PRETRAINING =
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
          "easy",
          "name",
          "about");
  private static final Set<String> MEAN = Set.of("from", "out", "dim", "layers", "name", "about");
  private static final Set<String> RECOVERY =
      Set.of(
          "model", "teacher", "text", "tokens", "out", "rate", "before", "all", "said", "window",
          "batch", "seed");

  private final Options options;

  private Main(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws IOException {
    try {
      String command = args.length == 0 ? "" : args[0];
      switch (command) {
        case "pretrain" -> start(Options.of(args, 1, FLAGS, PRETRAINING), Main::pretrain);
        case "mean" -> start(Options.of(args, 1, FLAGS, MEAN), Main::mean);
        case "recover" -> start(Options.of(args, 1, FLAGS, RECOVERY), Main::recover);
        default -> System.out.println(USAGE);
      }
    } catch (TrainingException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private interface Work {
    void run(Main main) throws IOException;
  }

  private static void start(Options options, Work work) throws IOException {
    if (options.has("help")) {
      System.out.println(USAGE);
      return;
    }
    cacheNatives();
    torch.set_num_threads(1); // see Workers
    openblas_nolapack.blas_set_num_threads(1);
    work.run(new Main(options));
  }

  private void recover() throws IOException {
    Path text = Path.of(options.needed("text"));
    int tokens = options.whole("tokens", 0, 1);
    var plan =
        new Recovery.Plan(
            tokens,
            options.whole("before", 0, 0),
            options.whole("all", tokens, 1),
            options.real("rate", 5e-4),
            Math.min(1, options.real("said", text.toString().endsWith(".jsonl") ? 0.5 : 0)));
    var recovery =
        Recovery.of(
            Path.of(options.needed("model")),
            Path.of(options.needed("teacher")),
            text,
            options.whole("window", 256, 1),
            options.whole("batch", 1024, 2),
            options.whole("seed", 1, 0),
            plan);
    var saved = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(recovery::stop, saved)));
    try {
      recovery.run(Path.of(options.needed("out")));
    } finally {
      saved.countDown();
    }
  }

  private void mean() throws IOException {
    List<Earlier> models =
        Stream.of(options.needed("from").split(",")).map(f -> new Earlier(Path.of(f))).toList();
    var bpe = models.getFirst().vocabulary();
    var net = new Qwen3(shape(bpe), 1);
    Earlier.fill(net, models);
    write(Path.of(options.needed("out")), net, bpe);
  }

  private Shape shape(Bpe bpe) {
    return Shape.of(bpe.size(), options.whole("dim", 192, 64), options.whole("layers", 8, 1));
  }

  private void write(Path model, Qwen3 net, Bpe bpe) throws IOException {
    Export.write(
        model,
        options.text("name", "trine-home"),
        options.text("about", ""),
        net,
        bpe,
        options.has("exact"));
    System.err.println("wrote " + model);
  }

  private void pretrain() throws IOException {
    Path file = Path.of(options.needed("corpus"));
    Path folder = Path.of(options.needed("out"));
    int epochs = options.whole("epochs", 0, 0);
    int steps = options.whole("max-steps", 0, 0);
    double minutes = options.real("minutes", epochs + steps == 0 ? 60 : 0);
    int batch = options.whole("batch", 4096, 1);
    double rate = options.real("rate", 0.002);
    int seed = options.whole("seed", 1, 0);
    double easy = options.real("easy", 1);
    int threads = options.whole("threads", Runtime.getRuntime().availableProcessors(), 1);
    Files.createDirectories(folder);
    var examples = Corpus.read(file);
    var texts = examples.stream().flatMap(e -> Stream.of(e.prompt(), e.answer()));
    Optional<Earlier> earlier =
        Optional.of(options.text("from", ""))
            .filter(f -> !f.isEmpty())
            .map(f -> new Earlier(Path.of(f)));
    var bpe =
        earlier
            .map(Earlier::vocabulary)
            .orElseGet(() ->
                BpeTrainer.train(texts::iterator, Bpe.QWEN2, options.whole("vocab", 2048, 257)));
    var corpus = new Corpus(examples, bpe, Shape.CONTEXT, seed);
    var shape = shape(bpe);
    var net = new Qwen3(shape, seed);
    earlier.ifPresent(model -> model.fill(net));
    String run = shape + ", seed " + seed + ", batch " + batch + ", corpus " + checksum(file);
    var plan = new Pretraining.Plan(minutes, epochs, steps, batch, rate, seed, threads, easy, run);
    var training = new Pretraining(net, corpus, plan, folder);
    if (options.has("resume")) {
      training.resume();
    }
    System.err.printf(
        "%d examples, %d held out, %d tokens of vocabulary, %.2f M weights%n",
        corpus.learnt.size(),
        corpus.heldOut.size(),
        bpe.size(),
        net.tensors().stream().mapToLong(t -> t.numel()).sum() / 1e6);
    var saved = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(training::stop, saved)));
    try {
      System.err.println("held out: " + training.run(Long.MAX_VALUE, training.faster()));
    } finally {
      saved.countDown();
    }
    if (!training.stopped()) {
      write(folder.resolve("model.gguf"), net, bpe);
    }
  }

  /** Ctrl-C ends the JVM when its hooks return: this one waits until the checkpoint is written. */
  private static void stop(Runnable work, CountDownLatch saved) {
    if (saved.getCount() > 0) {
      work.run();
      try {
        saved.await();
        System.err.println("stopped after a whole step; it can be gone on with from there");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
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
