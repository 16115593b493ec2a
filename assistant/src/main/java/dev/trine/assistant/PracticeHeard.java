package dev.trine.assistant;

import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Decider.Judge;
import dev.trine.assistant.Practice.Example;
import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What people said, as practice: each hand-written sentence that is practised on with a plan that
 * comes to just what is expected. That is what it was taken for, where it was understood; else,
 * said otherwise, what it meant before, or one of the next likely plans, where one of them comes to
 * it. A sentence that the model does not read, or of which no plan is found, is left out. Nobody
 * writes plans, so none can be written wrongly.
 */
public final class PracticeHeard {
  /** Less likely plans come to the same by chance. */
  private static final double LEAST = 0.002;

  private final ModelDecider model;

  /** What the model was asked about a sentence. */
  private final Map<String, Prompt> asked = new LinkedHashMap<>();

  /** What each sentence was found to mean, by its id. */
  private final Map<String, List<Clause>> meant = new HashMap<>();

  /** What it is to say instead of what it would. */
  private Optional<Example> forced = Optional.empty();

  PracticeHeard(LanguageModel model) {
    this.model = new ModelDecider(model);
  }

  /**
   * Writes examples, a line of JSON each, in the form of {@link Practice#write}.
   *
   * @param model understands the sentences; a better one finds plans for more of them
   * @param progress is told how many sentences were heard
   * @throws IOException if the writer fails
   */
  public static void write(Writer out, LanguageModel model, IntConsumer progress)
      throws IOException {
    new PracticeHeard(model).write(out, sentences(), progress);
  }

  /** {@return how many sentences are heard} */
  public static int size() {
    return sentences().size();
  }

  /** {@return what is practised: what people said, and the same said otherwise} */
  private static List<JsonNode> sentences() {
    Evaluation.Part heard = Evaluation.Part.HEARD;
    return Stream.concat(heard.sentences().stream(), heard.otherwise().stream()).toList();
  }

  /** Households are said to one after the other: each takes a while to get to know. */
  void write(Writer out, List<JsonNode> sentences, IntConsumer progress) throws IOException {
    int heard = 0;
    Map<String, List<JsonNode>> households =
        sentences.stream()
            .collect(
                Collectors.groupingBy(
                    Evaluation::household, LinkedHashMap::new, Collectors.toList()));
    for (List<JsonNode> household : households.values()) {
      for (Example example : examples(household)) {
        example.write(out);
      }
      heard += household.size();
      progress.accept(heard);
    }
  }

  private List<Example> examples(List<JsonNode> sentences) {
    String file = Evaluation.household(sentences.getFirst());
    try (Home home = Home.fresh(Household.parse(Evaluation.resource(file), file))) {
      Assistant assistant = new Assistant(this::decide, home);
      List<Example> examples = new ArrayList<>();
      for (JsonNode sentence : sentences) {
        Optional<Example> example = example(sentence, home, assistant);
        example.ifPresent(it -> meant.put(sentence.path("id").asString(), it.clauses()));
        example.ifPresent(examples::add);
      }
      return examples;
    }
  }

  private Decision decide(Prompt prompt, Judge judge) {
    asked.put(prompt.text(), prompt);
    return forced
        .filter(it -> it.prompt().text().equals(prompt.text()))
        .map(it -> Decision.of(it.clauses()))
        .orElseGet(() -> model.decide(prompt, judge));
  }

  private Optional<Example> example(JsonNode sentence, Home home, Assistant assistant) {
    asked.clear();
    Turn turn = hear(sentence, home, assistant);
    Optional<Prompt> longest =
        asked.values().stream().max(Comparator.comparingInt(it -> it.text().length()));
    if (longest.isEmpty()) {
      return Optional.empty();
    }
    List<Accepted> accepted = Accepted.of(sentence.path("expect"));
    Accepted got = Accepted.of(turn.outcome());
    if (isUnderstood(got, accepted)) {
      return Optional.of(new Example(Prompt.of(turn.found()), turn.clauses()))
          .filter(PracticeHeard::canBeSaid);
    }
    try {
      return Stream.concat(ofSources(sentence, turn.found()).stream(), likely(longest.get()))
          .filter(it -> {
            forced = Optional.of(it);
            Accepted led = Accepted.of(hear(sentence, home, assistant).outcome());
            return accepted.stream().anyMatch(led::wouldDo);
          })
          .findFirst();
    } finally {
      forced = Optional.empty();
    }
  }

  /** What is said otherwise means what it meant before, at its time where it has one. */
  private Optional<Example> ofSources(JsonNode sentence, Found found) {
    List<Clause> before =
        sentence
            .path("of")
            .valueStream()
            .flatMap(id -> meant.getOrDefault(id.asString(), List.of()).stream())
            .toList();
    Optional<Later> later = Later.of(sentence.path("utterance").asString(), found);
    List<Clause> clauses =
        sentence.path("kind").asString().equals("later")
            ? later.stream().flatMap(it -> before.stream().map(c -> c.with(it.when()))).toList()
            : before;
    return Optional.of(new Example(Prompt.of(found), clauses))
        .filter(it -> !clauses.isEmpty() && canBeSaid(it));
  }

  private static Turn hear(JsonNode sentence, Home home, Assistant assistant) {
    home.reset(Evaluation.stated(sentence));
    return Evaluation.hear(sentence, assistant);
  }

  /** To refuse may be right as well, where there is more to learn. */
  private static boolean isUnderstood(Accepted got, List<Accepted> accepted) {
    return accepted.stream().anyMatch(it -> it.brief().equals(got.brief()))
        && (!got.everyAct().isEmpty() || accepted.stream().allMatch(it -> it.everyAct().isEmpty()));
  }

  /** The likely plans of a prompt: as something speaks against each, the next is looked at. */
  private Stream<Example> likely(Prompt prompt) {
    LinkedHashSet<Decision> plans = new LinkedHashSet<>();
    model.decide(prompt, new Judge(plans::add, _ -> false, plan -> plan));
    return plans.stream()
        .filter(plan -> plan.chance() >= LEAST)
        .map(plan -> new Example(prompt, plan.clauses()))
        .filter(PracticeHeard::canBeSaid);
  }

  /** Whether the model can answer so: texts are copied, and letters may stand in them. */
  private static boolean canBeSaid(Example example) {
    return example.canBeSaid()
        && example.prompt().clauses(example.plan()).equals(example.clauses())
        && example.clauses().stream().flatMap(Clause::texts).allMatch(example.prompt()::said);
  }
}
