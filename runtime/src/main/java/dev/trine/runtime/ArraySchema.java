package dev.trine.runtime;

import static dev.trine.runtime.Grammar.UNLIMITED;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.empty;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.sequence;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Arrays of JSON Schema. */
final class ArraySchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** How far inside items may be what tells them apart. */
  private static final int DEEPEST_DIFFERENCE = 4;

  /** Patterns whose texts all begin with one character. */
  private static final Pattern FIXED_BEGINNING = Pattern.compile("\\^[^\\[(\\\\.$^]");

  /** Formats in which any digit may stand behind so many characters. */
  private static final Map<String, Integer> DIGITS = Map.of("date", 9, "date-time", 9, "time", 4);

  /** Formats whose texts begin alike. */
  private static final Set<String> BEGINNING_ALIKE =
      Set.of(
          "uri",
          "iri",
          "uri-reference",
          "iri-reference",
          "uri-template",
          "duration",
          "json-pointer",
          "color",
          "phone");

  /** Values that may come in any order without coming twice; of more, each follows a lesser one. */
  private static final int MOST_IN_ANY_ORDER = 8;

  private final JsonSchema schemas;
  private final JsonNode schema;
  private final String at;
  private final int min;
  private final int max;
  private final FewValues few;

  private ArraySchema(JsonSchema schemas, JsonNode schema, String at) {
    this.schemas = schemas;
    this.schema = schema;
    this.at = at;
    min = ScalarSchema.count(schema, "minItems", 0, at);
    max = ScalarSchema.count(schema, "maxItems", UNLIMITED, at);
    few = new FewValues(schemas, at);
  }

  static Grammar grammar(JsonSchema schemas, JsonNode schema, String at) {
    return new ArraySchema(schemas, schema, at).grammar();
  }

  private Grammar grammar() {
    if (min > max) {
      return choice(List.of());
    }
    if (schema.path("uniqueItems").asBoolean(false) && max > 1) {
      return unique();
    }
    return any(max);
  }

  /** Items that may be alike. */
  private Grammar any(int max) {
    JsonNode items = schema.has("items") ? schema.path("items") : schema.path("unevaluatedItems");
    Grammar item = items.isMissingNode() ? schemas.anything() : schemas.value(items, at + "/items");
    if (!schema.has("prefixItems")) {
      return JsonText.array(item, min, max);
    }
    List<Grammar> first = new ArrayList<>();
    for (JsonNode prefix : SchemaKeywords.schemas(schema, "prefixItems", at)) {
      first.add(schemas.value(prefix, at + "/prefixItems/" + first.size()));
    }
    int known = Math.min(first.size(), max);
    Grammar rest = empty();
    if (max > known) {
      int most = max == UNLIMITED ? max : max - known;
      rest = Grammar.repeat(sequence(JsonText.COMMA, item), Math.max(0, min - known), most);
    }
    for (int i = known - 1; i >= 0; i--) {
      Grammar here = i == 0 ? first.get(i) : sequence(JsonText.COMMA, first.get(i));
      Grammar onwards = sequence(here, rest);
      rest = i < min ? onwards : Grammar.optional(onwards);
    }
    return sequence(literal("["), rest, literal("]"));
  }

  /** Items that all differ: the values, where they are few, or else one item of each kind. */
  private Grammar unique() {
    if (schema.has("prefixItems")) {
      return uniqueBehindFirst();
    }
    List<Grammar> values = new ArrayList<>();
    for (JsonNode value : few.of(schema.path("items"))) {
      values.add(literal(value.toString()));
    }
    if (values.isEmpty()) {
      JsonNode items = schema.has("items") ? schema.path("items") : NODES.objectNode();
      for (JsonNode kind : kinds(items, 0)) {
        JsonNode one = SchemaMerge.of(schemas.resolved(items, at), kind, at);
        values.add(schemas.value(one, at + "/items"));
      }
      if (values.isEmpty() && min > 1) {
        throw refused();
      }
    }
    if (values.isEmpty()) {
      return any(1);
    }
    if (values.size() < min) {
      throw SchemaKeywords.refused(
          at,
          "'uniqueItems' with 'minItems' "
              + min
              + " cannot be kept: only "
              + values.size()
              + " items can be told apart; ask for fewer");
    }
    Grammar items =
        values.size() <= MOST_IN_ANY_ORDER
            ? anyOrder(List.of(values), 0, new HashMap<>())
            : rising(values, 0, 0, new HashMap<>());
    return sequence(literal("["), items, literal("]"));
  }

  /**
   * Items that all differ, of which the first have schemas of their own, as those have that an
   * array must contain: each place takes another value or kind.
   */
  private Grammar uniqueBehindFirst() {
    List<JsonNode> places = new ArrayList<>();
    SchemaKeywords.schemas(schema, "prefixItems", at)
        .forEach(place -> places.add(few.merged(place)));
    JsonNode others = schema.has("items") ? few.merged(schema.path("items")) : NODES.objectNode();
    List<JsonNode> kinds = new ArrayList<>();
    List<JsonNode> values = few.of(schema.path("items"));
    if (!values.isEmpty()
        && values.size() <= MOST_IN_ANY_ORDER
        && places.stream().allMatch(place -> mayBeOneOf(values, place))) {
      values.forEach(value -> kinds.add(NODES.objectNode().set("const", value)));
    } else {
      kinds.addAll(kindsOfPlaces(places, others));
    }
    if (kinds.isEmpty()) {
      throw refused();
    }
    places.add(others);
    List<List<Grammar>> items = new ArrayList<>(); // by place and kind
    for (JsonNode place : places) {
      List<Grammar> here = new ArrayList<>();
      for (JsonNode kind : kinds) {
        JsonNode one = SchemaMerge.of(schemas.resolved(place, at), kind, at);
        here.add(schemas.value(one, at + "/items"));
      }
      items.add(here);
    }
    return sequence(literal("["), anyOrder(items, 0, new HashMap<>()), literal("]"));
  }

  private boolean mayBeOneOf(List<JsonNode> values, JsonNode place) {
    try {
      return values.stream().anyMatch(value -> new Fitting(at).fits(value, place));
    } catch (GrammarException e) {
      return true; // is not plain to see
    }
  }

  /** Kinds of which each place has one: its own values, and those of each type that may come. */
  private List<JsonNode> kindsOfPlaces(List<JsonNode> places, JsonNode others) {
    List<JsonNode> kinds = new ArrayList<>();
    ArrayNode constants = NODES.arrayNode();
    Map<String, List<JsonNode>> byType = new LinkedHashMap<>();
    for (JsonNode place : Stream.concat(places.stream(), Stream.of(others)).toList()) {
      List<JsonNode> found = kinds(place, 0);
      for (JsonNode kind : found) {
        JsonNode value = kind.path("const");
        if (value.isMissingNode()) {
          byType.putIfAbsent(kind.path("type").asString("").replace("integer", "number"), found);
        } else if (constants.valueStream().noneMatch(it -> Disjoint.same(it, value))) {
          constants.add(value);
          kinds.add(kind);
        }
      }
    }
    for (int i = 0; kinds.size() < MOST_IN_ANY_ORDER && i < MOST_IN_ANY_ORDER; i++) {
      for (List<JsonNode> family : byType.values()) {
        if (i < family.size() && kinds.size() < MOST_IN_ANY_ORDER) {
          ObjectNode kind = family.get(family.size() - 1 - i).deepCopy().asObject();
          kinds.add(
              constants.isEmpty()
                  ? kind
                  : kind.set("not", NODES.objectNode().set("enum", constants)));
        }
      }
    }
    return kinds.size() > MOST_IN_ANY_ORDER ? List.of() : kinds;
  }

  /**
   * Schemas that no two items have in common, none if nothing tells items apart: texts by their
   * first character, or their last one where a pattern fixes the first, numbers by size, objects by
   * a member that they must have, arrays by their first item.
   */
  private List<JsonNode> kinds(JsonNode items, int depth) {
    JsonNode item = schemas.resolved(items, at);
    if (depth > DEEPEST_DIFFERENCE) {
      return List.of();
    }
    List<JsonNode> values = few.of(item);
    if (!values.isEmpty() && (values.size() <= MOST_IN_ANY_ORDER || item.has("enum"))) {
      return wrapped(values, value -> NODES.objectNode().set("const", value));
    }
    for (String union : List.of("anyOf", "oneOf")) {
      for (JsonNode alternative : item.path(union)) {
        List<JsonNode> kinds = kinds(alternative, depth + 1);
        if (!kinds.isEmpty()) {
          return kinds;
        }
      }
    }
    List<String> types = SchemaKeywords.types(item, at);
    if (types.contains("string")) {
      return wrapped(
          kindsOfTexts(item), it -> typed("string").set("pattern", NODES.stringNode(it)));
    }
    if (types.contains("integer") || types.contains("number")) {
      String number = types.contains("integer") ? "integer" : "number";
      return wrapped(sizes(item, number.equals("integer")), it -> typed(number).setAll(it));
    }
    if (types.contains("object")) {
      String telling = "";
      List<JsonNode> most = List.of();
      for (JsonNode name : item.path("required")) {
        JsonNode value = item.path("properties").path(name.asString(""));
        List<JsonNode> kinds = value.isObject() ? kinds(value, depth + 1) : List.of();
        if (kinds.size() > most.size()) {
          telling = name.asString("");
          most = kinds;
        }
      }
      String member = telling;
      return wrapped(
          most, kind -> typed("object").set("properties", NODES.objectNode().set(member, kind)));
    }
    return types.contains("array") && item.path("items").isObject()
        ? wrapped(
            kinds(item.path("items"), depth + 1),
            kind ->
                typed("array").put("minItems", 1).set("prefixItems", NODES.arrayNode().add(kind)))
        : List.of();
  }

  private List<String> kindsOfTexts(JsonNode text) {
    String format = text.path("format").asString("");
    Integer before = DIGITS.get(format);
    if (before != null) {
      return Kinds.charactersBehind(before);
    }
    if (BEGINNING_ALIKE.contains(format)) {
      return Kinds.LAST_CHARACTERS; // more of them would take seconds to compile
    }
    return FIXED_BEGINNING.matcher(text.path("pattern").asString("")).lookingAt()
        ? many() ? Kinds.EACH_LAST_CHARACTER : Kinds.LAST_CHARACTERS
        : many() ? Kinds.EACH_FIRST_CHARACTER : Kinds.FIRST_CHARACTERS;
  }

  /** Numbers told apart between the bounds of a schema, or next to its one bound. */
  private List<ObjectNode> sizes(JsonNode number, boolean isWhole) {
    Optional<BigDecimal> from = FewValues.bound(number, "minimum", "exclusiveMinimum");
    Optional<BigDecimal> to = FewValues.bound(number, "maximum", "exclusiveMaximum");
    BigDecimal step =
        number.path("multipleOf").isNumber()
            ? number.path("multipleOf").decimalValue()
            : BigDecimal.ONE;
    BigDecimal hundred = BigDecimal.valueOf(100);
    if (!isWhole && from.isPresent() && to.isPresent() && !number.has("multipleOf")) {
      step = to.get().subtract(from.get()).movePointLeft(2);
    }
    BigDecimal below = step.multiply(hundred);
    BigDecimal base = from.orElse(to.map(it -> it.subtract(below)).orElse(BigDecimal.ZERO));
    return step.signum() > 0 ? Kinds.sizes(base, step, many()) : List.of();
  }

  /** Whether so many items are asked for that they come in one order. */
  private boolean many() {
    return min > MOST_IN_ANY_ORDER;
  }

  private static <T> List<JsonNode> wrapped(List<T> kinds, Function<T, JsonNode> wrap) {
    return kinds.stream().map(wrap).toList();
  }

  private static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }

  private GrammarException refused() {
    return SchemaKeywords.refused(
        at,
        "'uniqueItems' is kept by a grammar only where a text, a number or an enum"
            + " tells items apart; leave it out");
  }

  /**
   * @param values by place, of which the last one is that of all others, and value
   * @param used a bit for each value that is behind
   */
  private Grammar anyOrder(List<List<Grammar>> values, int used, Map<Integer, Grammar> known) {
    Grammar met = known.get(used);
    if (met != null) {
      return met;
    }
    int count = Integer.bitCount(used);
    List<Grammar> choices = new ArrayList<>();
    if (count >= min) {
      choices.add(empty());
    }
    List<Grammar> here = values.get(Math.min(count, values.size() - 1));
    for (int i = 0; i < here.size() && count < max; i++) {
      if ((used & 1 << i) == 0) {
        choices.add(next(count, here.get(i), anyOrder(values, used | 1 << i, known)));
      }
    }
    Grammar made = choice(choices);
    known.put(used, made);
    return made;
  }

  private Grammar rising(
      List<Grammar> values, int from, int count, Map<List<Integer>, Grammar> known) {
    int counted =
        Math.min(count, Math.max(1, max == UNLIMITED ? min : Math.min(max, values.size())));
    Grammar met = known.get(List.of(from, counted));
    if (met != null) {
      return met;
    }
    List<Grammar> choices = new ArrayList<>();
    if (from == values.size() || counted >= max) {
      choices.addAll(counted >= min ? List.of(empty()) : List.of());
    } else {
      choices.add(next(counted, values.get(from), rising(values, from + 1, counted + 1, known)));
      choices.add(rising(values, from + 1, counted, known));
    }
    Grammar made = choice(choices);
    known.put(List.of(from, counted), made);
    return made;
  }

  private static Grammar next(int count, Grammar value, Grammar rest) {
    return count == 0 ? sequence(value, rest) : sequence(JsonText.COMMA, value, rest);
  }
}
