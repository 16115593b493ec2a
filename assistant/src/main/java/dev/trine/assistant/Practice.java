package dev.trine.assistant;

import static dev.trine.assistant.PracticeHousehold.pick;

import dev.trine.assistant.SynchronousGrammar.Sample;
import dev.trine.things.Household;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The corpus that the default model practises on: sentences about random households, each with the
 * prompt that the assistant would make of it and the answer that the model should give. Sentences
 * go through the same ears as real ones; one whose names are not found as they were meant is left
 * out, so prompt and answer always agree. Files and form: {@code practice/README.md}.
 */
public final class Practice {
  private static final int HOUSEHOLDS = 16;
  private static final int SENTENCES_A_HOUSEHOLD = 60;

  private final RandomGenerator random;
  private final PracticeHousehold world = new PracticeHousehold();
  private final List<SynchronousGrammar> grammars =
      Lexicon.LANGUAGES.stream().map(SynchronousGrammar::of).toList();

  private final List<PracticeSlips> slips =
      Lexicon.LANGUAGES.stream().map(PracticeSlips::of).toList();

  /** What the model reads and what it should say. */
  record Example(Prompt prompt, List<Clause> clauses) {
    String plan() {
      return prompt.answer(clauses);
    }

    /** Whether the grammar of plans lets the model answer so. */
    boolean canBeSaid() {
      PlanGrammar grammar = new PlanGrammar(prompt);
      return clauses.stream().allMatch(grammar::allows);
    }

    void write(Writer out) throws IOException {
      out.write(
          JsonNodeFactory.instance
              .objectNode()
              .put("prompt", prompt.text())
              .put("answer", plan())
              .toString());
      out.write('\n');
    }
  }

  private Practice(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Writes examples, a line of JSON each: {@code {"prompt": ..., "answer": ...}}.
   *
   * @param examples how many
   * @param seed the same seed gives the same examples
   * @param progress is told how many are written, now and then
   * @throws IOException if the writer fails
   */
  public static void write(Writer out, int examples, long seed, IntConsumer progress)
      throws IOException {
    Practice practice = new Practice(seed);
    int written = 0;
    while (written < examples) {
      for (Example example : practice.street()) {
        if (written == examples) {
          break;
        }
        example.write(out);
        written++;
      }
      progress.accept(written);
    }
  }

  /** {@return some examples; the same seed gives the same} */
  static List<Example> examples(int count, long seed) {
    Practice practice = new Practice(seed);
    List<Example> examples = new ArrayList<>();
    while (examples.size() < count) {
      examples.addAll(practice.street());
    }
    return List.copyOf(examples.subList(0, count));
  }

  /** A household that sentences are said to, and what has been said to it so far. */
  private record House(Household household, Finder finder, List<Example> examples) {
    /** What the last sentence meant, if talk can go on from it. */
    List<Clause> lastTalk() {
      return examples.isEmpty() || !canContinue(examples.getLast())
          ? List.of()
          : examples.getLast().clauses();
    }
  }

  private House house() {
    Household household = world.make(random);
    return new House(household, new Finder(household), new ArrayList<>());
  }

  /** Sentences to the households of a street. */
  private List<Example> street() {
    List<House> houses = Stream.generate(this::house).limit(HOUSEHOLDS).toList();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < HOUSEHOLDS * SENTENCES_A_HOUSEHOLD; i++) {
      examples.addAll(talk(houses, i, random.nextInt(Lexicon.ALL.size())));
    }
    return examples;
  }

