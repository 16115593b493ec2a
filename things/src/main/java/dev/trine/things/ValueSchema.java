package dev.trine.things;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Which values a property or an action's input may have: the JSON Schema subset of TD 1.1. */
public sealed interface ValueSchema {
  /** {@return what is wrong with a value, or nothing where it is allowed} */
  Optional<String> violation(JsonNode value);

  /** {@return an allowed value as devices write it: 30 for an integer's 30.0} */
  default JsonNode canonical(JsonNode value) {
    return value;
  }

  /** {@code boolean}. */
  record Bool() implements ValueSchema {
    @Override
    public Optional<String> violation(JsonNode value) {
      return check(value.isBoolean(), value, "must be true or false");
    }
  }

  /**
   * {@code integer}; 30.0 counts as 30.
   *
   * @param values the enum; empty means any
   */
  record Whole(
      Optional<Long> minimum, Optional<Long> maximum, Optional<Long> multipleOf, List<Long> values)
      implements ValueSchema {
    @Override
    public Optional<String> violation(JsonNode value) {
      double number = Spot.number(value);
      if (number != Math.rint(number) || !value.canConvertToLong()) {
        return check(false, value, "must be a whole number");
      }
      long whole = value.isIntegralNumber() ? value.longValue() : (long) number;
      if (minimum.isPresent() && whole < minimum.get()) {
        return check(false, value, "must be at least " + minimum.get());
      }
      if (maximum.isPresent() && whole > maximum.get()) {
        return check(false, value, "must be at most " + maximum.get());
      }
      if (multipleOf.isPresent() && whole % multipleOf.get() != 0) {
        return check(false, value, "must be a multiple of " + multipleOf.get());
      }
      return check(values.isEmpty() || values.contains(whole), value, "must be one of " + values);
    }

    @Override
    public JsonNode canonical(JsonNode value) {
      return value.isIntegralNumber() ? value : Spot.whole((long) value.doubleValue());
    }
  }

  /**
   * {@code number}.
   *
   * @param values the enum; empty means any
   */
  record Decimal(
      Optional<Double> minimum,
      Optional<Double> maximum,
      Optional<Double> multipleOf,
      List<Double> values)
      implements ValueSchema {
    /** Relative slack of a multiple, for steps such as 0.1 that binary fractions cannot hold. */
    private static final double STEP_SLACK = 1e-6;

    @Override
    public Optional<String> violation(JsonNode value) {
      double number = Spot.number(value);
      if (!Double.isFinite(number)) return check(false, value, "must be a number");
      if (minimum.isPresent() && number < minimum.get()) {
        return check(false, value, "must be at least " + minimum.get());
      }
      if (maximum.isPresent() && number > maximum.get()) {
        return check(false, value, "must be at most " + maximum.get());
      }
      if (multipleOf.isPresent()) {
        double steps = number / multipleOf.get();
        if (Math.abs(steps - Math.rint(steps)) > STEP_SLACK) {
          return check(false, value, "must be a multiple of " + multipleOf.get());
        }
      }
      return check(values.isEmpty() || values.contains(number), value, "must be one of " + values);
    }
  }

  /**
   * {@code string}.
   *
   * @param values the enum; empty means any
   */
  record Text(List<String> values, Optional<Pattern> pattern) implements ValueSchema {
    @Override
    public Optional<String> violation(JsonNode value) {
      if (!value.isString()) return check(false, value, "must be a text");
      String text = value.stringValue();
      if (!values.isEmpty() && !values.contains(text)) {
        return check(false, value, "must be one of " + values);
      }
      return check(
          pattern.isEmpty() || found(pattern.get(), text),
          value,
          "must match " + pattern.map(Pattern::pattern).orElse(""));
    }

    private static boolean found(Pattern pattern, String text) {
      try {
        return pattern.matcher(new Patience(text)).find();
      } catch (Patience.Lost | StackOverflowError e) {
        return false;
      }
    }
  }

  /** {@code array}. */
  record Items(ValueSchema item) implements ValueSchema {
    @Override
    public Optional<String> violation(JsonNode value) {
      if (!value.isArray()) return check(false, value, "must be a list");
      return value.valueStream().flatMap(v -> item.violation(v).stream()).findFirst();
    }
  }

  /** {@code object}; further members are allowed, as in JSON Schema. */
  record Fields(Map<String, ValueSchema> fields, List<String> required) implements ValueSchema {
    @Override
    public Optional<String> violation(JsonNode value) {
      if (!value.isObject()) return check(false, value, "must be an object");
      for (String name : required) {
        if (!value.has(name)) return check(false, value, "must have \"" + name + "\"");
      }
      return fields.entrySet().stream()
          .filter(field -> value.has(field.getKey()))
          .flatMap(field ->
              field.getValue().violation(value.get(field.getKey())).stream()
                  .map(wrong -> field.getKey() + ": " + wrong))
          .findFirst();
    }
  }

  /** No type was given: any value. */
  record Any() implements ValueSchema {
    @Override
    public Optional<String> violation(JsonNode value) {
      return Optional.empty();
    }
  }

  private static Optional<String> check(boolean good, JsonNode value, String rule) {
    return good ? Optional.empty() : Optional.of(Spot.brief(value) + " " + rule);
  }
}
