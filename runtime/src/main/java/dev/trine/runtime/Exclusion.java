package dev.trine.runtime;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values of one type, but for strings, other than some fixed ones; maybe fewer than there are. */
final class Exclusion {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Exclusion() {}

  /**
   * A schema of the others.
   *
   * @param schema of this type only
   * @param excluded values of the type, at least one
   */
  static JsonNode of(ObjectNode schema, String type, List<JsonNode> excluded, String at) {
    return switch (type) {
      case "boolean" -> {
        List<JsonNode> left =
            new ArrayList<>(List.of(NODES.booleanNode(true), NODES.booleanNode(false)));
        left.removeAll(excluded);
        yield NODES.objectNode().set("enum", NODES.arrayNode().addAll(left));
      }
      case "integer", "number" -> {
        List<JsonNode> sides = new ArrayList<>(List.of(schema));
        for (JsonNode value : excluded) {
          List<JsonNode> split = new ArrayList<>();
          for (JsonNode side : sides) {
            for (String bound : List.of("exclusiveMaximum", "exclusiveMinimum")) {
              ObjectNode half = NODES.objectNode();
              half.set(bound, value);
              split.add(SchemaMerge.of(side, half, at));
            }
          }
          sides = split;
        }
        yield SchemaRewrite.anyOf(sides);
      }
      default -> NODES.booleanNode(false); // null, and what is seldom fixed
    };
  }
}
