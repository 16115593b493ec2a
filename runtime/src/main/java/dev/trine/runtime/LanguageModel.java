package dev.trine.runtime;

import dev.trine.model.Adapter;
import dev.trine.model.AdapterFile;
import dev.trine.model.Batch;
import dev.trine.model.KvCache;
import dev.trine.model.Model;
import dev.trine.model.ModelException;
import dev.trine.model.Precision;
import dev.trine.model.Tokenizer;
import dev.trine.model.Transformer;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import dev.trine.tensor.WeightMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** A model that is ready to run, with its tokenizer. May be shared between threads. */
public final class LanguageModel implements AutoCloseable {
  private final String name;
  private final Transformer transformer;
  private final Optional<Tokenizer> tokenizer;
  private final Optional<String> chatTemplate;
  private final Precision precision;
  private final Function<Precision, byte[]> fingerprint;
  private final Runnable release;
  private volatile Metrics metrics = Metrics.NONE;
  private volatile Optional<PrefixStore> store = Optional.empty();
  private Optional<ThreadTeam> team = Optional.empty(); // none: the shared one
  private boolean turnsRows; // converters to GGUF turn the rows of queries and keys of Llamas
  private byte[] identity = {}; // made when it is first asked for

  /** A model from its parts; {@code release} frees what they stand on. */
  LanguageModel(
      String name,
      Transformer transformer,
      Optional<Tokenizer> tokenizer,
      Optional<String> chatTemplate,
      Precision precision,
      Function<Precision, byte[]> fingerprint,
      Runnable release) {
    this.name = name;
    this.transformer = transformer;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
    this.precision = precision;
    this.fingerprint = fingerprint;
    this.release = release;
  }

  /**
   * Opens a model whose numbers are exact: a GGUF file or a folder in Hugging Face layout.
   *
   * @throws dev.trine.model.ModelException if the file is missing, damaged or of an unknown kind
   */
  public static LanguageModel open(Path path) {
    return open(path, Precision.EXACT);
  }

  /** Opens a model, and says how closely its sessions compute. */
  public static LanguageModel open(Path path, Precision precision) {
    return open(path, precision, Optional.empty());
  }

  /** Opens a model whose sessions compute on these threads, not on the process's shared team. */
  public static LanguageModel open(Path path, Precision precision, ThreadTeam team) {
    return open(path, precision, Optional.of(team));
  }

