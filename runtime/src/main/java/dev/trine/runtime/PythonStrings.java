package dev.trine.runtime;

import dev.trine.runtime.JinjaFunction.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The methods of Python's texts. */
final class PythonStrings {
  private PythonStrings() {}

  static Optional<Object> method(String text, String name) {
    return find(text, name).map(function -> function);
  }

  private static Optional<JinjaFunction> find(String text, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "strip" -> given -> strip(text, characters(given), true, true);
          case "lstrip" -> given -> strip(text, characters(given), true, false);
          case "rstrip" -> given -> strip(text, characters(given), false, true);
          case "split" -> given -> split(text, given);
          case "rsplit" -> given -> rightSplit(text, given);
          case "splitlines" -> given -> lines(text, given.flag(0, "keepends", false));
          case "partition" -> given -> partition(text, given.text(0, "sep", ""), false);
          case "rpartition" -> given -> partition(text, given.text(0, "sep", ""), true);
          case "startswith" -> given -> anyAffix(text, given, true);
          case "endswith" -> given -> anyAffix(text, given, false);
          case "removeprefix" ->
              given -> {
                String prefix = given.text(0, "prefix", "");
                return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
              };
          case "removesuffix" ->
              given -> {
                String suffix = given.text(0, "suffix", "");
                return text.endsWith(suffix)
                    ? text.substring(0, text.length() - suffix.length())
                    : text;
              };
          case "replace" ->
              given ->
                  replace(
                      text, required(given, 0), required(given, 1), given.count(2, "count", -1));
          case "upper" -> _ -> text.toUpperCase(Locale.ROOT);
          case "lower", "casefold" -> _ -> text.toLowerCase(Locale.ROOT);
          case "capitalize" -> _ -> capitalized(text);
          case "title" -> _ -> titled(text);
          case "swapcase" -> _ -> swapped(text);
          case "join" -> given -> joined(text, given.require(0, "iterable"));
          case "find" -> given -> (long) search(text, given, false);
          case "rfind" -> given -> (long) search(text, given, true);
          case "index" -> given -> found(search(text, given, false));
          case "rindex" -> given -> found(search(text, given, true));
          case "count" -> given -> occurrences(text, required(given, 0));
          case "format" -> given -> PythonFormat.braces(text, given);
          case "zfill" -> given -> zeros(text, given.count(0, "width", 0));
          case "center" -> given -> padded(text, given, 1);
          case "ljust" -> given -> padded(text, given, 0);
          case "rjust" -> given -> padded(text, given, 2);
          case "expandtabs" ->
              given -> text.replace("\t", " ".repeat(given.count(0, "tabsize", 8)));
          case "isdecimal" -> _ -> all(text, Character::isDigit);
          case "isdigit" -> _ -> all(text, PythonStrings::isDigit);
          case "isnumeric" -> _ -> all(text, PythonStrings::isNumeric);
          case "isalpha" -> _ -> all(text, Character::isLetter);
          case "isalnum" -> _ -> all(text, Character::isLetterOrDigit);
          case "isspace" -> _ -> all(text, PythonStrings::isSpace);
          case "isupper" -> _ -> cased(text, Character::isUpperCase, Character::isLowerCase);
          case "islower" -> _ -> cased(text, Character::isLowerCase, Character::isUpperCase);
          default -> null;
        });
  }

  private static String required(Given given, int index) {
    if (given.require(index, "argument " + (index + 1)) instanceof String text) {
      return text;
    }
    throw new TemplateException("argument " + (index + 1) + " must be a text");
  }

  /** The characters to strip; empty for space. */
  private static String characters(Given given) {
    Object chars = given.get(0, "chars", Python.None.NONE);
    return chars == Python.None.NONE ? "" : Python.string(chars);
  }

  /** Without characters at the ends: those given, or white space. */
  static String strip(String text, String characters, boolean left, boolean right) {
    IntPredicate strips =
        characters.isEmpty() ? PythonStrings::isSpace : point -> characters.indexOf(point) >= 0;
    int from = 0;
    int to = text.length();
    while (left && from < to && strips.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && from < to && strips.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  /** White space as Unicode and Python have it. */
  static boolean isSpace(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
  }

  private static List<Object> split(String text, Given given) {
    Object separator = given.get(0, "sep", Python.None.NONE);
    int most = given.count(1, "maxsplit", -1);
    List<Object> parts = new ArrayList<>();
    if (separator == Python.None.NONE) {
      String rest = strip(text, "", true, false);
      while (!rest.isEmpty() && (most < 0 || parts.size() < most)) {
        int end = 0;
        while (end < rest.length() && !isSpace(rest.charAt(end))) {
          end++;
        }
        parts.add(rest.substring(0, end));
        rest = strip(rest.substring(end), "", true, false);
      }
      if (!rest.isEmpty()) {
        parts.add(rest);
      }
      return parts;
    }
    String mark = separator(separator);
    int from = 0;
    for (int at = text.indexOf(mark);
        at >= 0 && (most < 0 || parts.size() < most);
        at = text.indexOf(mark, from)) {
      parts.add(text.substring(from, at));
      from = at + mark.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String separator(Object separator) {
    String mark = Python.string(separator);
    if (mark.isEmpty()) {
      throw new TemplateException("the separator is empty; give one");
    }
    return mark;
  }

  private static List<Object> rightSplit(String text, Given given) {
    Object separator = given.get(0, "sep", Python.None.NONE);
    int most = given.count(1, "maxsplit", -1);
    if (most < 0) {
      return split(text, given);
    }
    List<Object> parts = new ArrayList<>();
    String rest = separator == Python.None.NONE ? strip(text, "", false, true) : text;
    while (parts.size() < most) {
      int end;
      int next;
      if (separator == Python.None.NONE) {
        end = rest.length();
        while (end > 0 && !isSpace(rest.charAt(end - 1))) {
          end--;
        }
        next = end;
      } else {
        String mark = separator(separator);
        next = rest.lastIndexOf(mark);
        end = next + mark.length();
      }
      if (next < 0 || (separator == Python.None.NONE && next == 0)) {
        break;
      }
      parts.addFirst(rest.substring(end));
      rest = rest.substring(0, next);
      rest = separator == Python.None.NONE ? strip(rest, "", false, true) : rest;
    }
    if (separator != Python.None.NONE || !rest.isEmpty()) {
      parts.addFirst(rest);
    }
    return parts;
  }

  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(i)) >= 0) {
        int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
        lines.add(text.substring(from, keepEnds ? end : i));
        from = end;
        i = end - 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return lines;
  }

  private static Python.Tuple partition(String text, String mark, boolean last) {
    int at = last ? text.lastIndexOf(separator(mark)) : text.indexOf(separator(mark));
    if (at < 0) {
      return new Python.Tuple(last ? List.of("", "", text) : List.of(text, "", ""));
    }
    return new Python.Tuple(
        List.of(text.substring(0, at), mark, text.substring(at + mark.length())));
  }

  private static boolean anyAffix(String text, Given given, boolean start) {
    Object affix = given.require(0, start ? "prefix" : "suffix");
    List<Object> affixes = affix instanceof Python.Tuple tuple ? tuple : List.of(affix);
    String part =
        given.positional().size() > 1
            ? Python.string(
                Python.slice(
                    text,
                    given.get(1, "start", Python.None.NONE),
                    given.get(2, "end", Python.None.NONE),
                    Python.None.NONE))
            : text;
    for (Object one : affixes) {
      if (!(one instanceof String mark)) {
        throw new TemplateException(
            "a text begins or ends with a text, not with " + Python.typeName(one));
      }
      if (start ? part.startsWith(mark) : part.endsWith(mark)) {
        return true;
      }
    }
    return false;
  }

  static String replace(String text, String old, String with, int count) {
    if (count < 0) {
      return text.replace(old, with);
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int made = 0; made < count; made++) {
      int at = text.indexOf(old, from);
      if (at < 0 || (old.isEmpty() && from >= text.length())) {
        break;
      }
      int step = old.isEmpty() ? 1 : 0;
      out.append(text, from, at).append(with).append(text, at, at + step);
      from = at + old.length() + step;
    }
    return out.append(text.substring(from)).toString();
  }

  static String capitalized(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, 1);
    return title(text.codePointAt(0)) + text.substring(end).toLowerCase(Locale.ROOT);
  }

  /** As the first letter of a word: two letters in one have a form for that. */
  private static String title(int point) {
    int title = Character.toTitleCase(point);
    String upper = Character.toString(point).toUpperCase(Locale.ROOT);
    if (title != point || !Character.isUpperCase(upper.codePointAt(0))) {
      return title == point ? upper : Character.toString(title);
    }
    return upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String titled(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int point : text.codePoints().toArray()) {
      out.append(inWord ? Character.toString(Character.toLowerCase(point)) : title(point));
      inWord = Character.isLetter(point);
    }
    return out.toString();
  }

  private static String swapped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(point ->
            out.appendCodePoint(
                Character.isUpperCase(point)
                    ? Character.toLowerCase(point)
                    : Character.toUpperCase(point)));
    return out.toString();
  }

  private static String joined(String separator, Object items) {
    List<String> parts = new ArrayList<>();
    for (Object item : Python.iterate(items)) {
      if (!(item instanceof String part)) {
        throw new TemplateException("only texts can be joined, not " + Python.typeName(item));
      }
      parts.add(part);
    }
    return String.join(separator, parts);
  }

  /** A place in code points, or -1. */
  private static int search(String text, Given given, boolean last) {
    String part = required(given, 0);
    int from =
        text.offsetByCodePoints(
            0, Math.clamp(given.count(1, "start", 0), 0, text.codePointCount(0, text.length())));
    int at = last ? text.lastIndexOf(part) : text.indexOf(part, from);
    return at < from ? -1 : text.codePointCount(0, at);
  }

  private static Object found(int at) {
    if (at < 0) {
      throw new TemplateException("the text has no such part");
    }
    return (long) at;
  }

  private static Object occurrences(String text, String part) {
    if (part.isEmpty()) {
      return Python.length(text) + 1;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static String zeros(String text, int width) {
    int missing = width - (int) Python.length(text);
    int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    return missing <= 0
        ? text
        : text.substring(0, sign) + "0".repeat(checked(missing)) + text.substring(sign);
  }

  private static String padded(String text, Given given, int halves) {
    int missing = Math.max(0, given.count(0, "width", 0) - (int) Python.length(text));
    return pad(text, checked(missing), given.text(1, "fillchar", " "), halves);
  }

  /** Fill on both sides: {@code halves} halves of it on the left. */
  static String pad(String text, int missing, String fill, int halves) {
    int left =
        halves == 1
            ? missing / 2 + (missing & (int) (missing + Python.length(text)) & 1)
            : halves * missing / 2;
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }

  static int checked(int width) {
    if (width > 1 << 20) {
      throw new TemplateException("a width of " + width + " is too great");
    }
    return width;
  }

  /** Superscripts and digits within circles count too. */
  private static boolean isDigit(int point) {
    int value = Character.getNumericValue(point);
    return Character.isDigit(point)
        || (Character.getType(point) == Character.OTHER_NUMBER && value >= 0 && value <= 9);
  }

  private static boolean isNumeric(int point) {
    return Character.isDigit(point)
        || Character.getType(point) == Character.OTHER_NUMBER
        || Character.getType(point) == Character.LETTER_NUMBER;
  }

  private static boolean all(String text, IntPredicate predicate) {
    return !text.isEmpty() && text.codePoints().allMatch(predicate);
  }

  private static boolean cased(String text, IntPredicate wanted, IntPredicate unwanted) {
    return text.codePoints().anyMatch(wanted) && text.codePoints().noneMatch(unwanted);
  }
}
