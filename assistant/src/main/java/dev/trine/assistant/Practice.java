package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.SynchronousGrammar.Said;
import dev.trine.things.Household;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The corpus that the default model practises on: sentences about random households, each with the
 * prompt that the assistant would make of it and the answer that the model should give. Sentences
 * go through the same ears as real ones; one whose names are not found as they were meant is left
 * out, so prompt and answer always agree. Files and form: {@code practice/README.md}.
 */
public final class Practice {
  private static final int SENTENCES_A_HOUSEHOLD = 24;
  private static final Pattern NAMED = Pattern.compile("#(\\d+)");

  private final RandomGenerator random;
  private final PracticeHousehold world = new PracticeHousehold();
  private final List<SynchronousGrammar> grammars =
      Lexicon.LANGUAGES.stream().map(SynchronousGrammar::of).toList();

  /** What the model reads and what it should say. */
  private record Example(Prompt prompt, List<Clause> clauses) {}

  private Practice(long seed) {
    random = new java.util.SplittableRandom(seed);
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
      for (Example example : practice.household()) {
        if (written == examples) {
          break;
        }
        out.write(
            JsonNodeFactory.instance
                .objectNode()
                .put("prompt", example.prompt().text())
                .put("answer", example.prompt().answer(example.clauses()))
                .toString());
        out.write('\n');
        written++;
      }
      progress.accept(written);
    }
  }

  private List<Example> household() {
    Household household = world.make(random);
    Finder finder = new Finder(household);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < SENTENCES_A_HOUSEHOLD; i++) {
      int language = random.nextInt(Lexicon.ALL.size());
      // a sentence that stands alone may come after any other
      List<Clause> talk = random.nextInt(10) == 0 ? lastTalk(examples) : List.of();
      say("utterance", household, finder, language, talk)
          .ifPresent(example -> {
            examples.add(example);
            if (canContinue(example) && random.nextInt(5) == 0) {
              say("followup", household, finder, language, example.clauses())
                  .ifPresent(examples::add);
            }
          });
    }
    return examples;
  }

  private static List<Clause> lastTalk(List<Example> examples) {
    return examples.isEmpty() || !canContinue(examples.getLast())
        ? List.of()
        : examples.getLast().clauses();
  }

  private static boolean canContinue(Example example) {
    return example.clauses().size() == 1 && example.clauses().getFirst().target().isPresent();
  }

  private Optional<Example> say(
      String rule, Household household, Finder finder, int language, List<Clause> before) {
    PracticeSpeaker speaker =
        new PracticeSpeaker(
            world,
            household,
            finder,
            Lexicon.ALL.get(language),
            random,
            before.isEmpty() ? "" : "@it");
    Said said = grammars.get(language).say(rule, "", speaker, random);
    if (speaker.speechless()) {
      return Optional.empty();
    }
    Prompt prompt = Prompt.after(before, finder.find(Hearing.hear(said.text())));
    List<Clause> clauses = new ArrayList<>();
    for (String line : said.meaning().split("\n")) {
      Optional<Clause> clause = clause(line, prompt, speaker.phrases(), before);
      if (clause.isEmpty()) {
        return Optional.empty();
      }
      clauses.add(clause.get());
    }
    PlanGrammar grammar = new PlanGrammar(prompt, household);
    return clauses.stream().allMatch(grammar::allows)
        ? Optional.of(new Example(prompt, clauses))
        : Optional.empty();
  }

  private static Optional<Clause> clause(
      String meaning, Prompt prompt, List<String> phrases, List<Clause> before) {
    if (meaning.contains(PracticeSpeaker.ABSENT)) {
      return Optional.of(Clause.alone(Clause.Verb.ABSENT));
    }
    boolean[] lost = new boolean[1];
    String line =
        NAMED
            .matcher(meaning)
            .replaceAll(match -> {
              Optional<Character> mark =
                  markOf(phrases.get(Integer.parseInt(match.group(1))), prompt);
              lost[0] |= mark.isEmpty();
              return mark.map(String::valueOf).orElse("?");
            });
    if (lost[0]) {
      return Optional.empty();
    }
    String[] words = line.split(" ");
    if (words[0].startsWith("again")) {
      return prompt.marked(words[1]).map(other -> again(before.getFirst(), words[0], other));
    }
    if (line.contains("@it")) {
      Target target = before.getFirst().target().orElseThrow();
      Clause own = prompt.clauses(line.replace("@it", "any *")).getFirst();
      return Optional.of(new Clause(own.verb(), Optional.of(target), own.name(), own.value()));
    }
    return Optional.of(prompt.clauses(line).getFirst());
  }

  /** The clause before, about another place or another Thing. */
  private static Clause again(Clause before, String word, Mention other) {
    Target target = before.target().orElseThrow();
    Target changed =
        word.equals("again")
            ? new Target(target.quantity(), target.thing(), List.of(other), false, List.of())
            : new Target(
                target.quantity(),
                Optional.of(other),
                target.places(),
                target.here(),
                target.except());
    return new Clause(before.verb(), Optional.of(changed), before.name(), before.value());
  }

  /** The mark under which a name stands in a prompt, if it was found as it was meant. */
  private static Optional<Character> markOf(String phrase, Prompt prompt) {
    return prompt.marks().entrySet().stream()
        .filter(entry -> entry.getValue().phrase().equals(phrase) && !entry.getValue().absent())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
