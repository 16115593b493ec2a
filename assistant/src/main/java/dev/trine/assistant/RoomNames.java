package dev.trine.assistant;

import dev.trine.things.Place;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What rooms are called by their kind, whatever their own names are: the lounge, upstairs.
 *
 * @param referents where a phrase points
 */
record RoomNames(List<Place> places, Function<String, NameIndex.Referents> referents) {
  private static final Set<String> LOWER_FLOORS = Words.set("names", "lower floors");

  void index() {
    indexRooms();
    indexUpstairs();
  }

  private void indexRooms() {
    Map<String, Set<String>> byName = new HashMap<>();
    Map<String, Set<String>> byRoom = new HashMap<>();
    for (Place place : places) {
      place.names().all().forEach(name -> add(byName, Hearing.name(name), place.id()));
      add(byRoom, place.kind(), place.id());
    }
    forEachRoom((room, word) ->
        byName.getOrDefault(word, Set.of()).forEach(place -> add(byRoom, room, place)));
    forEachRoom((room, word) -> {
      NameIndex.Referents found = referents.apply(word);
      if (found.places.isEmpty()) {
        places.stream()
            .map(Place::id)
            .filter(byRoom.getOrDefault(room, Set.of())::contains)
            .forEach(found.places::add);
      }
      found.placeWord = true;
    });
  }

  /** Above a ground floor, "upstairs" is every floor where none is called so. */
  private void indexUpstairs() {
    List<Place> floors = places.stream().filter(place -> place.kind().equals("floor")).toList();
    List<String> upper = floors.stream().filter(floor -> !isLower(floor)).map(Place::id).toList();
    if (upper.size() < floors.size()) {
      Words.of("names", "upstairs")
          .map(referents)
          .filter(found -> found.places.isEmpty())
          .forEach(found -> found.places.addAll(upper));
    }
  }

  private static boolean isLower(Place floor) {
    return Hearing.names(floor.names()).anyMatch(LOWER_FLOORS::contains);
  }

  private static void add(Map<String, Set<String>> map, String key, String value) {
    map.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(value);
  }

  /** Each kind of room with each word for it, as heard. */
  private static void forEachRoom(BiConsumer<String, String> each) {
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon
          .section("places")
          .forEach(
              (room, words) -> words.forEach(word -> each.accept(room, Hearing.name(word.text()))));
    }
  }
}
