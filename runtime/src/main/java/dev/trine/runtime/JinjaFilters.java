package dev.trine.runtime;

import dev.trine.runtime.JinjaFunction.Given;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jinja's filters, as in {@code value | name(arguments)}; {@link JinjaSelections} has those of
 * lists.
 */
final class JinjaFilters {
  private JinjaFilters() {}

  private static final Pattern WORD_START = Pattern.compile("(?U)([-\\s({\\[<]+)");

  static final Set<String> NAMES =
      Set.of(
          "abs",
          "attr",
          "batch",
          "capitalize",
          "center",
          "count",
          "d",
          "default",
          "dictsort",
          "e",
          "escape",
          "first",
          "float",
          "forceescape",
          "format",
          "groupby",
          "indent",
          "int",
          "items",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "max",
          "min",
          "pprint",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "slice",
          "sort",
          "string",
          "striptags",
          "sum",
          "title",
          "tojson",
          "trim",
          "truncate",
          "unique",
          "upper",
          "urlencode",
          "wordcount");

  static Object apply(String name, Object value, Given given) {
    return switch (name) {
      case "e", "escape" -> Python.Markup.escaped(value);
      case "forceescape" -> Python.Markup.escaped(Python.string(value));
      case "safe" -> new Python.Markup(Python.string(value));
      default -> ofPlain(name, Python.plain(value), given);
    };
  }

  private static Object ofPlain(String name, Object value, Given given) {
    return switch (name) {
      case "abs" -> {
        Object number =
            value instanceof Boolean ? PythonNumbers.whole(PythonNumbers.integer(value)) : value;
        yield PythonNumbers.compare(number, 0L) < 0 ? PythonNumbers.negative(number) : number;
      }
      case "attr" -> {
        String attribute = given.text(0, "name", "");
        yield value instanceof Map
            ? PythonMethods.find(value, attribute)
                .orElse(new Python.Undefined("there is no attribute '" + attribute + "'"))
            : Python.attribute(value, attribute);
      }
      case "capitalize" -> PythonStrings.capitalized(Python.string(value));
      case "center" -> {
        String text = Python.string(value);
        int missing = Math.max(0, given.count(0, "width", 80) - (int) Python.length(text));
        yield PythonStrings.pad(text, PythonStrings.checked(missing), " ", 1);
      }
      case "count", "length" -> Python.length(value);
      case "d", "default" ->
          value instanceof Python.Undefined
                  || (given.flag(1, "boolean", false) && !Python.truth(value))
              ? given.get(0, "default_value", "")
              : value;
      case "float" -> floating(value, given.get(0, "default", 0.0));
      case "int" -> integer(value, given);
      case "format" ->
          PythonFormat.percent(
              Python.string(value),
              given.named().isEmpty()
                  ? new Python.Tuple(given.positional())
                  : new LinkedHashMap<Object, Object>(given.named()));
      case "indent" ->
          value instanceof String text
              ? indented(text, given)
              : fail("'indent' needs a text, not " + Python.typeName(value));
      case "lower" -> Python.string(value).toLowerCase(Locale.ROOT);
      case "upper" -> Python.string(value).toUpperCase(Locale.ROOT);
      case "pprint" ->
          value instanceof Map || value instanceof List // which it would sort and wrap
              ? fail("'pprint' writes no " + Python.typeName(value).substring(2) + "; use tojson")
              : PythonText.repr(value);
      case "replace" ->
          PythonStrings.replace(
              Python.string(value),
              Python.string(given.require(0, "old")),
              Python.string(given.require(1, "new")),
              given.count(2, "count", -1));
      case "round" ->
          rounded(value, given.count(0, "precision", 0), given.text(1, "method", "common"));
      case "string" -> Python.string(value);
      case "striptags" ->
          String.join(
              " ",
              Python.string(value).replaceAll("(?s)<!--.*?-->|<[^>]*>", "").strip().split("\\s+"));
      case "title" -> titled(Python.string(value));
      case "tojson" -> json(value, given);
      case "trim" -> {
        Object chars = given.get(0, "chars", Python.None.NONE);
        yield PythonStrings.strip(
            Python.string(value),
            chars == Python.None.NONE ? "" : Python.string(chars),
            true,
            true);
      }
      case "truncate" -> truncated(Python.string(value), given);
      case "urlencode" -> urlEncoded(value);
      case "wordcount" ->
          Pattern.compile("(?U)\\w+").matcher(Python.string(value)).results().count();
      case "dictsort" -> dictSorted(value, given);
      case "items" ->
          value instanceof Python.Undefined
              ? List.of()
              : value instanceof Map<?, ?> map
                  ? Python.generator(PythonMethods.items(map))
                  : fail("'items' needs a dictionary, not " + Python.typeName(value));
      default -> JinjaSelections.apply(name, value, given);
    };
  }

  private static Object fail(String why) {
    throw new TemplateException(why);
  }

  private static Object floating(Object value, Object otherwise) {
    if (value instanceof Python.Undefined undefined) {
      throw undefined.error();
    }
    try {
      return value instanceof String text
          ? PythonNumbers.parsed(text)
          : (Object) PythonNumbers.floating(value);
    } catch (NumberFormatException | TemplateException e) {
      return otherwise;
    }
  }

