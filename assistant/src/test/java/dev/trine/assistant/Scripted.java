package dev.trine.assistant;

import dev.trine.assistant.Decider.Decision;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An assistant whose decisions are written beforehand, in the model's notation with ";" between
 * clauses; everything after the decision is real.
 */
final class Scripted implements AutoCloseable {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 2, 19, 30);

  final Home home;

  Scripted(Household household) {
    home = Home.fresh(household);
  }

  /** What a sentence leads to, in a household in its stated state. */
  Outcome say(String text, String plan) {
    home.reset(Map.of());
    return assistant(plan).say(Utterance.of(text));
  }

  /** The same for a speaker in a place. */
  Outcome sayIn(String place, String text, String plan) {
    home.reset(Map.of());
    return assistant(plan).say(new Utterance("", text, Optional.of(place), NOW, false, false));
  }

  Outcome say(String text, String plan, boolean confirm, boolean dryRun) {
    home.reset(Map.of());
    return assistant(plan).say(new Utterance("7", text, Optional.empty(), NOW, confirm, dryRun));
  }

  /** A talk; each plan is used once. */
  Conversation talk(String... plans) {
    home.reset(Map.of());
    return assistant(plans).converse(Optional.empty());
  }

  /** The last plan is also that of further readings: a sentence may be read more than once. */
  Assistant assistant(String... plans) {
    Deque<String> left = new ArrayDeque<>(List.of(plans));
    return new Assistant(
        (prompt, judge) ->
            Decision.of(clauses(prompt, left.size() > 1 ? left.removeFirst() : left.getFirst())),
        home);
  }

  static List<Clause> clauses(Prompt prompt, String plan) {
    return prompt.clauses(plan.replace("; ", "\n"));
  }

  /** The acts in short: the end of the Thing's id, the name, the value. */
  static List<String> brief(List<Outcome.Act> acts) {
    return acts.stream()
        .map(act -> {
          String thing = act.thing().substring(act.thing().indexOf(':', 4) + 1);
          String value = act.value().map(v -> "=" + v.asString(v.toString())).orElse("");
          return thing + " " + act.name() + (act.op().equals("readproperty") ? "?" : value);
        })
        .toList();
  }

  @Override
  public void close() {
    home.close();
  }
}
