package dev.trine.assistant;

import dev.trine.things.Household;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes households to practise on: kinds of Things from {@code practice/things.txt}, names from
 * {@code practice/names.txt}, properties without a vocabulary from {@code practice/properties.txt}.
 */
final class PracticeHousehold {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_THINGS = 24;
  private static final Pattern OFFER =
      Pattern.compile(
          "(?<read>\\?)?(?<action>!)?(?<name>[a-z0-9-]+)(?:=(?<words>[^%~:]+))?(?<text>~text)?"
              + "(?::(?<low>\\d+)-(?<high>\\d+):(?<unit>[a-z]*))?(?:%(?<chance>\\d+))?");

  /** A kind of Thing: how common it is and what it may offer. */
  private record Kind(String type, int weight, List<Matcher> offers) {}

  /** A property that no vocabulary knows. */
  private record Novelty(String kind, String name, String english, String chinese) {}

  private final List<Kind> kinds = new ArrayList<>();
  private final List<Novelty> novelties = new ArrayList<>();
  private final Map<String, List<String>> names = new HashMap<>();
  private final Map<String, Map<String, List<Lexicon.Word>>> types = new HashMap<>();

  PracticeHousehold() {
    for (String line : Lexicon.lines("practice/things.txt")) {
      List<String> words = List.of(line.split(" "));
      List<Matcher> offers =
          words.stream().skip(2).map(OFFER::matcher).filter(Matcher::matches).toList();
      if (offers.size() != words.size() - 2) {
        throw new IllegalStateException("practice/things.txt cannot be read: " + line);
      }
      String type = words.getFirst().replaceAll("%.*", "");
      kinds.add(new Kind(type, Integer.parseInt(words.get(1)), offers));
    }
    for (String line : Lexicon.lines("practice/properties.txt")) {
      String[] parts = line.split(" = |, ");
      String[] kind = parts[0].split(" ");
      novelties.add(new Novelty(kind[0], kind[1], parts[1], parts[2]));
    }
    String section = "";
    for (String line : Lexicon.lines("practice/names.txt")) {
      if (line.startsWith("[")) {
        section = line.substring(1, line.length() - 1);
      } else {
        names.put(section, List.of(line.split(", ")));
      }
    }
    Lexicon.LANGUAGES.forEach(
        language -> types.put(language, Lexicon.of(language).section("types")));
  }

  /** The words of a list of {@code names.txt}, such as {@code stranger}. */
  List<String> words(String language, String list) {
    return names.getOrDefault(language + ":" + list, List.of());
  }

  /** The kind of a property that no vocabulary knows, such as {@code number}; empty for others. */
  String novelty(String property) {
    return novelties.stream()
        .filter(novelty -> novelty.name().equals(property))
        .map(Novelty::kind)
        .findFirst()
        .orElse("");
  }

  Household make(RandomGenerator random) {
    ObjectNode household = JSON.objectNode().put("id", "practice");
    var places = household.putArray("places");
    Set<String> taken = new HashSet<>();
    int rooms = 3 + random.nextInt(6);
    for (int i = 0; i < rooms; i++) {
      ObjectNode place = places.addObject().put("id", "p" + i).put("kind", "room");
      title(place, random, taken, language -> pick(words(language, "place"), random));
    }
    var things = household.putArray("things");
    int count = 5 + random.nextInt(MOST_THINGS - 5);
    for (int i = 0; i < count; i++) {
      things.add(thing("urn:t" + i, "p" + random.nextInt(rooms), random));
    }
    return Household.parse(household.toString(), "a practice household");
  }

  private interface Namer {
    String name(String language);
  }

  private static void title(
      ObjectNode named, RandomGenerator random, Set<String> taken, Namer namer) {
    ObjectNode titles = named.putObject("titles");
    for (String language : Lexicon.LANGUAGES) {
      String name = namer.name(language);
      for (int tries = 0; !taken.add(name) && tries < 20; tries++) {
        name = namer.name(language);
      }
      titles.put(language, name);
    }
  }

