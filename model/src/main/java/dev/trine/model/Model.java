package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;

/**
 * A model in its files: a {@code .gguf}, a folder as Hugging Face lays it out, or a {@code .bin} of
 * rwkv.cpp.
 */
public final class Model {

  private static final Set<String> NO_TOKENIZER = Set.of("no_vocab", "none"); // in GGUF files

  private final String name;
  private final Map<String, Object> metadata;
  private final String architecture;
  private final Supplier<Weights> weights;
  private final Supplier<Optional<Tokenizer>> tokenizer;
  private final Supplier<Optional<String>> chatTemplate;

  private Model(
      String name,
      Map<String, Object> metadata,
      String architecture,
      Supplier<Weights> weights,
      Supplier<Optional<Tokenizer>> tokenizer,
      Supplier<Optional<String>> chatTemplate) {
    this.name = name;
    this.metadata = metadata;
    this.architecture = architecture;
    this.weights = weights;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
  }

  /**
   * Opens a model; weights and tokenizer are read when they are asked for.
   *
   * @throws ModelException if the path is no model, or its head is not well-formed
   */
  public static Model open(Path path) {
    return open(path, Arena.ofAuto());
  }

  /**
   * Opens a model; weights and tokenizer are read when they are asked for.
   *
   * @param mapping how long the files stay in memory and weights can be read
   * @throws ModelException if the path is no model, or its head is not well-formed
   */
  public static Model open(Path path, Arena mapping) {
    if (Files.isDirectory(path)) {
      return ofFolder(path, mapping);
    }
    if (TokenizerFiles.isTokenizer(path)) {
      return ofTokenizer(path);
    }
    return RwkvFile.is(path) ? ofRwkv(path, mapping) : ofGguf(path, mapping);
  }

  /**
   * The files of a model: what it computes changes only where one of them does.
   *
   * @param path as for {@link #open(Path)}
   * @throws UncheckedIOException if a folder cannot be read
   */
  public static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return GgufParts.files(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static Model ofRwkv(Path path, Arena mapping) {
    Weights weights = RwkvFile.open(path, mapping);
    return new Model(
        fileName(path),
        weights.config(),
        String.valueOf(weights.config().get("model_type")),
        () -> weights,
        Optional::empty,
        Optional::empty);
  }

  private static Model ofGguf(Path path, Arena mapping) {
    Gguf gguf = Gguf.open(GgufParts.first(path), mapping);
    return new Model(
        gguf.string("general.name").orElse(fileName(gguf.path())),
        gguf.metadata(),
        gguf.string("general.architecture").orElse("unknown"),
        () -> weights(gguf, mapping),
        () ->
            gguf.string("tokenizer.ggml.model")
                .filter(kind -> !NO_TOKENIZER.contains(kind))
                .map(kind -> Tokenizers.of(gguf)),
        () -> gguf.string("tokenizer.chat_template"));
  }

  private static Weights weights(Gguf gguf, Arena mapping) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Gguf part : GgufParts.of(gguf, mapping)) {
      for (String tensor : part.tensors().keySet()) {
        tensors.put(tensor, part.tensor(tensor).orElseThrow());
      }
    }
    return new Weights(gguf.path().toString(), Weights.Naming.GGUF, gguf.metadata(), tensors);
  }

  private static Model ofFolder(Path folder, Arena mapping) {
    Path file = folder.resolve("config.json");
    Map<String, Object> config =
        Files.exists(file)
            ? Json.MAPPER.convertValue(Json.read(file), new TypeReference<>() {})
            : Map.of();
    if (config.isEmpty() && TokenizerFiles.file(folder).isEmpty()) {
      throw new ModelException(
          folder + ": has no config.json; choose a folder in Hugging Face layout or a .gguf file");
    }
    Map<String, Object> settings = new LinkedHashMap<>(config);
    SentenceModules modules = SentenceModules.of(folder, mapping);
    settings.putAll(modules.settings());
    return new Model(
        fileName(folder),
        config,
        String.valueOf(Optional.<Object>ofNullable(config.get("model_type")).orElse("unknown")),
        () -> {
          Map<String, Tensor> tensors =
              new LinkedHashMap<>(SafeTensors.openFolder(folder, mapping));
          tensors.putAll(modules.tensors());
          return RwkvFolder.of(
              new Weights(folder.toString(), Weights.Naming.HUGGING_FACE, settings, tensors));
        },
        () -> TokenizerFiles.find(folder),
        () -> HfSpecials.chatTemplate(folder));
  }

  private static Model ofTokenizer(Path file) {
    return new Model(
        fileName(file),
        Map.of(),
        "unknown",
        () -> {
          throw new ModelException(file + ": has no weights; choose a .gguf file or a folder");
        },
        () -> Optional.of(TokenizerFiles.open(file)),
        Optional::empty);
  }

  private static String fileName(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  /** What the model calls itself, or its file name. */
  public String name() {
    return name;
  }

  /** The architecture's name, such as {@code qwen3}; {@code unknown} if the files do not say. */
  public String architecture() {
    return architecture;
  }

  /** GGUF metadata or config.json. */
  public Map<String, Object> metadata() {
    return metadata;
  }

  /** Configuration and tensors; read anew by each call. */
  public Weights weights() {
    return weights.get();
  }

  /** The tokenizer, if the files have one; read anew by each call. */
  public Optional<Tokenizer> tokenizer() {
    return tokenizer.get();
  }

  /** How conversations are written for the model, in Jinja, if the files say. */
  public Optional<String> chatTemplate() {
    return chatTemplate.get();
  }

  /**
   * The model ready to run; made anew by each call.
   *
   * @throws ModelException if the architecture is unknown or the weights do not fit it
   */
  public Transformer transformer() {
    return Architectures.open(weights());
  }

  /**
   * The model ready to turn texts into vectors: an encoder, or a language model whose last token
   * stands for the text; made anew by each call.
   *
   * @throws ModelException if the architecture is unknown or the weights do not fit it
   */
  public Embedder embedder() {
    return Architectures.embedder(weights());
  }

  /**
   * The model ready to sort texts into classes; made anew by each call.
   *
   * @throws ModelException if it has no classes, or the weights do not fit the architecture
   */
  public Classifier classifier() {
    return Architectures.classifier(weights());
  }

  /** Whether the model has classes to sort texts into. */
  public boolean classifies() {
    return Architectures.classifies(weights());
  }

  /**
   * Opens what is known to be run, so that a file which lacks a tensor is not worked on; a model of
   * another architecture is left as it is.
   *
   * @throws ModelException if the weights do not fit the architecture
   */
  public void requireWhole() {
    if (!Architectures.isKnown(architecture)) {
      return;
    }
    if (classifies()) {
      classifier();
    } else if (encodes()) {
      embedder();
    } else {
      transformer();
    }
  }

  /** Whether the model is an encoder: tokens see those behind them, and it writes no text. */
  public boolean encodes() {
    return Architectures.encodes(architecture);
  }
}
