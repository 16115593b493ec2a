package dev.trine.runtime;

import dev.trine.runtime.JinjaFunction.Given;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two ways of Python to put values into a text: {@code %} and {@code format}. */
final class PythonFormat {
  private PythonFormat() {}

  private static final Pattern DIRECTIVE =
      Pattern.compile("%(?:\\((\\w*)\\))?([-+ #0]*)(\\d+)?(?:\\.(\\d+))?[hlL]?(.)", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile(
          "([^.\\[!:]*)((?:\\.[^.\\[!:]+|\\[[^]]+])*)(?:!([rsa]))?(?::(.*))?", Pattern.DOTALL);
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?([a-zA-Z%])?",
          Pattern.DOTALL);

  /** {@code format % values}. */
  static String percent(String format, Object values) {
    List<?> list = values instanceof Python.Tuple tuple ? tuple : List.of(values);
    Matcher directive = DIRECTIVE.matcher(format);
    StringBuilder out = new StringBuilder();
    int from = 0;
    int used = 0;
    for (int at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
      if (!directive.region(at, format.length()).lookingAt()) {
        throw new TemplateException("the format \"" + format + "\" ends within a directive");
      }
      out.append(format, from, at);
      from = directive.end();
      if (directive.group(5).equals("%")) {
        out.append('%');
        continue;
      }
      Object value;
      if (directive.group(1) != null) {
        value = Python.itemOrAttribute(values, directive.group(1));
      } else if (used < list.size()) {
        value = list.get(used++);
      } else {
        throw new TemplateException("the format \"" + format + "\" needs more values");
      }
      out.append(directive(value, directive));
    }
    if (used < list.size() && !(values instanceof Map)) {
      throw new TemplateException("the format \"" + format + "\" needs fewer values");
    }
    return out.append(format, from, format.length()).toString();
  }