  private static Object integer(Object value, Given given) {
    Object otherwise = given.get(0, "default", 0L);
    try {
      if (value instanceof String text) {
        String digits = text.strip().replace("_", "");
        int base = given.count(1, "base", 10);
        if (base != 10 || digits.matches("[-+]?\\d+")) {
          return PythonNumbers.whole(new BigInteger(digits.replaceFirst("^0[xXoObB]", ""), base));
        }
      }
      Object number = floating(value, value);
      return number instanceof Double real
          ? PythonNumbers.whole(new BigDecimal(real).toBigInteger())
          : otherwise;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static String indented(String text, Given given) {
    Object width = given.get(0, "width", 4L);
    String indent =
        width instanceof String it
            ? it
            : " ".repeat(PythonStrings.checked(Math.max(0, PythonNumbers.index(width))));
    boolean blank = given.flag(2, "blank", false);
    List<Object> lines = PythonStrings.lines(text + "\n", false);
    StringBuilder out = new StringBuilder(given.flag(1, "first", false) ? indent : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      out.append(i == 0 ? "" : "\n")
          .append(i > 0 && (blank || !line.isEmpty()) ? indent : "")
          .append(line);
    }
    return out.toString();
  }

  private static Object rounded(Object value, int precision, String method) {
    if (PythonNumbers.isWhole(value) && method.equals("common")) {
      BigDecimal whole = new BigDecimal(PythonNumbers.integer(value));
      BigDecimal rounded = whole.setScale(Math.clamp(precision, -400, 0), RoundingMode.HALF_EVEN);
      return PythonNumbers.whole(rounded.toBigIntegerExact());
    }
    BigDecimal exact = new BigDecimal(PythonNumbers.floating(value));
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default ->
              throw new TemplateException("the method of rounding must be common, ceil or floor");
        };
    return exact.setScale(Math.clamp(precision, -400, 400), mode).doubleValue();
  }

  private static String titled(String text) {
    StringBuilder out = new StringBuilder();
    Matcher breaks = WORD_START.matcher(text);
    int from = 0;
    while (breaks.find()) {
      out.append(headed(text.substring(from, breaks.start()))).append(breaks.group());
      from = breaks.end();
    }
    return out.append(headed(text.substring(from))).toString();
  }

  /** Jinja's own way to begin a word: large letters, not those that titles have. */
  private static String headed(String word) {
    int end = word.isEmpty() ? 0 : word.offsetByCodePoints(0, 1);
    return word.substring(0, end).toUpperCase(Locale.ROOT)
        + word.substring(end).toLowerCase(Locale.ROOT);
  }

  private static String json(Object value, Given given) {
    Object indent = given.get(1, "indent", Python.None.NONE);
    if (given.positional().size() == 1 && given.positional().getFirst() instanceof Long) {
      indent = given.positional().getFirst(); // as in Jinja's own filter
    }
    boolean lines = indent != Python.None.NONE;
    String step =
        !lines
            ? ""
            : indent instanceof String it
                ? it
                : " ".repeat(PythonStrings.checked(Math.max(0, PythonNumbers.index(indent))));
    Object separators = given.get(2, "separators", Python.None.NONE);
    List<Object> both =
        separators == Python.None.NONE
            ? List.of(lines ? "," : ", ", ": ")
            : Python.list(separators);
    boolean ascii =
        !(given.positional().size() == 1 && lines) && given.flag(0, "ensure_ascii", false);
    return new PythonText.Json(
            ascii,
            lines,
            step,
            Python.string(both.getFirst()),
            Python.string(both.getLast()),
            given.flag(3, "sort_keys", false))
        .write(value);
  }

  private static String truncated(String text, Given given) {
    int length = given.count(0, "length", 255);
    String end = given.text(2, "end", "...");
    if (Python.length(text) <= length + given.count(3, "leeway", 5)) {
      return text;
    }
    String cut =
        text.substring(
            0, text.offsetByCodePoints(0, Math.max(0, length - (int) Python.length(end))));
    int space = cut.lastIndexOf(' ');
    return (given.flag(1, "killwords", false) || space < 0 ? cut : cut.substring(0, space)) + end;
  }

  private static String urlEncoded(Object value) {
    if (value instanceof String || !(value instanceof Iterable || value instanceof Map)) {
      return encoded(Python.string(value)).replace("%2F", "/");
    }
    List<String> parts = new ArrayList<>();
    for (Object pair :
        value instanceof Map<?, ?> map ? PythonMethods.items(map) : Python.iterate(value)) {
      List<Object> both = Python.list(pair);
      parts.add(
          encoded(Python.string(both.getFirst())) + "=" + encoded(Python.string(both.getLast())));
    }
    return String.join("&", parts).replace("%20", "+");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static Object dictSorted(Object value, Given given) {
    if (!(value instanceof Map<?, ?> map)) {
      return fail("'dictsort' needs a dictionary, not " + Python.typeName(value));
    }
    int index = given.text(1, "by", "key").equals("value") ? 1 : 0;
    Comparator<Object> order = JinjaSelections.order(given.flag(0, "case_sensitive", false));
    Comparator<Object> byItem =
        (a, b) -> order.compare(((List<?>) a).get(index), ((List<?>) b).get(index));
    List<Object> items = PythonMethods.items(map);
    items.sort(given.flag(2, "reverse", false) ? byItem.reversed() : byItem);
    return items;
  }
}
