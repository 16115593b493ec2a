package dev.trine.runtime;

import dev.trine.model.KvCache;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import dev.trine.runtime.Event.Token;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A text in the making: its tokens, and the keys and values of those that the model has seen.
 * Tokens are run when their logits are needed, those that came meanwhile together. Not thread-safe.
 */
public final class Session {
  /** Prompt tokens that run together, so that activations of a long prompt need little memory. */
  private static final int BATCH = 512;

  private final LanguageModel model;
  private final KvCache cache;
  private int[] tokens = {};
  private float[] logits = {};

  Session(LanguageModel model, int capacity) {
    if (capacity < 1) {
      throw new ContextException(
          "a context of " + capacity + " tokens is too short; use 1 or more");
    }
    this.model = model;
    cache = model.transformer().newCache(capacity);
  }

  /** How many tokens the text has. */
  public int position() {
    return tokens.length;
  }

  /** How many tokens the text may have. */
  public int capacity() {
    return cache.capacity();
  }

  /** The tokens of the text. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** Begins with a text instead; BOS is put before it when the model asks for that. */
  public Session prompt(String text) {
    Tokenizer tokenizer = model.tokenizer();
    int[] ids = tokenizer.encode(text, false);
    if (tokenizer.addsBos() && tokenizer.bos().isPresent()) {
      int[] begun = new int[ids.length + 1];
      begun[0] = tokenizer.bos().getAsInt();
      System.arraycopy(ids, 0, begun, 1, ids.length);
      return prompt(begun);
    }
    return prompt(ids);
  }

  /** Begins with these tokens instead; what they share with the text so far is not run again. */
  public Session prompt(int... ids) {
    check(ids, ids.length);
    int common = Math.max(0, Arrays.mismatch(ids, tokens));
    if (Arrays.equals(ids, tokens)) {
      return this;
    }
    cache.truncate(Math.min(cache.length(), Math.min(common, ids.length - 1)));
    tokens = ids.clone();
    logits = new float[0];
    return this;
  }

  /** Appends tokens to the text. */
  public Session feed(int... ids) {
    check(ids, tokens.length + ids.length);
    int length = tokens.length;
    tokens = Arrays.copyOf(tokens, length + ids.length);
    System.arraycopy(ids, 0, tokens, length, ids.length);
    return this;
  }

  private void check(int[] ids, int length) {
    if (length > capacity()) {
      throw new ContextException(
          "the text has "
              + length
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

  /** The logits of the token that would come next; runs the tokens that were not run yet. */
  public float[] logits() {
    if (tokens.length == 0) {
      throw new ContextException("the text is empty; give a prompt of at least one token");
    }
    while (cache.length() < tokens.length) {
      int to = Math.min(tokens.length, cache.length() + BATCH);
      int[] batch = Arrays.copyOfRange(tokens, cache.length(), to);
      logits = model.transformer().forward(batch, cache, false)[0];
    }
    return logits.clone();
  }

  /**
   * Continues the text.
   *
   * @param listener is told of every token when it is chosen, and of the end
   * @return the end, as the listener was told
   * @throws GrammarException if the shortest text of the grammar is longer than what may be made
   */
  public End generate(Generation generation, Consumer<? super Event> listener) {
    Tokenizer tokenizer = model.tokenizer();
    Optional<TokenMask> mask = generation.grammar().map(grammar -> grammar.mask(tokenizer));
    mask.ifPresent(it -> checkRoom(it, generation.length()));
    Sampler sampler = new Sampler(generation.sampling());
    TextStream text = new TextStream(generation.stops());
    BitSet free = freeChoice(generation, tokenizer);
    int made = 0;
    FinishReason reason;
    while (true) {
      int budget = Math.min(generation.length() - made, capacity() - position());
      if (mask.isPresent() && mask.get().isComplete()) {
        reason = FinishReason.GRAMMAR_COMPLETE;
        break;
      }
      if (budget == 0) {
        reason = made == generation.length() ? FinishReason.LENGTH : FinishReason.CONTEXT_FULL;
        break;
      }
      BitSet allowed = free;
      if (mask.isPresent()) {
        allowed = mask.get().allowed(budget);
        allowed.and(free);
        if (allowed.isEmpty()) { // it may end here, and nothing else fits
          reason = FinishReason.GRAMMAR_COMPLETE;
          break;
        }
      }
      int token =
          allowed.cardinality() == 1
              ? allowed.nextSetBit(0)
              : sampler.choose(logits(), allowed, tokens);
      if (tokenizer.endsGeneration(token) && !generation.ignoresEnd()) {
        reason = FinishReason.END_TOKEN;
        break;
      }
      feed(token);
      made++;
      mask.ifPresent(it -> it.accept(token));
      listener.accept(new Token(token, text.append(tokenizer.bytes(token))));
      if (text.stopped()) {
        reason = FinishReason.STOP_STRING;
        break;
      }
    }
    End end = new End(reason, text.rest(), made, position(), capacity());
    listener.accept(end);
    return end;
  }

  /** Continues the text and returns what was made. */
  public String generate(Generation generation) {
    StringBuilder text = new StringBuilder();
    generate(generation, event -> text.append(event.text()));
    return text.toString();
  }

  private void checkRoom(TokenMask mask, int length) {
    int room = Math.min(length, capacity() - position());
    if (mask.tokensToFinish() > room) {
      throw new GrammarException(
          "the grammar needs at least "
              + mask.tokensToFinish()
              + " tokens but only "
              + room
              + " may be made; raise the length or the context length");
    }
  }

  /** All tokens, without those that end generation where they are ignored. */
  private BitSet freeChoice(Generation generation, Tokenizer tokenizer) {
    BitSet free = new BitSet();
    free.set(0, Math.min(model.transformer().vocabularySize(), tokenizer.size()));
    if (generation.ignoresEnd()) {
      free.andNot(TokenTrie.of(tokenizer).ends());
    }
    return free;
  }
}
