package dev.trine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says in other keywords what a grammar cannot say as it stands: conditions become alternatives,
 * {@code not} becomes what remains, what is contained waits for {@link Contained}. What is said may
 * be less than what the schema allows, never more.
 */
final class SchemaRewrite {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Keywords that are said in others. */
  static final Set<String> REWRITTEN =
      Set.of(
          "not",
          "if",
          "then",
          "else",
          "dependentRequired",
          "dependentSchemas",
          "dependencies",
          "contains",
          "minContains",
          "maxContains");

  private final String at;

  private SchemaRewrite(String at) {
    this.at = at;
  }

  /**
   * The same schema without the keywords {@link #REWRITTEN}.
   *
   * @param at where the schema stands, for errors
   * @throws GrammarException if what remains under a {@code not} cannot be said
   */
  static ObjectNode of(ObjectNode schema, String at) {
    return REWRITTEN.stream().anyMatch(schema::has)
        ? new SchemaRewrite(at).rewritten(schema)
        : schema;
  }

  private ObjectNode rewritten(ObjectNode schema) {
    ObjectNode rest = schema.deepCopy();
    rest.remove(REWRITTEN);
    List<JsonNode> all = new ArrayList<>();
    if (schema.has("not")) {
      all.add(
          Negation.of(schema.path("not"))
              .orElseThrow(() ->
                  SchemaKeywords.refused(
                      at, "'not' cannot be kept by a grammar here; say what is allowed instead")));
    }
    if (schema.has("if")) {
      all.add(condition(schema.path("if"), schema.path("then"), schema.path("else")));
    }
    for (String keyword : List.of("dependentRequired", "dependentSchemas", "dependencies")) {
      schema.path(keyword).properties().forEach(it -> all.add(dependency(it)));
    }
    if (schema.has("contains")) {
      rest.withArray(SchemaKeywords.CONTAINED).add(Contained.entry(schema));
    }
    if (!all.isEmpty()) {
      ArrayNode conjunction = rest.path("allOf") instanceof ArrayNode own ? own : NODES.arrayNode();
      rest.set("allOf", conjunction.addAll(all));
    }
    return rest;
  }

  /** What fits the condition and its consequence, or neither. */
  private static JsonNode condition(JsonNode when, JsonNode then, JsonNode otherwise) {
    List<JsonNode> alternatives = new ArrayList<>();
    alternatives.add(both(when, then));
    Negation.of(when).ifPresent(not -> alternatives.add(both(not, otherwise)));
    return anyOf(alternatives);
  }

  private static JsonNode both(JsonNode one, JsonNode other) {
    return other.isMissingNode() ? one : allOf(List.of(one, other));
  }

  /** Without the property, or with what it asks for. */
  private static JsonNode dependency(Map.Entry<String, JsonNode> dependency) {
    ArrayNode with = NODES.arrayNode().add(dependency.getKey());
    List<JsonNode> asked = new ArrayList<>();
    if (dependency.getValue() instanceof ArrayNode names) {
      with.addAll(names);
    } else {
      asked.add(dependency.getValue());
    }
    asked.addFirst(NODES.objectNode().set("required", with));
    return anyOf(List.of(Negation.without(dependency.getKey()), allOf(asked)));
  }

  static ObjectNode allOf(List<? extends JsonNode> schemas) {
    ObjectNode all = NODES.objectNode();
    all.set("allOf", NODES.arrayNode().addAll(schemas));
    return all;
  }

  static JsonNode anyOf(List<? extends JsonNode> schemas) {
    if (schemas.isEmpty()) {
      return NODES.booleanNode(false);
    }
    if (schemas.size() == 1) {
      return schemas.getFirst();
    }
    ObjectNode any = NODES.objectNode();
    any.set("anyOf", NODES.arrayNode().addAll(schemas));
    return any;
  }

  /** Alternatives of which exactly one fits, as alternatives that exclude each other. */
  static Optional<List<JsonNode>> exclusive(List<JsonNode> alternatives) {
    List<JsonNode> made = new ArrayList<>();
    for (int i = 0; i < alternatives.size(); i++) {
      List<JsonNode> all = new ArrayList<>(List.of(alternatives.get(i)));
      for (int j = 0; j < alternatives.size(); j++) {
        if (j != i) {
          Optional<JsonNode> not = Negation.of(alternatives.get(j));
          if (not.isEmpty()) {
            return Optional.empty();
          }
          all.add(not.get());
        }
      }
      made.add(allOf(all));
    }
    return Optional.of(made);
  }
}
