package dev.trine.runtime;

import static dev.trine.runtime.Grammar.UNLIMITED;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.JsonSchema.refused;

import dev.trine.runtime.NumberSchema.Bound;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Strings and numbers of JSON Schema, and how keywords with one value are read. */
final class ScalarSchema {
  private ScalarSchema() {}

  static Grammar string(JsonNode schema, String at) {
    Regex.Lengths lengths =
        new Regex.Lengths(
            count(schema, "minLength", 0, at), count(schema, "maxLength", UNLIMITED, at));
    Optional<String> pattern =
        schema.has("pattern") ? Optional.of(text(schema, "pattern", at)) : Optional.empty();
    Optional<String> format =
        schema.has("format") ? StringFormats.pattern(text(schema, "format", at)) : Optional.empty();
    if (pattern.isPresent() && format.isPresent()) {
      throw refused(at, "'pattern' beside 'format' cannot be kept; leave one out");
    }
    return pattern
        .or(() -> format)
        .map(regex -> {
          try {
            Regex tree = RegexParser.parse(regex).within(lengths);
            return JsonText.quoted(tree.grammar(JsonText::character));
          } catch (GrammarException e) {
            throw refused(
                at + (pattern.isPresent() ? "/pattern" : "/format"),
                String.valueOf(e.getMessage()));
          }
        })
        .orElseGet(() ->
            lengths.min() > lengths.max()
                ? choice(List.of())
                : JsonText.string(lengths.min(), lengths.max()));
  }

  static Grammar number(JsonNode schema, String at, int places) {
    Optional<Bound> least = bound(schema, "minimum", "exclusiveMinimum", 1, at);
    Optional<Bound> greatest = bound(schema, "maximum", "exclusiveMaximum", -1, at);
    Optional<BigDecimal> step = number(schema, "multipleOf", at);
    if (step.isPresent() && step.get().signum() <= 0) {
      throw refused(at, "'multipleOf' is " + step.get() + "; use a positive number");
    }
    try {
      return new NumberSchema(least, greatest, step).grammar(places);
    } catch (GrammarException e) {
      throw refused(at + "/multipleOf", String.valueOf(e.getMessage()));
    }
  }

  /** The narrower of two bounds: the greater one for sign 1, the lesser one for sign -1. */
  private static Optional<Bound> bound(
      JsonNode schema, String including, String excluding, int sign, String at) {
    Optional<BigDecimal> in = number(schema, including, at);
    Optional<BigDecimal> out = number(schema, excluding, at);
    boolean excluded =
        out.isPresent()
            && (in.isEmpty() || sign * Integer.signum(out.get().compareTo(in.get())) >= 0);
    return (excluded ? out : in).map(number -> new Bound(number, excluded));
  }

  private static Optional<BigDecimal> number(JsonNode schema, String keyword, String at) {
    JsonNode number = schema.path(keyword);
    if (number.isMissingNode()) {
      return Optional.empty();
    }
    if (!number.isNumber()
        || Math.abs((long) number.decimalValue().scale()) > 300
        || number.decimalValue().precision() > 300) {
      throw refused(at, "'" + keyword + "' is " + number + "; use a number of at most 300 digits");
    }
    return Optional.of(number.decimalValue());
  }

  static int count(JsonNode schema, String keyword, int otherwise, String at) {
    JsonNode count = schema.path(keyword);
    if (count.isMissingNode()) {
      return otherwise;
    }
    if (!count.isNumber()
        || count.decimalValue().signum() < 0
        || count.decimalValue().compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
      throw refused(at, "'" + keyword + "' is " + count + "; use a number from 0 to 1000000");
    }
    return count.decimalValue().intValue();
  }

  static String text(JsonNode schema, String keyword, String at) {
    if (!schema.path(keyword).isString()) {
      throw refused(at, "'" + keyword + "' is no text");
    }
    return schema.path(keyword).asString();
  }
}
