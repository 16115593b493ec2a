package dev.trine.assistant;

import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the Things and places of a household, and their kinds, may be called. Names are kept as
 * {@link Hearing#normal} hears them.
 */
final class NameIndex {
  private static final Pattern WORDS = Pattern.compile(".*\\p{L}.*|\\d{3,}");
  private static final Pattern NUMBERED = Pattern.compile("(.*\\p{L}) ?\\d{1,2}");

  private static final Set<String> MODES =
      Lexicon.ALL.stream()
          .flatMap(lexicon -> lexicon.section("modes").values().stream())
          .flatMap(List::stream)
          .map(Lexicon.Word::text)
          .collect(Collectors.toUnmodifiableSet());

  private static final List<String> KINDS =
      Lexicon.ALL.stream()
          .flatMap(lexicon -> lexicon.section("types").values().stream())
          .flatMap(List::stream)
          .map(Lexicon.Word::text)
          .toList();

  /**
   * The floor of a floor lamp made none, nor the smoke of a smoke sensor, nor "leaving" of "Leaving
   * home".
   */
  private static final Set<String> OF_NO_MAKER = Set.of("Sensor", "Light", "Scene");

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

  private final Map<String, Referents> index = new HashMap<>();

  /** Words that end the names of Things whose type says little. */
  private final Map<String, Set<Thing>> neutral = new HashMap<>();

  private int longest;

  NameIndex(Household household, List<Lexicon> lexicons) {
    Set<String> placeNames = placeNames(household, lexicons);
    for (Thing thing : household.things()) {
      for (String title : thing.names().all()) {
        String name = Hearing.name(title);
        indexName(name, thing, placeNames);
        if (!Which.inDigits(name).equals(name)) {
          indexName(Which.inDigits(name), thing, placeNames);
        }
        withKind(name, thing, lexicons).forEach(longer -> referents(longer).partial.add(thing));
        if (thing.types().stream().anyMatch(type -> type.startsWith("Car"))) {
          heads(name, thing, lexicons).forEach(head -> referents(head).partial.add(thing));
        }
      }
    }
    household.things().stream().filter(NameIndex::isNeutral).forEach(this::indexNeutral);
    for (Lexicon lexicon : lexicons) {
      lexicon.section("types").forEach((type, words) -> indexType(household.things(), type, words));
    }
    for (Place place : household.places()) {
      for (String name : place.names().all()) {
        String phrase = Hearing.name(name);
        referents(phrase).places.add(place.id());
        tails(phrase).forEach(tail -> referents(tail).partialPlaces.add(place.id()));
        owners(phrase).forEach(owner -> referents(owner).partialPlaces.add(place.id()));
        unnumbered(phrase).ifPresent(room -> referents(room).partialPlaces.add(place.id()));
      }
    }
    indexRooms(household.places(), lexicons);
    index.remove("");
    lexicons.forEach(lexicon ->
        lexicon.section("generic").values().stream()
            .flatMap(List::stream)
            .forEach(word -> forgetPartial(word.text())));
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

  /** The names of what is there, without those that are only the end of one. */
  List<String> present() {
    return index.entrySet().stream()
        .filter(entry -> entry.getValue().isPresent())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The length of the longest name. */
  int longest() {
    return longest;
  }

  /** Whether a character belongs to a script that puts blanks between words. */
  static boolean latin(char c) {
    return c < 0x2e80 && Character.isLetterOrDigit(c);
  }

  /** A word such as "room" at the end of a name does not stand for that name. */
  private void forgetPartial(String word) {
    Referents found = index.get(word);
    if (found != null) {
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

  private static Set<String> placeNames(Household household, List<Lexicon> lexicons) {
    Set<String> names = new LinkedHashSet<>();
    household.places().forEach(p -> p.names().all().forEach(n -> names.add(Hearing.name(n))));
    lexicons.forEach(l ->
        l.section("places").values().forEach(words -> words.forEach(w -> names.add(w.text()))));
    return names;
  }

  private void indexName(String name, Thing thing, Set<String> placeNames) {
    referents(name).exact.add(thing);
    // 阳台灯 is the lamp (灯) of the balcony (阳台), no desk lamp (台灯).
    int place = name.length();
    while (place > 0 && !placeNames.contains(name.substring(0, place))) {
      place--;
    }
    int inside = place;
    boolean isScene = thing.types().contains("Scene");
    tails(name).stream()
        .filter(tail -> name.length() - tail.length() >= inside)
        .filter(
            tail -> !isScene || !MODES.contains(tail)) // "night" is a mode, "Movie night" or not
        .forEach(tail -> referents(tail).partial.add(thing));
    if (thing.types().stream().noneMatch(OF_NO_MAKER::contains)) {
      head(name, inside).ifPresent(head -> referents(head).partial.add(thing));
    }
    if (!name.isEmpty() && latin(name.charAt(name.length() - 1)) && !name.endsWith("s")) {
      String plural = name + "s";
      referents(plural).exact.add(thing);
      tails(plural).forEach(tail -> referents(tail).partial.add(thing));
      tails(" " + plural).forEach(tail -> referents(tail).plural = true);
    } else if (name.endsWith("s") && name.length() > 3) {
      referents(name.substring(0, name.length() - 1)).partial.add(thing);
    }
    unnumbered(name)
        .ifPresent(word -> {
          referents(word).partial.add(thing);
          if (latin(word.charAt(word.length() - 1))) {
            referents(word + "s").partial.add(thing);
            referents(word + "s").plural = true;
          }
        });
  }

  /** A lamp called "rocket" is also the rocket lamp, 火箭 the 火箭灯. */
  private static List<String> withKind(String name, Thing thing, List<Lexicon> lexicons) {
    List<String> longer = new ArrayList<>();
    for (Lexicon lexicon : lexicons) {
      boolean latin = latin(name.isEmpty() ? '语' : name.charAt(name.length() - 1));
      if (latin == lexicon.language().equals("en")) {
        for (String type : thing.types()) {
          for (Lexicon.Word word : lexicon.section("types").getOrDefault(type, List.of())) {
            if (!name.endsWith(word.text())) {
              longer.add(name + (latin ? " " : "") + word.text());
            }
          }
        }
      }
    }
    return longer;
  }

  /**
   * The maker before the kind of Thing: 格力 of 客厅格力空调, dyson of "Dyson TP07".
   *
   * @param inside where a place ends at the beginning of the name
   */
  private static Optional<String> head(String name, int inside) {
    String whole = name.substring(inside).strip();
    if (whole.isEmpty() || KINDS.contains(whole)) {
      return Optional.empty();
    }
    if (latin(whole.charAt(0))) {
      String head = whole.split(" ")[0];
      boolean tells = head.length() > 3 && whole.length() > head.length() && !isWord(head);
      return tells ? Optional.of(head) : Optional.empty();
    }
    return KINDS.stream()
        .filter(kind -> whole.endsWith(kind) && whole.length() - kind.length() > 1)
        .map(kind -> whole.substring(0, whole.length() - kind.length()))
        .min(Comparator.comparingInt(String::length))
        .filter(head -> !isWord(head));
  }

  /**
   * Whether a word says something else than a name: a mode, a common word, the beginning of a kind.
   */
  private static boolean isWord(String head) {
    return head.endsWith("'s")
        || MODES.contains(head)
        || Misheard.isCommon(head)
        || KINDS.stream().anyMatch(kind -> kind.startsWith(head));
  }

  /** In a car the passenger seat is also the passenger side, 副驾座椅 also 副驾. */
  private static List<String> heads(String name, Thing thing, List<Lexicon> lexicons) {
    return lexicons.stream()
        .flatMap(lexicon -> lexicon.section("types").entrySet().stream())
        .filter(words -> thing.types().contains(words.getKey()))
        .flatMap(words -> words.getValue().stream())
        .map(Lexicon.Word::text)
        .filter(word -> name.endsWith(word) && name.length() > word.length())
        .map(word -> name.substring(0, name.length() - word.length()).strip())
        .filter(head -> head.length() > 1)
        .flatMap(head ->
            latin(head.charAt(head.length() - 1))
                ? Stream.of(head + " side", head + "'s side", head + "s side")
                : Stream.of(head, head + "侧", head + "位"))
        .toList();
  }

  /** Ends of a name that may stand for it: words in Latin script, two characters or more in Han. */
  private static List<String> tails(String name) {
    List<String> tails = new ArrayList<>();
    for (int at = 1; at < name.length(); at++) {
      // "2" of "lamp 2" is a number first.
      boolean wordStart = name.charAt(at - 1) == ' ' && WORDS.matcher(name.substring(at)).matches();
      boolean han =
          Character.isIdeographic(name.charAt(at))
              && "开关锁的号".indexOf(name.charAt(at)) < 0
              && name.length() - at >= 2;
      if (wordStart || han) {
        tails.add(name.substring(at));
      }
    }
    return tails;
  }

  /** "bedroom" of "bedroom 2". */
  private static Optional<String> unnumbered(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches() ? Optional.of(numbered.group(1)) : Optional.empty();
  }

  /** "anna's" and anna房间 of "anna's room", 豆豆 and 豆豆房间 of 豆豆的房间. */
  private static List<String> owners(String name) {
    int apostrophe = name.indexOf("'s ");
    if (apostrophe > 0) {
      String owner = name.substring(0, apostrophe);
      return List.of(
          owner + "'s",
          name.replace("'s ", "s "),
          owner + "房间",
          owner + "的房间",
          owner + "房",
          owner + "的");
    }
    int of = name.indexOf('的');
    if (of > 0 && of < name.length() - 1) {
      return List.of(name.substring(0, of), name.substring(0, of + 1), name.replace("的", ""));
    }
    Matcher room = ROOM_OF.matcher(name);
    if (!room.matches()) {
      return List.of();
    }
    String owner = room.group(1);
    Matcher two = TWO_OWNERS.matcher(owner);
    return (two.matches() ? Stream.of(owner, two.group(1), two.group(3)) : Stream.of(owner))
        .flatMap(someone -> ROOMS.stream().map(word -> someone + word))
        .toList();
  }

  /** 浩浩房间 and 爷爷奶奶房, but no 书房. */
  private static final Pattern ROOM_OF = Pattern.compile("(\\p{IsHan}{2,})(?:房间|卧室|屋|房)");

  /** 爷爷奶奶. */
  private static final Pattern TWO_OWNERS = Pattern.compile("((.)\\2)((.)\\4)");

  private static final List<String> ROOMS =
      List.of("房间", "的房间", "房", "屋", "屋里", "那屋", "那儿", "那边", "卧室", "的卧室");

  private void indexType(List<Thing> all, String type, List<Lexicon.Word> words) {
    Set<Thing> bySaying = new HashSet<>();
    words.forEach(word -> bySaying.addAll(neutral.getOrDefault(word.text(), Set.of())));
    List<Thing> things =
        all.stream().filter(t -> t.types().contains(type) || bySaying.contains(t)).toList();
    for (Lexicon.Word word : words) {
      for (String form : List.of(word.text(), word.plural())) {
        Referents found = referents(Hearing.name(form));
        found.types.add(type);
        found.typed.addAll(things);
        found.plural |= form.equals(word.plural());
      }
    }
  }

  /** A switch named "hall light" is what people mean by the lamp in the hall. */
  private void indexNeutral(Thing thing) {
    thing.names().all().stream()
        .flatMap(name -> tails(Hearing.name(name)).stream())
        .forEach(tail -> neutral.computeIfAbsent(tail, t -> new LinkedHashSet<>()).add(thing));
  }

  private static final Set<String> NEUTRAL = Set.of("Switch", "Outlet", "Sensor");

  private static boolean isNeutral(Thing thing) {
    return thing.types().isEmpty() || thing.types().stream().anyMatch(NEUTRAL::contains);
  }

  private void indexRooms(List<Place> places, List<Lexicon> lexicons) {
    Map<String, Set<String>> byName = new HashMap<>();
    Map<String, Set<String>> byRoom = new HashMap<>();
    for (Place place : places) {
      place.names().all().forEach(name -> add(byName, Hearing.name(name), place.id()));
      add(byRoom, place.kind(), place.id());
    }
    forEachRoom(
        lexicons,
        (room, word) ->
            byName.getOrDefault(word, Set.of()).forEach(place -> add(byRoom, room, place)));
    forEachRoom(
        lexicons,
        (room, word) -> {
          Referents found = referents(word);
          if (found.places.isEmpty()) {
            places.stream()
                .map(Place::id)
                .filter(byRoom.getOrDefault(room, Set.of())::contains)
                .forEach(found.places::add);
          }
          found.placeWord = true;
        });
  }

  private static void add(Map<String, Set<String>> map, String key, String value) {
    map.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(value);
  }

  /** Each kind of room with each word for it, as heard. */
  private static void forEachRoom(List<Lexicon> lexicons, BiConsumer<String, String> each) {
    for (Lexicon lexicon : lexicons) {
      lexicon
          .section("places")
          .forEach(
              (room, words) -> words.forEach(word -> each.accept(room, Hearing.name(word.text()))));
    }
  }
}
