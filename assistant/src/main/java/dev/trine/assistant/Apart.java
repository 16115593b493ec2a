package dev.trine.assistant;

import dev.trine.assistant.Finder.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sentence part by part: "the desk lamp off, and lower the desk" are two orders, and
 * 水位不到50的话，水泵打开 is one with what it waits for. So a plan can be found where the whole is too much
 * for the model.
 *
 * @param when what the orders wait for
 * @param orders what is to be done, one after the other
 */
record Apart(Optional<Clause> when, List<Heard> orders) {
  private static final Pattern SEPARATOR =
      Pattern.compile(
          "%s|(?<=%s)|(?=就)| and then |(?:,? and)? then "
              .formatted(Segment.SEPARATOR, Words.any("beside", "at that time")));

  /** {@return the parts of a sentence; nothing where it has but one, or one that is not clear} */
  static Optional<Apart> of(Found found) {
    List<Segment> orders = new ArrayList<>();
    Optional<Clause> when = Optional.empty();
    for (Segment segment : Segment.of(found, SEPARATOR)) {
      Optional<Clause> awaited = Awaited.read(segment);
      if (awaited.isPresent()) {
        if (when.isPresent()) {
          return Optional.empty();
        }
        when = awaited;
      } else if (isJoint(segment)) {
        continue;
      } else if (segment.namesAThing() || when.isPresent() && orders.isEmpty()) {
        orders.add(segment);
      } else if (!segment.isAside()) {
        if (orders.isEmpty()) {
          return Optional.empty();
        }
        orders.add(orders.removeLast().upTo(segment));
      }
    }
    boolean isApart = !orders.isEmpty() && (when.isPresent() || orders.size() > 1);
    return isApart
        ? Optional.of(
            new Apart(
                when, orders.stream().map(it -> found.heard().part(it.start(), it.end())).toList()))
        : Optional.empty();
  }

  private static boolean isJoint(Segment segment) {
    return Words.onlyOf("beside", "at that time", segment.text().strip());
  }
}