  private ObjectNode thing(String id, String place, RandomGenerator random) {
    Kind kind = kind(random);
    ObjectNode thing = JSON.objectNode().put("id", id);
    thing.put("@context", "https://www.w3.org/2022/wot/td/v1.1");
    int unusual = random.nextInt(40);
    if (unusual > 0) {
      thing.put("@type", unusual == 1 ? PracticeNumbers.nonsense("en", random) : kind.type());
    }
    title(thing, random, new HashSet<>(), language -> name(kind.type(), language, random));
    thing.put("trine:place", place);
    thing.putObject("securityDefinitions").putObject("nosec_sc").put("scheme", "nosec");
    thing.putArray("security").add("nosec_sc");
    ObjectNode properties = JSON.objectNode();
    ObjectNode actions = JSON.objectNode();
    for (Matcher offer : kind.offers()) {
      String chance = offer.group("chance");
      if (chance != null && random.nextInt(100) >= Integer.parseInt(chance)) {
        continue;
      }
      if (offer.group("action") != null) {
        actions.putObject(offer.group("name"));
      } else {
        ObjectNode schema = properties.putObject(offer.group("name"));
        schema(schema, offer, random);
        if (offer.group("read") != null) {
          schema.put("readOnly", true);
        }
      }
    }
    if (random.nextInt(12) == 0) {
      novelty(properties, random);
    }
    if (random.nextInt(12) == 0) {
      ObjectNode schema = properties.putObject(PracticeNumbers.nonsense("en", random));
      schema.put("type", random.nextBoolean() ? "integer" : "boolean");
      schema.put("readOnly", random.nextBoolean());
    }
    if (!properties.isEmpty()) {
      thing.set("properties", properties);
    }
    if (!actions.isEmpty()) {
      thing.set("actions", actions);
    }
    return thing;
  }

  private static void schema(ObjectNode schema, Matcher offer, RandomGenerator random) {
    if (offer.group("words") != null) {
      List<String> words = new ArrayList<>(List.of(offer.group("words").split("\\|")));
      Collections.shuffle(words, java.util.Random.from(random));
      int count = Math.min(words.size(), 2 + random.nextInt(words.size()));
      var values = schema.put("type", "string").putArray("enum");
      words.subList(0, count).forEach(values::add);
      for (int i = random.nextInt(8) - 4; i > 0; i--) {
        values.add(PracticeNumbers.nonsense("en", random));
      }
    } else if (offer.group("low") != null) {
      schema.put("type", "integer").put("minimum", Integer.parseInt(offer.group("low")));
      schema.put("maximum", Integer.parseInt(offer.group("high")));
      if (!offer.group("unit").isEmpty()) {
        schema.put("unit", offer.group("unit"));
      }
    } else if (offer.group("text") != null) {
      schema.put("type", "string");
    } else {
      boolean isNumber = offer.group("read") != null && !SWITCHES.contains(offer.group("name"));
      schema.put("type", isNumber ? "number" : "boolean");
    }
  }

  /** Read-only properties that are true or false. */
  private static final Set<String> SWITCHES =
      Set.of("motion", "contact", "leak", "smoke", "gas", "presence", "vibration", "playing");

  private void novelty(ObjectNode properties, RandomGenerator random) {
    Novelty novelty = pick(novelties, random);
    ObjectNode schema = properties.putObject(novelty.name());
    schema.putObject("titles").put("en", novelty.english()).put("zh", novelty.chinese());
    switch (novelty.kind()) {
      case "switch" -> schema.put("type", "boolean");
      case "number" -> schema.put("type", "integer").put("minimum", 0).put("maximum", 100);
      default -> schema.put("type", "number").put("readOnly", true);
    }
  }

  private String name(String type, String language, RandomGenerator random) {
    List<Lexicon.Word> known = types.getOrDefault(language, Map.of()).getOrDefault(type, List.of());
    String word =
        known.isEmpty() ? pick(words(language, "stranger"), random) : pick(known, random).text();
    int way = random.nextInt(10);
    String between = language.equals("en") ? " " : "";
    return switch (way) {
      case 0, 1, 2 -> word;
      case 3 -> pick(words(language, "alone"), random);
      case 4 -> pick(words(language, "place"), random) + between + word;
      default -> pick(words(language, "before"), random) + between + word;
    };
  }

  private Kind kind(RandomGenerator random) {
    int at = random.nextInt(kinds.stream().mapToInt(Kind::weight).sum());
    for (Kind kind : kinds) {
      at -= kind.weight();
      if (at < 0) {
        return kind;
      }
    }
    throw new AssertionError("weights are positive");
  }

  static <T> T pick(List<T> list, RandomGenerator random) {
    return list.get(random.nextInt(list.size()));
  }
}
