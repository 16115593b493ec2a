package dev.trine.assistant;

import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Needs.Need;
import dev.trine.assistant.Remedy.Condition;
import dev.trine.assistant.Remedy.Deed;
import dev.trine.assistant.Remedy.Reach;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What helps against a need in a household: the first {@link Remedy} that fits something in the
 * place meant is taken, and nothing beyond that place.
 */
final class Remedies {
  private static final Map<String, List<Remedy>> REMEDIES = Remedy.read();

  /** What food is weighed in. */
  private static final Set<String> WEIGHTS = Set.of("grams", "gram", "weight");

  private final Home home;
  private final Household household;
  private final Whereabouts whereabouts;

  Remedies(Home home) {
    this.home = home;
    household = home.household();
    whereabouts = new Whereabouts(household);
  }

  /**
   * What is to be done.
   *
   * @param clauses in their order; none where nothing there helps
   * @param things those that each of them is about
   * @param isDoubtful whether only one of the Things is meant, and it must be asked which
   */
  record Help(List<Clause> clauses, Map<Clause, List<Thing>> things, boolean isDoubtful) {
    /** {@return the same later; nothing where it is not known what is to be done} */
    Optional<Help> later(Timing timing) {
      Map<Clause, List<Thing>> later = new HashMap<>();
      things.forEach((clause, known) -> later.put(clause.with(timing), known));
      return clauses.isEmpty() || isDoubtful
          ? Optional.empty()
          : Optional.of(
              new Help(clauses.stream().map(it -> it.with(timing)).toList(), later, false));
    }
  }

  /**
   * {@return what helps against a need; nothing where it is not known where it is felt}
   *
   * @param in where the speaker is
   */
  Optional<Help> against(Need need, Optional<Place> in) {
    boolean isSomewhere = !need.places().isEmpty() || in.isPresent();
    Set<String> there = there(need, in);
    List<Thing> things = need.thing().map(mention -> named(mention, need, there)).orElse(List.of());
    if (need.thing().isPresent() && things.isEmpty()) {
      return Optional.empty();
    }
    boolean isNamed = !things.isEmpty();
    List<Thing> all = isNamed ? things : household.things();
    for (Reach reach : Reach.values()) {
      Optional<Help> help = help(need, in, reach, there, all, isNamed);
      if (help.isPresent()) {
        return help;
      }
    }
    if (isNamed || isOfTheHousehold(need)) {
      return Optional.empty();
    }
    return isSomewhere ? Optional.of(new Help(List.of(), Map.of(), false)) : askingWhere(need);
  }

  /**
   * What would help somewhere at home, where it is not known where; but who is in the car says so.
   */
  private Optional<Help> askingWhere(Need need) {
    Set<String> everywhere = whereabouts.rooms(whereabouts.atHome(household.things(), Set.of()));
    return help(need, Optional.empty(), Reach.THERE, everywhere, household.things(), false)
        .map(help -> new Help(help.clauses(), help.things(), true));
  }

  private static boolean isOfTheHousehold(Need need) {
    return REMEDIES.getOrDefault(need.name(), List.of()).stream()
        .flatMap(remedy -> remedy.kinds().stream())
        .allMatch(kind -> kind.reach() == Reach.ANYWHERE);
  }

  private Optional<Help> help(
      Need need,
      Optional<Place> in,
      Reach reach,
      Set<String> there,
      List<Thing> things,
      boolean isNamed) {
    return REMEDIES.getOrDefault(need.name(), List.of()).stream()
        .flatMap(remedy -> {
          List<Thing> fit =
              things.stream()
                  .filter(thing -> fits(thing, remedy, reach, there, isNamed))
                  .filter(thing -> takesTheWord(remedy.deeds().getFirst(), thing, need))
                  .toList();
          boolean isNeeded =
              remedy.conditions().stream()
                  .filter(Condition::isOfAny)
                  .allMatch(any -> fit.stream().anyMatch(thing -> any.isOf(thing, home)));
          return fit.isEmpty() || !isNeeded
              ? Stream.empty()
              : Stream.of(help(remedy, fit, need, in));
        })
        .findFirst();
  }

  private Set<String> there(Need need, Optional<Place> in) {
    return need.places().isEmpty()
        ? in.map(place -> household.within(place.id())).orElse(Set.of())
        : whereabouts.within(need.places());
  }

  /**
   * The Things that were named: those in the place that was said, else those where the speaker is.
   */
  private List<Thing> named(Mention mention, Need need, Set<String> there) {
    List<Thing> all =
        mention.ordinals().isEmpty()
            ? mention.things()
            : Which.of(mention.things(), mention.ordinals());
    List<Thing> near = all.stream().filter(thing -> Whereabouts.isIn(thing, there)).toList();
    if (!near.isEmpty() || !need.places().isEmpty()) {
      return near;
    }
    return whereabouts.rooms(all).size() <= 1 ? all : List.of();
  }

