package dev.trine.runtime;

import dev.trine.model.Batch;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import dev.trine.runtime.Event.Missed;
import dev.trine.runtime.Event.NearlyFull;
import dev.trine.runtime.Event.Origin;
import dev.trine.runtime.Event.Shifted;
import dev.trine.runtime.Event.Token;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One generation in the making: what must run next, and which tokens follow from its logits. Who
 * runs it may run others in the same step.
 */
final class Continuation {
  private static final int[] NOTHING = {};

  /** A smaller context is full before anyone can do something about it. */
  private static final int LEAST_TOLD = 64;

  private final Session session;
  private final Generation generation;
  private final Consumer<? super Event> listener;
  private final Tokenizer tokenizer;
  private final Optional<TokenMask> mask;
  private final Sampler sampler;
  private final TextStream text;
  private final BitSet free;
  private final Guesses guesses;
  private final int capacity; // of the context, or what the memory allows of it
  private final long begun = System.nanoTime();
  private final long waited; // for others, in nanoseconds
  private final int prompt;
  private final int cached;
  private int[] drafted = NOTHING;
  private boolean drafts = true;
  private boolean warned;
  private int made;
  private int forced;
  private int guessed;
  private int accepted;
  private int steps;
  private long promptRead;
  private long firstToken;
  private @Nullable End end;

  /**
   * Begins behind the session's text, with what needs no logits.
   *
   * @param asked when it was asked for, by {@link System#nanoTime}
   * @throws GrammarException if the shortest text of the grammar is longer than what may be made
   * @throws ContextException if the text does not fit the memory
   */
  Continuation(
      Session session, Generation generation, Consumer<? super Event> listener, long asked) {
    this.session = session;
    this.generation = generation;
    this.listener = listener;
    waited = begun - asked;
    tokenizer =
        generation.grammar().isPresent() ? session.model().tokenizer() : session.model().pieces();
    session.adapt(generation.adapters());
    capacity = capacity(session, generation.limits());
    mask = generation.grammar().map(grammar -> grammar.mask(tokenizer));
    mask.ifPresent(this::requireRoom);
    sampler = new Sampler(generation.sampling());
    text = new TextStream(generation.stops());
    free = freeChoice();
    guesses = Guesses.of(generation.speculation(), session);
    prompt = session.position();
    cached = session.cache().length();
    advance(session.known().map(logits -> new float[][] {logits}).orElse(new float[0][]));
  }

  private static int capacity(Session session, Limits limits) {
    if (limits.memory().isEmpty()) {
      return session.capacity();
    }
    long each = Math.max(1, session.cache().bytes(1));
    int fits = (int) Math.min(session.capacity(), limits.memory().getAsLong() / each);
    if (fits < session.position()) {
      throw new ContextException(
          "the text's keys and values take %d bytes but %d may be taken; shorten the text or allow more"
              .formatted(each * session.position(), limits.memory().getAsLong()));
    }
    return fits;
  }

  private void requireRoom(TokenMask grammar) {
    int room = Math.min(generation.length(), capacity - session.position());
    if (grammar.tokensToFinish() > room) {
      throw new GrammarException(
          "the grammar needs at least "
              + grammar.tokensToFinish()
              + " tokens but only "
              + room
              + " may be made; raise the length or the context length");
    }
  }

  /** All tokens, without those that end generation where they are ignored. */
  private BitSet freeChoice() {
    BitSet all = new BitSet();
    all.set(0, Math.min(session.model().transformer().vocabularySize(), tokenizer.size()));
    if (generation.ignoresEnd()) {
      all.andNot(TokenTrie.of(tokenizer).ends());
    }
    return all;
  }

  Optional<End> end() {
    return Optional.ofNullable(end);
  }

  /** How many tokens may still be made. */
  int mostLeft() {
    return generation.length() - made;
  }

  /** Whether more than one token waits to be run, as in a prompt. */
  boolean prefills() {
    return session.position() - session.cache().length() > 1;
  }

  /** Ends it from outside. */
  void stop(FinishReason reason) {
    if (end == null) {
      finish(reason);
    }
  }

  /** Ends it if its time is over. */
  void checkTime() {
    generation
        .limits()
        .time()
        .filter(time -> System.nanoTime() - begun > time.toNanos())
        .ifPresent(_ -> stop(FinishReason.TIME));
  }

  /** What must run next: at most so many tokens, guesses not counted. */
  Batch.Sequence next(int most) {
    int from = session.cache().length();
    int to = session.position();
    steps++;
    if (to - from > most) {
      drafted = NOTHING;
      return session.run(from, from + most, NOTHING, 0);
    }
    drafted = guess();
    guessed += drafted.length;
    return session.run(from, to, drafted, drafted.length + 1);
  }

  private int[] guess() {
    int room = Math.min(generation.length() - made, capacity - session.position()) - 1;
    int[] guess = drafts && room > 0 ? guesses.after(session.tokens(), room) : NOTHING;
    return session.keepsTurns(guess.length) ? guess : NOTHING;
  }

  /**
   * Goes on with the logits of what {@link #next} asked for, once it has run; keeps none of them.
   */
  void take(float[][] rows) {
    if (rows.length > 0) {
      promptRead = promptRead == 0 ? System.nanoTime() - begun : promptRead;
      advance(rows);
    }
  }

