package dev.trine.assistant;

import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the Things and places of a household, and their kinds, may be called. Names are kept as
 * {@link Hearing#normal} hears them.
 */
final class NameIndex {
  /** Where words point. */
  static final class Referents {
    final Set<Thing> exact = new LinkedHashSet<>();
    final Set<Thing> typed = new LinkedHashSet<>();
    final Set<Thing> partial = new LinkedHashSet<>();
    final Set<String> types = new LinkedHashSet<>();
    final Set<String> places = new LinkedHashSet<>();
    final Set<String> partialPlaces = new LinkedHashSet<>();
    boolean placeWord;
    boolean plural;

    /** Whether something bears the very words, or is of the kind or in the place they name. */
    boolean isPresent() {
      return !exact.isEmpty() || !typed.isEmpty() || !places.isEmpty();
    }

    boolean isEmpty() {
      return exact.isEmpty()
          && typed.isEmpty()
          && partial.isEmpty()
          && types.isEmpty()
          && places.isEmpty()
          && partialPlaces.isEmpty()
          && !placeWord;
    }
  }

  private static final String POSSESSIVE = "'s ";

  private final Map<String, Referents> index = new HashMap<>();

  /** Words that end the names of Things whose type says little. */
  private final Map<String, Set<Thing>> neutral = new HashMap<>();

  /** What names begin with that may be makers. */
  private final Map<String, Set<Thing>> makers = new HashMap<>();

  /** What more kinds of Things begin with is no maker. */
  private static final int MOST_KINDS = 2;

  private int longest;

  NameIndex(Household household) {
    Set<String> placeNames = placeNames(household);
    for (Thing thing : household.things()) {
      for (String title : thing.names().all()) {
        String name = Hearing.name(title);
        indexName(name, thing, placeNames);
        Stream.of(
                Which.inDigits(name),
                Which.inHan(name),
                Which.inWords(name),
                name.replace('-', ' '))
            .filter(form -> !form.equals(name))
            .forEach(form -> indexName(form, thing, placeNames));
        NameParts.withKind(name, thing).forEach(longer -> referents(longer).partial.add(thing));
        if (Kinds.isOfACar(thing)) {
          NameParts.heads(name, thing).forEach(head -> referents(head).partial.add(thing));
        }
      }
    }
    makers.forEach((maker, things) -> referents(maker).partial.addAll(things));
    household.places().forEach(place -> indexMainLight(place, household.things(), placeNames));
    household.things().forEach(this::indexWatched);
    household.things().stream().filter(NameIndex::isNeutral).forEach(this::indexNeutral);
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon.section("types").forEach((type, words) -> indexType(household.things(), type, words));
    }
    for (Place place : household.places()) {
      Optional<Thing> handset = Services.handset(place, household.things());
      for (String name : place.names().all()) {
        String phrase = Hearing.name(name);
        if (handset.isPresent()) {
          indexName(phrase, handset.get(), Set.of());
          continue;
        }
        referents(phrase).places.add(place.id());
        NameParts.tails(phrase).forEach(tail -> referents(tail).partialPlaces.add(place.id()));
        NameParts.owners(phrase).forEach(owner -> referents(owner).partialPlaces.add(place.id()));
        NameParts.unnumbered(phrase)
            .ifPresent(room -> referents(room).partialPlaces.add(place.id()));
      }
    }
    new RoomNames(household.places(), this::referents).index();
    Map<String, Set<Thing>> kinds = Kinds.of(household.things());
    kinds.keySet().removeIf(word -> isThere(word) || isOfAPlace(word, placeNames));
    kinds.forEach((word, things) -> referents(word).partial.addAll(things));
    index.remove("");
    Stream.of("generic", "colors")
        .flatMap(section -> Lexicon.ALL.stream().map(lexicon -> lexicon.section(section)))
        .flatMap(section -> section.values().stream())
        .flatMap(List::stream)
        .forEach(word -> {
          forgetPartial(word.text());
          forgetPartial("the " + word.text()); // the house is no "front of the house"
        });
  }

  /** Where a phrase points, if it is a name. */
  Optional<Referents> get(String phrase) {
    return Optional.ofNullable(index.get(phrase));
  }

  /** Whether something in the household answers to a phrase. */
  boolean isThere(String phrase) {
    Referents found = index.get(phrase);
    return found != null
        && (found.isPresent() || !found.partial.isEmpty() || !found.partialPlaces.isEmpty());
  }

  /** Whether a phrase is no more than a part of the names of Things. */
  boolean isOnlyPartOfAName(String phrase) {
    Referents found = index.get(phrase);
    return found != null
        && !found.isPresent()
        && found.partialPlaces.isEmpty()
        && !found.partial.isEmpty();
  }

  /** Whether a phrase is no more than what names of many kinds begin with: pool, of pool light. */
  boolean isOnlyABeginning(String phrase) {
    return isOnlyPartOfAName(phrase)
        && makers.getOrDefault(phrase, Set.of()).stream().map(Thing::types).distinct().count()
            > MOST_KINDS;
  }

  /** The names of what is there, without those that are only the end of one. */
  List<String> present() {
    return index.entrySet().stream()
        .filter(entry -> entry.getValue().isPresent())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** {@return where the longest name ends that starts here; {@code at} where none does} */
  int longestAt(String heard, int at) {
    for (int end = Math.min(heard.length(), at + longest); end > at; end--) {
      if (Words.ends(heard, end)
          && get(heard.substring(at, end)).isPresent()
          && !Which.breaksANumeral(heard, end)) {
        return end;
      }
    }
    return at;
  }

  /** "Room" or "set" at the end of a name does not stand for that name. */
  private void forgetPartial(String word) {
    Referents found = index.get(word);
    if (found != null && found.types.isEmpty()) {
      found.partial.clear();
      found.partialPlaces.clear();
      if (found.isEmpty()) {
        index.remove(word);
      }
    }
  }

  private Referents referents(String phrase) {
    longest = Math.max(longest, phrase.length());
    return index.computeIfAbsent(phrase, p -> new Referents());
  }

  private static Set<String> placeNames(Household household) {
    Set<String> names = new LinkedHashSet<>();
    household.places().forEach(p -> p.names().all().forEach(n -> names.add(Hearing.name(n))));
    Lexicon.ALL.forEach(l ->
        l.section("places").values().forEach(words -> words.forEach(w -> names.add(w.text()))));
    return names;
  }

  private void indexName(String name, Thing thing, Set<String> placeNames) {
    referents(name).exact.add(thing);
    if (name.contains(POSSESSIVE)) { // as many write, and recognisers
      referents(name.replace(POSSESSIVE, "s ")).exact.add(thing);
    }
    int inside = endOfPlace(name, placeNames);
    boolean isScene = thing.types().contains("Scene");
    NameParts.tails(name).stream()
        .filter(tail -> name.length() - tail.length() >= inside)
        // "night" is a mode, whatever a scene is called
        .filter(tail -> !isScene || !NameParts.isMode(tail))
        .forEach(tail -> referents(tail).partial.add(thing));
    NameParts.maker(name.substring(inside).strip(), thing)
        .filter(maker -> Script.isLatin(maker.charAt(0)) || !isOwner(maker, placeNames))
        .ifPresent(maker -> makers.computeIfAbsent(maker, m -> new LinkedHashSet<>()).add(thing));
    if (inside > 0 && NameParts.isHungFor(name.substring(inside), thing)) {
      referents(name.substring(inside)).exact.add(thing);
    }
    boolean isLatin = !name.isEmpty() && Script.isLatin(name.charAt(name.length() - 1));
    // "the loft lights" are all there, though one be called "loft light"
    boolean isKindOfPlace = inside > 0 && NameParts.isKind(name.substring(inside).strip());
    if (isLatin && !name.endsWith("s") && !isKindOfPlace) {
      String plural = name + "s";
      referents(plural).exact.add(thing);
      NameParts.tails(plural).forEach(tail -> referents(tail).partial.add(thing));
      NameParts.tails(" " + plural).forEach(tail -> referents(tail).plural = true);
    } else if (name.endsWith("s") && name.length() > 3) {
      referents(name.substring(0, name.length() - 1)).partial.add(thing);
    }
    NameParts.ownersKind(name).ifPresent(word -> referents(word).partial.add(thing));
    NameParts.wearer(name, thing).ifPresent(word -> referents(word).partial.add(thing));
    if (thing.types().contains("CarWindow")) {
      indexAsWindow(name, thing);
    }
    NameParts.unnumbered(name)
        .ifPresent(word -> {
          referents(word).partial.add(thing);
          NameParts.tails(word).forEach(tail -> referents(tail).partial.add(thing));
          if (Script.isLatin(word.charAt(word.length() - 1))) {
            referents(word + "s").partial.add(thing);
            referents(word + "s").plural = true;
          }
        });
  }

  /** 副驾车窗 is also 副驾窗户. */
  private void indexAsWindow(String name, Thing thing) {
    Words.of("types", "CarWindow")
        .filter(word -> name.endsWith(word) && name.length() > word.length())
        .map(word -> name.substring(0, name.length() - word.length()))
        .flatMap(side -> Words.of("types", "Window").map(side::concat))
        .forEach(other -> referents(other).exact.add(thing));
  }

  /** 浴室暖风机 is the one in the bathroom where there are any. */
  private boolean isOfAPlace(String word, Set<String> placeNames) {
    int place = endOfPlace(word, placeNames);
    return place > 0 && isThere(word.substring(place).strip());
  }

  /**
   * 阳台灯 is the lamp (灯) of the balcony (阳台), no desk lamp (台灯); the truck's garage door is a garage
   * door, and no carpet lamp is in the car.
   */
  private static int endOfPlace(String name, Set<String> placeNames) {
    int place = name.length();
    while (place > 0
        && !(placeNames.contains(name.substring(0, place)) && Words.ends(name, place))) {
      place--;
    }
    return place > 0 && name.startsWith(POSSESSIVE, place) ? place + POSSESSIVE.length() : place;
  }

  /** 书房的大灯: the lamp of a room that is called a lamp and no more, where none is called so. */
  private void indexMainLight(Place place, List<Thing> all, Set<String> placeNames) {
    List<Thing> lights =
        all.stream()
            .filter(thing -> thing.types().contains("Light"))
            .filter(thing -> thing.place().equals(Optional.of(place.id())))
            .toList();
    List<Thing> plain =
        lights.stream()
            .filter(thing ->
                Hearing.names(thing.names())
                    .map(name -> name.substring(endOfPlace(name, placeNames)).strip())
                    .anyMatch(NameParts::isLight))
            .toList();
    if (plain.size() == 1) {
      NameParts.mainLights().stream()
          .filter(word -> lights.stream().noneMatch(light -> isCalled(light, word)))
          .forEach(word -> referents(word).partial.addAll(plain));
    }
  }

  private boolean isCalled(Thing thing, String word) {
    return get(word)
        .filter(found -> found.exact.contains(thing) || found.partial.contains(thing))
        .isPresent();
  }

  /** 婆婆 of 婆婆电视 is no maker where there is 婆婆房. */
  private static boolean isOwner(String head, Set<String> placeNames) {
    return placeNames.stream().anyMatch(place -> place.startsWith(head));
  }

  private void indexType(List<Thing> all, String type, List<Lexicon.Word> words) {
    Set<Thing> bySaying = new HashSet<>();
    words.forEach(word -> bySaying.addAll(neutral.getOrDefault(word.text(), Set.of())));
    List<Thing> things =
        all.stream()
            .filter(t -> t.types().contains(type) || bySaying.contains(t) && !isPlugged(t, type))
            .toList();
    for (Lexicon.Word word : words) {
      for (String form : List.of(word.text(), word.plural())) {
        Referents found = referents(Hearing.name(form));
        found.types.add(type);
        found.typed.addAll(things);
        found.plural |= form.equals(word.plural());
      }
    }
  }

  /** Who asks for a door means its sensor where nothing else is called so. */
  private void indexWatched(Thing thing) {
    thing.names().all().stream()
        .flatMap(name -> NameParts.watched(Hearing.name(name), thing).stream())
        .flatMap(door -> Stream.concat(Stream.of(door), NameParts.tails(door).stream()))
        .filter(door -> !isThere(door) || Script.isLatin(door.charAt(0)) && areLocks(door))
        .forEach(
            door -> (isThere(door) ? referents(door).exact : referents(door).partial).add(thing));
  }

  /** A lock does not tell whether its door is shut. */
  private boolean areLocks(String name) {
    Set<Thing> called = referents(name).exact;
    return !called.isEmpty() && called.stream().allMatch(it -> it.types().contains("Lock"));
  }

  /** A switch named "hall light" is what people mean by the lamp in the hall. */
  private void indexNeutral(Thing thing) {
    Stream<String> names = Hearing.names(thing.names());
    names
        .flatMap(name ->
            NameParts.watched(name, thing)
                .map(door -> Stream.of(name, " " + door, " " + door.substring(door.length() - 1)))
                .orElse(Stream.of(name)))
        .flatMap(name -> NameParts.tails(name).stream())
        .forEach(tail -> neutral.computeIfAbsent(tail, t -> new LinkedHashSet<>()).add(thing));
  }

  /** A lava lamp at an outlet is no light of the room. */
  private static boolean isPlugged(Thing thing, String type) {
    return type.equals("Light") && thing.types().contains("Outlet");
  }

  private static final Set<String> NEUTRAL = Set.of("Switch", "Outlet", "Sensor");

  private static boolean isNeutral(Thing thing) {
    return thing.types().isEmpty() || thing.types().stream().anyMatch(NEUTRAL::contains);
  }
}
