package dev.trine.assistant;

import static dev.trine.assistant.PracticeHousehold.pick;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What no vocabulary knows, for Things to practise on: properties and other names for known ones
 * from {@code practice/properties.txt}, units from {@code practice/units.txt}, and what is made up
 * from {@code lexicon/vocabulary.txt}.
 */
final class PracticeNovelties {
  /**
   * A property that no vocabulary knows.
   *
   * @param kind number, switch, read, text, length, or words divided by bars
   */
  private record Novelty(String kind, String name, String english, String chinese) {
    String feature() {
      return kind.contains("|") ? "words" : kind;
    }
  }

  /** A unit with a range of its numbers, and how it is said. */
  private record Unit(String name, int low, int high, List<String> english, List<String> chinese) {}

  private final List<Unit> units = new ArrayList<>();
  private final List<Novelty> novelties = new ArrayList<>();
  private final Map<String, List<String>> otherNames = new HashMap<>();

  PracticeNovelties() {
    for (String line : Tables.lines("practice/properties.txt")) {
      String[] parts = line.split(" = |, ");
      String[] kind = parts[0].split(" ");
      if (kind[0].equals("as")) {
        List<String> others = List.of(parts).subList(1, parts.length);
        otherNames.put(kind[1], others);
        continue;
      }
      novelties.add(new Novelty(kind[0], kind[1], parts[1], parts[2]));
    }
    for (String line : Tables.lines("practice/units.txt")) {
      List<String> parts = List.of(line.split("\\|", -1)).stream().map(String::strip).toList();
      String[] ends = parts.get(1).split("-");
      units.add(
          new Unit(
              parts.get(0),
              Integer.parseInt(ends[0]),
              Integer.parseInt(ends[1]),
              said(parts.get(2)),
              said(parts.get(3))));
    }
  }

  private static List<String> said(String words) {
    return List.of(words.split(",", -1)).stream().map(String::strip).toList();
  }

  /** How a unit is said after a number; nothing for a number without. */
  List<String> units(String unit, String language) {
    return units.stream()
        .filter(u -> u.name().equals(unit))
        .findFirst()
        .map(u -> language.equals("en") ? u.english() : u.chinese())
        .orElse(List.of(""));
  }

  /** Other names of a property that the vocabulary knows. */
  List<String> otherNames(String property) {
    return otherNames.getOrDefault(property, List.of());
  }

  /** What the vocabulary calls a property that a Thing calls by another name. */
  String feature(String property) {
    return otherNames.entrySet().stream()
        .filter(entry -> entry.getValue().contains(property))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(property);
  }

  /** A property or an action, of {@code properties.txt} or made up from the vocabulary. */
  void add(ObjectNode properties, ObjectNode actions, RandomGenerator random) {
    int which = random.nextInt(10);
    if (which < 2) {
      ObjectNode action = actions.putObject(invented(random));
      if (random.nextInt(3) > 0) {
        ObjectNode input = action.putObject("input").put("type", "object");
        ObjectNode members = input.putObject("properties");
        for (int i = random.nextInt(3); i >= 0; i--) {
          String member = OwnWords.anyWord(random);
          if (random.nextInt(3) > 0) {
            members.putObject(member).put("type", "integer");
          } else {
            inventedWords(members.putObject(member), random);
          }
          if (random.nextBoolean()) {
            input.putArray("required").add(member);
          }
        }
      }
    } else if (which < 6) {
      ObjectNode schema = properties.putObject(invented(random));
      switch (random.nextInt(8)) {
        case 0 -> schema.put("type", "boolean");
        case 1 -> schema.put("type", "number").put("readOnly", true);
        case 2, 3, 4 -> inventedWords(schema, random);
        default -> number(schema, random);
      }
    } else {
      listed(properties, random);
    }
  }

  /** A name that does not stand for what the vocabulary calls otherwise. */
  private String invented(RandomGenerator random) {
    String word = OwnWords.anyWord(random);
    return random.nextInt(3) > 0 && feature(word).equals(word)
        ? word
        : word + "-" + OwnWords.anyWord(random);
  }

  private void inventedWords(ObjectNode schema, RandomGenerator random) {
    var values = schema.put("type", "string").putArray("enum");
    for (int i = 2 + random.nextInt(4); i > 0; i--) {
      values.add(
          random.nextInt(4) == 0
              ? PracticeNumbers.nonsense("en", random)
              : random.nextInt(5) == 0 ? invented(random) : OwnWords.anyWord(random));
    }
  }

  private void number(ObjectNode schema, RandomGenerator random) {
    Unit unit = pick(units, random);
    schema.put("type", "integer").put("minimum", unit.low()).put("maximum", unit.high());
    if (!unit.name().isEmpty()) {
      schema.put("unit", unit.name());
    }
  }

  private void listed(ObjectNode properties, RandomGenerator random) {
    Novelty novelty = pick(novelties, random);
    ObjectNode schema = properties.putObject(novelty.name());
    ObjectNode titles = JsonNodeFactory.instance.objectNode();
    if (random.nextInt(3) > 0) {
      titles.put("en", novelty.english());
    }
    if (random.nextInt(3) > 0) {
      titles.put("zh", novelty.chinese());
    }
    schema.set("titles", titles);
    switch (novelty.feature()) {
      case "switch" -> schema.put("type", "boolean");
      case "number" -> number(schema, random);
      case "text" -> schema.put("type", "string");
      case "length" ->
          schema.put("type", "integer").put("unit", random.nextBoolean() ? "minutes" : "seconds");
      case "words" -> words(schema, novelty.kind());
      default -> schema.put("type", "number").put("readOnly", true);
    }
  }

  /** A schema of one of some words, divided by bars. */
  static void words(ObjectNode schema, String words) {
    var values = schema.put("type", "string").putArray("enum");
    List.of(words.split("\\|", -1)).forEach(values::add);
  }
}
