package dev.trine.cli;

import dev.trine.assistant.Assistant;
import dev.trine.assistant.Conversation;
import dev.trine.assistant.Outcome;
import dev.trine.assistant.Utterance;
import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A home that runs, with the assistant who acts in it. It takes one sentence after the other, from
 * any thread.
 */
final class OpenHome implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final LanguageModel model;
  private final CompletableFuture<Home> home;
  private final Assistant assistant;
  private boolean closed;

  private OpenHome(LanguageModel model, Household household, CompletableFuture<Home> home) {
    this.model = model;
    this.home = home;
    assistant = Assistant.of(model, household, home::join);
  }

  /**
   * Opens a home whose state and journal last; it starts while the first sentence is understood.
   *
   * @param model opens the model
   * @param data the folder of state and journal
   */
  static OpenHome start(Household household, Supplier<LanguageModel> model, Path data) {
    CompletableFuture<Home> starting =
        CompletableFuture.supplyAsync(
            () -> Home.open(household, data), task -> Thread.ofPlatform().start(task));
    try {
      return new OpenHome(model.get(), household, starting);
    } catch (RuntimeException e) {
      starting.thenAccept(Home::close);
      throw e;
    }
  }

  Outcome say(Utterance utterance) {
    return inTurn(assistant::say, utterance);
  }

  /** A talk that remembers what was said before in it. */
  Function<String, Outcome> converse(Optional<String> in) {
    Conversation conversation = assistant.converse(in);
    return line -> inTurn(conversation::say, line);
  }

  /** Whether something is yet to be done that was promised for later. */
  synchronized boolean hasPromises() {
    return assistant.hasPromises();
  }

  private void keepPromises() {
    try {
      while (hasPromises()) {
        Thread.sleep(BETWEEN_LOOKS);
        synchronized (this) {
          if (closed) {
            return;
          }
          assistant.keepPromises(Instant.now());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized <T> Outcome inTurn(Function<T, Outcome> say, T said) {
    try {
      boolean kept = assistant.hasPromises();
      Outcome outcome = say.apply(said);
      if (!kept && assistant.hasPromises()) {
        Thread.ofPlatform().daemon().name("promises").start(this::keepPromises);
      }
      return outcome;
    } catch (CompletionException e) { // the home did not start
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    home.thenAccept(Home::close);
    model.close();
  }
}
