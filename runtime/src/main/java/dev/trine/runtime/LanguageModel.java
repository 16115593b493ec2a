package dev.trine.runtime;

import dev.trine.model.Model;
import dev.trine.model.Tokenizer;
import dev.trine.model.Transformer;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/** A model that is ready to run, with its tokenizer. May be shared between threads. */
public final class LanguageModel implements AutoCloseable {
  private final Transformer transformer;
  private final Optional<Tokenizer> tokenizer;
  private final Runnable release;

  /** A model from its parts; {@code release} frees what they stand on. */
  LanguageModel(Transformer transformer, Optional<Tokenizer> tokenizer, Runnable release) {
    this.transformer = transformer;
    this.tokenizer = tokenizer;
    this.release = release;
  }

  /**
   * Opens a model: a GGUF file or a folder in Hugging Face layout.
   *
   * @throws dev.trine.model.ModelException if the file is missing, damaged or of an unknown kind
   */
  @SuppressWarnings("MustBeClosedChecker") // close() does it
  public static LanguageModel open(Path path) {
    Arena mapping = Arena.ofShared();
    Runnable release =
        () -> {
          if (mapping.scope().isAlive()) {
            mapping.close();
          }
        };
    try {
      Model model = Model.open(path, mapping);
      return new LanguageModel(model.transformer(), model.tokenizer(), release);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  /** A model from its parts, which stay the caller's. */
  public static LanguageModel of(Transformer transformer, Tokenizer tokenizer) {
    return new LanguageModel(transformer, Optional.of(tokenizer), () -> {});
  }

  public Transformer transformer() {
    return transformer;
  }

  /**
   * The model's tokenizer.
   *
   * @throws IllegalStateException if the model came without one
   */
  public Tokenizer tokenizer() {
    return tokenizer.orElseThrow(() ->
        new IllegalStateException(
            "the model has no tokenizer; put its tokenizer files beside it or give token ids"));
  }

  /** A session over the whole context that the model was made for. */
  public Session session() {
    return session(transformer.contextLength());
  }

  /** A session over a context of {@code capacity} tokens. */
  public Session session(int capacity) {
    return new Session(this, capacity);
  }

  /** Frees the model's files, where it opened them itself; it cannot run any more. */
  @Override
  public void close() {
    release.run();
  }
}
