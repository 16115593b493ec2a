package dev.trine.runtime;

import dev.trine.model.Adapter;
import dev.trine.model.Batch;
import dev.trine.model.Drafter;
import dev.trine.model.KvCache;
import dev.trine.model.ModelException;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A text in the making: its tokens, and the keys and values of those that the model has seen.
 * Tokens are run when their logits are needed, those that came meanwhile together. Not thread-safe.
 */
public final class Session {
  /** Prompt tokens that run together, so that activations of a long prompt need little memory. */
  static final int CHUNK = 512;

  private final LanguageModel model;
  private KvCache cache;
  private boolean drafting; // the cache also keeps what guessing needs
  private int[] tokens = {};
  private int length; // of the text, in tokens
  private int prompted; // how many of them it began with
  private int turnedFor; // what the model says of these two, which the cache was filled by
  private List<Adapter> adapters = List.of(); // those that the cache was filled with
  private int mixedFrom = Integer.MAX_VALUE; // keys and values from here on saw what is gone
  private Optional<PrefixStore> stateKeeper = Optional.empty(); // of what knows only its end
  private Optional<float[]> known = Optional.empty(); // logits of the last token, if it has run

  /** The cache, made by the model, is the session's own. */
  Session(LanguageModel model, KvCache cache) {
    this.model = model;
    this.cache = cache;
  }

  LanguageModel model() {
    return model;
  }

  KvCache cache() {
    return cache;
  }

  /** How many tokens the text has. */
  public int position() {
    return length;
  }

  /** How many tokens the text may have. */
  public int capacity() {
    return cache.capacity();
  }

  /** The tokens of the text. */
  public int[] tokens() {
    return Arrays.copyOf(tokens, length);
  }

  /** Begins with a text instead; BOS is put before it when the model asks for that. */
  public Session prompt(String text) {
    return prompt(model.encode(text));
  }

  /** Begins with these tokens instead; what they share with the text so far is not run again. */
  public Session prompt(int... ids) {
    check(ids, ids.length);
    int shared = shared(ids);
    prompted = ids.length;
    if (shared < Math.max(length, ids.length)) {
      cut(Math.min(shared, ids.length - 1));
      tokens = ids.clone();
      length = ids.length;
      known = Optional.empty();
    }
    turn();
    return this;
  }

  /** How many tokens another text shares with this one, whose keys and values would serve it. */
  int shared(int[] ids) {
    int differs = Arrays.mismatch(ids, 0, ids.length, tokens, 0, length);
    return Math.min(mixedFrom, differs < 0 ? length : differs);
  }

  /** Forgets keys and values from a position on. */
  private void cut(int to) {
    cache.truncate(Math.min(cache.length(), Math.max(0, to)));
    mixedFrom = cache.length() <= mixedFrom ? Integer.MAX_VALUE : mixedFrom;
  }

  /** Has the text run again where its first tokens turn otherwise by now. */
  private void turn() {
    int now = model.transformer().turnedFor(prompted, length);
    if (now != turnedFor) {
      cut(0);
      known = Optional.empty();
      turnedFor = now;
    }
  }

  /** Whether the text may grow by so many tokens and stay as it is run. */
  boolean keepsTurns(int more) {
    return model.transformer().turnedFor(prompted, length + more) == turnedFor;
  }

  /** Appends tokens to the text. */
  public Session feed(int... ids) {
    check(ids, length + ids.length);
    if (tokens.length < length + ids.length) {
      tokens = Arrays.copyOf(tokens, Math.max(length + ids.length, 2 * length));
    }
    System.arraycopy(ids, 0, tokens, length, ids.length);
    length += ids.length;
    known = ids.length == 0 ? known : Optional.empty();
    turn();
    return this;
  }

