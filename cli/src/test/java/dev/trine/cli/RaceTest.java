package dev.trine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.compress.Progress;
import dev.trine.model.Batch;
import dev.trine.model.KvCache;
import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import dev.trine.runtime.LanguageModel;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RaceTest {

  /**
   * A speed that no run reaches, or that is slower than any, would be no reason to choose a file.
   */
  @Test
  void speedIsThatOfTextsThatPeopleWaitFor() {
    Set<Precision> asked = new HashSet<>();
    try (LanguageModel stories =
        LanguageModel.open(Call.shared("lm-stories260k/stories260K.q8_0.gguf"))) {
      Transformer model = watched(stories.transformer(), asked);
      Race race = Race.of(model, model, Progress.SILENT);
      assertThat(race.first().decode()).isPositive();
      assertThat(race.second().cpuSeconds()).isPositive();
    }
    assertThat(asked).containsExactly(Precision.QUICK);
  }

  private static Transformer watched(Transformer model, Set<Precision> asked) {
    return new Transformer() {
      @Override
      public int vocabularySize() {
        return model.vocabularySize();
      }

      @Override
      public int contextLength() {
        return model.contextLength();
      }

      @Override
      public KvCache newCache(int capacity) {
        return newCache(capacity, Precision.EXACT);
      }

      @Override
      public KvCache newCache(int capacity, Precision precision) {
        asked.add(precision);
        return model.newCache(capacity, precision);
      }

      @Override
      public float[][] forward(Batch batch) {
        return model.forward(batch);
      }
    };
  }
}
