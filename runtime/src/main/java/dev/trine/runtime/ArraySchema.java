package dev.trine.runtime;

import static dev.trine.runtime.Grammar.UNLIMITED;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.empty;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.sequence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Arrays of JSON Schema. */
final class ArraySchema {
  /** Values that may come in any order without coming twice; of more, each follows a lesser one. */
  private static final int MOST_IN_ANY_ORDER = 8;

  private static final int MOST_DIFFERENT = 1000;

  private final JsonSchema schemas;
  private final JsonNode schema;
  private final String at;
  private final int min;
  private final int max;

  private ArraySchema(JsonSchema schemas, JsonNode schema, String at) {
    this.schemas = schemas;
    this.schema = schema;
    this.at = at;
    min = ScalarSchema.count(schema, "minItems", 0, at);
    max = ScalarSchema.count(schema, "maxItems", UNLIMITED, at);
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
    JsonNode items = schema.has("items") ? schema.path("items") : schema.path("unevaluatedItems");
    Grammar item = items.isMissingNode() ? schemas.anything() : schemas.value(items, at + "/items");
    if (!schema.has("prefixItems")) {
      return JsonText.array(item, min, max);
    }
    List<Grammar> first = new ArrayList<>();
    for (JsonNode prefix : JsonSchema.schemas(schema, "prefixItems", at)) {
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
      throw refused();
    }
    List<Grammar> values = new ArrayList<>();
    for (JsonNode value : values()) {
      values.add(literal(value.toString()));
    }
    if (values.isEmpty()) {
      for (String kind : kinds()) {
        JsonNode one = JsonMapper.shared().readTree(kind);
        JsonNode items = schemas.resolved(schema.path("items"), at);
        values.add(schemas.value(SchemaMerge.of(items, one, at), at + "/items"));
      }
    }
    Grammar items =
        values.size() <= MOST_IN_ANY_ORDER
            ? anyOrder(values, 0, new HashMap<>())
            : rising(values, 0, 0, new HashMap<>());
    return sequence(literal("["), items, literal("]"));
  }

  /** Schemas that no two items have in common: texts by their first character, numbers by size. */
  private List<String> kinds() {
    String type = schemas.resolved(schema.path("items"), at).path("type").asString("");
    return switch (type) {
      case "string" ->
          Kinds.FIRST_CHARACTERS.stream().map(it -> "{\"pattern\": \"" + it + "\"}").toList();
      case "integer", "number" -> Kinds.SIZES;
      default -> throw refused();
    };
  }

  private List<JsonNode> values() {
    JsonNode items = schemas.resolved(schema.path("items"), at);
    List<JsonNode> values = new ArrayList<>(Disjoint.constants(items));
    if (values.isEmpty() && items.path("type").asString("").equals("boolean")) {
      values.addAll(JsonMapper.shared().valueToTree(List.of(true, false)).valueStream().toList());
    } else if (values.isEmpty() && items.path("type").asString("").equals("integer")) {
      JsonNode from = items.path("minimum");
      JsonNode to = items.path("maximum");
      if (from.isNumber()
          && to.isNumber()
          && to.doubleValue() - from.doubleValue() < MOST_DIFFERENT) {
        long last = (long) Math.floor(to.doubleValue());
        for (long value = (long) Math.ceil(from.doubleValue()); value <= last; value++) {
          values.add(JsonMapper.shared().valueToTree(value));
        }
      }
    }
    if (values.size() > MOST_DIFFERENT) {
      throw refused();
    }
    List<JsonNode> fitting = new ArrayList<>();
    for (JsonNode value : values) {
      boolean repeated = fitting.stream().anyMatch(it -> Disjoint.same(it, value));
      if (!repeated && new Fitting(at).fits(value, items)) {
        fitting.add(value);
      }
    }
    return fitting;
  }

  private GrammarException refused() {
    return JsonSchema.refused(
        at,
        "'uniqueItems' cannot be kept by a grammar but for texts, numbers, booleans or an enum;"
            + " leave it out");
  }

  /**
   * @param used a bit for each value that is behind
   */
  private Grammar anyOrder(List<Grammar> values, int used, Map<Integer, Grammar> known) {
    Grammar met = known.get(used);
    if (met != null) {
      return met;
    }
    int count = Integer.bitCount(used);
    List<Grammar> choices = new ArrayList<>();
    if (count >= min) {
      choices.add(empty());
    }
    for (int i = 0; i < values.size() && count < max; i++) {
      if ((used & 1 << i) == 0) {
        choices.add(next(count, values.get(i), anyOrder(values, used | 1 << i, known)));
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
