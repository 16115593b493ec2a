package dev.trine.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values that do not fit a schema, as a schema, where one can say them; never too many. */
final class Negation {
  private Negation() {}

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Bounds with those that just exclude them. */
  private static final Map<String, String> OPPOSITES =
      Map.of(
          "minimum", "exclusiveMaximum",
          "maximum", "exclusiveMinimum",
          "exclusiveMinimum", "maximum",
          "exclusiveMaximum", "minimum");

  /** Counts with those that just exclude them, the type they are about, and the step between. */
  private record Count(String opposite, String type, int step) {}

  private static final Map<String, Count> COUNTS =
      Map.of(
          "minLength", new Count("maxLength", "string", -1),
          "maxLength", new Count("minLength", "string", 1),
          "minItems", new Count("maxItems", "array", -1),
          "maxItems", new Count("minItems", "array", 1),
          "minProperties", new Count("maxProperties", "object", -1),
          "maxProperties", new Count("minProperties", "object", 1));

  /** What does not fit; empty if no schema says it. */
  static Optional<JsonNode> of(JsonNode schema) {
    if (schema.isBoolean()) {
      return Optional.of(NODES.booleanNode(!schema.booleanValue()));
    }
    List<JsonNode> alternatives = new ArrayList<>();
    boolean allSaid = true;
    for (var keyword : schema.properties()) {
      if (!SchemaKeywords.isAnnotation(keyword.getKey())) {
        Optional<JsonNode> broken = broken(keyword.getKey(), keyword.getValue(), schema);
        // With another one broken it does not fit either; this one alone cannot be said.
        allSaid &= broken.isPresent();
        broken.ifPresent(alternatives::add);
      }
    }
    return alternatives.isEmpty() && !allSaid
        ? Optional.empty()
        : Optional.of(SchemaRewrite.anyOf(alternatives));
  }

  /** Values that break one keyword of a schema. */
  private static Optional<JsonNode> broken(String keyword, JsonNode value, JsonNode schema) {
    if (OPPOSITES.containsKey(keyword)) {
      return Optional.of(typed("number").set(OPPOSITES.getOrDefault(keyword, ""), value));
    }
    Count count = COUNTS.get(keyword);
    if (count != null && value.isNumber()) {
      int other = value.intValue() + count.step();
      return other < 0
          ? Optional.of(NODES.booleanNode(false))
          : Optional.of(typed(count.type()).put(count.opposite(), other));
    }
    return switch (keyword) {
      case "type" -> Optional.of(SchemaRewrite.anyOf(otherTypes(value)));
      case "const" -> Optional.of(excluding(List.of(value)));
      case "enum" -> Optional.of(excluding(value.valueStream().toList()));
      case "pattern" -> Optional.of(patterned(SchemaKeywords.UNLIKE, value));
      case "format" ->
          StringFormats.sign(value.asString(""))
              .map(sign -> patterned(SchemaKeywords.UNLIKE, NODES.stringNode(sign)));
      case SchemaKeywords.PATTERNS -> Optional.of(anyPatterned(SchemaKeywords.UNLIKE, value));
      case SchemaKeywords.UNLIKE -> Optional.of(anyPatterned(SchemaKeywords.PATTERNS, value));
      case "multipleOf" ->
          Optional.of(
              typed("number").set(SchemaKeywords.NO_MULTIPLES, NODES.arrayNode().add(value)));
      case SchemaKeywords.NO_MULTIPLES ->
          Optional.of(
              SchemaRewrite.anyOf(
                  value.valueStream().map(it -> typed("number").set("multipleOf", it)).toList()));
      case SchemaKeywords.EXCLUDED -> Optional.of(NODES.objectNode().set("enum", value));
      case "items" ->
          schema.has("prefixItems")
              ? Optional.empty()
              : of(value).map(not -> typed("array").set("contains", not));
      case "prefixItems" -> items(value);
      case "contains" ->
          schema.has("minContains") || schema.has("maxContains")
              ? Optional.empty()
              : of(value).map(not -> typed("array").set("items", not));
      case SchemaKeywords.CONTAINED ->
          value.size() == 1 && value.path(0).size() == 1
              ? of(value.path(0).path("contains")).map(not -> typed("array").set("items", not))
              : Optional.empty();
      case "additionalProperties" ->
          schema.has("patternProperties")
              ? Optional.empty()
              : of(value).map(not -> others(schema.path("properties"), not));
      case "required" ->
          Optional.of(
              SchemaRewrite.anyOf(
                  value.valueStream().map(name -> without(name.asString(""))).toList()));
      case "properties" -> properties(value);
      case "not" -> Optional.of(value);
      case "anyOf" -> all(value);
      case "allOf" -> any(value);
      default -> Optional.empty();
    };
  }