  private void check(int[] ids, int count) {
    if (count > capacity()) {
      throw new ContextException(
          "the text has "
              + count
              + " tokens but the context holds "
              + capacity()
              + "; shorten the text or raise the context length");
    }
    int size = model.transformer().vocabularySize();
    for (int id : ids) {
      if (id < 0 || id >= size) {
        throw new IllegalArgumentException(
            "token id " + id + " is not in the vocabulary; use 0 to " + (size - 1));
      }
    }
  }

  /** Gives the memory of keys and values back; the text stays, and is run again when it goes on. */
  public void free() {
    cache.free();
    mixedFrom = Integer.MAX_VALUE;
  }

  /** The logits of the token that would come next; runs the tokens that were not run yet. */
  public float[] logits() {
    if (length == 0) {
      throw new ContextException("the text is empty; give a prompt of at least one token");
    }
    wantLogits();
    while (known.isEmpty()) {
      int to = Math.min(length, cache.length() + piece());
      Batch batch = Batch.of(List.of(run(cache.length(), to, new int[0], to == length ? 1 : 0)));
      float[][] rows = StepEvent.run(model, batch);
      known = rows.length == 0 ? known : Optional.of(rows[0]);
      keepState();
    }
    return known.get().clone();
  }

  /** Has the last token run again where its logits are not known. */
  private void wantLogits() {
    if (known.isEmpty() && cache.length() == length) {
      cut(length - 1);
    }
  }

  /** How many tokens run next: up to the last one, where the state before it is to be kept. */
  private int piece() {
    int before = length - 1 - cache.length();
    return stateKeeper.isPresent() && before > 0 ? Math.min(CHUNK, before) : CHUNK;
  }

  private void keepState() {
    if (stateKeeper.isPresent() && cache.length() >= length - 1) {
      stateKeeper.get().put(identity(), Arrays.copyOf(tokens, cache.length()), cache);
      stateKeeper = Optional.empty();
    }
  }

  /** The logits of the last token, if it has run. */
  Optional<float[]> known() {
    return known;
  }

  void know(float[] logits) {
    known = Optional.of(logits);
  }

  /** Some tokens of the text, and more behind them, as a part of a step. */
  Batch.Sequence run(int from, int to, int[] more, int wanted) {
    int[] ids = Continuation.concat(tokens, from, to, more);
    return new Batch.Sequence(ids, cache, wanted, adapters, turnedFor);
  }

  /**
   * Runs from now on as a generation will: with its adapters, and with what the model's own guesses
   * need. So what is recalled or run before it begins is not run again then.
   */
  public Session readyFor(Generation generation) {
    adapt(generation.adapters());
    if (generation.speculation() instanceof Speculation.Own
        && model.transformer() instanceof Drafter drafter) {
      keepForDrafting(drafter);
    }
    return this;
  }

  /** Runs with these adapters from now on; what ran with others is run again. */
  void adapt(List<Adapter> others) {
    if (!adapters.equals(others)) {
      cut(0);
      known = Optional.empty();
      adapters = others;
    }
  }

  /** Keeps what the model's own guesses need from now on; the text is run again for that. */
  void keepForDrafting(Drafter drafter) {
    if (!drafting) {
      free();
      cache = drafter.newDraftingCache(capacity(), model.precision());
      drafting = true;
      known = Optional.empty();
    }
  }

  List<Adapter> adapters() {
    return adapters;
  }

  /**
   * Drops the older half of a full text, but not its first tokens; returns how many were dropped.
   * Keys and values of what stays move to their new places.
   */
  int shift(int sinks) {
    int kept = Math.min(sinks, length / 2);
    int dropped = Math.max(1, (length - kept) / 2);
    System.arraycopy(tokens, kept + dropped, tokens, kept, length - kept - dropped);
    length -= dropped;
    prompted = Math.min(prompted, length);
    known = Optional.empty();
    if (cache.length() < kept + dropped) {
      cut(kept);
    } else {
      try {
        cache.discard(kept, kept + dropped);
        mixedFrom = Math.min(mixedFrom, kept);
      } catch (ModelException e) { // a recurrent state, for one: what stays is run again
        cut(0);
      }
    }
    turn();
    return dropped;
  }

