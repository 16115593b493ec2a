package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A clause with how many are meant and where, as the words beside its Thing say. */
final class Placed {
  /** Between a place and what is of it. */
  private static final Set<String> OF = Words.set("beside", "of");

  private static final Pattern IN_THERE =
      Pattern.compile("^s? (?:(?:on|off) )?(?:in|out|up|down|over) there\\b");

  private static final Pattern THESE = Pattern.compile("\\bthese\\b|这些|呢啲|这几[盏台个]|呢几[盏部个]");

  private static final Pattern ALL = Pattern.compile("^ ?[都全]");

  private Placed() {}

  static Clause of(Found found, Clause act) {
    return inThere(
        found, around(found, within(found, allOf(found, these(found, allHere(found, act))))));
  }

  /** "All these lights off" is of those that the speaker sees. */
  private static Clause these(Found found, Clause act) {
    boolean isOfAll =
        act.verb().acts()
            && act.target()
                .filter(it -> it.quantity() == Clause.Quantity.ALL && it.isUnplaced())
                .isPresent();
    return isOfAll && THESE.matcher(found.heard().text()).find()
        ? act.with(act.target().orElseThrow().in(List.of(), true))
        : act;
  }

  /** 客厅窗帘都关了: not only the one that is called so. */
  private static Clause allOf(Found found, Clause act) {
    List<Part> parts = found.parts();
    for (int i = 0; i + 1 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && ALL.matcher(parts.get(i + 1).phrase()).find()
          && act.isOf(mention)
          && act.verb().acts()
          && act.target()
              .filter(it -> it.quantity() == Clause.Quantity.ANY && !it.places().isEmpty())
              .isPresent()) {
        return act.with(act.target().orElseThrow().with(Clause.Quantity.EACH));
      }
    }
    return act;
  }

  /** 把灯都关了 is of the room where that is said: of all rooms, who means them says so. */
  private static Clause allHere(Found found, Clause act) {
    boolean saysAll = Words.anyOf("beside", "all there are", found.heard().text());
    return !saysAll
            && Script.endsInHan(found.heard().text())
            && act.verb() == Verb.SET
            && act.target()
                .filter(it -> it.quantity() == Clause.Quantity.ALL && it.except().isEmpty())
                .isPresent()
        ? act.with(act.target().orElseThrow().with(Clause.Quantity.EACH))
        : act;
  }

  /** 三楼茶室: places side by side tell of one another. */
  private static Clause within(Found found, Clause act) {
    List<Part> parts = found.parts();
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i - 1) instanceof Part.Named(Mention around, var aroundSaid)
          && parts.get(i) instanceof Part.Named(Mention place, var placeSaid)
          && around.isPlace()
          && place.isPlace()
          && act.target().filter(t -> t.places().equals(List.of(around))).isPresent()) {
        return act.with(act.target().orElseThrow().in(List.of(around, place), false));
      }
    }
    return act;
  }

  /** 除了厨房，一楼的灯: what is excepted is the kitchen, of the lamps of that floor. */
  private static Clause around(Found found, Clause act) {
    return act.target()
        .filter(t -> t.except().size() == 2 && t.isUnplaced())
        .filter(t -> t.except().stream().allMatch(Mention::isPlace))
        .filter(t ->
            t.thing()
                .flatMap(thing -> placeOf(found, thing))
                .filter(t.except().getLast()::sameAs)
                .isPresent())
        .map(t -> t.in(t.except().subList(1, 2), false).except(t.except().subList(0, 1)))
        .map(act::with)
        .orElse(act);
  }

  /** The place that a Thing is said to be of, just before it. */
  private static Optional<Mention> placeOf(Found found, Mention thing) {
    List<Part> parts = found.parts();
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && mention.sameAs(thing)) {
        Part before = parts.get(i - 1);
        Part place = before instanceof Part.Text && i > 1 ? parts.get(i - 2) : before;
        boolean isOf = place == before || OF.contains(before.phrase().strip());
        return isOf && place instanceof Part.Named(Mention where, var said) && where.isPlace()
            ? Optional.of(where)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** "Close the garage door and turn the lights off in there": where what was named before is. */
  private static Clause inThere(Found found, Clause act) {
    List<Part> parts = found.parts();
    for (int i = 2; i + 1 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && IN_THERE.matcher(parts.get(i + 1).phrase()).find()
          && act.isOf(mention)
          && act.target().filter(target -> target.places().isEmpty()).isPresent()) {
        Target target = act.target().orElseThrow();
        return placeBefore(parts.subList(0, i))
            .map(place -> act.with(target.in(List.of(place), false)))
            .orElse(act);
      }
    }
    return act;
  }

  /** The place that was named last, or where the Thing that was named last is. */
  private static Optional<Mention> placeBefore(List<Part> parts) {
    return parts.reversed().stream()
        .filter(Part.Named.class::isInstance)
        .map(part -> ((Part.Named) part).mention())
        .findFirst()
        .flatMap(mention -> mention.isPlace() ? Optional.of(mention) : whereIs(mention));
  }

  private static Optional<Mention> whereIs(Mention mention) {
    Set<String> places =
        mention.things().stream()
            .flatMap(thing -> thing.place().stream())
            .collect(Collectors.toUnmodifiableSet());
    return places.size() == 1
        ? Optional.of(
            new Mention(
                mention.phrase(), true, false, Set.of(), List.of(), List.of(), places, List.of()))
        : Optional.empty();
  }
}
