package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.assistant.Decider.Judge;
import dev.trine.assistant.Instructions.Example;
import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Metric;
import dev.trine.runtime.PrefixStore;
import dev.trine.runtime.TokenMask;
import dev.trine.things.Household;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model made for conversations is told, and how it is asked. */
class InstructionsTest {
  private static final Path HOME = Path.of("../models/trine-home.gguf");

  /**
   * Writes turns as ChatML does, today's date before them, and thinks unless it is asked not to.
   */
  /** Nothing is known of plans. */
  private static final Judge ANY = new Judge(plan -> false, plan -> false, plan -> plan);

  private static final String TEMPLATE =
      """
      {{ strftime_now('%d %b %Y') }}
      {% for m in messages %}<|{{ m.role }}|>
      {{ m.content }}
      {% endfor %}<|assistant|>
      {% if enable_thinking is not defined or enable_thinking %}<think>
      {% endif %}\
      """;

  private static final Map<String, Household> HOUSEHOLDS =
      Map.of("all", Households.ALL, "odd", Households.ODD);

  @TempDir Path folder;

  /** The example that a sentence makes; goes on from another where there is one. */
  private static Prompt prompt(String line, List<Clause> before) {
    String[] parts = line.replaceFirst("^\\+", "").split(" \\| ");
    Household household = Objects.requireNonNull(HOUSEHOLDS.get(parts[0]), line);
    return Prompt.after(before, new Finder(household).find(Hearing.hear(parts[1])));
  }

