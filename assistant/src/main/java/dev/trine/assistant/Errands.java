package dev.trine.assistant;

import dev.trine.assistant.Needs.Need;
import dev.trine.things.Home;
import dev.trine.things.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** An errand that names no Thing beside an order: "feed the dog, and turn the yard light on". */
final class Errands {
  private final Needs needs;
  private final Supplier<Home> home;

  Errands(Needs needs, Supplier<Home> home) {
    this.needs = needs;
    this.home = home;
  }

  /**
   * What both mean.
   *
   * @param help what the errand needs
   * @param isErrandFirst whether that is to be done first
   */
  record Both(Remedies.Help help, Meaning order, boolean isErrandFirst) {
    /** {@return what is of the errand and what is of the order, as they were said} */
    <T> List<T> inOrder(List<T> errand, List<T> order) {
      return Stream.of(isErrandFirst ? errand : order, isErrandFirst ? order : errand)
          .flatMap(List::stream)
          .toList();
    }
  }

  /**
   * {@return an errand and an order; nothing where a sentence says anything else}
   *
   * @param in where the speaker is
   * @param read what a part of the sentence means by itself
   */
  Optional<Both> of(Found found, Optional<Place> in, Function<Heard, Meaning> read) {
    return Stream.concat(Stream.of(segments(found)), Apart.parts(found).limit(1))
        .filter(parts -> parts.size() == 2)
        .flatMap(parts ->
            both(parts.getFirst(), parts.getLast(), in, read, true)
                .or(() -> both(parts.getLast(), parts.getFirst(), in, read, false))
                .stream())
        .findFirst();
  }

  private static List<Heard> segments(Found found) {
    return Segment.of(found).stream().map(part -> part.heard(found.heard())).toList();
  }

  private Optional<Both> both(
      Heard errand,
      Heard order,
      Optional<Place> in,
      Function<Heard, Meaning> read,
      boolean isErrandFirst) {
    return help(errand, in)
        .flatMap(help ->
            Optional.of(read.apply(order))
                .filter(Meaning::isSurelyAnOrder)
                .filter(meaning -> doesAnother(meaning, help))
                .map(meaning -> new Both(help, meaning, isErrandFirst)));
  }

  /** 喂一下鱼，喂两份 feeds once. */
  private static boolean doesAnother(Meaning order, Remedies.Help help) {
    return order.clauses().stream()
        .noneMatch(act -> help.clauses().stream().anyMatch(it -> it.name().equals(act.name())));
  }

  private Optional<Remedies.Help> help(Heard errand, Optional<Place> in) {
    return needs.of(errand.said(0, errand.text().length())).stream()
        .filter(Need::isAnErrand)
        .flatMap(need -> new Remedies(home.get()).against(need, in).stream())
        .filter(help -> !help.clauses().isEmpty() && !help.isDoubtful())
        .findFirst();
  }
}
