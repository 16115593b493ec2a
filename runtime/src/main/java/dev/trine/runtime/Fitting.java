package dev.trine.runtime;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a fixed value fits what stands beside it, keyword by keyword. What combines schemas is
 * resolved before.
 */
final class Fitting {
  private final String at;

  Fitting(String at) {
    this.at = at;
  }

  boolean fits(JsonNode value, JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema.booleanValue();
    }
    for (var keyword : object.properties()) {
      if (!SchemaKeywords.isAnnotation(keyword.getKey())
          && !fits(value, keyword.getKey(), keyword.getValue(), object)) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(JsonNode value, String keyword, JsonNode said, ObjectNode schema) {
    return switch (keyword) {
      case "type" -> {
        for (JsonNode type : said.isArray() ? said : java.util.List.of(said)) {
          if (Disjoint.isOfType(value, type.asString(""))) {
            yield true;
          }
        }
        yield false;
      }
      case "const" -> Disjoint.same(value, said);
      case "enum" -> said.valueStream().anyMatch(it -> Disjoint.same(value, it));
      case SchemaKeywords.EXCLUDED -> said.valueStream().noneMatch(it -> Disjoint.same(value, it));
      case "minimum" -> !value.isNumber() || compare(value, said) >= 0;
      case "maximum" -> !value.isNumber() || compare(value, said) <= 0;
      case "exclusiveMinimum" -> !value.isNumber() || compare(value, said) > 0;
      case "exclusiveMaximum" -> !value.isNumber() || compare(value, said) < 0;
      case "multipleOf" -> !value.isNumber() || isMultiple(value, said);
      case SchemaKeywords.NO_MULTIPLES ->
          !value.isNumber() || said.valueStream().noneMatch(it -> isMultiple(value, it));
      case "minLength" -> !value.isString() || length(value) >= said.asInt();
      case "maxLength" -> !value.isString() || length(value) <= said.asInt();
      case "pattern" -> !value.isString() || finds(said.asString(""), value.stringValue());
      case SchemaKeywords.PATTERNS -> !value.isString() || finding(said, value) == said.size();
      case SchemaKeywords.UNLIKE -> !value.isString() || finding(said, value) == 0;
      case "format" ->
          !value.isString()
              || StringFormats.pattern(said.asString(""))
                  .map(pattern -> finds(pattern, value.stringValue()))
                  .orElse(true);
      case "minItems" -> !value.isArray() || value.size() >= said.asInt();
      case "maxItems" -> !value.isArray() || value.size() <= said.asInt();
      case "uniqueItems" -> !value.isArray() || !said.asBoolean(false) || allDiffer(value);
      case "minProperties" -> !value.isObject() || value.size() >= said.asInt();
      case "maxProperties" -> !value.isObject() || value.size() <= said.asInt();
      case "required" ->
          !value.isObject() || said.valueStream().allMatch(name -> value.has(name.asString("")));
      case "items" -> !value.isArray() || itemsFit(value, said, schema.path("prefixItems").size());
      case "prefixItems" -> !value.isArray() || prefixesFit(value, said);
      case SchemaKeywords.CONTAINED ->
          !value.isArray() || said.valueStream().allMatch(it -> contains(value, it));
      case "properties", "patternProperties", "additionalProperties" ->
          !value.isObject() || membersFit(value, schema);
      default ->
          throw SchemaKeywords.refused(
              at,
              "'" + keyword + "' beside fixed values cannot be kept; leave out what it forbids");
    };
  }

  private static int compare(JsonNode one, JsonNode other) {
    BigDecimal bound = other.isNumber() ? other.decimalValue() : BigDecimal.ZERO;
    return one.decimalValue().compareTo(bound);
  }

  private static boolean isMultiple(JsonNode number, JsonNode step) {
    return step.decimalValue().signum() > 0
        && number.decimalValue().remainder(step.decimalValue()).signum() == 0;
  }

  private static int length(JsonNode text) {
    return text.stringValue().codePointCount(0, text.stringValue().length());
  }

  private static long finding(JsonNode patterns, JsonNode text) {
    return patterns
        .valueStream()
        .filter(pattern -> finds(pattern.asString(""), text.stringValue()))
        .count();
  }

  /** Whether a pattern is found in a text; texts are short here, so that Java may tell. */
  static boolean finds(String pattern, String text) {
    RegexParser.parse(pattern); // refuses what is not regular
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new GrammarException("the pattern '" + pattern + "' cannot be read: " + e.getMessage());
    }
  }

  private static boolean allDiffer(JsonNode items) {
    Set<JsonNode> seen = new HashSet<>();
    return items.valueStream().allMatch(seen::add);
  }

  private boolean itemsFit(JsonNode items, JsonNode schema, int from) {
    for (int i = from; i < items.size(); i++) {
      if (!fits(items.get(i), schema)) {
        return false;
      }
    }
    return true;
  }

  private boolean prefixesFit(JsonNode items, JsonNode schemas) {
    for (int i = 0; i < Math.min(items.size(), schemas.size()); i++) {
      if (!fits(items.get(i), schemas.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean contains(JsonNode items, JsonNode wanted) {
    long found = items.valueStream().filter(it -> fits(it, wanted.path("contains"))).count();
    return found >= ScalarSchema.count(wanted, "minContains", 1, at)
        && found <= ScalarSchema.count(wanted, "maxContains", Grammar.UNLIMITED, at);
  }

  private boolean membersFit(JsonNode object, ObjectNode schema) {
    for (var member : object.properties()) {
      boolean named = schema.path("properties").has(member.getKey());
      if (named && !fits(member.getValue(), schema.path("properties").path(member.getKey()))) {
        return false;
      }
      for (var pattern : schema.path("patternProperties").properties()) {
        if (finds(pattern.getKey(), member.getKey())) {
          named = true;
          if (!fits(member.getValue(), pattern.getValue())) {
            return false;
          }
        }
      }
      JsonNode more = schema.path("additionalProperties");
      if (!named && !more.isMissingNode() && !fits(member.getValue(), more)) {
        return false;
      }
    }
    return true;
  }
}
