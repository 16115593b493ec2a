package dev.trine.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.bytedeco.pytorch.global.torch;

/** The door of training. */
final class Main {
  private static final String USAGE =
      """
      pretrain --corpus FILE --out FOLDER (--minutes M | --epochs E)
        --seed 1  --vocab 2048  --dim 256  --layers 4  --batch 4096 (tokens a step)
        --rate 0.002  --threads N  --name trine-home  --exact (f32 weights)  --resume
      The corpus holds one {"prompt": "...", "answer": "..."} a line.\
      """;

  private final Map<String, String> options;

  private Main(Map<String, String> options) {
    this.options = options;
  }

  public static void main(String[] args) throws IOException {
    try {
      if (args.length == 0 || !args[0].equals("pretrain")) {
        throw new TrainingException(USAGE);
      }
      cacheNatives();
      new Main(options(args)).pretrain();
    } catch (TrainingException | java.io.UncheckedIOException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void pretrain() throws IOException {
    Path file = Path.of(text("corpus", ""));
    Path folder = Path.of(text("out", ""));
    double minutes = number("minutes", 0);
    int epochs = (int) number("epochs", 0);
    if (file.toString().isEmpty() || folder.toString().isEmpty() || minutes + epochs <= 0) {
      throw new TrainingException(USAGE);
    }
    Files.createDirectories(folder);
    torch.set_num_threads(1); // see Workers
    long seed = (long) number("seed", 1);
    var examples = Corpus.read(file);
    var texts = examples.stream().flatMap(e -> java.util.stream.Stream.of(e.prompt(), e.answer()));
    var bpe = BpeTrainer.train(texts::iterator, Bpe.QWEN2, (int) number("vocab", 2048));
    var corpus = new Corpus(examples, bpe, Shape.CONTEXT, seed);
    var shape = Shape.of(bpe.size(), (int) number("dim", 256), (int) number("layers", 4));
    var net = new Qwen3(shape, seed);
    int batch = (int) number("batch", 4096);
    String run = shape + ", seed " + seed + ", batch " + batch + ", corpus " + checksum(file);
    int threads = (int) number("threads", Runtime.getRuntime().availableProcessors());
    var plan =
        new Pretraining.Plan(minutes, epochs, batch, number("rate", 0.002), seed, threads, run);
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
    System.err.println("held out: " + training.run(Long.MAX_VALUE, training.faster()));
    Path model = folder.resolve("model.gguf");
    Export.write(model, text("name", "trine-home"), net, bpe, options.containsKey("exact"));
    System.err.println("wrote " + model);
  }

  private static Map<String, String> options(String[] args) {
    var options = new HashMap<String, String>();
    for (int i = 1; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        throw new TrainingException(args[i] + ": not an option\n" + USAGE);
      }
      String name = args[i].substring(2);
      boolean flag = name.equals("resume") || name.equals("exact");
      if (!flag && i + 1 == args.length) {
        throw new TrainingException("--" + name + ": needs a value\n" + USAGE);
      }
      options.put(name, flag ? "" : args[++i]);
    }
    return options;
  }

  private String text(String name, String otherwise) {
    return Objects.requireNonNull(options.getOrDefault(name, otherwise));
  }

  private double number(String name, double otherwise) {
    try {
      return Double.parseDouble(text(name, String.valueOf(otherwise)));
    } catch (NumberFormatException e) {
      throw new TrainingException("--" + name + " " + options.get(name) + ": not a number");
    }
  }

  private static String checksum(Path file) throws IOException {
    var crc = new CRC32();
    crc.update(Files.readAllBytes(file));
    return Long.toHexString(crc.getValue());
  }

  /** libtorch unpacks 445 MB once; they belong in the user's cache folder. */
  private static void cacheNatives() {
    String key = "org.bytedeco.javacpp.cachedir";
    if (System.getProperty(key) == null) {
      String cache = System.getenv("XDG_CACHE_HOME");
      Path folder =
          cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
      System.setProperty(key, folder.resolve("trine").resolve("javacpp").toString());
    }
  }
}
