package dev.trine.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The values of schemas that have few, so that they can be told apart one by one. */
final class FewValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST = 1000;
  private static final int DEEPEST = 20;

  private final JsonSchema schemas;
  private final String at;

  FewValues(JsonSchema schemas, String at) {
    this.schemas = schemas;
    this.at = at;
  }

  /** All values, each once; none if there are many, or if it is not plain to see. */
  List<JsonNode> of(JsonNode schema) {
    return of(schema, 0);
  }

  private List<JsonNode> of(JsonNode schema, int depth) {
    JsonNode one = merged(schema);
    if (!(one instanceof ObjectNode object) || depth > DEEPEST) {
      return List.of();
    }
    List<JsonNode> values = new ArrayList<>(Disjoint.constants(object));
    for (String union : List.of("anyOf", "oneOf")) {
      if (values.isEmpty() && object.path(union).isArray()) {
        return ofAlternatives(object, union, depth);
      }
    }
    if (values.isEmpty()) {
      for (String type : SchemaKeywords.types(object, at)) {
        List<JsonNode> some = ofType(type, object);
        if (some.isEmpty()) {
          return List.of();
        }
        values.addAll(some);
      }
    }
    if (values.size() > MOST) {
      throw SchemaKeywords.refused(
          at, "'uniqueItems' of more than " + MOST + " values cannot be kept; leave it out");
    }
    Fitting fitting = new Fitting(at);
    values.removeIf(value -> !fitting.fits(value, object));
    return once(values);
  }

  /** The values of a union; where exactly one must fit, those that no other alternative has. */
  private List<JsonNode> ofAlternatives(ObjectNode schema, String union, int depth) {
    ObjectNode rest = schema.deepCopy();
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode alternative : rest.remove(union)) {
      List<JsonNode> some =
          of(SchemaMerge.of(rest, schemas.resolved(alternative, at), at), depth + 1);
      if (some.isEmpty()) {
        return List.of();
      }
      all.addAll(some);
    }
    List<JsonNode> values = once(all);
    if (union.equals("oneOf")) {
      values.removeIf(value -> all.stream().filter(it -> Disjoint.same(it, value)).count() > 1);
    }
    return values;
  }

  private static List<JsonNode> once(List<JsonNode> values) {
    List<JsonNode> once = new ArrayList<>();
    for (JsonNode value : values) {
      if (once.stream().noneMatch(it -> Disjoint.same(it, value))) {
        once.add(value);
      }
    }
    return once;
  }

  private static List<JsonNode> ofType(String type, ObjectNode schema) {
    return switch (type) {
      case "null" -> List.of(NODES.nullNode());
      case "boolean" -> List.of(NODES.booleanNode(true), NODES.booleanNode(false));
      case "integer", "number" -> numbers(schema, type.equals("integer"));
      default -> List.of();
    };
  }

  /** The numbers between two bounds that are a step apart. */
  private static List<JsonNode> numbers(ObjectNode schema, boolean isWhole) {
    Optional<BigDecimal> from = bound(schema, "minimum", "exclusiveMinimum");
    Optional<BigDecimal> to = bound(schema, "maximum", "exclusiveMaximum");
    BigDecimal stated =
        schema.path("multipleOf").isNumber()
            ? schema.path("multipleOf").decimalValue()
            : BigDecimal.ZERO;
    BigDecimal step = stated.signum() == 0 && isWhole ? BigDecimal.ONE : stated;
    if (from.isEmpty() || to.isEmpty() || step.signum() <= 0) {
      return List.of();
    }
    BigDecimal first = from.get().divide(step, 0, RoundingMode.CEILING);
    BigDecimal last = to.get().divide(step, 0, RoundingMode.FLOOR);
    List<JsonNode> numbers = new ArrayList<>();
    if (last.subtract(first).compareTo(BigDecimal.valueOf(MOST)) < 0) {
      for (BigDecimal n = first; n.compareTo(last) <= 0; n = n.add(BigDecimal.ONE)) {
        BigDecimal number = n.multiply(step).stripTrailingZeros();
        numbers.add(NODES.numberNode(number.setScale(Math.max(0, number.scale()))));
      }
    }
    return numbers;
  }

  /** {@return a bound of numbers, whether or not it is itself allowed} */
  static Optional<BigDecimal> bound(JsonNode schema, String including, String excluding) {
    return Stream.of(including, excluding)
        .map(schema::path)
        .filter(JsonNode::isNumber)
        .map(JsonNode::decimalValue)
        .findFirst();
  }

  /** A schema without a reference, {@code allOf} or what is said in others at its top. */
  JsonNode merged(JsonNode schema) {
    JsonNode one = schemas.resolved(schema, at);
    if (!(one instanceof ObjectNode object)) {
      return one;
    }
    ObjectNode rest = SchemaRewrite.of(object, at).deepCopy();
    JsonNode parts = rest.path("allOf");
    rest.remove("allOf");
    JsonNode all = rest;
    for (JsonNode part : parts) {
      all = SchemaMerge.of(all, merged(part), at);
    }
    return all;
  }
}
