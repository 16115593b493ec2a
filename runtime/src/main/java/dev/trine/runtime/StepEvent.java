package dev.trine.runtime;

import dev.trine.model.Batch;
import java.util.Map;
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
    long begun = System.nanoTime();
    if (!FlightRecorder.isInitialized()) {
      float[][] logits = model.forward(batch);
      measure(model, batch, begun);
      return logits;
    }
    StepEvent event = new StepEvent();
    event.begin();
    float[][] logits = model.forward(batch);
    measure(model, batch, begun);
    event.sequences = batch.sequences().size();
    event.tokens = batch.rows();
    event.logits = batch.wanted();
    event.commit();
    return logits;
  }

  private static void measure(LanguageModel model, Batch batch, long begun) {
    Map<String, String> attributes = Map.of("gen_ai.request.model", model.name());
    model.metrics().record(Metric.STEP_DURATION, (System.nanoTime() - begun) / 1e9, attributes);
    model.metrics().record(Metric.STEP_TOKENS, batch.rows(), attributes);
  }
}
