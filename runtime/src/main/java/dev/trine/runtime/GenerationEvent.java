package dev.trine.runtime;

import dev.trine.runtime.Event.End;
import jdk.jfr.Category;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A generation, in a recording of the JDK Flight Recorder. */
@Name("dev.trine.Generation")
@Label("Generation")
@Category("Trine")
@StackTrace(false)
final class GenerationEvent extends jdk.jfr.Event {
  @Label("Finish reason")
  String reason = "";

  @Label("Prompt tokens")
  int promptTokens;

  @Label("Prompt tokens that were not run again")
  int cachedTokens;

  @Label("Generated tokens")
  int generatedTokens;

  @Label("Tokens that the grammar left no choice for")
  int forcedTokens;

  @Label("Tokens guessed ahead")
  int draftedTokens;

  @Label("Guesses that the model chose too")
  int acceptedTokens;

  @Label("Milliseconds until the first token")
  double firstTokenMillis;

  @Label("Milliseconds")
  double millis;

  /** Records an end, if there is a recording. */
  static void commit(End end) {
    if (!FlightRecorder.isInitialized()) {
      return; // the recorder's classes need not be loaded
    }
    GenerationEvent event = new GenerationEvent();
    Usage usage = end.usage();
    event.reason = end.reason().name();
    event.promptTokens = usage.prompt();
    event.cachedTokens = usage.cached();
    event.generatedTokens = usage.generated();
    event.forcedTokens = usage.forced();
    event.draftedTokens = usage.drafted();
    event.acceptedTokens = usage.accepted();
    event.firstTokenMillis = usage.firstTokenNanos() / 1e6;
    event.millis = usage.nanos() / 1e6;
    event.commit();
  }
}
