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
 * {@code practice/names.txt}, {@link PracticeNovelties} without a vocabulary.
 */
final class PracticeHousehold {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_THINGS = 24;
  private static final Pattern OFFER =
      Pattern.compile(
          "(?<read>\\?)?(?<action>!)?(?<name>[a-z0-9-]+)(?:=(?<words>[^%~:]+))?(?<text>~text)?"
              + "(?::(?<low>\\d+)-(?<high>\\d+):(?<unit>[a-z]*))?(?:\\((?<input>.*)\\))?(?:%(?<chance>\\d+))?");

  /** A member of an action's input. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?<name>[a-z0-9-]+)(?:=(?<words>.+))?(?<text>~text)?(?::(?<low>\\d+)-(?<high>\\d+))?");

  /** A kind of Thing: how common it is and what it may offer. */
  private record Kind(String type, int weight, List<Matcher> offers) {}

  private final List<Kind> kinds = new ArrayList<>();
  private final PracticeNovelties novelties = new PracticeNovelties();
  private final Map<String, List<String>> names = new HashMap<>();
  private final Map<String, Map<String, List<Lexicon.Word>>> types = new HashMap<>();

  PracticeHousehold() {
    for (String line : Tables.lines("practice/things.txt")) {
      List<String> words = List.of(line.split(" "));
      List<Matcher> offers =
          words.stream().skip(2).map(OFFER::matcher).filter(Matcher::matches).toList();
      if (offers.size() != words.size() - 2) {
        throw new IllegalStateException("practice/things.txt cannot be read: " + line);
      }
      String type = words.getFirst().replaceAll("%.*", "");
      kinds.add(new Kind(type, Integer.parseInt(words.get(1)), offers));
    }
    Tables.sections("practice/names.txt")
        .forEach((list, lines) -> names.put(list, List.of(String.join(", ", lines).split(", "))));
    Lexicon.LANGUAGES.forEach(
        language -> types.put(language, Lexicon.of(language).section("types")));
  }

  /** The words of a list of {@code names.txt}, such as {@code stranger}. */
  List<String> words(String language, String list) {
    return names.getOrDefault(language + ":" + list, List.of());
  }

  /** What no vocabulary knows. */
  PracticeNovelties novelties() {
    return novelties;
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
      things.add(thing(kind(random), "urn:t" + i, "p" + random.nextInt(rooms), random));
    }
    for (Kind kind : kinds) {
      if (kind.weight() == 0 && random.nextInt(8) > 0) {
        things.add(thing(kind, "urn:" + kind.type(), "p" + random.nextInt(rooms), random));
      }
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

  private ObjectNode thing(Kind kind, String id, String place, RandomGenerator random) {
    ObjectNode thing = JSON.objectNode().put("id", id);
    thing.put("@context", "https://www.w3.org/2022/wot/td/v1.1");
    int unusual = kind.weight() == 0 ? 2 : random.nextInt(40);
    if (unusual > 0) {
      boolean unknown = unusual == 1 || kind.type().equals(STRANGE);
      thing.put("@type", unknown ? strangeType(random) : kind.type());
    }
    title(thing, random, new HashSet<>(), language -> name(kind.type(), language, random));
    thing.put("trine:place", place);
    thing.putObject("securityDefinitions").putObject("nosec_sc").put("scheme", "nosec");
    thing.putArray("security").add("nosec_sc");
    ObjectNode properties = JSON.objectNode();
    ObjectNode actions = JSON.objectNode();
    boolean strange = random.nextInt(9) == 0;
    for (Matcher offer : kind.offers()) {
      String chance = offer.group("chance");
      if (chance != null && random.nextInt(100) >= Integer.parseInt(chance)) {
        continue;
      }
      if (offer.group("action") != null) {
        ObjectNode action = actions.putObject(offer.group("name"));
        if (offer.group("input") != null) {
          input(action.putObject("input"), offer.group("input"), random);
        }
      } else {
        String name = offer.group("name");
        List<String> others = novelties.otherNames(name);
        boolean other = strange && !others.isEmpty() && random.nextInt(3) > 0;
        ObjectNode schema = properties.putObject(other ? pick(others, random) : name);
        schema(schema, offer, random);
        if (offer.group("read") != null) {
          schema.put("readOnly", true);
        }
      }
    }
    boolean strangeKind = kind.type().equals(STRANGE);
    int unknown =
        strangeKind
            ? 1 + random.nextInt(4)
            : kind.weight() > 0 && random.nextInt(6) == 0 ? 1 + random.nextInt(2) : 0;
    for (int i = 0; i < unknown; i++) {
      novelties.add(properties, actions, random);
    }
    if (kind.weight() > 0 && random.nextInt(12) == 0) {
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
      List<String> words = new ArrayList<>(List.of(offer.group("words").split("\\|", -1)));
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

  /**
   * A kind of Thing that nobody has heard of: the type of {@code things.txt} that stands for it.
   */
  private static final String STRANGE = "Strange";

  private String strangeType(RandomGenerator random) {
    return random.nextBoolean()
        ? PracticeNumbers.nonsense("en", random)
        : pick(words("en", "stranger"), random).replace(' ', '-');
  }

  private static void input(ObjectNode schema, String members, RandomGenerator random) {
    ObjectNode fields = schema.put("type", "object").putObject("properties");
    for (String text : members.split(",")) {
      Matcher member = MEMBER.matcher(text);
      if (!member.matches()) {
        throw new IllegalStateException("practice/things.txt: no input can be " + text);
      }
      ObjectNode field = fields.putObject(member.group("name"));
      if (member.group("words") != null) {
        PracticeNovelties.words(field, member.group("words"));
      } else if (member.group("low") != null) {
        field.put("type", "integer").put("minimum", Integer.parseInt(member.group("low")));
        field.put("maximum", Integer.parseInt(member.group("high")));
      } else {
        field.put("type", "string");
      }
    }
    if (random.nextBoolean()) {
      schema.putArray("required").add(members.replaceAll("[^a-z0-9-].*", ""));
    }
  }

  private String name(String type, String language, RandomGenerator random) {
    List<String> titles = words(language, type);
    if (!titles.isEmpty()) {
      return pick(titles, random);
    }
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
