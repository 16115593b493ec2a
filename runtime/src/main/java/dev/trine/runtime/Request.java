package dev.trine.runtime;

import dev.trine.model.Batch;
import dev.trine.runtime.Event.FinishReason;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What a caller asked an {@link Engine} for; but for its news, the engine's thread's own. */
final class Request {
  /** Steps after which it gives way to one that may not take as long. */
  private static final int SHORT_TURN = 64;

  /** Steps after which it gives way to any. */
  private static final int LONG_TURN = 1024;

  /** What the caller is told. */
  sealed interface News {}

  record Told(Event event) implements News {}

  record Failed(RuntimeException why) implements News {}

  final int[] prompt;
  final Generation generation;
  final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  volatile boolean cancelled;
  private final long asked = System.nanoTime();
  private @Nullable Session session;
  private @Nullable Continuation continuation; // none: not yet begun, or failed
  private int turn; // steps since it was its turn
  private int lost; // positions that were given back meanwhile, and must be run again

  Request(int[] prompt, Generation generation) {
    this.prompt = prompt;
    this.generation = generation;
  }

  /** Begins on a session, which is its own from now on. */
  void begin(Session own) {
    session = own;
    own.adapt(generation.adapters());
    own.prompt(prompt);
    continuation = new Continuation(own, generation, event -> news.add(new Told(event)), asked);
  }

  boolean hasBegun() {
    return continuation != null;
  }

  /** Whether it has an end, or time has it end now. */
  boolean hasEnded() {
    if (continuation != null) {
      continuation.checkTime();
    }
    return continuation == null || continuation.end().isPresent();
  }

  /** Whether it needs a step of the model; some need none at all. */
  boolean needsStep() {
    return continuation != null && continuation.end().isEmpty();
  }

  boolean reads() {
    return continuation != null && continuation.prefills();
  }

  /** What must run next of it, which {@link #needsStep}. */
  Batch.Sequence next(int most) {
    if (continuation == null) {
      throw new IllegalStateException("it has not begun");
    }
    return continuation.next(most);
  }

  /** Goes on with the logits of {@link #next}; what fails is told to its caller alone. */
  void take(float[][] rows) {
    try {
      if (continuation != null && session != null) {
        continuation.take(rows);
        lost = session.cache().length() < lost ? lost : 0;
        turn += lost == 0 ? 1 : 0; // it must get further in each turn
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Whether this one, which runs, should make room for one that waits. */
  boolean givesWayTo(Request other) {
    return turn >= (mostLeft() > other.mostLeft() ? SHORT_TURN : LONG_TURN);
  }

  private int mostLeft() {
    return continuation == null ? generation.length() : continuation.mostLeft();
  }

  /** Waits until it is its turn again. */
  void pause() {
    turn = 0;
  }

  /** Whether keys and values are kept for it. */
  boolean keeps() {
    return session != null && session.cache().length() > 0;
  }

  /** Gives keys and values back; they are run again if it goes on. */
  void free() {
    if (session != null) {
      lost = Math.max(lost, session.cache().length());
      session.free();
    }
  }

  /** Where the text of a request that ended can go on. */
  Optional<Session> session() {
    return Optional.ofNullable(continuation == null ? null : session);
  }

  void cancel() {
    if (continuation != null) {
      continuation.stop(FinishReason.CANCELLED);
    }
    free();
  }

  void fail(RuntimeException why) {
    news.add(new Failed(why));
    continuation = null;
    free();
  }
}