  /** Chooses tokens as long as their logits are there or they leave no choice. */
  private void advance(float[][] rows) {
    int base = session.position();
    int agreed = 0;
    boolean agrees = rows.length > 0;
    float[] last = rows.length > 0 ? rows[0] : new float[0];
    while (end == null) {
      Optional<BitSet> choice = choices();
      if (choice.isEmpty()) {
        break;
      }
      BitSet allowed = choice.get();
      OptionalInt only = mask.isPresent() ? mask.get().forced(allowed) : OptionalInt.empty();
      if (only.isEmpty() && !agrees) {
        break;
      }
      int token =
          only.isPresent()
              ? only.getAsInt()
              : sampler.choose(rows[agreed], allowed, recentTokens());
      if (tokenizer.endsGeneration(token) && !generation.ignoresEnd()) {
        finish(FinishReason.END_TOKEN);
        break;
      }
      boolean guessedIt = agrees && agreed < drafted.length && drafted[agreed] == token;
      Origin origin =
          only.isPresent()
              ? Origin.GRAMMAR
              : guessedIt
                  ? Origin.DRAFT
                  : masks(allowed, rows[agreed]) ? Origin.MASKED : Origin.MODEL;
      accepted += guessedIt ? 1 : 0;
      if (agrees && !guessedIt && agreed < drafted.length) {
        listener.accept(new Missed(drafted[agreed])); // those after it stood on it
      }
      accept(token, origin);
      if (guessedIt) {
        last = rows[++agreed];
      }
      agrees = guessedIt;
    }
    forget(base + agreed);
    if (session.cache().length() == session.position()) {
      session.know(last.clone()); // who gave the logits uses them again
    }
    drafted = NOTHING;
  }

  /** Whether the grammar forbids what the model finds likeliest. */
  private boolean masks(BitSet allowed, float[] logits) {
    if (mask.isEmpty()) {
      return false;
    }
    int likeliest = free.nextSetBit(0);
    for (int i = likeliest; i >= 0; i = free.nextSetBit(i + 1)) {
      likeliest = logits[i] > logits[likeliest] ? i : likeliest;
    }
    return !allowed.get(likeliest);
  }

  /** Drops guesses that the model did not choose. */
  private void forget(int length) {
    if (session.cache().length() > length) {
      session.cache().truncate(length);
      drafts = session.cache().length() == length; // a recurrent state forgets everything
    }
  }

  private int[] recentTokens() {
    return generation.sampling().repetitionPenalty() == 1 ? NOTHING : session.tokens();
  }

  /** The tokens that may come next; empty after this found the end. */
  private Optional<BitSet> choices() {
    int budget = Math.min(generation.length() - made, capacity - session.position());
    if (mask.isPresent() && mask.get().isComplete()) {
      return over(FinishReason.GRAMMAR_COMPLETE);
    }
    if (budget == 0) {
      if (made == generation.length()) {
        return over(FinishReason.LENGTH);
      }
      OptionalInt sinks = generation.limits().sinks();
      if (mask.isPresent() || sinks.isEmpty()) {
        return over(
            capacity < session.capacity() ? FinishReason.MEMORY : FinishReason.CONTEXT_FULL);
      }
      listener.accept(new Shifted(session.shift(sinks.getAsInt())));
      return Optional.empty(); // it goes on when what is left has run
    }
    if (mask.isEmpty()) {
      return Optional.of(free);
    }
    BitSet allowed = mask.get().allowed(budget);
    allowed.and(free);
    // Where nothing fits, it may end here.
    return allowed.isEmpty() ? over(FinishReason.GRAMMAR_COMPLETE) : Optional.of(allowed);
  }

  private Optional<BitSet> over(FinishReason reason) {
    finish(reason);
    return Optional.empty();
  }

  private void accept(int token, Origin origin) {
    session.feed(token);
    made++;
    forced += origin == Origin.GRAMMAR ? 1 : 0;
    firstToken = made == 1 ? System.nanoTime() - begun : firstToken;
    mask.ifPresent(it -> it.accept(token));
    listener.accept(new Token(token, text.append(tokenizer.bytes(token)), origin));
    if (text.stopped()) {
      finish(FinishReason.STOP_STRING);
      return;
    }
    int left = capacity - session.position();
    boolean tells = capacity >= LEAST_TOLD && generation.limits().sinks().isEmpty();
    if (tells && !warned && left <= capacity / 8 && generation.length() - made > left) {
      warned = true;
      listener.accept(new NearlyFull(left, capacity));
    }
  }

  private void finish(FinishReason reason) {
    guesses.free();
    Usage usage =
        new Usage(
            prompt,
            cached,
            made,
            forced,
            guessed,
            accepted,
            steps,
            promptRead,
            firstToken,
            System.nanoTime() - begun);
    end = new End(reason, text.rest(), made, session.position(), session.capacity(), usage);
    GenerationEvent.commit(end);
    session.model().metrics().record(end, session.model().name(), waited);
    listener.accept(end);
  }

  /** A copy of some tokens. */
  static int[] concat(int[] tokens, int from, int to, int[] more) {
    int[] all = Arrays.copyOfRange(tokens, from, to + more.length);
    System.arraycopy(more, 0, all, to - from, more.length);
    return all;
  }
}
