package dev.trine.things;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The JSON Schema subset of TD 1.1 to {@link ValueSchema}, checked. */
final class SchemaReader {
  private static final List<String> BOUNDS =
      List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");

  private SchemaReader() {}

  static ValueSchema schema(Spot spot) {
    List<Spot> values = values(spot.object());
    String type = spot.field("type").map(Spot::text).orElseGet(() -> implied(spot, values));
    return switch (type) {
      case "boolean" -> new ValueSchema.Bool();
      case "integer" -> whole(spot, values);
      case "number" -> decimal(spot, values);
      case "string" ->
          new ValueSchema.Text(
              values.stream().map(Spot::string).toList(),
              spot.field("pattern").map(SchemaReader::pattern));
      case "array" ->
          new ValueSchema.Items(
              spot.field("items")
                  .filter(i -> i.node().isObject())
                  .map(SchemaReader::schema)
                  .orElse(new ValueSchema.Any()));
      case "object" ->
          new ValueSchema.Fields(
              spot.field("properties").map(p -> p.members(SchemaReader::schema)).orElse(Map.of()),
              spot.field("required")
                  .map(r -> r.list().stream().map(Spot::text).toList())
                  .orElse(List.of()));
      case "null", "any" -> new ValueSchema.Any();
      default ->
          throw spot.needed("type")
              .error(
                  Spot.quote(type)
                      + " is no type; use boolean, integer, number, string, array or object");
    };
  }

  /** {@code enum}, or {@code const} as an enum of one. */
  private static List<Spot> values(Spot spot) {
    Optional<Spot> one = spot.field("const");
    if (one.isPresent()) return List.of(one.get());
    Optional<Spot> some = spot.field("enum");
    if (some.isPresent() && some.get().list().isEmpty()) {
      throw some.get().error("is empty; list the values or remove it");
    }
    return some.map(Spot::list).orElse(List.of());
  }

  /** A schema may leave its type to what else it says. */
  private static String implied(Spot spot, List<Spot> values) {
    if (!values.isEmpty()) {
      if (all(values, JsonNode::isBoolean)) return "boolean";
      if (all(values, JsonNode::isString)) return "string";
      if (all(values, JsonNode::isIntegralNumber)) return "integer";
      return all(values, JsonNode::isNumber) ? "number" : "any";
    }
    if (BOUNDS.stream().anyMatch(bound -> spot.field(bound).isPresent())) return "number";
    if (spot.field("pattern").isPresent()) return "string";
    if (spot.field("items").isPresent()) return "array";
    return spot.field("properties").isPresent() ? "object" : "any";
  }

  private static boolean all(List<Spot> values, Predicate<JsonNode> kind) {
    return values.stream().map(Spot::node).allMatch(kind);
  }

  private static ValueSchema whole(Spot spot, List<Spot> values) {
    Optional<BigDecimal> low = low(spot, true);
    Optional<BigDecimal> high = high(spot, true);
    checkOrder(spot, low, high);
    return new ValueSchema.Whole(
        low.map(SchemaReader::toLong),
        high.map(SchemaReader::toLong),
        step(spot).map(SchemaReader::numerator).map(SchemaReader::toLong),
        values.stream().map(Spot::whole).toList());
  }

  private static ValueSchema decimal(Spot spot, List<Spot> values) {
    Optional<BigDecimal> low = low(spot, false);
    Optional<BigDecimal> high = high(spot, false);
    checkOrder(spot, low, high);
    return new ValueSchema.Decimal(
        low.map(BigDecimal::doubleValue),
        high.map(BigDecimal::doubleValue),
        step(spot).map(BigDecimal::doubleValue),
        values.stream().map(Spot::number).toList());
  }

  /** {@return the least value that the bounds allow} */
  private static Optional<BigDecimal> low(Spot spot, boolean whole) {
    var from =
        spot.field("minimum")
            .map(Spot::decimal)
            .map(n -> whole ? n.setScale(0, RoundingMode.CEILING) : n);
    var above =
        spot.field("exclusiveMinimum")
            .map(Spot::decimal)
            .map(n ->
                whole
                    ? n.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE)
                    : new BigDecimal(Math.nextUp(n.doubleValue())));
    return Stream.of(from, above).flatMap(Optional::stream).max(Comparator.naturalOrder());
  }

  /** {@return the greatest value that the bounds allow} */
  private static Optional<BigDecimal> high(Spot spot, boolean whole) {
    var upTo =
        spot.field("maximum")
            .map(Spot::decimal)
            .map(n -> whole ? n.setScale(0, RoundingMode.FLOOR) : n);
    var below =
        spot.field("exclusiveMaximum")
            .map(Spot::decimal)
            .map(n ->
                whole
                    ? n.setScale(0, RoundingMode.CEILING).subtract(BigDecimal.ONE)
                    : new BigDecimal(Math.nextDown(n.doubleValue())));
    return Stream.of(upTo, below).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  private static void checkOrder(Spot spot, Optional<BigDecimal> low, Optional<BigDecimal> high) {
    if (low.isEmpty() || high.isEmpty() || low.get().compareTo(high.get()) <= 0) return;
    Spot lower = spot.field("minimum").orElseGet(() -> spot.needed("exclusiveMinimum"));
    Spot upper = spot.field("maximum").orElseGet(() -> spot.needed("exclusiveMaximum"));
    throw lower.error(
        Spot.brief(lower.node())
            + " is above "
            + upper.name()
            + " "
            + Spot.brief(upper.node())
            + "; lower the minimum or raise the maximum");
  }

  private static Optional<BigDecimal> step(Spot spot) {
    Optional<Spot> step = spot.field("multipleOf");
    if (step.isPresent() && step.get().number() <= 0) throw step.get().error("must be above 0");
    return step.map(Spot::decimal);
  }

  /** {@return the least whole multiple: 5 of 2.5, 1 of 0.5} */
  private static BigDecimal numerator(BigDecimal step) {
    BigInteger over = BigInteger.TEN.pow(Math.max(0, step.scale()));
    BigInteger parts = step.multiply(new BigDecimal(over)).toBigInteger();
    return new BigDecimal(parts.divide(parts.gcd(over)));
  }

  /** Bounds beyond 64 bits bind no value that has 64. */
  private static long toLong(BigDecimal bound) {
    return bound
        .max(BigDecimal.valueOf(Long.MIN_VALUE))
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  private static Pattern pattern(Spot spot) {
    try {
      return Pattern.compile(spot.string());
    } catch (PatternSyntaxException e) {
      throw spot.error("is no regular expression: " + e.getDescription());
    } catch (StackOverflowError e) {
      throw spot.error("nests too deeply; simplify it");
    }
  }
}