  /**
   * One sentence, and perhaps one that goes on from it. A household that has nothing to say it
   * about passes it on to the next, so that what few own is spoken of as often as the grammar says.
   */
  private List<Example> talk(List<House> houses, int first, int language) {
    boolean afterTalk = random.nextInt(10) == 0; // a sentence that stands alone may come after any
    long sentence = random.nextLong();
    for (int i = 0; i < HOUSEHOLDS; i++) {
      House house = houses.get((first + i) % HOUSEHOLDS);
      List<Clause> before = afterTalk ? house.lastTalk() : List.of();
      Optional<Example> said =
          say("utterance", house, language, before, new SplittableRandom(sentence));
      if (said.isPresent()) {
        List<Example> examples = new ArrayList<>(List.of(said.get()));
        if (random.nextInt(4) == 0) {
          followup(said.get(), grammars.get(language))
              .flatMap(rule -> say(rule, house, language, said.get().clauses(), random))
              .ifPresent(examples::add);
        }
        house.examples().addAll(examples);
        return examples;
      }
    }
    return List.of();
  }

  private static boolean canContinue(Example example) {
    return example.clauses().size() == 1 && example.clauses().getFirst().target().isPresent();
  }

  /**
   * A rule for what may be said next: of the time, of a service, or of any Thing, where the act
   * took no words.
   */
  private Optional<String> followup(Example example, SynchronousGrammar grammar) {
    if (!canContinue(example)) {
      return Optional.empty();
    }
    Clause clause = example.clauses().getFirst();
    if (List.of(Clause.Verb.WHEN, Clause.Verb.SINCE, Clause.Verb.EVERY).contains(clause.verb())) {
      return Optional.empty();
    }
    List<String> rules = new ArrayList<>();
    clause.timing().ifPresent(timing -> rules.add("followup-" + timing.how().word()));
    clause.thing().ifPresent(thing -> rules.add("followup-" + service(thing, example.prompt())));
    rules.removeIf(rule -> !grammar.has(rule));
    if (clause.input().isEmpty()) {
      rules.add("followup");
    }
    return rules.isEmpty() ? Optional.empty() : Optional.of(pick(rules, random));
  }

  /** The word of the service that a mention stands for or names; empty where it is no service. */
  private static String service(Mention thing, Prompt prompt) {
    return prompt.services().keySet().stream()
        .filter(word ->
            word.equals(Services.word(thing))
                || !thing.things().isEmpty()
                    && thing.things().stream()
                        .allMatch(t -> t.types().contains(Services.types(word).getFirst())))
        .findFirst()
        .orElse("");
  }

  private Optional<Example> say(
      String rule, House house, int language, List<Clause> before, RandomGenerator random) {
    PracticeSpeaker speaker =
        new PracticeSpeaker(
            world,
            house.household(),
            house.finder(),
            Lexicon.ALL.get(language),
            random,
            before.isEmpty() ? "" : "@it");
    Sample said = grammars.get(language).say(rule, "", speaker, random);
    if (speaker.speechless()) {
      return Optional.empty();
    }
    String text =
        random.nextInt(15) == 0 ? slips.get(language).slip(said.text(), random) : said.text();
    Found found = house.finder().find(Hearing.hear(text));
    Prompt prompt = Prompt.after(before, found);
    PracticePlan plan = new PracticePlan(world, prompt, found, speaker.phrases(), before);
    List<Clause> clauses = new ArrayList<>();
    for (String line : said.meaning().split("\n")) {
      Optional<Clause> clause = plan.clause(line);
      if (clause.isEmpty()) {
        return Optional.empty();
      }
      clauses.add(clause.get());
    }
    return Optional.of(new Example(prompt, clauses))
        .filter(_ -> !Clause.setTwice(clauses)) // nobody asks for that
        .filter(_ -> clauses.stream().noneMatch(Practice::leavesOutWhatItMeans))
        .filter(Example::canBeSaid);
  }

  /** Whether the very Thing or place that is meant is left out too: nobody says so. */
  private static boolean leavesOutWhatItMeans(Clause clause) {
    return clause
        .target()
        .filter(target ->
            target.except().stream()
                .anyMatch(out ->
                    target.thing().filter(out::equals).isPresent()
                        || target.places().contains(out)))
        .isPresent();
  }
}