  /**
   * Continues the text.
   *
   * @param listener is told of every token when it is chosen, and of the end
   * @return the end, as the listener was told
   * @throws GrammarException if the shortest text of the grammar is longer than what may be made
   */
  public End generate(Generation generation, Consumer<? super Event> listener) {
    return generate(generation, listener, () -> false);
  }

  /**
   * Continues the text until it ends or is cancelled.
   *
   * @param cancelled is asked before each step
   */
  public End generate(
      Generation generation, Consumer<? super Event> listener, BooleanSupplier cancelled) {
    if (length == 0 && generation.length() > 0 && generation.grammar().isEmpty()) {
      throw new ContextException("the text is empty; give a prompt of at least one token");
    }
    wantLogits();
    Continuation continuation = new Continuation(this, generation, listener, System.nanoTime());
    while (continuation.end().isEmpty()) {
      continuation.checkTime();
      if (cancelled.getAsBoolean()) {
        continuation.stop(FinishReason.CANCELLED);
      }
      if (continuation.end().isEmpty()) {
        float[][] rows = StepEvent.run(model, Batch.of(List.of(continuation.next(piece()))));
        keepState();
        continuation.take(rows);
        model.reuse(rows);
      }
    }
    return continuation.end().get();
  }

  /** Continues the text and returns what was made. */
  public String generate(Generation generation) {
    StringBuilder text = new StringBuilder();
    generate(generation, event -> text.append(event.text()));
    return text.toString();
  }

  /**
   * Takes keys and values of the text's beginning from a store, as many as it has. A recurrent
   * state, which cannot go back, is kept there before the text's last token runs, so that the same
   * text finds it.
   *
   * @return how many tokens need not run
   */
  public int recall(PrefixStore store) {
    if (cache.length() < length - 1) {
      store.restore(identity(), tokens(), cache);
    }
    boolean isNew = cache.isRecurrent() && cache.length() < length - 1;
    stateKeeper = isNew ? Optional.of(store) : Optional.empty();
    return cache.length();
  }

  /**
   * Runs the text and keeps its keys and values in a store; not those of a text that was shifted,
   * which no other text can take for its own.
   */
  public void remember(PrefixStore store) {
    if (mixedFrom == Integer.MAX_VALUE) {
      logits();
      store.put(identity(), tokens(), cache);
    }
  }

  /** Tells what the cache keeps from what it would keep of other texts' beginnings. */
  private byte[] identity() {
    return model.identity(adapters, turnedFor, drafting);
  }

  /**
   * Writes the text with its keys and values to a file, which {@link LanguageModel#resume} reads.
   */
  public void save(Path file) {
    if (length > 0) {
      logits();
    }
    Snapshot.write(file, savedIdentity(mixedFrom < Integer.MAX_VALUE), tokens(), cache);
  }

  /** Begins with what was saved; keys and values that cannot be used are run again. */
  Session load(Path file, Consumer<String> notices) {
    Snapshot snapshot;
    try {
      snapshot = Snapshot.read(file);
    } catch (ContextException e) {
      throw new ContextException(e.getMessage() + "; remove it or choose another file");
    }
    prompt(snapshot.tokens());
    if (length > 1) {
      boolean mixed = snapshot.isOf(savedIdentity(true));
      int most = cache.isRecurrent() ? length : length - 1; // more text may follow at once
      snapshot.restore(savedIdentity(mixed), tokens(), most, cache).ifPresent(notices);
      mixedFrom = mixed ? 0 : Integer.MAX_VALUE;
    }
    return this;
  }

  private byte[] savedIdentity(boolean mixed) {
    byte[] identity = model.identity(adapters, 0, drafting);
    return mixed ? ModelIdentity.shifted(identity) : identity;
  }
}