  private static String directive(Object value, Matcher directive) {
    String flags = directive.group(2);
    int width = number(directive.group(3), 0);
    int precision = number(directive.group(4), -1);
    char kind = directive.group(5).charAt(0);
    String text =
        switch (kind) {
          case 's' -> cut(Python.string(value), precision);
          case 'r', 'a' -> cut(PythonText.repr(value), precision);
          case 'c' ->
              value instanceof String s ? s : Character.toString(PythonNumbers.index(value));
          case 'd', 'i', 'u' -> integer(value).toString();
          case 'x' -> integer(value).toString(16);
          case 'X' -> integer(value).toString(16).toUpperCase(Locale.ROOT);
          case 'o' -> integer(value).toString(8);
          case 'f', 'F', 'e', 'E', 'g', 'G' ->
              floating(PythonNumbers.floating(value), kind, precision < 0 ? 6 : precision);
          default -> throw new TemplateException("the format directive %" + kind + " is unknown");
        };
    boolean numeric = "sra".indexOf(kind) < 0 && kind != 'c';
    if (numeric && !text.startsWith("-")) {
      text = (flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + text;
    }
    int missing = Math.max(0, width - (int) Python.length(text));
    if (flags.contains("-")) {
      return PythonStrings.pad(text, missing, " ", 0);
    }
    return numeric && flags.contains("0")
        ? zeros(text, missing)
        : PythonStrings.pad(text, missing, " ", 2);
  }

  private static int number(@org.jspecify.annotations.Nullable String digits, int otherwise) {
    if (digits == null) {
      return otherwise;
    }
    return PythonStrings.checked(
        digits.length() > 7 ? Integer.MAX_VALUE : Integer.parseInt(digits));
  }

  private static String cut(String text, int precision) {
    return precision < 0 || precision >= Python.length(text)
        ? text
        : text.substring(0, text.offsetByCodePoints(0, precision));
  }

  private static BigInteger integer(Object value) {
    return value instanceof Double number && Double.isFinite(number)
        ? new BigDecimal(number).toBigInteger()
        : PythonNumbers.integer(value);
  }

  private static String zeros(String text, int missing) {
    int sign = !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
    return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
  }

  private static String floating(double value, char kind, int precision) {
    if (!Double.isFinite(value)) {
      return PythonText.floating(value);
    }
    BigDecimal exact = new BigDecimal(value);
    String text =
        switch (Character.toLowerCase(kind)) {
          case 'f' -> exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
          case 'e' -> scientific(exact, precision);
          default -> general(exact, Math.max(1, precision));
        };
    text = value == 0 && 1 / value < 0 && !text.startsWith("-") ? "-" + text : text;
    return Character.isUpperCase(kind) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String scientific(BigDecimal exact, int precision) {
    BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = exact.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String general(BigDecimal exact, int precision) {
    if (exact.signum() == 0) {
      return "0";
    }
    BigDecimal rounded = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < precision) {
      return rounded.stripTrailingZeros().toPlainString();
    }
    String digits = rounded.stripTrailingZeros().unscaledValue().toString();
    return scientific(rounded, digits.replace("-", "").length() - 1);
  }

  /** {@code text.format(...)}. */
  static String braces(String text, Given given) {
    StringBuilder out = new StringBuilder();
    int automatic = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
        out.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        Matcher field = FIELD.matcher(end < 0 ? "" : text.substring(i + 1, end));
        if (end < 0 || !field.matches()) {
          throw new TemplateException("the format \"" + text + "\" has a field without end");
        }
        String name = field.group(1);
        boolean numbered = name.isEmpty() || name.chars().allMatch(Character::isDigit);
        int index = !numbered ? -1 : name.isEmpty() ? automatic++ : number(name, 0);
        out.append(field(given.require(index, name), field));
        i = end;
      } else if (c == '}') {
        throw new TemplateException("the format \"" + text + "\" has a single '}'");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String field(Object of, Matcher field) {
    Object value = of;
    Matcher step = Pattern.compile("\\.([^.\\[]+)|\\[([^]]+)]").matcher(field.group(2));
    while (step.find()) {
      String key = step.group(2);
      value =
          key == null
              ? Python.attribute(value, step.group(1))
              : Python.itemOrAttribute(
                  value, key.matches("\\d{1,9}") ? (Object) Long.valueOf(key) : key);
    }
    if (field.group(3) != null) {
      value = field.group(3).equals("s") ? Python.string(value) : PythonText.repr(value);
    }
    String spec = field.group(4);
    return spec == null || spec.isEmpty() ? Python.string(value) : format(value, spec);
  }

  private static String format(Object value, String written) {
    Matcher spec = SPEC.matcher(written);
    if (!spec.matches()) {
      throw new TemplateException("the format specification \"" + written + "\" is unknown");
    }
    boolean numeric =
        Python.isNumber(value) && !(value instanceof Boolean && spec.group(9) == null);
    int precision = number(spec.group(8), -1);
    char kind =
        spec.group(9) == null
            ? (numeric ? value instanceof Double ? 'r' : 'd' : 's')
            : spec.group(9).charAt(0);
    String text =
        switch (kind) {
          case 's' -> cut(Python.string(value), precision);
          case 'd' -> integer(value).toString();
          case 'x' -> integer(value).toString(16);
          case 'X' -> integer(value).toString(16).toUpperCase(Locale.ROOT);
          case 'o' -> integer(value).toString(8);
          case 'b' -> integer(value).toString(2);
          case 'r' ->
              precision < 0
                  ? PythonText.floating(PythonNumbers.floating(value))
                  : floating(PythonNumbers.floating(value), 'g', precision);
          case '%' ->
              floating(100 * PythonNumbers.floating(value), 'f', precision < 0 ? 6 : precision)
                  + "%";
          case 'f', 'F', 'e', 'E', 'g', 'G' ->
              floating(PythonNumbers.floating(value), kind, precision < 0 ? 6 : precision);
          default ->
              throw new TemplateException(
                  "the format specification \"" + written + "\" is unknown");
        };
    if (numeric && spec.group(7) != null) {
      text =
          text.replaceFirst(
              "^(-?)(\\d+)",
              "$1" + grouped(text.replaceFirst("^-?(\\d+).*$", "$1"), spec.group(7)));
    }
    if (numeric && spec.group(3) != null && !spec.group(3).equals("-") && !text.startsWith("-")) {
      text = spec.group(3) + text;
    }
    int missing = Math.max(0, number(spec.group(6), 0) - (int) Python.length(text));
    String fill = spec.group(1) == null ? spec.group(5) == null ? " " : "0" : spec.group(1);
    String align =
        spec.group(2) == null ? numeric ? spec.group(5) == null ? ">" : "=" : "<" : spec.group(2);
    return switch (align) {
      case "<" -> text + fill.repeat(missing);
      case "^" -> fill.repeat(missing / 2) + text + fill.repeat(missing - missing / 2);
      case "=" ->
          zeros(text, missing)
              .replaceFirst(
                  "^([-+ ]?)0{" + missing + "}",
                  "$1" + Matcher.quoteReplacement(fill.repeat(missing)));
      default -> fill.repeat(missing) + text;
    };
  }

  private static String grouped(String digits, String separator) {
    StringBuilder out = new StringBuilder(digits);
    for (int i = digits.length() - 3; i > 0; i -= 3) {
      out.insert(i, separator);
    }
    return out.toString();
  }
}
