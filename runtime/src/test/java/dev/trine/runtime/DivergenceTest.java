package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Batch;
import dev.trine.model.KvCache;
import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class DivergenceTest {

  /** Predicts the same after every token. */
  private record Constant(float... logits) implements Transformer {
    @Override
    public int vocabularySize() {
      return logits.length;
    }

    @Override
    public int contextLength() {
      return 8;
    }

    @Override
    public KvCache newCache(int capacity) {
      return new RandomTransformer(2, 8, 1).newCache(capacity);
    }

    @Override
    public float[][] forward(Batch batch) {
      float[][] rows = new float[batch.wanted()][];
      java.util.Arrays.fill(rows, logits);
      return rows;
    }
  }

  private static float log(double probability) {
    return (float) Math.log(probability);
  }

  @Test
  void isTheSumThatTheDefinitionGives() {
    Transformer even = new Constant(log(0.5), log(0.5));
    Transformer odd = new Constant(log(0.25), log(0.75));
    // By hand: 1/2 ln(1/2 : 1/4) + 1/2 ln(1/2 : 3/4) = 1/2 ln(4/3).
    Divergence divergence =
        Divergence.of(even, odd, new int[] {0, 1, 0, 1, 1}, 2, OptionalInt.of(0));
    assertThat(divergence.mean()).isCloseTo(0.5 * Math.log(4 / 3.0), within(1e-7));
    assertThat(divergence.sameTop()).isZero();
    assertThat(divergence.tokens()).isEqualTo(5);
  }

  @Test
  void aModelDoesNotDivergeFromItself() {
    Transformer model = new RandomTransformer(20, 16, 3);
    Divergence divergence =
        Divergence.of(model, model, new int[] {1, 2, 3, 4, 5}, 3, OptionalInt.empty());
    assertThat(divergence.mean()).isZero();
    assertThat(divergence.sameTop()).isEqualTo(1);
    assertThat(divergence.tokens()).isEqualTo(3);
  }

  @Test
  void whatIsGivenIsNotScored() {
    Transformer even = new Constant(log(0.5), log(0.5));
    Transformer odd = new Constant(log(0.25), log(0.75));
    List<Long> read = new ArrayList<>();
    Divergence divergence =
        Divergence.of(
                even,
                odd,
                List.of(new Passage(new int[] {0, 0, 1, 1}, 2), new Passage(new int[] {1, 0}, 1)),
                List.of(Precision.EXACT),
                read::add)
            .getFirst();
    assertThat(read).containsExactly(0L, 3L, 4L);
    assertThat(divergence.tokens()).isEqualTo(3);
    // Perplexity by hand: two tokens of probability 3/4 and one of 1/4.
    assertThat(divergence.model().value())
        .isCloseTo(Math.pow(0.75 * 0.75 * 0.25, -1 / 3.0), within(1e-6));
    assertThat(divergence.rightAfter()).isEqualTo(1);
    assertThat(divergence.rightBefore()).isEqualTo(1); // of equals the first is the top
  }

  @Test
  void otherVocabulariesAreRefused() {
    assertThatThrownBy(() ->
            Divergence.of(
                new Constant(1, 2), new Constant(1), new int[] {0, 0}, 2, OptionalInt.empty()))
        .isInstanceOf(ContextException.class)
        .hasMessageContaining("2 and 1");
  }
}
