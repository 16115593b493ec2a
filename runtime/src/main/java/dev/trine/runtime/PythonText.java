package dev.trine.runtime;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as Python writes them: {@code repr}, and {@code json.dumps}. */
final class PythonText {
  private PythonText() {}

  private static final int DEEPEST = 200;

  /** {@code repr(value)}. */
  static String repr(Object value) {
    return repr(value, 0);
  }

  private static String repr(Object value, int depth) {
    checkDepth(depth);
    return switch (value) {
      case Python.None _ -> "None";
      case Boolean truth -> truth ? "True" : "False";
      case Double number -> floating(number);
      case String text -> quoted(text);
      case Python.Tuple tuple -> joined(tuple, depth, "(", tuple.size() == 1 ? ",)" : ")");
      case List<?> list -> joined(list, depth, "[", "]");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(it -> repr(it.getKey(), depth + 1) + ": " + repr(it.getValue(), depth + 1))
              .collect(Collectors.joining(", ", "{", "}"));
      case Python.View view -> joined(view.items(), depth, "dict_" + view.of() + "([", "])");
      case Python.Markup markup -> "Markup(" + quoted(markup.html()) + ")";
      case Python.Undefined _ -> "Undefined";
      case Number number -> number.toString();
      default -> "<" + Python.typeName(value).replaceFirst("^an? ", "") + ">";
    };
  }

  private static String joined(List<?> list, int depth, String open, String close) {
    return list.stream()
        .map(item -> repr(item, depth + 1))
        .collect(Collectors.joining(", ", open, close));
  }

  private static void checkDepth(int depth) {
    if (depth > DEEPEST) {
      throw new TemplateException("a value has more than " + DEEPEST + " values within each other");
    }
  }

  /** The shortest digits that give the number back, with an exponent where Python has one. */
  static String floating(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number > 0 ? "0.0" : "-0.0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    BigDecimal oneDigit = exact.round(new MathContext(1)); // Java writes two at least
    exact = oneDigit.doubleValue() == number ? oneDigit : exact;
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = exact.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = exact.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    String sign = number < 0 ? "-" : "";
    String power = "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
    return sign + digits.charAt(0) + fraction + power;
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
              if (point == quote) {
                out.append('\\').append(quote);
              } else if (isPrintable(point)) {
                out.appendCodePoint(point);
              } else {
                out.append(
                    point < 0x100
                        ? "\\x%02x".formatted(point)
                        : point < 0x10000
                            ? "\\u%04x".formatted(point)
                            : "\\U%08x".formatted(point));
              }
            }
          }
        });
    return out.append(quote).toString();
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  /**
   * How {@code json.dumps} writes.
   *
   * @param indent what each level is indented by; no line ends where it is empty and {@code lines}
   *     is false
   */
  record Json(
      boolean ascii, boolean lines, String indent, String comma, String colon, boolean sorted) {
    static final Json PLAIN = new Json(false, false, "", ", ", ": ", false);

    String write(Object value) {
      StringBuilder out = new StringBuilder();
      write(value, 0, out);
      return out.toString();
    }

    private void write(Object value, int depth, StringBuilder out) {
      checkDepth(depth);
      switch (value) {
        case Python.None _ -> out.append("null");
        case Boolean truth -> out.append(truth);
        case Double number -> out.append(jsonNumber(number));
        case Number number -> out.append(number);
        case String text -> text(text, out);
        case Python.Markup markup -> text(markup.html(), out);
        case List<?> list -> {
          out.append('[');
          for (int i = 0; i < list.size(); i++) {
            separate(i, depth + 1, out);
            write(list.get(i), depth + 1, out);
          }
          close(list.size(), depth, ']', out);
        }
        case Map<?, ?> map -> members(map, depth, out);
        case Python.Undefined undefined -> throw undefined.error();
        default ->
            throw new TemplateException(Python.typeName(value) + " cannot be written as JSON");
      }
    }

    private void members(Map<?, ?> map, int depth, StringBuilder out) {
      List<? extends Map.Entry<?, ?>> entries = List.copyOf(map.entrySet());
      if (sorted) {
        entries =
            entries.stream().sorted((a, b) -> Python.compare(a.getKey(), b.getKey())).toList();
      }
      out.append('{');
      for (int i = 0; i < entries.size(); i++) {
        separate(i, depth + 1, out);
        Object key = entries.get(i).getKey();
        text(key instanceof String name ? name : PLAIN.write(key), out);
        out.append(colon);
        write(entries.get(i).getValue(), depth + 1, out);
      }
      close(entries.size(), depth, '}', out);
    }

    private void separate(int index, int depth, StringBuilder out) {
      if (index > 0) {
        out.append(comma);
      }
      newLine(depth, out);
    }

    private void close(int size, int depth, char bracket, StringBuilder out) {
      if (size > 0) {
        newLine(depth, out);
      }
      out.append(bracket);
    }

    private void newLine(int depth, StringBuilder out) {
      if (lines) {
        out.append('\n').append(indent.repeat(depth));
      }
    }

    private static String jsonNumber(double number) {
      return Double.isFinite(number)
          ? floating(number)
          : Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }

    private void text(String text, StringBuilder out) {
      out.append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        int simple = "\"\\\n\r\t\f\b".indexOf(c);
        if (simple >= 0) {
          out.append('\\').append("\"\\nrtfb".charAt(simple));
        } else if (c < ' ' || (ascii && c > '~')) {
          out.append("\\u%04x".formatted((int) c));
        } else {
          out.append(c);
        }
      }
      out.append('"');
    }
  }
}
