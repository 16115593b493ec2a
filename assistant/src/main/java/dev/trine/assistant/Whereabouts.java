package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which Things are where in a household. */
final class Whereabouts {
  /** What is otherwise called in a car. */
  private static final Map<String, String> IN_CAR =
      Map.of(
          "Speaker", "CarMedia",
          "MediaPlayer", "CarMedia",
          "AirConditioner", "CarClimate",
          "Heater", "CarClimate",
          "Thermostat", "CarClimate",
          "Lock", "CarDoor");

  /** What hangs before windows. */
  static final Set<String> COVERS = Set.of("Curtain", "Blind", "Shutter");

  private final Household household;

  Whereabouts(Household household) {
    this.household = household;
  }

  /**
   * The ids of places that were named, and of all that is in them. Where one of them is in another,
   * the other only tells which: the bathroom upstairs.
   */
  Set<String> within(List<Mention> places) {
    Set<String> ids = new LinkedHashSet<>();
    for (Mention mention : places) {
      Set<String> own = new LinkedHashSet<>(which(mention));
      boolean tells = false;
      for (Mention other : places) {
        if (!other.places().equals(mention.places())) {
          Set<String> around = around(other);
          if (own.stream().anyMatch(around::contains)) {
            own.retainAll(around);
          }
          tells |= which(other).stream().anyMatch(around(mention)::contains);
        }
      }
      if (!tells) {
        own.forEach(id -> ids.addAll(household.within(id)));
      }
    }
    return ids;
  }

  private Set<String> around(Mention mention) {
    Set<String> around = new LinkedHashSet<>();
    which(mention).forEach(id -> around.addAll(household.within(id)));
    return around;
  }

  /** The places that a mention means: of the second bedroom, the second. */
  private static Set<String> which(Mention mention) {
    return mention.ordinals().isEmpty() || mention.places().size() < 2
        ? mention.places()
        : new LinkedHashSet<>(Which.of(List.copyOf(mention.places()), mention.ordinals()));
  }

  /** Those of the Things that are in one of the places. */
  List<Thing> in(List<Thing> things, Set<String> places, Target target) {
    Set<String> phrases = new HashSet<>();
    target.places().forEach(mention -> phrases.add(mention.phrase()));
    return things.stream()
        .filter(thing ->
            isIn(thing, places) || (thing.place().isEmpty() && isNamedAfter(thing, phrases)))
        .toList();
  }

  /** {@return the Things that are called as a Thing is, but for a number or a side} */
  List<Thing> calledAs(Thing one) {
    Set<String> names = withoutNumbersAndSides(one);
    return household.things().stream()
        .filter(thing -> thing.types().equals(one.types()))
        .filter(thing -> !Collections.disjoint(withoutNumbersAndSides(thing), names))
        .toList();
  }

  private static Set<String> withoutNumbersAndSides(Thing thing) {
    return Hearing.names(thing.names())
        .map(Which::withoutNumberAndSide)
        .collect(Collectors.toSet());
  }

  static boolean isIn(Thing thing, Set<String> places) {
    return thing.place().filter(places::contains).isPresent();
  }

  /** {@return the ids of the places of Things, but for those that a phone carries about} */
  Set<String> rooms(List<Thing> things) {
    return things.stream()
        .flatMap(thing -> thing.place().flatMap(household::place).stream())
        .filter(place -> !place.kind().equals("phone"))
        .map(Place::id)
        .collect(Collectors.toSet());
  }

  /**
   * {@return ids of the places that a target says, or the name of its Things: the living room TV}
   */
  Set<String> said(Target target, List<Thing> chosen) {
    if (!target.places().isEmpty()) {
      return within(target.places());
    }
    String name = target.thing().map(Mention::phrase).orElse("");
    return rooms(chosen).stream()
        .filter(room ->
            household.place(room).stream()
                .flatMap(place -> Hearing.names(place.names()))
                .anyMatch(it -> Words.isSaid(it, name) && !it.equals(name)))
        .collect(Collectors.toSet());
  }

