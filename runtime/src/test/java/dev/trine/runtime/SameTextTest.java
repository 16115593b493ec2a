package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.trine.model.Model;
import dev.trine.model.Transformer;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tokens are the same to the last one with and without guessing ahead, with others in the same
 * steps, behind keys and values from a store, and in a context that was shifted. The plain way is
 * held to references by {@link StoriesTest} and the tests of the models.
 */
final class SameTextTest {
  /** The published tiny models of architectures that write text. */
  static final List<String> PUBLISHED =
      List.of(
          "llama",
          "qwen2",
          "qwen3",
          "mistral",
          "smollm2",
          "gemma2",
          "phi3",
          "qwen3_moe",
          "mixtral",
          "deepseek_v2",
          "minicpm",
          "bitnet");

  private static final int[] PROMPT = {1, 403, 407, 261, 378};

  private static LanguageModel stories(String type) {
    return LanguageModel.open(References.file("lm-stories260k/stories260K." + type + ".gguf"));
  }

  private static List<Integer> tokens(Session session, Generation generation) {
    List<Integer> ids = new ArrayList<>();
    session.generate(
        generation,
        event -> {
          if (event instanceof Token token) {
            ids.add(token.id());
          }
        });
    return ids;
  }

  @TestFactory
  Stream<DynamicTest> guessingAheadChangesNothing() {
    return Stream.of("f32", "q8_0", "q4_0").map(type -> dynamicTest(type, () -> guesses(type)));
  }

  private static void guesses(String type) {
    try (LanguageModel model = stories(type);
        LanguageModel small = stories("q4_0")) {
      for (Sampling sampling : List.of(Sampling.greedy(), Sampling.temperature(0.9f, 4))) {
        Generation plain = Generation.greedy(60).with(sampling).ignoringEnd();
        List<Integer> expected = tokens(model.session(160).prompt(PROMPT), plain);
        for (Speculation speculation :
            List.of(
                new Speculation.Lookup(4),
                new Speculation.Lookup(16),
                new Speculation.Draft(small, 5))) {
          assertThat(tokens(model.session(160).prompt(PROMPT), plain.with(speculation)))
              .as("%s %s", sampling, speculation)
              .isEqualTo(expected);
        }
      }
      End end =
          model
              .session(160)
              .prompt(PROMPT)
              .generate(
                  Generation.greedy(100).ignoringEnd().with(new Speculation.Draft(small, 4)),
                  event -> {});
      assertThat(end.usage().accepted()).isPositive().isLessThanOrEqualTo(end.usage().drafted());
      assertThat(end.usage().steps()).isLessThan(100);
    }
  }

  @Test
  void guessingAheadChangesNothingUnderAGrammarEither() {
    try (LanguageModel model = stories("f32")) {
      Grammar grammar =
          JsonSchema.grammar(
              "{\"type\":\"array\",\"items\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9},\"maxItems\":20}");
      Generation plain = Generation.greedy(60).under(grammar).with(Sampling.temperature(1, 2));
      assertThat(tokens(model.session().prompt(PROMPT), plain.with(new Speculation.Lookup(6))))
          .isEqualTo(tokens(model.session().prompt(PROMPT), plain));
    }
  }

