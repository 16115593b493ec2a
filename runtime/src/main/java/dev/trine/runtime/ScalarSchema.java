package dev.trine.runtime;

import static dev.trine.runtime.Grammar.UNLIMITED;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.SchemaKeywords.refused;

import dev.trine.runtime.NumberSchema.Bound;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Strings and numbers of JSON Schema, and how keywords with one value are read. */
final class ScalarSchema {
  /** Characters, items or members that are counted; a greater maximum is kept by this one. */
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

  private ScalarSchema() {}

  static Grammar string(JsonNode schema, String at) {
    Regex.Lengths lengths = lengths(schema, at);
    List<Regex> all = patterns(schema, at);
    if (all.isEmpty()) {
      return lengths.min() > lengths.max()
          ? choice(List.of())
          : JsonText.string(lengths.min(), lengths.max());
    }
    return quoted(Regex.all(all).within(lengths), at);
  }

  /** The texts of a schema of strings. */
  static Regex text(JsonNode schema, String at) {
    List<Regex> all = patterns(schema, at);
    all.add(RegexParser.ORDINARY);
    return Regex.all(all).within(lengths(schema, at));
  }

  private static Regex.Lengths lengths(JsonNode schema, String at) {
    return new Regex.Lengths(
        count(schema, "minLength", 0, at), count(schema, "maxLength", UNLIMITED, at));
  }

  /** A text in quotation marks. */
  static Grammar quoted(Regex text, String at) {
    try {
      return JsonText.quoted(text.grammar(JsonText::character));
    } catch (GrammarException e) {
      throw refused(at, String.valueOf(e.getMessage()));
    }
  }

  /** What texts must all fit, but for their lengths. */
  private static List<Regex> patterns(JsonNode schema, String at) {
    List<Regex> all = new ArrayList<>();
    if (schema.has("pattern")) {
      all.add(pattern(text(schema, "pattern", at), at + "/pattern"));
    }
    for (JsonNode regex : schema.path(SchemaKeywords.PATTERNS)) {
      all.add(pattern(regex.asString(""), at + "/pattern"));
    }
    for (JsonNode regex : schema.path(SchemaKeywords.UNLIKE)) {
      all.add(RegexParser.ORDINARY);
      all.add(new Regex.Not(pattern(regex.asString(""), at + "/not/pattern")));
    }
    List<Regex> excluded =
        schema
            .path(SchemaKeywords.EXCLUDED)
            .valueStream()
            .filter(JsonNode::isString)
            .map(text -> Regex.text(text.stringValue()))
            .toList();
    if (!excluded.isEmpty()) {
      all.add(RegexParser.ORDINARY);
      all.add(new Regex.Not(new Regex.Choice(excluded)));
    }
    if (schema.has("format")) { // alone it need not hold all texts that are short enough
      int max = all.isEmpty() ? lengths(schema, at).max() : UNLIMITED;
      StringFormats.pattern(text(schema, "format", at))
          .ifPresent(regex -> all.add(pattern(regex, at + "/format").shortened(max)));
    }
    return all;
  }

  /** Texts in which a pattern is found. */
  static Regex pattern(String regex, String at) {
    try {
      return RegexParser.parse(regex);
    } catch (GrammarException e) {
      throw refused(at, String.valueOf(e.getMessage()));
    }
  }

  static Grammar number(JsonNode schema, String at, int places) {
    Optional<Bound> least = bound(schema, "minimum", "exclusiveMinimum", 1, at);
    Optional<Bound> greatest = bound(schema, "maximum", "exclusiveMaximum", -1, at);
    Optional<BigDecimal> step =
        Optional.ofNullable(schema.get("multipleOf")).map(it -> step(it, at));
    List<BigDecimal> others =
        schema.path(SchemaKeywords.NO_MULTIPLES).valueStream().map(it -> step(it, at)).toList();
    return new NumberSchema(least, greatest, step, others).grammar(places);
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

  private static BigDecimal step(JsonNode multiple, String at) {
    BigDecimal step = usual(multiple, "multipleOf", at);
    if (step.signum() <= 0) {
      throw refused(at, "'multipleOf' is " + step + "; use a positive number");
    }
    return step;
  }

  private static Optional<BigDecimal> number(JsonNode schema, String keyword, String at) {
    return Optional.ofNullable(schema.get(keyword)).map(it -> usual(it, keyword, at));
  }

  private static BigDecimal usual(JsonNode number, String keyword, String at) {
    if (!number.isNumber()
        || Math.abs((long) number.decimalValue().scale()) > 300
        || number.decimalValue().precision() > 300) {
      throw refused(at, "'" + keyword + "' is " + number + "; use a number of at most 300 digits");
    }
    return number.decimalValue();
  }

  static int count(JsonNode schema, String keyword, int otherwise, String at) {
    JsonNode count = schema.path(keyword);
    if (count.isMissingNode()) {
      return otherwise;
    }
    boolean isNumber = count.isNumber() && count.decimalValue().signum() >= 0;
    boolean isGreat = isNumber && count.decimalValue().compareTo(MOST) > 0;
    if (!isNumber || (isGreat && otherwise != UNLIMITED)) {
      throw refused(at, "'" + keyword + "' is " + count + "; use a number from 0 to " + MOST);
    }
    return isGreat ? MOST.intValue() : count.decimalValue().intValue();
  }

  static String text(JsonNode schema, String keyword, String at) {
    if (!schema.path(keyword).isString()) {
      throw refused(at, "'" + keyword + "' is no text");
    }
    return schema.path(keyword).asString();
  }
}
