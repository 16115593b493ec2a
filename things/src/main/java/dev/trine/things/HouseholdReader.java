package dev.trine.things;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Household file to {@link Household}; every complaint names file, place and remedy. */
final class HouseholdReader {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String source;
  private final Set<String> placeIds = new HashSet<>();
  private final Set<String> thingIds = new HashSet<>();

  HouseholdReader(String source) {
    this.source = source;
  }

  Household read(String json, String key) {
    Spot top = new Spot(source, "", "", tree(json)).object();
    List<Spot> placeSpots = top.field("places").map(Spot::list).orElse(List.of());
    List<Place> places = placeSpots.stream().map(this::place).toList();
    checkIn(placeSpots, places);
    var descriptions = new DescriptionReader(placeIds);
    var things = new ArrayList<Thing>();
    for (Spot spot : top.needed("things").list()) {
      Thing thing = descriptions.thing(spot);
      if (!thingIds.add(thing.id())) {
        throw spot.needed("id").error(Spot.quote(thing.id()) + " names two Things; rename one");
      }
      things.add(thing);
    }
    return new Household(
        top.needed("id").text(), names(top, "aliases"), places, List.copyOf(things), key);
  }

  private JsonNode tree(String json) {
    try {
      return JSON.readTree(json.startsWith("\ufeff") ? json.substring(1) : json);
    } catch (JacksonException e) {
      var at = Optional.ofNullable(e.getLocation());
      throw new ThingException(
          source
              + at.map(l -> ": line " + l.getLineNr() + ", column " + l.getColumnNr()).orElse("")
              + ": not valid JSON: "
              + e.getOriginalMessage(),
          e);
    }
  }

  private Place place(Spot spot) {
    String id = spot.object().needed("id").text();
    if (!placeIds.add(id)) {
      throw spot.needed("id").error(Spot.quote(id) + " names two places; rename one");
    }
    return new Place(
        id,
        spot.field("kind").map(Spot::text).orElse("room"),
        spot.field("in").map(Spot::text),
        names(spot, "aliases"));
  }

  private static void checkIn(List<Spot> spots, List<Place> places) {
    Map<String, Place> byId = places.stream().collect(toMap(Place::id, place -> place));
    for (int i = 0; i < places.size(); i++) {
      Optional<String> outer = places.get(i).in();
      if (outer.isPresent() && !byId.containsKey(outer.get())) {
        throw spots
            .get(i)
            .needed("in")
            .error(Spot.quote(outer.get()) + " names no place; add the place or correct the id");
      }
    }
    var grounded = new HashSet<String>(); // chains known to end, so that each is walked once
    for (int i = 0; i < places.size(); i++) {
      var chain = new HashSet<String>();
      Optional<Place> at = Optional.of(places.get(i));
      while (at.isPresent() && !grounded.contains(at.get().id())) {
        if (!chain.add(at.get().id())) {
          throw spots.get(i).needed("in").error("the chain of \"in\" closes on itself; open it");
        }
        at = at.get().in().map(byId::get);
      }
      grounded.addAll(chain);
    }
  }

  /** Titles in several languages, or one {@code title}, and aliases. */
  static Names names(Spot spot, String aliasField) {
    var titles =
        new LinkedHashMap<>(
            spot.field("titles").map(t -> t.members(Spot::string)).orElse(Map.of()));
    spot.field("title")
        .map(Spot::string)
        .filter(title -> !titles.containsValue(title))
        .ifPresent(title -> titles.put(Names.NO_LANGUAGE, title));
    titles.values().removeIf(String::isBlank);
    Map<String, List<String>> aliases =
        spot.field(aliasField)
            .map(a ->
                a.members(m ->
                    m.oneOrMany().stream()
                        .map(Spot::string)
                        .filter(alias -> !alias.isBlank())
                        .toList()))
            .orElse(Map.of());
    return new Names(titles, aliases);
  }
}
