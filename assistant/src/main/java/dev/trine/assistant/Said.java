package dev.trine.assistant;

import dev.trine.assistant.Argument.Text;
import dev.trine.assistant.Finder.Found;
import java.util.List;
import java.util.stream.Stream;

/** What was said, beside a plan that copies texts of it. */
record Said(Found found, List<Clause> clauses) {

  String heard() {
    return found.heard().text();
  }

  /** {@return whether one of a sign's words was said, in no text that is copied} */
  boolean is(String sign) {
    return Words.of("signs", sign).anyMatch(word -> Words.isSaid(word, heard()) && !isCopied(word));
  }

  /** {@return whether words are in a text that a clause copies} */
  boolean isCopied(String words) {
    return clauses.stream()
        .flatMap(Said::texts)
        .anyMatch(text -> Hearing.normal(text.said()).contains(words));
  }

  /** {@return the texts that a clause copies} */
  static Stream<Text> texts(Clause clause) {
    return arguments(clause).filter(Text.class::isInstance).map(Text.class::cast);
  }

  static Stream<Argument> arguments(Clause clause) {
    return clause.input().stream().flatMap(named -> named.arguments().stream());
  }

  /** {@return the times of a clause} */
  static Stream<Time> times(Clause clause) {
    return Stream.concat(
        clause.timing().stream().flatMap(timing -> timing.times().stream()),
        arguments(clause)
            .filter(Argument.When.class::isInstance)
            .map(when -> ((Argument.When) when).time()));
  }
}