  private boolean fits(
      Thing thing, Remedy remedy, Reach reach, Set<String> there, boolean isNamed) {
    boolean isThere = isNamed || Whereabouts.isIn(thing, there);
    return remedy.kinds().stream()
            .filter(kind -> !kind.type().equals("*") || isNamed)
            .filter(kind ->
                switch (reach) {
                  case THERE -> isThere;
                  case AROUND -> kind.reach() == reach && isAround(thing, there);
                  case ANYWHERE -> kind.reach() == reach;
                })
            .anyMatch(kind -> kind.isOf(thing))
        && remedy.conditions().stream()
            .allMatch(condition -> condition.isOfAny() || condition.isOf(thing, home))
        && remedy.deeds().getFirst().isOffered(thing);
  }

  /** Whether a Thing is of a place that contains the place meant, and of none within it. */
  private boolean isAround(Thing thing, Set<String> there) {
    Set<String> around = new HashSet<>();
    for (String id : there) {
      Optional<Place> place = household.place(id);
      while (place.isPresent()) {
        place = place.get().in().flatMap(household::place);
        place.ifPresent(outer -> around.add(outer.id()));
      }
    }
    return Whereabouts.isIn(thing, around);
  }

  private Help help(Remedy remedy, List<Thing> fit, Need need, Optional<Place> in) {
    List<Clause> clauses = new ArrayList<>();
    Map<Clause, List<Thing>> things = new HashMap<>();
    for (Deed deed : remedy.deeds()) {
      List<Thing> those =
          fit.stream()
              .filter(thing -> deed.condition().stream().allMatch(it -> it.isOf(thing, home)))
              .filter(deed::isOffered)
              .toList();
      if (!those.isEmpty()) {
        Clause clause = sent(deed, those.getFirst(), need, in).about(those, those);
        clauses.add(clause);
        things.put(clause, those);
      }
    }
    boolean isOne = remedy.kinds().stream().anyMatch(kind -> kind.reach() == Reach.ANYWHERE);
    return new Help(List.copyOf(clauses), things, isOne && fit.size() > 1);
  }

  private static boolean takesTheWord(Deed deed, Thing thing, Need need) {
    return !deed.isWorded() || word(deed, thing, need).isPresent();
  }

  /** The word of those that an action takes that was said: which coffee. */
  private static Optional<String> word(Deed deed, Thing thing, Need need) {
    return thing.action(deed.name()).stream()
        .flatMap(action -> Field.of(thing, action).stream())
        .flatMap(field -> field.words().stream())
        .filter(word ->
            Stream.concat(Stream.of(Hearing.name(word)), Vocabulary.phrases(word).stream())
                .anyMatch(it -> Words.isSaid(it, need.said())))
        .findFirst();
  }

  /**
   * The clause of a deed; a robot is told where to, a feeder how much, if it can be, and a coffee
   * maker which.
   */
  private static Clause sent(Deed deed, Thing thing, Need need, Optional<Place> in) {
    List<Argument> places = new ArrayList<>();
    need.places().forEach(place -> places.add(new Argument.Where(place)));
    if (places.isEmpty() && in.filter(place -> !place.kind().equals("phone")).isPresent()) {
      places.add(new Argument.Here());
    }
    List<Argument> number = need.number().<Argument>map(Argument.Word::new).stream().toList();
    if (deed.isCounted()) {
      boolean isAPortion = Words.heard("beside", "one portion", need.said());
      boolean isWeighed = isAPortion && !countsPortions(deed, thing);
      return with(deed, thing, Map.of(Field.Kind.NUMBER, isWeighed ? List.of() : number));
    }
    if (deed.isWorded()) {
      List<Argument> word = List.of(new Argument.Word(word(deed, thing, need).orElseThrow()));
      boolean isOne = need.number().filter("1"::equals).isPresent();
      return with(
          deed,
          thing,
          Map.of(Field.Kind.WORDS, word, Field.Kind.NUMBER, isOne ? List.of() : number));
    }
    return deed.isSentTo() && !places.isEmpty()
        ? with(deed, thing, Map.of(Field.Kind.PLACES, places))
        : deed.clause();
  }

  /** One portion is no gram: it is what a feeder gives that is told no more. */
  private static boolean countsPortions(Deed deed, Thing thing) {
    return thing.action(deed.name()).stream()
        .flatMap(action -> Field.of(thing, action).stream())
        .noneMatch(field -> WEIGHTS.contains(Vocabulary.parts(field.name()).getLast()));
  }

  /** The clause of a deed, with what was said for the first member of each kind. */
  private static Clause with(Deed deed, Thing thing, Map<Field.Kind, List<Argument>> said) {
    List<Field> fields =
        thing.action(deed.name()).stream()
            .flatMap(action -> Field.of(thing, action).stream())
            .toList();
    List<Argument.Named> members = new ArrayList<>();
    for (Field.Kind kind : Field.Kind.values()) { // in one order, whatever the map's is
      List<Argument> arguments = said.getOrDefault(kind, List.of());
      fields.stream()
          .filter(field -> field.kind() == kind && !arguments.isEmpty())
          .findFirst()
          .ifPresent(field -> members.add(new Argument.Named(field.name(), arguments)));
    }
    return members.isEmpty() ? deed.clause() : deed.clause().with(members);
  }
}
