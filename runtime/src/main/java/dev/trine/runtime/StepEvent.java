package dev.trine.runtime;

import dev.trine.model.Batch;
import jdk.jfr.Category;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One run of a model, in a recording of the JDK Flight Recorder. */
@Name("dev.trine.Step")
@Label("Step")
@Category("Trine")
@StackTrace(false)
final class StepEvent extends jdk.jfr.Event {
  @Label("Sequences")
  int sequences;

  @Label("Tokens")
  int tokens;

  @Label("Logits")
  int logits;

  /** Runs a batch, and records it if there is a recording. */
  static float[][] run(LanguageModel model, Batch batch) {
    if (!FlightRecorder.isInitialized()) {
      return model.transformer().forward(batch);
    }
    StepEvent event = new StepEvent();
    event.begin();
    float[][] logits = model.transformer().forward(batch);
    event.sequences = batch.sequences().size();
    event.tokens = batch.rows();
    event.logits = batch.wanted();
    event.commit();
    return logits;
  }
}
