package dev.trine.things;

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
    for (int i = 0; i < places.size(); i++) checkIn(places, i, placeSpots.get(i));
    var descriptions = new DescriptionReader(placeIds);
    var things = new ArrayList<Thing>();
    for (Spot spot : top.needed("things").list()) {
      Thing thing = descriptions.thing(spot);
      if (!thingIds.add(thing.id())) {
        throw spot.needed("id").error("\"" + thing.id() + "\" names two Things; rename one");
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
      throw spot.needed("id").error("\"" + id + "\" names two places; rename one");
    }
    return new Place(
        id,
        spot.field("kind").map(Spot::text).orElse("room"),
        spot.field("in").map(Spot::text),
        names(spot, "aliases"));
  }

  private void checkIn(List<Place> places, int index, Spot spot) {
    Map<String, Place> byId = new LinkedHashMap<>();
    places.forEach(p -> byId.put(p.id(), p));
    var seen = new HashSet<String>();
    Optional<Place> at = Optional.of(places.get(index));
    while (at.isPresent()) {
      if (!seen.add(at.get().id())) {
        throw spot.needed("in").error("the chain of \"in\" closes on itself; open it");
      }
      Optional<String> outer = at.get().in();
      if (outer.isPresent() && !byId.containsKey(outer.get())) {
        throw spot.needed("in")
            .error("\"" + outer.get() + "\" names no place; add the place or correct the id");
      }
      at = outer.map(byId::get);
    }
  }

  /** Titles in several languages, or one {@code title}, and aliases. */
  static Names names(Spot spot, String aliasField) {
    var titles =
        new LinkedHashMap<>(spot.field("titles").map(t -> t.members(Spot::text)).orElse(Map.of()));
    spot.field("title")
        .map(Spot::text)
        .filter(title -> !titles.containsValue(title))
        .ifPresent(title -> titles.put("und", title));
    Map<String, List<String>> aliases =
        spot.field(aliasField)
            .map(a -> a.members(m -> m.oneOrMany().stream().map(Spot::text).toList()))
            .orElse(Map.of());
    return new Names(titles, aliases);
  }
}
