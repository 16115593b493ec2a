package dev.trine.runtime;

import dev.trine.model.Batch;
import dev.trine.runtime.Event.End;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs the generations of many callers together: each step of the model takes the next token of all
 * that write, and of those that read a prompt a piece, so that none waits for another's long
 * prompt. More than there is room for wait in their order, and who ran long makes room for them: it
 * goes on later, so that nobody waits for what does not end. May be shared between threads.
 */
public final class Engine implements AutoCloseable {
  /** Prompt tokens of one step, of all requests together. */
  private static final int PROMPT_TOKENS = 256;

  private final LanguageModel model;
  private final int capacity;
  private final int most;
  private final Deque<Request> waiting = new ArrayDeque<>(); // guarded by this
  private final List<Session> idle = new ArrayList<>(); // the thread's own, latest last
  private final Thread thread;
  private boolean closed; // guarded by this

  /**
   * Starts an engine.
   *
   * @param sequences the most generations that run at once
   * @param capacity the context of each, in tokens
   */
  public Engine(LanguageModel model, int sequences, int capacity) {
    if (sequences < 1) {
      throw new IllegalArgumentException("sequences are " + sequences + "; use 1 or more");
    }
    this.model = model;
    this.capacity = capacity;
    most = sequences;
    thread = Thread.ofPlatform().daemon().name("trine-engine").start(this::work);
  }

  /**
   * Continues a text together with what others ask for; returns when it ended. An interrupt, or a
   * failure of the listener, cancels it.
   *
   * @param prompt the text so far; what an earlier text began with as well is not run again
   * @param listener is told on the caller's thread
   * @throws GrammarException if the shortest text of the grammar is longer than what may be made
   * @throws ContextException if the prompt does not fit
   */
  public End generate(int[] prompt, Generation generation, Consumer<? super Event> listener)
      throws InterruptedException {
    Request request = new Request(prompt.clone(), generation);
    submit(request);
    try {
      while (true) {
        switch (request.news.take()) {
          case Request.Told told -> {
            listener.accept(told.event());
            if (told.event() instanceof End end) {
              return end;
            }
          }
          case Request.Failed failed -> throw failed.why();
        }
      }
    } finally {
      request.cancelled = true; // changes nothing where it ended
    }
  }

  private synchronized void submit(Request request) {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    waiting.add(request);
    notifyAll();
  }

  /** Cancels what runs and ends the thread; the model stays open. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    List<Request> running = new ArrayList<>();
    while (admit(running)) {
      step(running);
      running.removeIf(this::isOver); // before others are admitted, who may reuse their sessions
    }
    running.forEach(Request::cancel);
    idle.forEach(Session::free);
  }

  /** Begins with those that wait, as far as there is room; false when the engine is closed. */
  private boolean admit(List<Request> running) {
    List<Request> admitted = new ArrayList<>();
    boolean ends;
    synchronized (this) {
      while (!closed && running.isEmpty() && waiting.isEmpty()) {
        try {
          wait();
        } catch (InterruptedException e) {
          closed = true;
        }
      }
      waiting.removeIf(it -> it.hasBegun() ? isOver(it) : it.cancelled);
      makeRoom(running);
      while (!waiting.isEmpty() && (closed || running.size() + admitted.size() < most)) {
        admitted.add(waiting.remove());
      }
      ends = closed;
    }
    for (Request request : admitted) {
      try {
        if (ends && !request.hasBegun()) {
          throw new IllegalStateException("the engine is closed");
        }
        if (!request.hasBegun()) {
          request.begin(sessionFor(request));
        }
        running.add(request);
      } catch (RuntimeException e) {
        request.fail(e);
      }
    }
    return !ends;
  }

  /** Has one that runs wait again, where it took its turn and another waits for its own. */
  private void makeRoom(List<Request> running) {
    if (waiting.isEmpty() || running.size() < most) {
      return;
    }
    Request next = waiting.getFirst();
    running.stream()
        .filter(it -> it.givesWayTo(next))
        .findFirst()
        .ifPresent(paused -> {
          paused.pause();
          if (waiting.stream().filter(Request::keeps).count() >= most) {
            paused.free();
          }
          running.remove(paused);
          waiting.addLast(paused);
        });
  }

  /** The idle session that shares most with a prompt, or a new one while there may be more. */
  private Session sessionFor(Request request) {
    Optional<Session> best = Optional.empty();
    int longest = 0;
    for (Session session : idle) {
      int common = common(session, request);
      if (common > longest) {
        longest = common;
        best = Optional.of(session);
      }
    }
    best.ifPresent(idle::remove);
    return best.orElseGet(() -> model.session(capacity));
  }

  private static int common(Session session, Request request) {
    if (!session.adapters().equals(request.generation.adapters())) {
      return 0;
    }
    return session.shared(request.prompt);
  }

  private boolean isOver(Request request) {
    if (request.cancelled && !request.hasEnded()) {
      request.cancel();
      return true;
    }
    if (!request.hasEnded()) {
      return false;
    }
    request
        .session()
        .ifPresent(session -> {
          idle.add(session);
          if (idle.size() > most) {
            idle.removeFirst().free();
          }
        });
    return true;
  }

  private void step(List<Request> running) {
    List<Request> taking = new ArrayList<>();
    List<Batch.Sequence> sequences = new ArrayList<>();
    long reading = running.stream().filter(Request::reads).count();
    int piece = (int) Math.max(1, PROMPT_TOKENS / Math.max(1, reading));
    for (Request request : running) {
      if (request.needsStep()) {
        try {
          sequences.add(request.next(piece));
          taking.add(request);
        } catch (RuntimeException e) { // of a draft model, for one
          request.fail(e);
        }
      }
    }
    if (taking.isEmpty()) {
      return;
    }
    float[][] rows;
    try {
      rows = StepEvent.run(model, Batch.of(sequences));
    } catch (RuntimeException e) {
      taking.forEach(request -> request.fail(e));
      return;
    }
    int[] begin = new int[taking.size() + 1]; // of each one's rows
    for (int i = 0; i < taking.size(); i++) {
      begin[i + 1] = begin[i] + sequences.get(i).wanted();
    }
    // Masks and choices over a large vocabulary cost as much as a layer, so they share the threads.
    model
        .team()
        .run(
            taking.size(),
            i -> taking.get(i).take(Arrays.copyOfRange(rows, begin[i], begin[i + 1])));
    model.reuse(rows);
  }
}
