package dev.trine.runtime;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Python's arithmetic. Whole numbers are Long as long as they fit, else BigInteger. */
final class PythonNumbers {
  private PythonNumbers() {}

  /** Characters or items of a text or list that is put together. */
  private static final long LONGEST = 1 << 24;

  private static final Pattern FLOAT =
      Pattern.compile("(\\d+(_\\d+)*\\.?|(\\d+(_\\d+)*)?\\.\\d+(_\\d+)*)(e[-+]?\\d+(_\\d+)*)?");

  private static final int MOST_BITS = 1 << 16;

  static Object whole(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  static boolean isWhole(Object value) {
    return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
  }

  static boolean isNotZero(Number number) {
    return number instanceof BigInteger || number.doubleValue() != 0;
  }

  static BigInteger integer(Object value) {
    return switch (value) {
      case Long number -> BigInteger.valueOf(number);
      case BigInteger number -> number;
      case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
      case Python.Undefined undefined -> throw undefined.error();
      default -> throw new TemplateException(Python.typeName(value) + " is not a whole number");
    };
  }

  /** A whole number as an index or a count. */
  static int index(Object value) {
    BigInteger number = integer(value);
    return number.bitLength() < Integer.SIZE
        ? number.intValue()
        : number.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }

  static double floating(Object value) {
    return value instanceof Double number ? number : integer(value).doubleValue();
  }

  /** {@code float(text)}. */
  static double parsed(String text) {
    String number = text.strip().toLowerCase(Locale.ROOT);
    String unsigned = number.replaceFirst("^[-+]", "");
    double sign = number.startsWith("-") ? -1 : 1;
    return switch (unsigned) {
      case "inf", "infinity" -> sign * Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> {
        if (!FLOAT.matcher(unsigned).matches()) { // Java reads more, such as 1f and 0x1p3
          throw new NumberFormatException(text);
        }
        yield sign * Double.parseDouble(unsigned.replace("_", ""));
      }
    };
  }

  static int compare(Object one, Object other) {
    if (isWhole(one) && isWhole(other)) {
      return integer(one).compareTo(integer(other));
    }
    double ours = floating(one);
    double theirs = floating(other);
    if (!Double.isFinite(ours) || !Double.isFinite(theirs)) {
      return ours == theirs ? 0 : Double.compare(ours, theirs);
    }
    return exact(one).compareTo(exact(other));
  }

  private static BigDecimal exact(Object value) {
    return value instanceof Double number ? new BigDecimal(number) : new BigDecimal(integer(value));
  }

  static Object negative(Object value) {
    return value instanceof Double number ? (Object) (-number) : whole(integer(value).negate());
  }

  /** {@code left operator right} for numbers, and for what else Python adds and repeats. */
  static Object binary(String operator, Object left, Object right) {
    for (Object operand : new Object[] {left, right}) {
      if (operand instanceof Python.Undefined undefined) {
        throw undefined.error();
      }
    }
    if (Python.isNumber(left) && Python.isNumber(right)) {
      boolean whole = isWhole(left) && isWhole(right) && !operator.equals("/");
      return whole
          ? whole(operator, integer(left), integer(right))
          : floating(operator, floating(left), floating(right));
    }
    if (operator.equals("+") && left instanceof String ours && right instanceof String theirs) {
      return joined(ours, theirs);
    }
    if (operator.equals("+") && isText(left) && isText(right)) {
      String ours = Python.Markup.escaped(left).html();
      return new Python.Markup(joined(ours, Python.Markup.escaped(right).html()));
    }
    if (operator.equals("+")
        && left instanceof List<?> ours
        && right instanceof List<?> theirs
        && left instanceof Python.Tuple == right instanceof Python.Tuple) {
      List<Object> all = new ArrayList<>(ours);
      all.addAll(theirs);
      return left instanceof Python.Tuple ? new Python.Tuple(all) : all;
    }
    if (operator.equals("*") && isWhole(left) && !isWhole(right)) {
      return repeated(right, index(left));
    }
    if (operator.equals("*") && isWhole(right)) {
      return repeated(left, index(right));
    }
    if (operator.equals("%") && left instanceof String format) {
      return PythonFormat.percent(format, right);
    }
    throw new TemplateException(
        "'%s' is not possible between %s and %s"
            .formatted(operator, Python.typeName(left), Python.typeName(right)));
  }

  private static boolean isText(Object value) {
    return value instanceof String || value instanceof Python.Markup;
  }

  static String joined(String left, String right) {
    if ((long) left.length() + right.length() > LONGEST) {
      throw new TemplateException("a text of more than " + LONGEST + " characters is too long");
    }
    return left.concat(right);
  }

  private static Object repeated(Object value, int times) {
    int count = Math.max(0, times);
    if (!(value instanceof String || value instanceof List<?>)) {
      throw new TemplateException(Python.typeName(value) + " cannot be repeated");
    }
    if (Python.length(value) * count > LONGEST) {
      throw new TemplateException("a repetition of " + count + " times is too long");
    }
    if (value instanceof String text) {
      return text.repeat(count);
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.addAll((List<?>) value);
    }
    return value instanceof Python.Tuple ? new Python.Tuple(all) : all;
  }

  private static Object whole(String operator, BigInteger left, BigInteger right) {
    if (right.signum() == 0 && (operator.equals("//") || operator.equals("%"))) {
      throw new TemplateException("division by zero");
    }
    if (operator.equals("**")) {
      if (right.signum() < 0) {
        return Math.pow(left.doubleValue(), right.doubleValue());
      }
      if (right.bitLength() > 20 || (long) left.bitLength() * right.intValue() > MOST_BITS) {
        throw new TemplateException("the power " + left + " ** " + right + " is too great");
      }
      return whole(left.pow(right.intValue()));
    }
    return whole(
        switch (operator) {
          case "+" -> left.add(right);
          case "-" -> left.subtract(right);
          case "*" -> left.multiply(right);
          case "//" -> floored(left, right);
          default -> left.subtract(floored(left, right).multiply(right)); // %
        });
  }

  private static BigInteger floored(BigInteger left, BigInteger right) {
    BigInteger[] parts = left.divideAndRemainder(right);
    boolean below = parts[1].signum() != 0 && parts[1].signum() != right.signum();
    return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static double floating(String operator, double left, double right) {
    if (right == 0 && (operator.startsWith("/") || operator.equals("%"))) {
      throw new TemplateException("division by zero");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      case "%" -> {
        double rest = left % right;
        yield rest != 0 && rest < 0 != right < 0 ? rest + right : rest;
      }
      default -> Math.pow(left, right); // **
    };
  }
}
