package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SessionTest {
  private static final Offset<Double> NEAR = within(0.01);

  private final TinyTokenizer tokens = new TinyTokenizer("ab", "on");
  private final LanguageModel model =
      LanguageModel.of(new RandomTransformer(tokens.size(), 64, 7), tokens);

  @Test
  void theSameSeedGivesTheSameText() {
    Generation warm = Generation.greedy(20).with(Sampling.temperature(1, 5)).ignoringEnd();
    String first = model.session().prompt("hello").generate(warm);
    assertThat(model.session().prompt("hello").generate(warm)).isEqualTo(first);
    assertThat(model.session().prompt("hello").generate(warm.with(Sampling.temperature(1, 6))))
        .isNotEqualTo(first);
  }

  @Test
  void aSharedBeginningIsNotRunAgainAndGivesTheSameLogits() {
    Session session = model.session().prompt("abcdef");
    session.logits();
    float[] reused = session.prompt("abcxyz").logits();
    assertThat(reused).isEqualTo(model.session().prompt("abcxyz").logits());
    assertThat(session.prompt("abc").logits()).isEqualTo(model.session().prompt("abc").logits());
  }

  @Test
  void aFullContextIsAnEventAndATooLongPromptAnError() {
    List<Event> events = new ArrayList<>();
    End end =
        model
            .session(10)
            .prompt("12345678")
            .generate(Generation.greedy(50).ignoringEnd(), events::add);
    assertThat(end.reason()).isEqualTo(FinishReason.CONTEXT_FULL);
    assertThat(end.tokens()).isEqualTo(2);
    assertThat(end.position()).isEqualTo(10).isEqualTo(end.capacity());
    assertThat(events).hasSize(3).last().isEqualTo(end);
    assertThatThrownBy(() -> model.session(4).prompt("12345"))
        .isInstanceOf(ContextException.class)
        .hasMessageContaining("5 tokens")
        .hasMessageContaining("holds 4");
  }

  @Test
  void stopStringsAreFoundHoweverTheyAreCut() {
    byte[] bytes = "开灯。STOP后面".getBytes(StandardCharsets.UTF_8);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        TextStream stream = new TextStream(List.of("STOP", "absent"));
        StringBuilder text = new StringBuilder();
        for (int[] cut : new int[][] {{0, first}, {first, second}, {second, bytes.length}}) {
          if (!stream.stopped()) {
            text.append(stream.append(Arrays.copyOfRange(bytes, cut[0], cut[1])));
            assertThat(text.toString()).doesNotContain("S").doesNotContain("\uFFFD");
          }
        }
        text.append(stream.rest());
        assertThat(stream.stopped()).isTrue();
        assertThat(text).hasToString("开灯。");
      }
    }
  }

  @Test
  void textThatOnlyLookedLikeAStopStringIsNotLost() {
    TextStream stream = new TextStream(List.of("STOP"));
    StringBuilder text = new StringBuilder();
    for (byte next : "SSTO STO".getBytes(StandardCharsets.UTF_8)) {
      text.append(stream.append(new byte[] {next}));
    }
    assertThat(text.append(stream.rest())).hasToString("SSTO STO");
  }

  @Test
  void stepsKeepWhatTheySay() {
    float[] logits = {
      (float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.15), (float) Math.log(0.05)
    };
    assertThat(drawn(Sampling.temperature(1, 1), logits))
        .containsExactly(new double[] {0.5, 0.3, 0.15, 0.05}, NEAR);
    assertThat(drawn(Sampling.temperature(1, 1).withTopK(2), logits))
        .containsExactly(new double[] {0.625, 0.375, 0, 0}, NEAR);
    assertThat(drawn(Sampling.temperature(1, 1).withTopP(0.6f), logits))
        .containsExactly(new double[] {0.625, 0.375, 0, 0}, NEAR);
    assertThat(drawn(Sampling.temperature(1, 1).withMinP(0.2f), logits))
        .containsExactly(new double[] {0.526, 0.316, 0.158, 0}, NEAR);
    assertThat(drawn(Sampling.greedy(), logits)).containsExactly(new double[] {1, 0, 0, 0}, NEAR);
  }

  /** Frequencies over many draws. */
  private static double[] drawn(Sampling sampling, float[] logits) {
    Sampler sampler = new Sampler(sampling);
    BitSet all = new BitSet();
    all.set(0, logits.length);
    double[] frequencies = new double[logits.length];
    int draws = 40_000;
    for (int i = 0; i < draws; i++) {
      frequencies[sampler.choose(logits, all, new int[0])] += 1.0 / draws;
    }
    return frequencies;
  }
}
