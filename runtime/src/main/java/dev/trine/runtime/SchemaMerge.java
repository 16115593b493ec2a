package dev.trine.runtime;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One schema that says what two schemas say together. */
final class SchemaMerge {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonNode ANYTHING = NODES.booleanNode(true);
  private static final JsonNode NOTHING = NODES.booleanNode(false);

  private final String at;

  private SchemaMerge(String at) {
    this.at = at;
  }

  /**
   * What fits both. What the other leaves unevaluated is what it does not speak of itself, as it
   * stands within the one.
   *
   * @param at where the schemas stand, for errors
   * @throws GrammarException if two keywords cannot be said by one
   */
  static JsonNode of(JsonNode one, JsonNode other, String at) {
    if (one.isBoolean() || other.isBoolean()) {
      boolean never = one.equals(NOTHING) || other.equals(NOTHING);
      return never ? NOTHING : one.isBoolean() ? other : one;
    }
    return new SchemaMerge(at)
        .objects(
            SchemaRewrite.of(SchemaKeywords.requireSchema(one, at), at),
            closed(SchemaRewrite.of(SchemaKeywords.requireSchema(other, at), at)));
  }

  private static ObjectNode closed(ObjectNode schema) {
    ObjectNode closed = schema;
    for (var rest :
        Map.of("unevaluatedProperties", "additionalProperties", "unevaluatedItems", "items")
            .entrySet()) {
      if (schema.has(rest.getKey())) {
        closed = closed.deepCopy();
        JsonNode said = closed.remove(rest.getKey());
        closed.putIfAbsent(rest.getValue(), said);
      }
    }
    return closed;
  }

  private ObjectNode objects(ObjectNode one, ObjectNode other) {
    ObjectNode all = one.deepCopy();
    for (var entry : other.properties()) {
      String keyword = entry.getKey();
      JsonNode theirs = entry.getValue();
      JsonNode ours = all.get(keyword);
      if (ours == null) {
        all.set(keyword, theirs);
      } else if (!ours.equals(theirs)) {
        all.set(keyword, both(keyword, ours, theirs));
        if (keyword.equals("const")) {
          ArrayNode both = NODES.arrayNode().add(theirs);
          all.set("enum", all.has("enum") ? common(all.path("enum"), both) : both);
        }
        if (keyword.equals("pattern")) {
          all.withArray(SchemaKeywords.PATTERNS).add(theirs);
        }
        if (keyword.equals("format")) {
          StringFormats.pattern(theirs.asString(""))
              .ifPresent(pattern -> all.withArray(SchemaKeywords.PATTERNS).add(pattern));
        }
        if (SchemaKeywords.COMBINING.contains(keyword) && !keyword.equals("allOf")) {
          all.set(keyword, ours);
          all.withArray("allOf").add(NODES.objectNode().set(keyword, theirs));
        }
      }
    }
    if (one.has("properties") || other.has("properties")) {
      all.set("properties", properties(one, other));
    }
    if (one.has("patternProperties") || other.has("patternProperties")) {
      all.set("patternProperties", patterns(one, other));
    }
    if (one.has("prefixItems") || other.has("prefixItems")) {
      all.set("prefixItems", prefixes(one, other));
    }
    return all;
  }

  private JsonNode both(String keyword, JsonNode ours, JsonNode theirs) {
    return switch (keyword) {
      case "type" -> types(ours, theirs);
      case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" ->
          number(ours, keyword).compareTo(number(theirs, keyword)) > 0 ? ours : theirs;
      case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
          number(ours, keyword).compareTo(number(theirs, keyword)) < 0 ? ours : theirs;
      case "multipleOf" -> multiple(number(ours, keyword), number(theirs, keyword));
      case "required" -> union(ours, theirs);
      case "enum" -> common(ours, theirs);
      case "items",
          "additionalProperties",
          "propertyNames",
          "unevaluatedItems",
          "unevaluatedProperties" ->
          conjunction(ours, theirs);
      case "uniqueItems" -> NODES.booleanNode(true); // they differ
      case SchemaKeywords.EXCLUDED,
          SchemaKeywords.PATTERNS,
          SchemaKeywords.UNLIKE,
          SchemaKeywords.NO_MULTIPLES,
          SchemaKeywords.CONTAINED,
          "allOf" ->
          ((ArrayNode) ours.deepCopy()).addAll((ArrayNode) theirs);
      case "const" -> ours; // and the other is an enum
      default -> ours; // annotations, and what the caller merges
    };
  }

  private BigDecimal number(JsonNode value, String keyword) {
    if (!value.isNumber()) {
      throw SchemaKeywords.refused(at, "'" + keyword + "' is " + value + "; use a number");
    }
    return value.decimalValue();
  }