  private static List<String> sentences() {
    return Households.text("instructed.txt").lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void everyExampleIsWhatASentenceMakesAndWhatItsGrammarAllows() throws Exception {
    List<String> sentences = sentences();
    assertThat(Instructions.EXAMPLES).hasSameSizeAs(sentences);
    try (LanguageModel model = LanguageModel.open(HOME)) {
      List<Clause> before = List.of();
      for (int i = 0; i < sentences.size(); i++) {
        String sentence = sentences.get(i);
        Prompt prompt = prompt(sentence, sentence.startsWith("+") ? before : List.of());
        Example example = Instructions.EXAMPLES.get(i);
        assertThat(example.prompt()).as(sentence).isEqualTo(prompt.text().strip());
        assertThat(allows(new PlanGrammar(prompt), example.plan(), model.tokenizer()))
            .as(example.plan())
            .isTrue();
        before = prompt.clauses(example.plan());
        assertThat(before).as(example.plan()).allMatch(new PlanGrammar(prompt)::allows);
      }
    }
  }

  private static boolean allows(PlanGrammar grammar, String plan, Tokenizer tokenizer) {
    TokenMask mask = grammar.grammar().mask(tokenizer);
    for (int token : tokenizer.encode(plan, false)) {
      if (!mask.allowed().get(token)) {
        return false;
      }
      mask.accept(token);
    }
    return mask.mayEnd();
  }

  @Test
  void theNotationNamesEveryVerbAndService() {
    List<String> words = new ArrayList<>();
    for (Clause.Verb verb : Clause.Verb.values()) {
      words.add(verb.word());
    }
    for (Clause.Quantity quantity : Clause.Quantity.values()) {
      words.add(quantity.word());
    }
    for (Clause.Timing.How how : Clause.Timing.How.values()) {
      words.add(how.word());
    }
    Services.of(Households.ALL)
        .keySet()
        .forEach(service -> {
          words.add(service);
          words.addAll(Services.actions(service).keySet());
        });
    assertThat(Instructions.NOTATION.split("[^a-z-]+")).contains(words.toArray(String[]::new));
  }

  @Test
  void noExampleIsOfTheEvaluationSet() {
    Set<String> set =
        Evaluation.sentences().stream()
            .map(sentence -> Hearing.hear(sentence.path("utterance").asString()).text())
            .collect(Collectors.toSet());
    assertThat(sentences())
        .noneMatch(line -> set.contains(Hearing.hear(line.split(" \\| ")[1]).text()));
  }

  /** The default model with a template: what it says then is as good as any. */
  private Path chatting(String template) {
    return chatting(template, 8192);
  }

  private Path chatting(String template, int context) {
    Path file = folder.resolve("chatting.gguf");
    Gguf home = Gguf.open(HOME);
    GgufWriter writer = new GgufWriter();
    home.metadata().keySet().stream()
        .filter(key -> !key.endsWith(".context_length"))
        .forEach(key -> writer.copy(home, key));
    writer.put("qwen3.context_length", context).put("tokenizer.chat_template", template);
    home.tensors().keySet().forEach(name -> writer.put(home.tensor(name).orElseThrow()));
    writer.write(file);
    return file;
  }

  @Test
  void whateverTheModelItSaysAPlanOfItsGrammar() throws Exception {
    try (LanguageModel model = LanguageModel.open(chatting(TEMPLATE))) {
      Decider decider = new ModelDecider(model);
      for (String sentence : sentences()) {
        Prompt prompt = prompt(sentence, List.of());
        List<Clause> plan = decider.decide(prompt, ANY).clauses();
        assertThat(plan).as(sentence).isNotEmpty().allMatch(new PlanGrammar(prompt)::allows);
      }
    }
  }

  @Test
  void anotherProcessReadsTheSentenceAlone() throws Exception {
    Path file = chatting(TEMPLATE);
    Prompt prompt = prompt("all | turn on the fan", List.of());
    Prompt other = prompt("all | turn off the speaker", List.of());
    List<Integer> read = new ArrayList<>();
    List<List<Clause>> plans = new ArrayList<>();
    int instructions = 0;
    for (Prompt next : List.of(other, prompt, prompt)) {
      try (LanguageModel model = LanguageModel.open(file)) {
        DoubleAdder tokens = new DoubleAdder();
        model.measuredBy((metric, value, attributes) -> {
          if (metric == Metric.STEP_TOKENS) {
            tokens.add(value);
          }
        });
        if (read.size() < 2) {
          model.storedIn(
              PrefixStore.open(
                  folder.resolve("prompts"),
                  1 << 30,
                  notice -> {
                    throw new AssertionError(notice);
                  }));
        }
        ModelDecider decider = new ModelDecider(model);
        instructions = decider.instructions();
        plans.add(decider.decide(next, ANY).clauses());
        read.add((int) tokens.sum());
      }
    }
    assertThat(instructions).isGreaterThan(500);
    assertThat(read.get(0)).as("the first process").isGreaterThan(instructions);
    assertThat(read.get(1)).as("the second").isLessThan(200);
    assertThat(read.get(2)).as("one without a store").isGreaterThan(instructions);
    assertThat(plans.get(1)).isEqualTo(plans.get(2));
  }

  @Test
  void aModelThatCannotHoldItIsRefused() throws Exception {
    try (LanguageModel model = LanguageModel.open(chatting(TEMPLATE, 1024))) {
      assertThatThrownBy(() -> new ModelDecider(model))
          .isInstanceOf(AssistantException.class)
          .hasMessageContaining("its context of 1024 tokens is too short");
    }
  }

  /** Gemma's templates refuse a system message; Mistral's refuse two turns of one role. */
  @Test
  void templatesWithoutSystemMessagesAndThoughtsAreWrittenToo() throws Exception {
    String strict =
        """
        {% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}\
        {% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns') }}{% endif %}\
        [{{ m.role }}] {{ m.content }} {% endfor %}[assistant] <think>
        """;
    try (LanguageModel model = LanguageModel.open(chatting(strict))) {
      Instructions told = Instructions.of(model).orElseThrow();
      String text = model.tokenizer().decode(told.ids("> hello"));
      assertThat(text).contains("You turn one sentence").endsWith("<think>\n</think>\n\n");
      assertThat(text).contains("[user] > hello [assistant]");
    }
    try (LanguageModel model = LanguageModel.open(chatting(TEMPLATE))) {
      Instructions told = Instructions.of(model).orElseThrow();
      String text = model.tokenizer().decode(told.ids("> hello"));
      assertThat(text).startsWith("01 Jan 2026\n").endsWith("<|assistant|>\n");
    }
  }
}
