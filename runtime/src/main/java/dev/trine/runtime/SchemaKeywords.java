package dev.trine.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keywords of JSON Schema (2020-12) that a grammar keeps, those that it refuses, and those that
 * schemas get here while they are rewritten.
 */
final class SchemaKeywords {
  /** Values that do not fit: what {@link Negation} makes of fixed ones. No schema can write it. */
  static final String EXCLUDED = " excluded";

  /** Further patterns, besides {@code pattern}. No schema can write it. */
  static final String PATTERNS = " patterns";

  /** Patterns that must not be found. No schema can write it. */
  static final String UNLIKE = " unlike";

  /** What numbers are no multiples of. No schema can write it. */
  static final String NO_MULTIPLES = " no multiples";

  /**
   * What arrays contain, each an entry with {@code contains} and its bounds. No schema can write
   * it.
   */
  static final String CONTAINED = " contained";

  /** Keywords that put schemas together, in the order in which they are resolved. */
  static final List<String> COMBINING = List.of("$ref", "anyOf", "oneOf", "allOf");

  private static final Set<String> KEYWORDS =
      Set.of(
          """
          type enum const properties required additionalProperties items prefixItems minItems
          maxItems minLength maxLength pattern format minimum maximum exclusiveMinimum
          exclusiveMaximum multipleOf patternProperties propertyNames minProperties
          maxProperties uniqueItems unevaluatedProperties unevaluatedItems\
          """
              .split("\\s+"));

  private static final Set<String> INTERNAL =
      Set.of(EXCLUDED, PATTERNS, UNLIKE, NO_MULTIPLES, CONTAINED);

  /** Keywords that say something, and nothing that can be kept. */
  private static final Set<String> REFUSED = Set.of("$dynamicRef", "$recursiveRef");

  static final List<String> TYPES =
      List.of("object", "array", "string", "integer", "number", "boolean", "null");

  private SchemaKeywords() {}

  /**
   * A schema that is an object of keywords that can be kept.
   *
   * @throws GrammarException if it is something else
   */
  static ObjectNode requireSchema(JsonNode schema, String at) {
    if (!(schema instanceof ObjectNode object)) {
      throw refused(at, "is not a schema; use an object, true or false");
    }
    for (String keyword : REFUSED) {
      if (object.has(keyword)) {
        throw refused(at, "'" + keyword + "' cannot be kept by a grammar; leave it out");
      }
    }
    return object;
  }

  /**
   * Whether a keyword says nothing about the value; as the standard has it, unknown ones do not.
   */
  static boolean isAnnotation(String keyword) {
    return !KEYWORDS.contains(keyword)
        && !INTERNAL.contains(keyword)
        && !COMBINING.contains(keyword)
        && !SchemaRewrite.REWRITTEN.contains(keyword);
  }

  /** The keywords that say something about the value. */
  static Set<String> used(ObjectNode schema) {
    Set<String> used = new LinkedHashSet<>(schema.propertyNames());
    used.removeIf(SchemaKeywords::isAnnotation);
    return used;
  }

  /** The stated types, or those that the keywords are about. */
  static List<String> types(JsonNode schema, String at) {
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

  static List<JsonNode> schemas(JsonNode schema, String keyword, String at) {
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
