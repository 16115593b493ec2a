package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What stands before an order and the order, with no pause between them: "we're starving start the
 * oven", 兩個女踢晒被孖女房冷氣校去24度.
 *
 * @param before what may be talk
 * @param order what may be an order
 */
record Unpaused(Segment before, Segment order) {
  /** How many ways to part a segment are looked at. */
  private static final int MOST = 6;

  private static final Pattern ORDER =
      Words.pattern(
          "(?:(?<= )(?=[a-z])|(?<=\\p{IsHan})(?=\\p{IsHan}))(?:{signs: begins})(?![a-z])");

  private static final Pattern BLANK = Pattern.compile("(?<=\\p{IsHan}) (?=\\p{IsHan})");

  /** An order begins with a verb, and where words have no blanks also with a name or at one. */
  static Stream<Unpaused> of(Segment segment) {
    IntStream blanks = BLANK.matcher(segment.text()).results().mapToInt(MatchResult::end);
    IntStream verbs = ORDER.matcher(segment.text()).results().mapToInt(MatchResult::start);
    IntStream said = IntStream.concat(blanks, verbs).map(at -> segment.start() + at);
    IntStream names =
        Span.of(segment.parts(), segment.start()).stream()
            .filter(it -> it.part() instanceof Part.Named)
            .filter(it -> Script.endsInHan(it.part().phrase()))
            .mapToInt(Span::start)
            .filter(at -> at > segment.start());
    return IntStream.concat(said, names).distinct().limit(MOST).mapToObj(at -> at(segment, at));
  }

  private static Unpaused at(Segment segment, int order) {
    boolean isBehindABlank = segment.text().charAt(order - 1 - segment.start()) == ' ';
    return new Unpaused(
        slice(segment, segment.start(), isBehindABlank ? order - 1 : order),
        slice(segment, order, segment.end()));
  }

  /** What stands in a segment from an index of what was heard to before another. */
  private static Segment slice(Segment segment, int from, int to) {
    List<Part> parts = new ArrayList<>();
    for (Span span : Span.of(segment.parts(), segment.start())) {
      int head = Math.max(from, span.start());
      int tail = Math.min(to, span.end());
      if (head == span.start() && tail == span.end()) {
        parts.add(span.part());
      } else if (head < tail) {
        String phrase = span.part().phrase();
        parts.add(new Part.Text(phrase.substring(head - span.start(), tail - span.start())));
      }
    }
    return new Segment(from, to, List.copyOf(parts));
  }
}