  private static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }

  private static List<JsonNode> otherTypes(JsonNode stated) {
    Set<String> said = new LinkedHashSet<>();
    (stated.isArray() ? stated : List.of(stated)).forEach(type -> said.add(type.asString("")));
    boolean numbers = said.contains("number");
    boolean integers = numbers || said.contains("integer");
    ArrayNode names = NODES.arrayNode();
    for (String type : SchemaKeywords.TYPES) {
      boolean isNumber = type.equals("number") || type.equals("integer");
      if (isNumber ? !integers : !said.contains(type)) {
        names.add(type);
      }
    }
    List<JsonNode> others = new ArrayList<>();
    if (!names.isEmpty()) {
      others.add(NODES.objectNode().set("type", names));
    }
    if (integers && !numbers) {
      others.add(
          typed("number")
              .set(SchemaKeywords.NO_MULTIPLES, NODES.arrayNode().add(NODES.numberNode(1))));
    }
    return others;
  }

  private static JsonNode anyPatterned(String keyword, JsonNode patterns) {
    return SchemaRewrite.anyOf(
        patterns.valueStream().map(pattern -> patterned(keyword, pattern)).toList());
  }

  private static JsonNode patterned(String keyword, JsonNode pattern) {
    return typed("string").set(keyword, NODES.arrayNode().add(pattern));
  }

  private static ObjectNode excluding(List<JsonNode> values) {
    ObjectNode schema = NODES.objectNode();
    schema.set(SchemaKeywords.EXCLUDED, NODES.arrayNode().addAll(values));
    return schema;
  }

  /** An object without a property. */
  static ObjectNode without(String name) {
    ObjectNode properties = NODES.objectNode().put(name, false);
    ObjectNode schema = typed("object");
    schema.set("properties", properties);
    return schema;
  }

  /** A property is there and does not fit. */
  private static Optional<JsonNode> properties(JsonNode properties) {
    List<JsonNode> alternatives = new ArrayList<>();
    for (var property : properties.properties()) {
      of(property.getValue())
          .ifPresent(broken -> {
            ObjectNode named = NODES.objectNode();
            named.set(property.getKey(), broken);
            ObjectNode schema = typed("object");
            schema.set("properties", named);
            schema.set("required", NODES.arrayNode().add(property.getKey()));
            alternatives.add(schema);
          });
    }
    return alternatives.isEmpty()
        ? Optional.empty()
        : Optional.of(SchemaRewrite.anyOf(alternatives));
  }

  /** An item is there and does not fit. */
  private static Optional<JsonNode> items(JsonNode items) {
    List<JsonNode> alternatives = new ArrayList<>();
    ArrayNode before = NODES.arrayNode();
    for (JsonNode item : items) {
      of(item)
          .ifPresent(broken -> {
            ObjectNode schema = typed("array").put("minItems", before.size() + 1);
            alternatives.add(schema.set("prefixItems", before.deepCopy().add(broken)));
          });
      before.add(true);
    }
    return alternatives.isEmpty()
        ? Optional.empty()
        : Optional.of(SchemaRewrite.anyOf(alternatives));
  }

  /** Some properties are there, none of them named, and none fits. */
  private static ObjectNode others(JsonNode named, JsonNode broken) {
    ObjectNode none = NODES.objectNode();
    named.propertyNames().forEach(name -> none.put(name, false));
    ObjectNode schema = typed("object").put("minProperties", 1);
    schema.set("properties", none);
    return schema.set("additionalProperties", broken);
  }

  private static Optional<JsonNode> all(JsonNode schemas) {
    List<JsonNode> broken = new ArrayList<>();
    for (JsonNode schema : schemas) {
      Optional<JsonNode> not = of(schema);
      if (not.isEmpty()) {
        return Optional.empty();
      }
      broken.add(not.get());
    }
    return Optional.of(SchemaRewrite.allOf(broken));
  }

  private static Optional<JsonNode> any(JsonNode schemas) {
    List<JsonNode> broken = new ArrayList<>();
    schemas.forEach(schema -> of(schema).ifPresent(broken::add));
    return broken.isEmpty() ? Optional.empty() : Optional.of(SchemaRewrite.anyOf(broken));
  }
}
