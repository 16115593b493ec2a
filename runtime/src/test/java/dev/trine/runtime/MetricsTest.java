package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.runtime.Event.End;
import dev.trine.runtime.Histograms.Histogram;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Names, units and boundaries are those of OpenTelemetry's semantic conventions v1.37, "Generative
 * AI metrics".
 */
@Timeout(60)
final class MetricsTest {
  private final TinyTokenizer tokens = new TinyTokenizer("ab");
  private final Histograms taken = new Histograms();
  private final LanguageModel model =
      LanguageModel.of(new RandomTransformer(tokens.size(), 1000, 7), tokens).measuredBy(taken);

  private Histogram only(Metric metric) {
    List<Histogram> some =
        taken.snapshot().stream().filter(histogram -> histogram.metric() == metric).toList();
    assertThat(some).as(metric.fullName()).hasSize(1);
    return some.getFirst();
  }

  private Histogram usage(String type) {
    Optional<Histogram> one =
        taken.snapshot().stream()
            .filter(it -> type.equals(it.attributes().get("gen_ai.token.type")))
            .findFirst();
    assertThat(one).isPresent();
    return one.get();
  }

  @Test
  void anEngineRecordsWhatItsGenerationsTook() throws Exception {
    try (Engine engine = new Engine(model, 2, 500)) {
      Generation five = Generation.greedy(5).ignoringEnd();
      End first = engine.generate(new int[200], five, _ -> {});
      End second = engine.generate(new int[210], five, _ -> {});
      assertThat(second.usage().cached()).isGreaterThan(100);

      assertThat(usage("input").sum()).isEqualTo(410);
      assertThat(usage("input").count()).isEqualTo(2);
      assertThat(usage("output").sum()).isEqualTo(10);
      assertThat(only(Metric.CACHED_TOKENS).sum())
          .isEqualTo(first.usage().cached() + second.usage().cached());
      double whole = (first.usage().nanos() + second.usage().nanos()) / 1e9;
      assertThat(only(Metric.REQUEST_DURATION).sum()).isCloseTo(whole, within(1e-9));
      assertThat(only(Metric.OPERATION_DURATION).sum()).isGreaterThan(whole);
      assertThat(only(Metric.TIME_TO_FIRST_TOKEN).sum()).isBetween(1e-9, whole);
      assertThat(only(Metric.TIME_PER_OUTPUT_TOKEN).mean()).isBetween(1e-9, whole / 4);
      assertThat(only(Metric.STEP_DURATION).count())
          .isEqualTo(first.usage().steps() + second.usage().steps());
      assertThat(only(Metric.STEP_TOKENS).sum())
          .isEqualTo(200 + 4 + 210 - second.usage().cached() + 4);
      assertThat(only(Metric.REQUEST_DURATION).attributes())
          .containsEntry("gen_ai.operation.name", "text_completion")
          .containsEntry("gen_ai.provider.name", "trine")
          .containsEntry("gen_ai.request.model", "unnamed")
          .containsEntry("gen_ai.response.finish_reasons", "length");
    }
  }

  @Test
  void theFirstTokenIsLaterThanThePrompt() {
    End end = model.session().prompt(new int[300]).generate(Generation.greedy(3), _ -> {});
    assertThat(end.usage().promptNanos()).isBetween(1L, end.usage().firstTokenNanos());
  }

  @Test
  void bucketsCountWhatIsAtMostTheirBound() {
    for (double value : new double[] {0.001, 0.0011, 0.005, 11}) {
      taken.record(Metric.TIME_TO_FIRST_TOKEN, value, java.util.Map.of());
    }
    Histogram histogram = only(Metric.TIME_TO_FIRST_TOKEN);
    assertThat(histogram.counts()).startsWith(1, 2, 0).endsWith(0, 1);
    assertThat(Arrays.stream(histogram.counts()).sum()).isEqualTo(histogram.count());
  }

  @Test
  void namesAndBoundariesAreThePublishedOnes() {
    assertThat(Metric.TOKEN_USAGE.fullName()).isEqualTo("gen_ai.client.token.usage");
    assertThat(Metric.TOKEN_USAGE.boundaries())
        .containsExactly(
            1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216,
            67108864);
    assertThat(Metric.OPERATION_DURATION.fullName()).isEqualTo("gen_ai.client.operation.duration");
    assertThat(Metric.OPERATION_DURATION.boundaries())
        .containsExactly(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    assertThat(Metric.TIME_TO_FIRST_TOKEN.fullName())
        .isEqualTo("gen_ai.server.time_to_first_token");
    assertThat(Metric.TIME_PER_OUTPUT_TOKEN.fullName())
        .isEqualTo("gen_ai.server.time_per_output_token");
    assertThat(Metric.REQUEST_DURATION.fullName()).isEqualTo("gen_ai.server.request.duration");
  }
}
