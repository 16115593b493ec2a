package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EngineTest {
  private final TinyTokenizer tokens = new TinyTokenizer("ab");
  private final LanguageModel model =
      LanguageModel.of(new RandomTransformer(tokens.size(), 100_000, 7), tokens);
  private final Generation endless = Generation.greedy(90_000).ignoringEnd();

  @Test
  void aFailureOfOneIsItsOwn() throws Exception {
    try (Engine engine = new Engine(model, 2, 50)) {
      assertThatThrownBy(() -> engine.generate(new int[60], Generation.greedy(1), event -> {}))
          .isInstanceOf(ContextException.class);
      Generation impossible = Generation.greedy(2).under(Grammar.literal("far too long"));
      assertThatThrownBy(() -> engine.generate(new int[] {1}, impossible, event -> {}))
          .isInstanceOf(GrammarException.class);
      Generation bad = Generation.greedy(3);
      assertThatThrownBy(() ->
              engine.generate(
                  new int[] {1},
                  bad,
                  event -> {
                    throw new IllegalStateException("listener");
                  }))
          .hasMessage("listener");
      End end = engine.generate(new int[] {1}, Generation.greedy(3).ignoringEnd(), event -> {});
      assertThat(end.reason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void aLongRequestDoesNotHoldUpAShortOne() throws Exception {
    try (Engine engine = new Engine(model, 2, 100_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger made = new AtomicInteger();
      Future<End> longOne =
          threads.submit(
              () -> engine.generate(new int[] {1}, endless, event -> made.incrementAndGet()));
      while (made.get() < 5) {
        Thread.sleep(1);
      }
      engine.generate(new int[2000], Generation.greedy(5).ignoringEnd(), event -> {});
      assertThat(longOne.isDone()).isFalse();
      longOne.cancel(true); // interrupts
      engine.generate(new int[] {2}, Generation.greedy(5).ignoringEnd(), event -> {});
    }
  }

  /**
   * A step that has begun may end with it; then its keys and values are freed, and the next step
   * has only the texts that are left.
   */
  @Test
  void aCancelledRequestIsOutOfTheNextStep() throws Exception {
    List<Double> rows = new CopyOnWriteArrayList<>(); // of each step: a token of each text
    List<Integer> freed = new CopyOnWriteArrayList<>(); // behind how many steps
    Runnable free = () -> freed.add(rows.size());
    LanguageModel measured =
        LanguageModel.of(new RandomTransformer(tokens.size(), 100_000, 7, free), tokens)
            .measuredBy((metric, value, attributes) -> {
              if (metric == Metric.STEP_TOKENS) {
                rows.add(value);
              }
            });
    try (Engine engine = new Engine(measured, 2, 100_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<End> other =
          threads.submit(() -> engine.generate(new int[] {1}, endless, event -> {}));
      while (rows.isEmpty()) {
        Thread.sleep(1);
      }
      AtomicInteger made = new AtomicInteger();
      assertThatThrownBy(() ->
              engine.generate(
                  new int[] {2},
                  endless,
                  event -> {
                    if (made.incrementAndGet() > 20) {
                      throw new IllegalStateException("enough");
                    }
                  }))
          .hasMessage("enough");
      int cancelled = rows.size();
      while (rows.size() < cancelled + 20) {
        Thread.sleep(1);
      }
      assertThat(rows).contains(2.0);
      assertThat(List.copyOf(rows).subList(cancelled + 1, cancelled + 20)).containsOnly(1.0);
      assertThat(freed)
          .singleElement()
          .satisfies(it -> assertThat(it).isBetween(20, cancelled + 1));
      other.cancel(true);
    }
  }

  @Test
  void aRequestThatIsCancelledWhileItWaitsIsNeverRun() throws Exception {
    try (Engine engine = new Engine(model, 1, 100_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger made = new AtomicInteger();
      Future<End> first =
          threads.submit(
              () -> engine.generate(new int[] {1}, endless, event -> made.incrementAndGet()));
      while (made.get() < 5) {
        Thread.sleep(1);
      }
      Future<End> waits = threads.submit(() -> engine.generate(new int[90_000], endless, _ -> {}));
      Thread.sleep(5);
      waits.cancel(true);
      first.cancel(true);
      engine.generate(new int[] {2}, Generation.greedy(5).ignoringEnd(), _ -> {});
    }
  }

  /** There is room for one alone; who made room goes on where it was, read again if need be. */
  @Test
  void nobodyWaitsForWhatDoesNotEnd() throws Exception {
    try (Engine engine = new Engine(model, 1, 100_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger made = new AtomicInteger();
      Future<End> longest =
          threads.submit(
              () -> engine.generate(new int[] {1}, endless, event -> made.incrementAndGet()));
      while (made.get() < 5) {
        Thread.sleep(1);
      }
      for (int i = 0; i < 5; i++) {
        engine.generate(new int[] {i}, Generation.greedy(20).ignoringEnd(), event -> {});
      }
      assertThat(longest.isDone()).isFalse();
      longest.cancel(true);

      List<Future<List<Integer>>> texts = new ArrayList<>();
      Generation several = Generation.greedy(2500).ignoringEnd();
      for (int i = 0; i < 4; i++) {
        int[] prompt = new int[300 + i];
        texts.add(threads.submit(() -> engine(engine, prompt, several)));
      }
      for (int i = 0; i < 4; i++) {
        List<Integer> alone = new ArrayList<>();
        model
            .session(10_000)
            .prompt(new int[300 + i])
            .generate(several, event -> collect(event, alone));
        assertThat(texts.get(i).get()).isEqualTo(alone);
      }
    }
  }

  private static List<Integer> engine(Engine engine, int[] prompt, Generation generation)
      throws InterruptedException {
    List<Integer> ids = new ArrayList<>();
    engine.generate(prompt, generation, event -> collect(event, ids));
    return ids;
  }

  private static void collect(Event event, List<Integer> ids) {
    if (event instanceof Event.Token token) {
      ids.add(token.id());
    }
  }

  @Test
  void aLongPromptIsReadInPieces() throws Exception {
    List<Double> rows = new CopyOnWriteArrayList<>();
    LanguageModel measured =
        LanguageModel.of(new RandomTransformer(tokens.size(), 100_000, 7), tokens)
            .measuredBy((metric, value, attributes) -> {
              if (metric == Metric.STEP_TOKENS) {
                rows.add(value);
              }
            });
    try (Engine engine = new Engine(measured, 2, 100_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger made = new AtomicInteger();
      Future<End> writes =
          threads.submit(
              () -> engine.generate(new int[] {1}, endless, event -> made.incrementAndGet()));
      while (made.get() < 5) {
        Thread.sleep(1);
      }
      engine.generate(new int[20_000], Generation.greedy(5).ignoringEnd(), event -> {});
      // counted by the engine: who hears of the tokens may hear of them later
      assertThat(rows.stream().filter(it -> it == 257))
          .as("a token of the other request in each step")
          .hasSizeGreaterThanOrEqualTo(20_000 / 256 - 1);
      assertThat(rows).allSatisfy(it -> assertThat(it).isLessThanOrEqualTo(257));
      writes.cancel(true);
    }
  }

  @Test
  void timeAndMemoryEndARequest() throws Exception {
    try (Engine engine = new Engine(model, 1, 100_000)) {
      Limits short1 = Limits.NONE.time(Duration.ofMillis(50));
      assertThat(engine.generate(new int[] {1}, endless.within(short1), event -> {}).reason())
          .isEqualTo(FinishReason.TIME);
    }
    try (LanguageModel stories =
        LanguageModel.open(References.file("lm-stories260k/stories260K.q8_0.gguf"))) {
      long each = stories.session().cache().bytes(1);
      Limits small = Limits.NONE.memory(20 * each);
      End end =
          stories
              .session()
              .prompt(1, 403, 407)
              .generate(Generation.greedy(50).ignoringEnd().within(small), event -> {});
      assertThat(end.reason()).isEqualTo(FinishReason.MEMORY);
      assertThat(end.position()).isEqualTo(20);
      assertThatThrownBy(() ->
              stories
                  .session()
                  .prompt(new int[30])
                  .generate(Generation.greedy(1).within(small), event -> {}))
          .isInstanceOf(ContextException.class)
          .hasMessageContaining("keys and values");
    }
  }

  @Test
  void aClosedEngineEndsWhatRunsAndTakesNothingMore() throws Exception {
    Engine engine = new Engine(model, 1, 100_000);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<End>> all = new ArrayList<>();
      List<AtomicInteger> made = new ArrayList<>(); // events of each
      for (int i = 0; i < 3; i++) {
        AtomicInteger own = new AtomicInteger();
        made.add(own);
        all.add(
            threads.submit(
                () -> engine.generate(new int[] {1}, endless, event -> own.incrementAndGet())));
      }
      while (made.stream().mapToInt(AtomicInteger::get).sum() < 5) {
        Thread.sleep(1);
      }
      engine.close();
      int cancelled = 0;
      for (int i = 0; i < 3; i++) {
        try {
          assertThat(all.get(i).get().reason()).isEqualTo(FinishReason.CANCELLED);
          cancelled++;
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasMessageContaining("closed");
          assertThat(made.get(i)).as("none that had begun is refused").hasValue(0);
        }
      }
      assertThat(cancelled).isPositive(); // more where a turn ended meanwhile
      assertThatThrownBy(() -> engine.generate(new int[] {1}, endless, event -> {}))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aNewRequestReusesWhatAnIdleSessionHolds() throws Exception {
    try (Engine engine = new Engine(model, 2, 1000)) {
      int[] prompt = new int[200];
      engine.generate(prompt, Generation.greedy(5).ignoringEnd(), event -> {});
      int[] longer = java.util.Arrays.copyOf(prompt, 210);
      longer[205] = 7;
      End end = engine.generate(longer, Generation.greedy(5).ignoringEnd(), event -> {});
      assertThat(end.usage().cached()).isGreaterThanOrEqualTo(199);
    }
  }

  @Test
  void theContextSaysThatItWillBeFull() {
    List<Event> events = new ArrayList<>();
    model
        .session(80)
        .prompt(new int[10])
        .generate(Generation.greedy(200).ignoringEnd(), events::add);
    assertThat(events)
        .filteredOn(Event.NearlyFull.class::isInstance)
        .singleElement()
        .isEqualTo(new Event.NearlyFull(10, 80));
    assertThat(((End) events.getLast()).reason()).isEqualTo(FinishReason.CONTEXT_FULL);
  }
}