  /** A "kitchen light" of no stated place is in the kitchen. */
  private static boolean isNamedAfter(Thing thing, Set<String> phrases) {
    return Hearing.names(thing.names()).anyMatch(name -> phrases.stream().anyMatch(name::contains));
  }

  /** "The bedroom" fits two bedrooms, and there is one of these Things in each. */
  boolean several(Target target, List<Thing> fitting) {
    return target.places().stream()
        .anyMatch(mention ->
            mention.places().stream()
                    .map(household::within)
                    .filter(ids -> fitting.stream().anyMatch(thing -> isIn(thing, ids)))
                    .distinct()
                    .filter(ids -> !ids.containsAll(mention.places()))
                    .count()
                > 1);
  }

  /**
   * Those of the Things that are not in a car, if there are any: who says no place and does not sit
   * in the car means the home.
   *
   * @param in ids of the speaker's place and of all that is in it
   */
  List<Thing> atHome(List<Thing> things, Set<String> in) {
    Set<String> cars = new HashSet<>();
    household.places().stream()
        .filter(place -> place.kind().equals("car") && !in.contains(place.id()))
        .forEach(car -> cars.addAll(household.within(car.id())));
    List<Thing> home = things.stream().filter(thing -> !isIn(thing, cars)).toList();
    return home.isEmpty() ? things : home;
  }

  /**
   * {@return what a word for a kind means in a car} The windows are the car's.
   *
   * @param in ids of a place, that of the speaker or one that was said, and of all that is in it
   */
  List<Thing> ofCar(Mention kind, Set<String> in) {
    boolean isCar =
        in.stream()
            .flatMap(id -> household.place(id).stream())
            .anyMatch(place -> place.kind().equals("car"));
    if (!isCar
        || kind.types().isEmpty()
        || kind.things().stream().anyMatch(thing -> isIn(thing, in))) {
      return List.of();
    }
    Set<String> types =
        kind.types().stream()
            .map(type -> IN_CAR.getOrDefault(type, "Car" + type))
            .collect(Collectors.toSet());
    return household.things().stream()
        .filter(thing -> isIn(thing, in) && thing.types().stream().anyMatch(types::contains))
        .toList();
  }

  /**
   * {@return what a target names, and what else hangs before the windows of a room without any of
   * it} The curtain of the study is a blind. Where a name begins with another place, those of its
   * kind are meant.
   *
   * @param in ids of the speaker's place and of all that is in it
   */
  List<Thing> withLikeHere(Target target, Set<String> in) {
    Mention kind = target.thing().orElseThrow();
    Set<String> places = target.places().isEmpty() ? in : within(target.places());
    if (kind.things().stream().anyMatch(thing -> isIn(thing, places))) {
      return kind.things();
    }
    if (kind.types().isEmpty() && !target.places().isEmpty() && isNamedAfterAPlace(kind)) {
      return household.things().stream()
          .filter(thing -> isIn(thing, places))
          .filter(thing -> kind.things().getFirst().types().equals(thing.types()))
          .toList();
    }
    if (COVERS.stream().noneMatch(kind.types()::contains)) {
      return kind.things();
    }
    return Stream.concat(
            kind.things().stream(),
            household.things().stream()
                .filter(thing -> isIn(thing, places))
                .filter(thing -> thing.types().stream().anyMatch(COVERS::contains)))
        .toList();
  }

  /** The downstairs thermostat to 70, upstairs to 68: the other floor's is meant. */
  private boolean isNamedAfterAPlace(Mention name) {
    return !name.things().isEmpty()
        && household.places().stream()
            .flatMap(place -> Hearing.names(place.names()))
            .anyMatch(place ->
                name.phrase().startsWith(place) && name.phrase().length() > place.length());
  }

  /** A car is charged from where it stands. */
  List<Thing> chargers(List<Thing> able, Target target) {
    boolean car =
        target.places().stream()
            .flatMap(mention -> mention.places().stream())
            .flatMap(id -> household.place(id).stream())
            .anyMatch(place -> place.kind().equals("car"));
    return car
        ? able.stream()
            .filter(t -> t.types().contains("Charger") || t.types().contains("CarBattery"))
            .toList()
        : List.of();
  }
}