  @Test
  void othersInTheSameStepsChangeNothing() throws Exception {
    try (LanguageModel model = stories("q8_0");
        Engine engine = new Engine(model, 5, 256);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> made = new ArrayList<>();
      List<List<Integer>> expected = new ArrayList<>();
      for (int i = 0; i < 12; i++) { // more than run at once, prompts of other lengths
        int[] prompt =
            IntStream.range(0, i % 4 == 3 ? 130 : 5 + i)
                .map(at -> at < 5 ? PROMPT[at] : 300 + at % 90)
                .toArray();
        Generation generation = Generation.greedy(30 + i).ignoringEnd();
        generation = i % 3 == 0 ? generation.with(new Speculation.Lookup(4)) : generation;
        expected.add(tokens(model.session(256).prompt(prompt), generation));
        Generation asked = generation;
        Callable<List<Integer>> call =
            () -> {
              List<Integer> ids = new ArrayList<>();
              engine.generate(
                  prompt,
                  asked,
                  event -> {
                    if (event instanceof Token token) {
                      ids.add(token.id());
                    }
                  });
              return ids;
            };
        made.add(threads.submit(call));
      }
      for (int i = 0; i < made.size(); i++) {
        assertThat(made.get(i).get()).as("request %d", i).isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  void keysAndValuesFromAStoreChangeNothing(@TempDir Path folder) {
    int[] prompt = IntStream.range(0, 400).map(at -> at == 0 ? 1 : 300 + at * 7 % 200).toArray();
    Generation generation = Generation.greedy(30).ignoringEnd();
    List<String> notices = new ArrayList<>();
    try (LanguageModel model = stories("q8_0")) {
      List<Integer> expected = tokens(model.session().prompt(prompt), generation);
      PrefixStore store = PrefixStore.open(folder, 1 << 30, notices::add);
      Session first = model.session().prompt(prompt);
      assertThat(first.recall(store)).isZero();
      first.remember(store);
      Session second = model.session().prompt(prompt);
      assertThat(second.recall(store)).isEqualTo(399);
      assertThat(tokens(second, generation)).isEqualTo(expected);

      int[] changed = prompt.clone();
      changed[300] = 5; // as where a tool in the middle changed
      Session third = model.session().prompt(changed);
      assertThat(third.recall(store)).isEqualTo(300);
      assertThat(tokens(third, generation))
          .isEqualTo(tokens(model.session().prompt(changed), generation));
    }
    try (LanguageModel other = stories("q4_0")) {
      assertThat(
              other
                  .session()
                  .prompt(prompt)
                  .recall(PrefixStore.open(folder, 1 << 30, notices::add)))
          .isZero();
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void aSessionGoesOnWhereItWasSaved(@TempDir Path folder) {
    Path file = folder.resolve("talk.session");
    List<String> notices = new ArrayList<>();
    Generation generation = Generation.greedy(20).ignoringEnd();
    try (LanguageModel model = stories("q8_0")) {
      Session session = model.session().prompt(PROMPT);
      tokens(session, generation);
      session.save(file);
      List<Integer> expected = tokens(session, generation);
      try (LanguageModel again = stories("q8_0")) {
        Session resumed = again.resume(file, 512, notices::add);
        assertThat(resumed.position()).isEqualTo(PROMPT.length + 20);
        assertThat(tokens(resumed, generation)).isEqualTo(expected);
        assertThat(notices).isEmpty();
      }
      try (LanguageModel other = stories("q4_0")) {
        other.resume(file, 512, notices::add);
        assertThat(notices).singleElement().asString().contains("another model");
      }
    }
  }

  @Test
  void aShiftedContextGoesOnAndGuessesChangeNothingThereEither() {
    try (LanguageModel model = stories("f32")) {
      Generation shifting = Generation.greedy(150).ignoringEnd().within(Limits.NONE.shifting(4));
      List<Integer> shifts = new ArrayList<>();
      Session session = model.session(64).prompt(PROMPT);
      List<Integer> expected = new ArrayList<>();
      session.generate(
          shifting,
          event -> {
            if (event instanceof Token token) {
              expected.add(token.id());
            } else if (event instanceof Event.Shifted shifted) {
              shifts.add(shifted.dropped());
            }
          });
      assertThat(shifts).containsExactly(30, 30, 30, 30);
      assertThat(session.position()).isEqualTo(5 + 150 - 120);
      assertThat(session.tokens()).startsWith(1, 403, 407, 261);
      assertThat(tokens(model.session(64).prompt(PROMPT), shifting.with(new Speculation.Lookup(6))))
          .isEqualTo(expected);
    }
  }

  /** Its keys and values saw tokens that are gone. */
  @Test
  void aShiftedTextIsNoOtherTextsBeginning(@TempDir Path folder) {
    List<String> notices = new ArrayList<>();
    PrefixStore store = PrefixStore.open(folder.resolve("store"), 1 << 30, notices::add);
    Path file = folder.resolve("talk.session");
    try (LanguageModel model = stories("f32")) {
      Session shifted = model.session(64).prompt(PROMPT);
      tokens(shifted, Generation.greedy(100).ignoringEnd().within(Limits.NONE.shifting(4)));
      int[] text = shifted.tokens();
      float[] anew = model.session(64).prompt(text).logits();
      assertThat(shifted.logits()).isNotEqualTo(anew);
      shifted.save(file);
      Session resumed = model.resume(file, 64, notices::add);
      assertThat(resumed.feed(5).logits()).containsExactly(shifted.feed(5).logits());
      for (Session session : List.of(shifted, resumed)) {
        session.remember(store);
        assertThat(model.session(64).prompt(text).recall(store)).isZero();
        assertThat(session.prompt(text).logits()).containsExactly(anew);
      }
    }
    assertThat(notices).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyArchitectureGivesTheSameLogitsInWhateverSteps(@TempDir Path folder) {
    return PUBLISHED.stream()
        .map(name -> dynamicTest(name, () -> steps(name, folder.resolve(name))));
  }

  private static void steps(String name, Path folder) throws Exception {
    Files.createDirectory(folder);
    Files.copy(
        References.file("hf-tiny-archs/tiny_" + name + "_config.json"),
        folder.resolve("config.json"));
    Files.copy(
        References.file("hf-tiny-archs/tiny_" + name + ".safetensors"),
        folder.resolve("model.safetensors"));
    Transformer transformer;
    try {
      transformer = Model.open(folder).transformer();
    } catch (dev.trine.model.ModelException e) {
      org.junit.jupiter.api.Assumptions.abort("not known yet: " + e.getMessage());
      return;
    }
    int size = Math.min(8, transformer.vocabularySize());
    int[] ids =
        IntStream.range(0, Math.min(12, transformer.contextLength()))
            .map(i -> (i * 5 + 1) % size)
            .toArray();
    float[][] together = transformer.forward(ids, transformer.newCache(ids.length), true);
    var cache = transformer.newCache(ids.length);
    for (int i = 0; i < ids.length; i++) {
      assertThat(transformer.forward(new int[] {ids[i]}, cache, true)[0])
          .containsExactly(together[i]);
    }
  }
}
