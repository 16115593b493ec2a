package dev.trine.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether schemas have no value in common, as far as that is plain to see. A value that fits two
 * alternatives of {@code oneOf} is invalid, and no grammar can subtract one language from another.
 */
final class Disjoint {
  private static final int DEEPEST = 20;

  private static final List<String> KINDS =
      List.of("object", "array", "string", "number", "boolean", "null");

  private final Function<String, JsonNode> references;

  private final String at;

  /**
   * A test of schemas that stand somewhere.
   *
   * @param references finds the schema of a {@code $ref}
   */
  Disjoint(Function<String, JsonNode> references, String at) {
    this.references = references;
    this.at = at;
  }

  /** Refuses alternatives that may overlap. */
  void require(List<JsonNode> schemas) {
    for (int i = 0; i < schemas.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!disjoint(schemas.get(i), schemas.get(j), 0)) {
          throw SchemaKeywords.refused(
              at,
              "alternatives "
                  + j
                  + " and "
                  + i
                  + " may overlap; use anyOf, or a required property with different constants");
        }
      }
    }
  }

  /** The values of {@code enum} and {@code const}; none if there is neither. */
  static List<JsonNode> constants(JsonNode schema) {
    List<JsonNode> values = new ArrayList<>();
    if (schema.has("enum")) {
      values.addAll(schema.path("enum").valueStream().toList());
      if (schema.has("const")) {
        values.removeIf(value -> !same(value, schema.path("const")));
      }
    } else if (schema.has("const")) {
      values.add(schema.path("const"));
    }
    return values;
  }

  /** Whether plainly no value fits: an object must have a member for which no value is left. */
  static boolean isPlainlyEmpty(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema.isBoolean() && !schema.booleanValue();
    }
    return kinds(object).equals(Set.of("object"))
        && object
            .path("required")
            .valueStream()
            .anyMatch(name -> {
              List<JsonNode> said = new ArrayList<>();
              addParts(object.path("properties").path(name.asString("")), said);
              return said.stream().anyMatch(Disjoint::isPlainlyEmpty) || contradict(said);
            });
  }

  private static void addParts(JsonNode schema, List<JsonNode> parts) {
    if (schema.isObject() || schema.isBoolean()) {
      parts.add(schema);
      schema.path("allOf").forEach(part -> addParts(part, parts));
    }
  }

  /** Whether each fixed value of one schema is ruled out by another. */
  private static boolean contradict(List<JsonNode> schemas) {
    return schemas.stream()
        .map(Disjoint::constants)
        .anyMatch(values ->
            !values.isEmpty()
                && values.stream()
                    .allMatch(value -> schemas.stream().anyMatch(it -> excludes(it, value))));
  }

  private static boolean excludes(JsonNode schema, JsonNode value) {
    List<JsonNode> values = constants(schema);
    return (!values.isEmpty() && values.stream().noneMatch(it -> same(it, value)))
        || schema.path(SchemaKeywords.EXCLUDED).valueStream().anyMatch(it -> same(it, value));
  }

  static boolean isOfType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "number" -> value.isNumber();
      case "integer" -> value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
      case "boolean" -> value.isBoolean();
      default -> value.isNull();
    };
  }

  private boolean disjoint(JsonNode one, JsonNode other, int depth) {
    if (depth > DEEPEST) {
      return false;
    }
    if (one instanceof ObjectNode object && one.has("$ref")) {
      ObjectNode rest = object.deepCopy();
      JsonNode target = references.apply(rest.remove("$ref").asString(""));
      return disjoint(SchemaMerge.of(rest, target, at), other, depth + 1);
    }
    if (other.has("$ref")) {
      return disjoint(other, one, depth + 1);
    }
    List<JsonNode> ours = constants(one);
    List<JsonNode> theirs = constants(other);
    if (!ours.isEmpty() && !theirs.isEmpty()) {
      return ours.stream().noneMatch(value -> theirs.stream().anyMatch(it -> same(value, it)));
    }
    Set<String> common = kinds(one);
    common.retainAll(kinds(other));
    boolean told = told(one, other, depth) || told(other, one, depth);
    return common.isEmpty() || (told && common.equals(Set.of("object")));
  }

  static boolean same(JsonNode one, JsonNode other) {
    boolean numbers = one.isNumber() && other.isNumber();
    return numbers ? one.decimalValue().compareTo(other.decimalValue()) == 0 : one.equals(other);
  }

  private static Set<String> kinds(JsonNode schema) {
    List<JsonNode> constants = constants(schema);
    JsonNode type = schema.path("type");
    Set<String> kinds = new HashSet<>(KINDS);
    if (!constants.isEmpty()) {
      kinds.removeIf(kind -> constants.stream().noneMatch(value -> isOfType(value, kind)));
    }
    if (!type.isMissingNode()) {
      List<String> names = new ArrayList<>();
      for (JsonNode name : type.isArray() ? type : List.of(type)) {
        names.add(name.asString("").replace("integer", "number"));
      }
      kinds.retainAll(names);
    }
    return kinds;
  }

  /** Whether a property that one object must have tells it from the other. */
  private boolean told(JsonNode one, JsonNode other, int depth) {
    for (JsonNode required : one.path("required")) {
      String name = required.asString("");
      JsonNode ours = one.path("properties").path(name);
      JsonNode theirs = other.path("properties").path(name);
      if (theirs.isMissingNode()) {
        theirs = other.path("additionalProperties");
      }
      boolean forbidden = theirs.isBoolean() && !theirs.booleanValue();
      boolean schemas = ours.isObject() && theirs.isObject();
      if (forbidden || (schemas && disjoint(ours, theirs, depth + 1))) {
        return true;
      }
    }
    return false;
  }
}
