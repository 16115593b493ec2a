package dev.trine.assistant;

import dev.trine.assistant.Finder.Part.Timed;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sentence that says at what time of the day, once: "at seven, make me a coffee".
 *
 * @param text the rest of it, as it was said
 */
record Later(String text, Time.Moment time) {
  /** {@return what a sentence says for later; nothing where it says no time of the day, or two} */
  static Optional<Later> of(String said, Found found) {
    List<Timed> times =
        found.parts().stream().filter(Timed.class::isInstance).map(Timed.class::cast).toList();
    return times.size() == 1
            && times.getFirst().time() instanceof Time.Moment moment
            && moment.hasClock()
            && moment.repeat().isEmpty()
        ? Optional.of(new Later(without(said, found, times.getFirst()), moment))
        : Optional.empty();
  }

  private static String without(String said, Found found, Timed time) {
    String words =
        found.spans().stream()
            .filter(span -> span.part() == time)
            .findFirst()
            .map(span -> found.heard().said(span.start(), span.end()))
            .orElseThrow();
    return said.replaceFirst("(?i)(?:\\b(?:at|by|around) )?" + Pattern.quote(words), "").strip();
  }
}