  private static ArrayNode types(JsonNode ours, JsonNode theirs) {
    Set<String> theirTypes = names(theirs);
    ArrayNode types = NODES.arrayNode();
    for (String type : names(ours)) {
      if (theirTypes.contains(type) || (type.equals("integer") && theirTypes.contains("number"))) {
        types.add(type);
      } else if (type.equals("number") && theirTypes.contains("integer")) {
        types.add("integer");
      }
    }
    return types;
  }

  private static Set<String> names(JsonNode value) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode name : value.isArray() ? value : List.of(value)) {
      names.add(name.asString(""));
    }
    return names;
  }

  /** The least common multiple. */
  private JsonNode multiple(BigDecimal one, BigDecimal other) {
    int scale = Math.max(one.scale(), other.scale());
    if (one.signum() <= 0 || other.signum() <= 0 || Math.abs((long) scale) > 300) {
      throw SchemaKeywords.refused(at, "'multipleOf' must be a positive number of usual size");
    }
    var first = one.movePointRight(scale).toBigInteger();
    var second = other.movePointRight(scale).toBigInteger();
    var least = first.divide(first.gcd(second)).multiply(second);
    return NODES.numberNode(new BigDecimal(least, scale));
  }

  private static ArrayNode union(JsonNode ours, JsonNode theirs) {
    Set<String> names = names(ours);
    names.addAll(names(theirs));
    ArrayNode union = NODES.arrayNode();
    names.forEach(union::add);
    return union;
  }

  private static ArrayNode common(JsonNode ours, JsonNode theirs) {
    ArrayNode common = NODES.arrayNode();
    for (JsonNode value : ours) {
      if (theirs.valueStream().anyMatch(value::equals)) {
        common.add(value);
      }
    }
    return common;
  }

  private static JsonNode conjunction(JsonNode one, JsonNode other) {
    if (one.equals(other) || other.equals(ANYTHING)) {
      return one;
    }
    if (one.equals(ANYTHING)) {
      return other;
    }
    return NODES.objectNode().set("allOf", NODES.arrayNode().add(one).add(other));
  }

  /** A property that only one schema names is one of the other's additional properties. */
  private static ObjectNode properties(ObjectNode one, ObjectNode other) {
    Set<String> names = new LinkedHashSet<>(one.path("properties").propertyNames());
    names.addAll(other.path("properties").propertyNames());
    ObjectNode properties = NODES.objectNode();
    for (String name : names) {
      properties.set(name, conjunction(property(one, name), property(other, name)));
    }
    return properties;
  }

  /** What one schema says of a property; its patterns are merged by themselves. */
  private static JsonNode property(ObjectNode schema, String name) {
    JsonNode named = schema.path("properties").path(name);
    boolean patterned =
        schema.path("patternProperties").propertyNames().stream()
            .anyMatch(pattern -> Fitting.finds(pattern, name));
    return !named.isMissingNode()
        ? named
        : patterned ? ANYTHING : orAnything(schema.path("additionalProperties"));
  }

  /** Properties of a pattern that only one schema has may be additional ones of the other. */
  private static ObjectNode patterns(ObjectNode one, ObjectNode other) {
    Set<String> patterns = new LinkedHashSet<>(one.path("patternProperties").propertyNames());
    patterns.addAll(other.path("patternProperties").propertyNames());
    ObjectNode all = NODES.objectNode();
    for (String pattern : patterns) {
      all.set(pattern, conjunction(ofPattern(one, pattern), ofPattern(other, pattern)));
    }
    return all;
  }

  private static JsonNode ofPattern(ObjectNode schema, String pattern) {
    JsonNode said = schema.path("patternProperties").path(pattern);
    return said.isMissingNode() ? orAnything(schema.path("additionalProperties")) : said;
  }

  /** An item that only one schema names is one of the other's further items. */
  private static ArrayNode prefixes(ObjectNode one, ObjectNode other) {
    List<JsonNode> prefixes = new ArrayList<>();
    int count = Math.max(one.path("prefixItems").size(), other.path("prefixItems").size());
    for (int i = 0; i < count; i++) {
      prefixes.add(conjunction(item(one, i), item(other, i)));
    }
    return NODES.arrayNode().addAll(prefixes);
  }

  private static JsonNode item(ObjectNode schema, int at) {
    JsonNode named = schema.path("prefixItems").path(at);
    return named.isMissingNode() ? orAnything(schema.path("items")) : named;
  }

  private static JsonNode orAnything(JsonNode schema) {
    return schema.isMissingNode() ? ANYTHING : schema;
  }
}
