package dev.trine.runtime;

import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.empty;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.sequence;

import dev.trine.runtime.JsonText.Bounds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Schema (2020-12) as a grammar: every text of the grammar is JSON that the schema accepts.
 * Properties come in the order of the schema; properties that it does not name come only where
 * {@code additionalProperties} is given and not false. A keyword that cannot be kept is refused.
 */
public final class JsonSchema {
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
          "format",
          "unit");

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
          "anyOf",
          "oneOf",
          "minLength",
          "maxLength",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "$ref");

  private static final List<String> TYPES =
      List.of("object", "array", "string", "integer", "number", "boolean", "null");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode root;
  private final Map<String, Grammar> references = new HashMap<>();
  private final Grammar any = JsonText.any();

  private JsonSchema(JsonNode root) {
    this.root = root;
  }

  /**
   * The grammar of a schema.
   *
   * @throws GrammarException if the text is not a schema, or one that cannot be kept
   */
  public static Grammar grammar(String schema) {
    try {
      JsonNode root = JSON.readTree(schema);
      return new JsonSchema(root).value(root, "#");
    } catch (JacksonException e) {
      throw new GrammarException("the JSON Schema is not JSON: " + e.getOriginalMessage());
    }
  }

  private Grammar value(JsonNode schema, String at) {
    if (schema.isBoolean()) {
      return schema.booleanValue() ? any : choice(List.of());
    }
    if (!schema.isObject()) {
      throw refused(at, "is not a schema; use an object, true or false");
    }
    Set<String> used = new HashSet<>(schema.propertyNames());
    used.removeAll(ANNOTATIONS);
    for (String keyword : used) {
      if (!KEYWORDS.contains(keyword)) {
        throw refused(at, "'" + keyword + "' cannot be kept by a grammar; leave it out");
      }
    }
    for (String alone : List.of("$ref", "anyOf", "oneOf", "const", "enum")) {
      if (used.contains(alone)) {
        used.removeAll(Set.of(alone, "type"));
        if (!used.isEmpty()) {
          throw refused(at, "'" + alone + "' stands beside " + used + "; move them into it");
        }
        return alone(alone, schema, at + "/" + alone);
      }
    }
    List<Grammar> types = new ArrayList<>();
    for (String type : types(schema, at)) {
      types.add(typed(type, schema, at));
    }
    return choice(types);
  }

  private Grammar alone(String keyword, JsonNode schema, String at) {
    JsonNode argument = schema.path(keyword);
    return switch (keyword) {
      case "$ref" -> reference(argument.asString(), at);
      case "const" -> literal(argument.toString());
      case "enum" -> {
        List<Grammar> values = new ArrayList<>();
        argument.forEach(value -> values.add(literal(value.toString())));
        yield choice(values);
      }
      default -> {
        List<Grammar> alternatives = new ArrayList<>();
        for (JsonNode alternative : argument) {
          alternatives.add(value(alternative, at + "/" + alternatives.size()));
        }
        if (keyword.equals("oneOf")) {
          refuseOverlap(argument, at);
        }
        yield choice(alternatives);
      }
    };
  }

  /**
   * A value that fits two alternatives of oneOf is invalid: their types or constants must differ.
   */
  private void refuseOverlap(JsonNode alternatives, String at) {
    Set<String> seen = new HashSet<>();
    for (JsonNode alternative : alternatives) {
      List<String> kinds = new ArrayList<>();
      if (alternative.has("const")) {
        kinds.add(alternative.path("const").toString());
      } else if (alternative.has("enum")) {
        alternative.path("enum").forEach(value -> kinds.add(value.toString()));
      } else if (alternative.has("type") && alternative.path("type").isString()) {
        String type = alternative.path("type").asString();
        kinds.add(type.equals("integer") ? "number" : type);
      } else {
        throw refused(at, "alternatives may overlap; use anyOf");
      }
      for (String kind : kinds) {
        if (!seen.add(kind)) {
          throw refused(at, "alternatives may overlap; use anyOf");
        }
      }
    }
    boolean typed = alternatives.valueStream().anyMatch(it -> !it.has("const") && !it.has("enum"));
    boolean listed = alternatives.valueStream().anyMatch(it -> it.has("const") || it.has("enum"));
    if (typed && listed) {
      throw refused(at, "alternatives may overlap; use anyOf");
    }
  }

  private Grammar reference(String pointer, String at) {
    if (!pointer.startsWith("#")) {
      throw refused(at, "'" + pointer + "' lies outside the schema; copy it into $defs");
    }
    Grammar known = references.get(pointer);
    if (known != null) {
      return known;
    }
    JsonNode target = root.at(pointer.substring(1).replace("%25", "%"));
    if (target.isMissingNode()) {
      throw refused(at, "'" + pointer + "' is not in the schema; define it");
    }
    Grammar.Rule rule = Grammar.rule(pointer);
    references.put(pointer, rule);
    return rule.define(value(target, pointer));
  }

  /** The stated types, or those that the keywords are about. */
  private static List<String> types(JsonNode schema, String at) {
    JsonNode stated = schema.path("type");
    List<String> types = new ArrayList<>();
    if (stated.isArray()) {
      stated.forEach(type -> types.add(type.asString()));
    } else if (stated.isString()) {
      types.add(stated.asString());
    } else {
      types.addAll(TYPES);
      types.remove("integer"); // every integer is a number
    }
    for (String type : types) {
      if (!TYPES.contains(type)) {
        throw refused(at, "type '" + type + "' is unknown; use one of " + TYPES);
      }
    }
    return types;
  }

  private Grammar typed(String type, JsonNode schema, String at) {
    return switch (type) {
      case "object" -> object(schema, at);
      case "array" -> array(schema, at);
      case "string" ->
          JsonText.string(
              count(schema, "minLength", 0, at), count(schema, "maxLength", Grammar.UNLIMITED, at));
      case "integer" -> JsonText.integer(bounds(schema, at));
      case "number" -> JsonText.number(bounds(schema, at));
      case "boolean" -> JsonText.BOOLEAN;
      default -> JsonText.NULL;
    };
  }

  private static int count(JsonNode schema, String keyword, int otherwise, String at) {
    JsonNode count = schema.path(keyword);
    if (count.isMissingNode()) {
      return otherwise;
    }
    if (!count.isNumber()
        || count.decimalValue().signum() < 0
        || count.decimalValue().compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
      throw refused(at, "'" + keyword + "' is " + count + "; use a number from 0 to 1000000");
    }
    return count.decimalValue().intValue();
  }

  private static Bounds bounds(JsonNode schema, String at) {
    List<BigDecimal> least = new ArrayList<>();
    List<BigDecimal> greatest = new ArrayList<>();
    List<BigDecimal> excluded = new ArrayList<>();
    for (String keyword : List.of("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")) {
      JsonNode bound = schema.path(keyword);
      if (bound.isMissingNode()) {
        continue;
      }
      if (!bound.isNumber()
          || Math.abs((long) bound.decimalValue().scale()) > 300
          || bound.decimalValue().precision() > 300) {
        throw refused(at, "'" + keyword + "' is " + bound + "; use a number of at most 300 digits");
      }
      BigDecimal number = bound.decimalValue();
      (keyword.endsWith("inimum") ? least : greatest).add(number);
      if (keyword.startsWith("exclusive")) {
        excluded.add(number);
      }
    }
    return new Bounds(least, greatest, excluded);
  }

  private Grammar array(JsonNode schema, String at) {
    int min = count(schema, "minItems", 0, at);
    int max = count(schema, "maxItems", Grammar.UNLIMITED, at);
    if (min > max) {
      return choice(List.of());
    }
    Grammar item = schema.has("items") ? value(schema.path("items"), at + "/items") : any;
    List<Grammar> first = new ArrayList<>();
    for (JsonNode prefix : schema.path("prefixItems")) {
      first.add(value(prefix, at + "/prefixItems/" + first.size()));
    }
    if (first.isEmpty()) {
      return JsonText.array(item, min, max);
    }
    Grammar rest = empty();
    int known = Math.min(first.size(), max);
    if (max > known) {
      int most = max == Grammar.UNLIMITED ? max : max - known;
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
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString()));
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    schema
        .path("properties")
        .properties()
        .forEach(it -> properties.put(it.getKey(), it.getValue()));
    JsonNode more = schema.path("additionalProperties");
    boolean open =
        more.isMissingNode() ? properties.isEmpty() : !more.isBoolean() || more.booleanValue();
    Grammar other = more.isObject() ? value(more, at + "/additionalProperties") : any;
    if (more.isBoolean() && !more.booleanValue() && !properties.keySet().containsAll(required)) {
      return choice(List.of());
    }
    required.stream()
        .filter(name -> !properties.containsKey(name))
        .sorted()
        .forEach(name -> properties.put(name, more.isObject() ? more : JSON.valueToTree(true)));
    Grammar extra = sequence(OtherNames.than(properties.keySet()), JsonText.COLON, other);
    Grammar first = open ? Grammar.separated(extra, JsonText.COMMA, 0, Grammar.UNLIMITED) : empty();
    Grammar next = open ? Grammar.many(sequence(JsonText.COMMA, extra)) : empty();
    for (String name : List.copyOf(properties.keySet()).reversed()) {
      Grammar content = value(properties.getOrDefault(name, more), at + "/properties/" + name);
      Grammar member = sequence(literal(JSON.writeValueAsString(name)), JsonText.COLON, content);
      Grammar here = sequence(member, next);
      Grammar later = sequence(JsonText.COMMA, member, next);
      boolean must = required.contains(name);
      first = must ? here : choice(here, first);
      next = must ? later : choice(later, next);
    }
    return sequence(literal("{"), first, literal("}"));
  }

  private static GrammarException refused(String at, String why) {
    return new GrammarException("JSON Schema at " + at + ": " + why);
  }
}