  @SuppressWarnings("MustBeClosedChecker") // close() does it
  private static LanguageModel open(Path path, Precision precision, Optional<ThreadTeam> team) {
    Arena mapping = Arena.ofShared();
    Runnable release =
        () -> {
          if (mapping.scope().isAlive()) {
            mapping.close();
          }
        };
    try {
      Model model = Model.open(path, mapping);
      List<MemorySegment> weights =
          model.weights().tensors().values().stream().map(Tensor::data).toList();
      CompletableFuture<Void> inMemory =
          CompletableFuture.runAsync(() -> WeightMemory.populate(weights));
      try {
        LanguageModel opened =
            new LanguageModel(
                model.name(),
                model.transformer(),
                model.tokenizer(),
                model.chatTemplate(),
                precision,
                p -> ModelIdentity.ofFiles(Model.files(path), p),
                release);
        opened.team = team;
        opened.turnsRows =
            path.toString().endsWith(".gguf") && model.architecture().equals("llama");
        return opened;
      } finally {
        inMemory.join();
      }
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
  }

  /** A model from its parts, which stay the caller's. */
  public static LanguageModel of(Transformer transformer, Tokenizer tokenizer) {
    return new LanguageModel(
        "unnamed",
        transformer,
        Optional.of(tokenizer),
        Optional.empty(),
        Precision.EXACT,
        _ -> ModelIdentity.ofObject(transformer),
        () -> {});
  }

  /** The same model, whose sessions compute so. It stands on this one, which is closed for both. */
  public LanguageModel as(Precision other) {
    LanguageModel same =
        new LanguageModel(name, transformer, tokenizer, chatTemplate, other, fingerprint, () -> {});
    same.metrics = metrics;
    same.store = store;
    same.team = team;
    same.turnsRows = turnsRows;
    return same;
  }

  /** What the model calls itself, or its file name. */
  public String name() {
    return name;
  }

  /** Says who is told of what generations and steps take, from now on. */
  public LanguageModel measuredBy(Metrics other) {
    metrics = other;
    return this;
  }

  Metrics metrics() {
    return metrics;
  }

  /** Says where keys and values of prompts last from process to process, from now on. */
  public LanguageModel storedIn(PrefixStore other) {
    store = Optional.of(other);
    return this;
  }

  /** Where keys and values of prompts last, if they do. */
  public Optional<PrefixStore> store() {
    return store;
  }

  public Transformer transformer() {
    return transformer;
  }

  /**
   * The model's tokenizer.
   *
   * @throws ModelException if the model came without one
   */
  public Tokenizer tokenizer() {
    return tokenizer.orElseThrow(() ->
        new ModelException(
            name + ": has no tokenizer; put its tokenizer files beside it, or give ids"));
  }

  /** What tokens are written as: their pieces, or their ids where there is no tokenizer. */
  Tokenizer pieces() {
    return tokenizer.orElseGet(() -> new NumberedTokens(transformer.vocabularySize()));
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
    try {
      return chatTemplate.map(source -> ChatTemplate.of(source, tokens));
    } catch (TemplateException e) {
      throw new TemplateException(name + ": " + e.getMessage() + "; get its chat template again");
    }
  }

  /**
   * The tokens of a text that a template wrote: special tokens are read, and none is added.
   *
   * @throws ModelException if the tokenizer is another model's
   */
  public int[] encodeRendered(String text) {
    Tokenizer tokens = tokenizer();
    int[] ids = known(tokens.encode(text, true));
    int from = tokens.addsBos() && ids.length > 0 && isToken(tokens.bos(), ids[0]) ? 1 : 0;
    boolean endAdded =
        ids.length > from
            && isToken(tokens.eos(), ids[ids.length - 1])
            && !text.stripTrailing().endsWith(tokens.piece(ids[ids.length - 1]));
    return Arrays.copyOfRange(ids, from, endAdded ? ids.length - 1 : ids.length);
  }

  /**
   * The tokens of a plain text, behind BOS where the model asks for it.
   *
   * @throws ModelException if the tokenizer is another model's
   */
  public int[] encode(String text) {
    Tokenizer tokens = tokenizer();
    int[] ids = known(tokens.encode(text, false));
    if (!tokens.addsBos() || tokens.bos().isEmpty()) {
      return ids;
    }
    int[] begun = new int[ids.length + 1];
    begun[0] = tokens.bos().getAsInt();
    System.arraycopy(ids, 0, begun, 1, ids.length);
    return begun;
  }

  private int[] known(int[] ids) {
    int size = transformer.vocabularySize();
    for (int id : ids) {
      if (id >= size) {
        throw new ModelException(
            "%s: its tokenizer gives token %d, but the model knows 0 to %d; take the tokenizer that"
                    .formatted(name, id, size - 1)
                + " came with it");
      }
    }
    return ids;
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
    if (capacity < 1) {
      throw new ContextException(
          "a context of " + capacity + " tokens is too short; use 1 or more");
    }
    return new Session(this, transformer.newCache(capacity, precision));
  }

  /**
   * Reads a low-rank adapter for this model, to be named in a {@link Generation}.
   *
   * @param path what PEFT writes (a folder or a safetensors file) or a GGUF file of llama.cpp
   * @param scale is multiplied with the adapter's own; 1 leaves that
   * @throws ModelException if the file is no adapter, or not one for this model
   */
  public Adapter adapter(Path path, float scale) {
    Adapter adapter = AdapterFile.read(path, scale);
    Set<String> layers = new HashSet<>();
    KvCache cache = transformer.newCache(1);
    forward(
        Batch.of(List.of(new Batch.Sequence(new int[1], cache, 1, List.of(adapter))))
            .observedBy((layer, _, _) -> layers.add(layer)));
    for (String layer : adapter.changes().keySet()) {
      if (!layers.contains(layer)) {
        throw new ModelException(
            path + ": it changes " + layer + ", which this model does not have; choose its own");
      }
      boolean turned = turnsRows && layer.matches(".*\\.(q|k)_proj");
      if (turned && !path.toString().endsWith(".gguf")) {
        throw new ModelException(
            path
                + ": the rows of this GGUF model's "
                + layer
                + " have another order; convert the adapter to GGUF, or take the model's folder");
      }
    }
    return adapter;
  }

  /**
   * A session that another process saved, without adapters.
   *
   * @param notices is told, in one sentence, why keys and values are run again, if they are
   * @throws ContextException if the file is no saved session, or its text does not fit
   */
  public Session resume(Path file, int capacity, Consumer<String> notices) {
    return session(capacity).load(file, notices);
  }

  /**
   * A session that another process saved.
   *
   * @param next what it goes on with; keys and values of other adapters are not those of its text
   * @param notices is told, in one sentence, why keys and values are run again, if they are
   * @throws ContextException if the file is no saved session, or its text does not fit
   */
  public Session resume(Path file, int capacity, Generation next, Consumer<String> notices) {
    return session(capacity).readyFor(next).load(file, notices);
  }

  Precision precision() {
    return precision;
  }

  /** {@link Transformer#forward} on the threads of this model. */
  float[][] forward(Batch batch) {
    return team().lead(() -> transformer.forward(batch));
  }

  /** {@link Transformer#reuse} of what {@link #forward} gave. */
  void reuse(float[][] logits) {
    transformer.reuse(logits);
  }

  /** The threads of this model. */
  ThreadTeam team() {
    return team.orElseGet(ThreadTeam::current);
  }

  /**
   * Tells keys and values of this model, with adapters, from those of others.
   *
   * @param turnedFor as {@link Transformer#turnedFor}
   * @param drafting whether they are also those of the model's own guesses
   */
  byte[] identity(List<Adapter> adapters, int turnedFor, boolean drafting) {
    synchronized (fingerprint) {
      if (identity.length == 0) {
        identity = fingerprint.apply(precision);
      }
      return ModelIdentity.with(identity, adapters, turnedFor, drafting);
    }
  }

  /** Frees the model's files, where it opened them itself; it cannot run any more. */
  @Override
  public void close() {
    release.run();
  }
}
