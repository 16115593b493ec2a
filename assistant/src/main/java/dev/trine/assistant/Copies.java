package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts of the sentence that the acts of a plan copy. */
record Copies(Said said, List<Clause> acts) {
  private static final Pattern WHEN = Pattern.compile("(?i)^(?:when|once|if|as soon as|in case) ");

  /** {@return what is announced of what is told when it happens: "when the dryer is done"} */
  static String event(String said) {
    return WHEN.matcher(said).replaceFirst("");
  }

  /** {@return whether more is copied than was meant, or something else} */
  boolean areWrong() {
    return areTwice() || areNoTexts();
  }

  /** Whether one text that is copied holds another: "milk and eggs", "eggs". */
  private boolean areTwice() {
    List<String> texts =
        acts.stream()
            .flatMap(act -> Said.texts(act).limit(1))
            .map(text -> Hearing.normal(text.said()))
            .toList();
    return acts.stream().map(Clause::name).distinct().count() < acts.size()
        && texts.stream()
            .anyMatch(text -> texts.stream().anyMatch(t -> t != text && t.contains(text)));
  }

  /** Neither where a text belongs is a part of it, nor where it is said, nor a condition. */
  private boolean areNoTexts() {
    return acts.stream()
        .anyMatch(act ->
            Said.texts(act)
                .map(text -> Hearing.normal(text.said()))
                .anyMatch(text ->
                    Words.is("signs", "what", text)
                        || named(act).anyMatch(name -> text.contains(name.phrase()))
                        || act.name().equals("announce") && isNoAnnouncement(text)));
  }

  /** "If it rains" is a condition that was left out, and 说饭好了 says what to say. */
  private boolean isNoAnnouncement(String text) {
    boolean waits = said.clauses().stream().anyMatch(c -> c.verb() == Clause.Verb.WHEN);
    return !waits && WHEN.matcher(text).find()
        || Words.of("signs", "says").anyMatch(text::startsWith);
  }

  private static Stream<Mention> named(Clause act) {
    return Stream.concat(
        act.target().flatMap(Target::thing).stream(),
        Said.arguments(act)
            .filter(Argument.Where.class::isInstance)
            .map(place -> ((Argument.Where) place).place()));
  }
}
