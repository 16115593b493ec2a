package dev.trine.assistant;

import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Finder.Part.Timed;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence that says once when something is to be done: "at seven, make me a coffee", 过十分钟开灯.
 *
 * @param text the rest of it, as it was said
 */
record Later(String text, Timing when) {
  /** {@return what a sentence says for later; nothing where it says no such time, or two} */
  static Optional<Later> of(String said, Found found) {
    List<Timed> times =
        found.parts().stream().filter(Timed.class::isInstance).map(Timed.class::cast).toList();
    return times.size() == 1
        ? when(times.getFirst().time())
            .flatMap(
                when -> without(said, found, times.getFirst()).map(text -> new Later(text, when)))
        : Optional.empty();
  }

  private static Optional<Timing> when(Time time) {
    return switch (time) {
      case Time.Length length -> Optional.of(new Timing(Timing.How.IN, List.of(length)));
      case Time.Moment moment ->
          Optional.of(new Timing(Timing.How.AT, List.of(moment)))
              .filter(_ -> moment.hasClock() && moment.repeat().isEmpty());
    };
  }

  /** The rest of a sentence; nothing where a length is not said to pass before. */
  private static Optional<String> without(String said, Found found, Timed time) {
    String words =
        found.spans().stream()
            .filter(span -> span.part() == time)
            .findFirst()
            .map(span -> found.heard().said(span.start(), span.end()))
            .orElseThrow();
    String quoted = Pattern.quote(words);
    Pattern pattern =
        Pattern.compile(
            time.time() instanceof Time.Length
                ? "(?i)^(?:in|after) %1$s|%1$s from now|^(?:再?[过過]多?|等)%1$s(?:[之以]?[后後])?[再就先]?|^%1$s[之以]?[后後][再就先]?"
                    .formatted(quoted)
                : "(?i)(?:\\b(?:at|by|around) )?" + quoted);
    Matcher matcher = pattern.matcher(said);
    return matcher.find() ? Optional.of(matcher.replaceFirst("").strip()) : Optional.empty();
  }
}
