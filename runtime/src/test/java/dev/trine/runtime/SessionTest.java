package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Batch;
import dev.trine.model.KvCache;
import dev.trine.model.ModelException;
import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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
  void theTokenizerOfAnotherModelIsNoticed() {
    LanguageModel smaller = LanguageModel.of(new RandomTransformer(100, 64, 7), tokens);
    assertThatThrownBy(() -> smaller.encode("say"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("gives token 115, but the model knows 0 to 99; take the tokenizer");
  }

  @Test
  void aChatTemplateThatIsNoneIsNamed() {
    LanguageModel talker =
        new LanguageModel(
            "parrot.gguf",
            model.transformer(),
            Optional.of(tokens),
            Optional.of("{% for x in %}"),
            Precision.EXACT,
            _ -> new byte[32],
            () -> {});
    assertThatThrownBy(talker::chatTemplate)
        .isInstanceOf(TemplateException.class)
        .hasMessageMatching("parrot.gguf: template line 1: .*; get its chat template again");
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
  void aStopStringEndsTheTextWhereverTokensCutIt() {
    Generation generation = Generation.greedy(20).under(Grammar.literal("灯abSTOPcd")).until("STOP");
    List<Event> events = new ArrayList<>();
    End end = model.session().prompt("x").generate(generation, events::add);
    assertThat(end.reason()).isEqualTo(FinishReason.STOP_STRING);
    assertThat(events.stream().map(Event::text).reduce("", String::concat)).isEqualTo("灯ab");
    assertThat(events).allSatisfy(event -> assertThat(event.text()).doesNotContain("\uFFFD"));
  }

  @Test
  void tokensWithoutAChoiceNeedNoModel() {
    int[] runs = new int[1];
    Transformer counting =
        new Transformer() {
          private final Transformer random = new RandomTransformer(tokens.size(), 64, 7);

          @Override
          public int vocabularySize() {
            return random.vocabularySize();
          }

          @Override
          public int contextLength() {
            return random.contextLength();
          }

          @Override
          public KvCache newCache(int capacity) {
            return random.newCache(capacity);
          }

          @Override
          public float[][] forward(Batch batch) {
            runs[0]++;
            return random.forward(batch);
          }
        };
    Grammar grammar =
        Grammar.sequence(Grammar.literal("xyz"), Grammar.anyOf("1", "2"), Grammar.literal("!?"));
    Session session = LanguageModel.of(counting, tokens).session().prompt("start");
    assertThat(session.generate(Generation.greedy(20).under(grammar))).matches("xyz[12]!\\?");
    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void endTokensThatAreIgnoredAreNotChosenUnderAGrammarEither() {
    Grammar grammar = Grammar.many(Grammar.literal("a"));
    for (int seed = 0; seed < 20; seed++) {
      End end =
          LanguageModel.of(new RandomTransformer(tokens.size(), 64, seed), tokens)
              .session()
              .prompt("x")
              .generate(Generation.greedy(9).under(grammar).ignoringEnd(), event -> {});
      assertThat(end.tokens()).isEqualTo(9);
    }
  }

  @Test
  void recentTokensArePenalized() {
    Sampling penalty = Sampling.greedy().withRepetitionPenalty(1.5f, 2);
    BitSet all = new BitSet();
    all.set(0, 3);
    float[] positive = {2, 1.9f, 1};
    assertThat(new Sampler(penalty).choose(positive, all, new int[] {0})).isEqualTo(1);
    assertThat(new Sampler(penalty).choose(positive, all, new int[] {0, 2, 2})).isZero();
    float[] negative = {-1, -1.2f, -3};
    assertThat(new Sampler(penalty).choose(negative, all, new int[] {0})).isEqualTo(1);
    assertThat(positive).containsExactly(2, 1.9f, 1);
  }

  @Test
  void logitsThatAreNoNumbersAreAnError() {
    BitSet all = new BitSet();
    all.set(0, 2);
    for (Sampling sampling : List.of(Sampling.greedy(), Sampling.temperature(1, 1))) {
      for (float[] logits : new float[][] {{Float.NaN, 1}, {1, Float.POSITIVE_INFINITY}}) {
        assertThatThrownBy(() -> new Sampler(sampling).choose(logits, all, new int[0]))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("not finite");
      }
    }
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
