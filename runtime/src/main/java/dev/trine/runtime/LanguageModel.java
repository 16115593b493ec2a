package dev.trine.runtime;

import dev.trine.model.Model;
import dev.trine.model.Tokenizer;
import dev.trine.model.Transformer;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A model that is ready to run, with its tokenizer. May be shared between threads. */
public final class LanguageModel implements AutoCloseable {
  private final Transformer transformer;
  private final Optional<Tokenizer> tokenizer;
  private final Optional<String> chatTemplate;
  private final Runnable release;

  /** A model from its parts; {@code release} frees what they stand on. */
  LanguageModel(
      Transformer transformer,
      Optional<Tokenizer> tokenizer,
      Optional<String> chatTemplate,
      Runnable release) {
    this.transformer = transformer;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
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
      return new LanguageModel(
          model.transformer(), model.tokenizer(), model.chatTemplate(), release);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  /** A model from its parts, which stay the caller's. */
  public static LanguageModel of(Transformer transformer, Tokenizer tokenizer) {
    return new LanguageModel(transformer, Optional.of(tokenizer), Optional.empty(), () -> {});
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

  /**
   * How conversations are written for the model, if it was made for them.
   *
   * @throws TemplateException if the model's template is not Jinja
   */
  public Optional<ChatTemplate> chatTemplate() {
    Map<String, String> tokens = new HashMap<>();
    tokenizer.ifPresent(it -> {
      it.bos().ifPresent(id -> tokens.put("bos_token", it.piece(id)));
      it.eos().ifPresent(id -> tokens.put("eos_token", it.piece(id)));
    });
    return chatTemplate.map(source -> ChatTemplate.of(source, tokens));
  }

  /** The tokens of a text that a template wrote: special tokens are read, and none is added. */
  public int[] encodeRendered(String text) {
    Tokenizer tokens = tokenizer();
    int[] ids = tokens.encode(text, true);
    int from = tokens.addsBos() && ids.length > 0 && isToken(tokens.bos(), ids[0]) ? 1 : 0;
    boolean endAdded =
        ids.length > from
            && isToken(tokens.eos(), ids[ids.length - 1])
            && !text.stripTrailing().endsWith(tokens.piece(ids[ids.length - 1]));
    return Arrays.copyOfRange(ids, from, endAdded ? ids.length - 1 : ids.length);
  }

  private static boolean isToken(OptionalInt token, int id) {
    return token.isPresent() && token.getAsInt() == id;
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
