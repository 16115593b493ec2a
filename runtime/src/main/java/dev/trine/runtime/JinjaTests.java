package dev.trine.runtime;

import dev.trine.runtime.JinjaFunction.Given;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Jinja's tests, as in {@code value is name(arguments)}. */
final class JinjaTests {
  private JinjaTests() {}

  private static final Set<String> NAMES =
      Set.of(
          "boolean",
          "callable",
          "defined",
          "divisibleby",
          "eq",
          "equalto",
          "==",
          "escaped",
          "even",
          "false",
          "filter",
          "float",
          "ge",
          ">=",
          "gt",
          "greaterthan",
          ">",
          "in",
          "integer",
          "iterable",
          "le",
          "<=",
          "lower",
          "lt",
          "lessthan",
          "<",
          "mapping",
          "ne",
          "!=",
          "none",
          "number",
          "odd",
          "sameas",
          "sequence",
          "string",
          "test",
          "true",
          "undefined",
          "upper");

  static boolean test(String name, Object value, Given given) {
    return switch (name) {
      case "defined" -> !(value instanceof Python.Undefined);
      case "undefined" -> value instanceof Python.Undefined;
      case "none" -> value == Python.None.NONE;
      case "boolean" -> value instanceof Boolean;
      case "true" -> value.equals(true);
      case "false" -> value.equals(false);
      case "integer" -> value instanceof Long || value instanceof BigInteger;
      case "float" -> value instanceof Double;
      case "number" -> Python.isNumber(value);
      case "string" -> value instanceof String;
      case "mapping" -> value instanceof Map;
      case "sequence" -> value instanceof List || value instanceof Map || value instanceof String;
      case "iterable" ->
          value instanceof Iterable
              || value instanceof Map
              || value instanceof String
              || value instanceof Python.Undefined;
      case "callable" -> value instanceof JinjaFunction;
      case "escaped" -> false;
      case "odd" -> remainder(value, 2L) == 1;
      case "even" -> remainder(value, 2L) == 0;
      case "divisibleby" -> remainder(value, given.require(0, "num")) == 0;
      case "lower" -> isCased(value, true);
      case "upper" -> isCased(value, false);
      case "filter" -> JinjaFilters.NAMES.contains(Python.string(value));
      case "test" -> NAMES.contains(Python.string(value));
      case "sameas" -> same(value, given.require(0, "other"));
      case "in" -> Python.contains(given.require(0, "seq"), value);
      case "eq", "equalto", "==" -> Python.equal(value, given.require(0, "other"));
      case "ne", "!=" -> !Python.equal(value, given.require(0, "other"));
      case "lt", "lessthan", "<" -> Python.compare(value, given.require(0, "other")) < 0;
      case "le", "<=" -> Python.compare(value, given.require(0, "other")) <= 0;
      case "gt", "greaterthan", ">" -> Python.compare(value, given.require(0, "other")) > 0;
      case "ge", ">=" -> Python.compare(value, given.require(0, "other")) >= 0;
      default -> throw new TemplateException("the test '" + name + "' is unknown");
    };
  }

  private static double remainder(Object value, Object by) {
    return PythonNumbers.floating(PythonNumbers.binary("%", value, by));
  }

  private static boolean isCased(Object value, boolean lower) {
    String text = Python.string(value);
    String changed = lower ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
    return text.equals(changed) && text.codePoints().anyMatch(Character::isLetter);
  }

  @SuppressWarnings("ReferenceEquality") // as Python's "is"
  private static boolean same(Object value, Object other) {
    boolean plain = value instanceof Number || value instanceof String || value instanceof Boolean;
    return plain ? value.equals(other) : value == other;
  }
}
