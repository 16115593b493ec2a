package dev.trine.assistant;

import dev.trine.assistant.Decider.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a sentence means by what its parts mean, where each of them surely is an order.
 *
 * @param read what a part means by itself
 * @param of what a plan of a sentence means
 */
record InParts(Function<Heard, Meaning> read, BiFunction<Found, Decision, Meaning> of) {
  /** {@return what a whole sentence means unsurely, where its parts mean just that} */
  Optional<Meaning> agreed(Meaning whole) {
    return Apart.parts(whole.found()).flatMap(it -> agreed(whole, it).stream()).findFirst();
  }

  /** What a sentence means part by part, in every way to part it. */
  Stream<Meaning> apart(Found found) {
    return Apart.of(found).flatMap(it -> apart(found, it).stream());
  }

  /** A sentence with the plans of its parts, where each of them surely is an order. */
  private Optional<Meaning> apart(Found found, Apart apart) {
    List<Clause> clauses = new ArrayList<>(apart.when().stream().toList());
    for (Heard part : apart.orders()) {
      Meaning order = read.apply(part);
      boolean ends = Apart.endsBefore(apart.orders(), part) && order.mayEndThere();
      if (!(ends ? order.isSurelyTheLastOrder() : order.isSurelyAnOrder())) {
        return Optional.empty();
      }
      clauses.addAll(order.decision().clauses());
    }
    return Optional.of(of.apply(found, Decision.of(clauses))).filter(Meaning::holds);
  }

  /**
   * 充电上限改八十五，跟住开始充电: what the whole sentence means, though not surely, where each of its parts
   * surely means just that.
   */
  private Optional<Meaning> agreed(Meaning whole, List<Heard> parts) {
    List<Clause> acts = whole.decision().clauses();
    if (whole.isDoubtful()
        || parts.size() > acts.size()
        || !acts.stream().allMatch(it -> it.verb().acts())) {
      return Optional.empty();
    }
    List<Clause> each = new ArrayList<>();
    for (Heard part : parts) {
      Meaning order = read.apply(part);
      if (!order.decision().isSure() || order.isDoubtful()) {
        return Optional.empty();
      }
      each.addAll(order.decision().clauses());
    }
    return each.equals(acts)
        ? Optional.of(of.apply(whole.found(), Decision.of(acts))).filter(Meaning::holds)
        : Optional.empty();
  }

  /**
   * 车窗降个三成，有蒜头味: what the whole sentence means, though not surely, where one of its parts surely
   * means just that.
   */
  Optional<Meaning> confirmed(Meaning whole) {
    List<Clause> acts = whole.decision().clauses();
    return whole.isDoubtful() || !acts.stream().allMatch(it -> it.verb().acts())
        ? Optional.empty()
        : parts(whole.found())
            .map(read)
            .filter(part -> part.decision().clauses().equals(acts))
            .filter(Meaning::isSurelyTheLastOrder)
            .findFirst()
            .map(_ -> of.apply(whole.found(), Decision.of(acts)))
            .filter(Meaning::holds);
  }

  /** What stands between pauses, and what may be an order behind talk without one. */
  private static Stream<Heard> parts(Found found) {
    List<Segment> segments = Segment.of(found);
    return Stream.concat(
            segments.size() == 1 ? Stream.empty() : segments.stream(),
            segments.stream().flatMap(Unpaused::of).map(Unpaused::order))
        .map(it -> it.heard(found.heard()));
  }

  /**
   * 今晚十点关掉客厅电视，不能让奶奶看那么晚: the one part of a sentence that surely is an order, where the others tell
   * of nothing that could be done, and of no place. Talk may go before it without a pause:
   * 兩個女踢晒被孖女房冷氣校去24度.
   */
  Optional<Meaning> ofOnePart(Meaning whole) {
    Found found = whole.found();
    List<Segment> all = Segment.of(found);
    Talk talk = new Talk(read);
    List<Segment> telling =
        all.size() == 1
            ? all
            : all.stream()
                .filter(
                    it -> isOrder(found, all, it) || !it.mayBeAside() && !talk.isNoOrder(found, it))
                .toList();
    if (telling.size() != 1) {
      return Optional.empty();
    }
    Segment part = telling.getFirst();
    return Stream.concat(
            all.size() == 1 ? Stream.empty() : Stream.of(part), talk.behind(found, part))
        .filter(it -> isOrder(found, all, it))
        .map(it -> read.apply(it.heard(found.heard())))
        .filter(it -> saysOfWhat(found, it))
        .findFirst()
        .filter(_ ->
            all.stream()
                .filter(it -> it != part)
                .map(it -> read.apply(it.heard(found.heard())))
                .noneMatch(Meaning::isSurelyTheLastOrder))
        .filter(
            _ -> all.stream().allMatch(it -> it == part || it.mayBeAside() || namesNoPlace(it)));
  }

  /**
   * 另外两支关掉 stops no music, nor does "shut everything down" beside talk turn off a home: an order is
   * of what it names, where anything is named.
   */
  private static boolean saysOfWhat(Found found, Meaning order) {
    boolean namesNothing = found.mentions().stream().allMatch(Mention::isPlace);
    return !order.found().mentions().isEmpty()
        || order.clauses().stream()
            .allMatch(act -> !act.input().isEmpty() || namesNothing && !act.name().equals("on"));
  }

  /** Whether a part of a sentence surely is an order; a text ends with the last of them. */
  private boolean isOrder(Found found, List<Segment> all, Segment part) {
    Meaning order = read.apply(part.heard(found.heard()));
    return part.end() == all.getLast().end()
        ? order.isSurelyTheLastOrder()
        : order.isSurelyAnOrder();
  }

  /** What is told of a place may be where the order is to be carried out. */
  private static boolean namesNoPlace(Segment part) {
    return part.mentions().noneMatch(Mention::isPlace);
  }

  /** 购物清单加面粉、鸡蛋还有葱: what surely is an order for the first is one for each. */
  Optional<Meaning> listed(Found found) {
    return Listed.of(found)
        .flatMap(listed ->
            Optional.of(read.apply(listed.first()))
                .filter(Meaning::isSurelyAnOrder)
                .flatMap(first -> listed.all(first.clauses())))
        .map(all -> of.apply(found, Decision.of(all)))
        .filter(Meaning::holds);
  }
}
