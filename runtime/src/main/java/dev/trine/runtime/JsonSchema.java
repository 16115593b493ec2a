package dev.trine.runtime;

import static dev.trine.runtime.Grammar.UNLIMITED;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.empty;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.sequence;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schema (2020-12) as a grammar: every text of the grammar is JSON that the schema accepts.
 * Properties come in the order of the schema; properties that it does not name come only where
 * {@code additionalProperties} is given and not false, or where it names none. A keyword that
 * cannot be kept is refused.
 */
public final class JsonSchema {
  /** Keywords that put schemas together, in the order in which they are resolved. */
  static final List<String> COMBINING = List.of("$ref", "anyOf", "oneOf", "allOf");

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "titles",
          "description",
          "descriptions",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "contentEncoding",
          "contentMediaType",
          "unit");

  private static final Set<String> CONSTANTS = Set.of("enum", "const");

  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "enum",
          "const",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "prefixItems",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "pattern",
          "format",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf");

  private static final List<String> TYPES =
      List.of("object", "array", "string", "integer", "number", "boolean", "null");

  /** Schemas that are visited; one that needs more puts too many alternatives together. */
  private static final int MOST_VISITS = 20_000;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final JsonNode root;
  private final Map<String, Grammar> references = new HashMap<>();
  private final Map<JsonNode, Grammar> combined = new HashMap<>();
  private final Grammar any = JsonText.any();
  private int visits;

  private JsonSchema(JsonNode root) {
    this.root = root;
  }

  /**
   * The grammar of a schema.
   *
   * @throws GrammarException if the text is not a schema, or one that cannot be kept; the message
   *     names the keyword and its place
   */
  public static Grammar grammar(String schema) {
    try {
      return new JsonSchema(JSON.readTree(schema)).reference("#", "#");
    } catch (JacksonException e) {
      throw new GrammarException("the JSON Schema is not JSON: " + e.getOriginalMessage());
    }
  }

  private Grammar value(JsonNode schema, String at) {
    if (++visits > MOST_VISITS) {
      throw refused(at, "the schema puts too many alternatives together; make it simpler");
    }
    if (schema.isBoolean()) {
      return schema.booleanValue() ? any : choice(List.of());
    }
    ObjectNode object = requireSchema(schema, at);
    Set<String> used = used(object);
    for (String keyword : COMBINING) {
      if (used.contains(keyword)) {
        return keyword.equals("$ref") && used.size() == 1
            ? reference(ScalarSchema.text(object, keyword, at), at)
            : combination(object, keyword, at);
      }
    }
    if (used.contains("enum") || used.contains("const")) {
      return constants(object, used, at);
    }
    List<Grammar> types = new ArrayList<>();
    for (String type : types(object, at)) {
      types.add(typed(type, object, at));
    }
    return choice(types);
  }

  /**
   * A schema that is an object of keywords that can be kept.
   *
   * @throws GrammarException if it is something else
   */
  static ObjectNode requireSchema(JsonNode schema, String at) {
    if (!(schema instanceof ObjectNode object)) {
      throw refused(at, "is not a schema; use an object, true or false");
    }
    for (String keyword : used(object)) {
      if (!KEYWORDS.contains(keyword) && !COMBINING.contains(keyword)) {
        throw refused(at, "'" + keyword + "' cannot be kept by a grammar; leave it out");
      }
    }
    return object;
  }

  /** The keywords that say something about the value. */
  private static Set<String> used(ObjectNode schema) {
    Set<String> used = new LinkedHashSet<>(schema.propertyNames());
    used.removeAll(ANNOTATIONS);
    used.removeIf(keyword -> keyword.startsWith("x-") || keyword.contains(":"));
    return used;
  }

  /** Resolves one combining keyword: what stands beside it is said of every alternative. */
  private Grammar combination(ObjectNode schema, String keyword, String at) {
    Grammar known = combined.get(schema);
    if (known != null) {
      return known;
    }
    Grammar.Rule rule = Grammar.rule(at);
    combined.put(schema, rule);
    ObjectNode rest = schema.deepCopy();
    rest.remove(keyword);
    String here = at + "/" + keyword;
    if (keyword.equals("$ref")) {
      JsonNode target = target(ScalarSchema.text(schema, keyword, at), at);
      return rule.define(value(SchemaMerge.of(rest, target, at), at));
    }
    List<JsonNode> parts = schemas(schema, keyword, at);
    if (keyword.equals("allOf")) {
      JsonNode all = rest;
      for (int i = 0; i < parts.size(); i++) {
        all = SchemaMerge.of(all, parts.get(i), here + "/" + i);
      }
      return rule.define(value(all, at));
    }
    List<JsonNode> alternatives = new ArrayList<>();
    for (JsonNode part : parts) {
      alternatives.add(SchemaMerge.of(rest, part, here + "/" + alternatives.size()));
    }
    if (keyword.equals("oneOf")) {
      new Disjoint(pointer -> target(pointer, here), here).require(alternatives);
    }
    List<Grammar> grammars = new ArrayList<>();
    for (JsonNode alternative : alternatives) {
      grammars.add(value(alternative, here + "/" + grammars.size()));
    }
    return rule.define(choice(grammars));
  }

  private Grammar reference(String pointer, String at) {
    Grammar known = references.get(pointer);
    if (known != null) {
      return known;
    }
    JsonNode target = target(pointer, at);
    Grammar.Rule rule = Grammar.rule(pointer);
    references.put(pointer, rule);
    return rule.define(value(target, pointer));
  }

  private JsonNode target(String pointer, String at) {
    if (!pointer.startsWith("#")) {
      throw refused(at, "'" + pointer + "' lies outside the schema; copy it into $defs");
    }
    try {
      JsonNode target = root.at(URLDecoder.decode(pointer.substring(1).replace("+", "%2B"), UTF_8));
      if (!target.isMissingNode()) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      throw refused(at, "'" + pointer + "' is no JSON Pointer; write it as #/$defs/name");
    }
    throw refused(at, "'" + pointer + "' is not in the schema; define it");
  }

  private static Grammar constants(ObjectNode schema, Set<String> used, String at) {
    Set<String> beside = new LinkedHashSet<>(used);
    beside.removeAll(CONSTANTS);
    beside.remove("type");
    if (!beside.isEmpty()) {
      throw refused(at, beside + " beside fixed values cannot be kept; leave out what they forbid");
    }
    List<String> types = types(schema, at);
    List<Grammar> values = new ArrayList<>();
    for (JsonNode value : Disjoint.constants(schema)) {
      if (types.stream().anyMatch(type -> Disjoint.isOfType(value, type))) {
        values.add(literal(value.toString()));
      }
    }
    return choice(values);
  }

  /** The stated types, or those that the keywords are about. */
  private static List<String> types(JsonNode schema, String at) {
    JsonNode stated = schema.path("type");
    if (stated.isMissingNode()) {
      return TYPES.stream().filter(type -> !type.equals("integer")).toList(); // are numbers
    }
    List<String> types = new ArrayList<>();
    for (JsonNode type : stated.isArray() ? stated : List.of(stated)) {
      if (!TYPES.contains(type.asString(""))) {
        throw refused(at, "type " + type + " is unknown; use one of " + TYPES);
      }
      types.add(type.asString());
    }
    return types;
  }

  private Grammar typed(String type, JsonNode schema, String at) {
    return switch (type) {
      case "object" -> object(schema, at);
      case "array" -> array(schema, at);
      case "string" -> ScalarSchema.string(schema, at);
      case "integer" -> ScalarSchema.number(schema, at, 0);
      case "number" -> ScalarSchema.number(schema, at, JsonText.PLACES);
      case "boolean" -> JsonText.BOOLEAN;
      default -> JsonText.NULL;
    };
  }

  private Grammar array(JsonNode schema, String at) {
    int min = ScalarSchema.count(schema, "minItems", 0, at);
    int max = ScalarSchema.count(schema, "maxItems", UNLIMITED, at);
    if (min > max) {
      return choice(List.of());
    }
    Grammar item = schema.has("items") ? value(schema.path("items"), at + "/items") : any;
    if (!schema.has("prefixItems")) {
      return JsonText.array(item, min, max);
    }
    List<Grammar> first = new ArrayList<>();
    for (JsonNode prefix : schemas(schema, "prefixItems", at)) {
      first.add(value(prefix, at + "/prefixItems/" + first.size()));
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

  /** Members in order; whether a comma is due depends on whether one came before. */
  private Grammar object(JsonNode schema, String at) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    JsonNode named = schema.path("properties");
    if (!named.isMissingNode() && !named.isObject()) {
      throw refused(at, "'properties' is no object of schemas");
    }
    named.properties().forEach(it -> properties.put(it.getKey(), it.getValue()));
    JsonNode more = schema.path("additionalProperties");
    boolean open =
        more.isMissingNode() ? properties.isEmpty() : !more.isBoolean() || more.booleanValue();
    Grammar other = more.isMissingNode() ? any : value(more, at + "/additionalProperties");
    Set<String> required = required(schema, at);
    required.forEach(
        name -> properties.putIfAbsent(name, more.isMissingNode() ? JSON.valueToTree(true) : more));
    Grammar extra = sequence(OtherNames.than(properties.keySet()), JsonText.COLON, other);
    Grammar first = open ? Grammar.separated(extra, JsonText.COMMA, 0, UNLIMITED) : empty();
    Grammar next = open ? Grammar.many(sequence(JsonText.COMMA, extra)) : empty();
    for (var property : List.copyOf(properties.entrySet()).reversed()) {
      String name = property.getKey();
      Grammar content = value(property.getValue(), at + "/properties/" + name);
      Grammar member = sequence(literal(JSON.writeValueAsString(name)), JsonText.COLON, content);
      Grammar here = sequence(member, next);
      Grammar later = sequence(JsonText.COMMA, member, next);
      boolean must = required.contains(name);
      first = must ? here : choice(here, first);
      next = must ? later : choice(later, next);
    }
    return sequence(literal("{"), first, literal("}"));
  }

  private static Set<String> required(JsonNode schema, String at) {
    JsonNode required = schema.path("required");
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode name : required) {
      names.add(name.asString(""));
    }
    if (!required.isMissingNode()
        && (!required.isArray() || !required.valueStream().allMatch(JsonNode::isString))) {
      throw refused(at, "'required' is no list of names");
    }
    return names;
  }

  private static List<JsonNode> schemas(JsonNode schema, String keyword, String at) {
    JsonNode list = schema.path(keyword);
    if (!list.isArray() || list.isEmpty()) {
      throw refused(at, "'" + keyword + "' is no list of at least one schema");
    }
    return list.valueStream().toList();
  }

  static GrammarException refused(String at, String why) {
    return new GrammarException("JSON Schema at " + at + ": " + why);
  }
}
