package dev.trine.runtime;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** {@code strftime} of C and Python in the C locale. */
final class Strftime {
  private Strftime() {}

  static String format(ZonedDateTime time, String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char directive = format.charAt(++i);
      boolean unpadded = directive == '-' && i + 1 < format.length();
      String text = directive(time, unpadded ? format.charAt(++i) : directive);
      out.append(unpadded ? text.replaceFirst("^[0 ]+(?=\\d)", "") : text);
    }
    return out.toString();
  }

  private static String directive(ZonedDateTime time, char directive) {
    return switch (directive) {
      case 'a' -> pattern(time, "EEE");
      case 'A' -> pattern(time, "EEEE");
      case 'b', 'h' -> pattern(time, "MMM");
      case 'B' -> pattern(time, "MMMM");
      case 'C' -> "%02d".formatted(Math.floorDiv(time.getYear(), 100));
      case 'c' -> format(time, "%a %b %e %H:%M:%S %Y");
      case 'd' -> pattern(time, "dd");
      case 'D', 'x' -> pattern(time, "MM/dd/yy");
      case 'e' -> "%2d".formatted(time.getDayOfMonth());
      case 'f' -> pattern(time, "SSSSSS");
      case 'F' -> pattern(time, "uuuu-MM-dd");
      case 'g' -> "%02d".formatted(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100));
      case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'H' -> pattern(time, "HH");
      case 'I' -> pattern(time, "hh");
      case 'j' -> pattern(time, "DDD");
      case 'k' -> "%2d".formatted(time.getHour());
      case 'l' -> "%2d".formatted((time.getHour() + 11) % 12 + 1);
      case 'm' -> pattern(time, "MM");
      case 'M' -> pattern(time, "mm");
      case 'n' -> "\n";
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'R' -> pattern(time, "HH:mm");
      case 's' -> Long.toString(time.toEpochSecond());
      case 'S' -> pattern(time, "ss");
      case 't' -> "\t";
      case 'T', 'X' -> pattern(time, "HH:mm:ss");
      case 'u' -> Integer.toString(time.get(ChronoField.DAY_OF_WEEK));
      case 'U' -> week(time, DayOfWeek.SUNDAY);
      case 'V' -> "%02d".formatted(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case 'W' -> week(time, DayOfWeek.MONDAY);
      case 'w' -> Integer.toString(time.get(ChronoField.DAY_OF_WEEK) % 7);
      case 'y' -> pattern(time, "yy");
      case 'Y' -> pattern(time, "uuuu");
      case 'z', 'Z' -> ""; // the time that templates are given knows no zone
      case '%' -> "%";
      default -> "%" + directive;
    };
  }

  /** The week of the year; days before the first such weekday are in week 0. */
  private static String week(ZonedDateTime time, DayOfWeek first) {
    int daysIntoWeek = Math.floorMod(time.getDayOfWeek().getValue() - first.getValue(), 7);
    return "%02d".formatted((time.getDayOfYear() - 1 + 7 - daysIntoWeek) / 7);
  }

  private static String pattern(ZonedDateTime time, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
  }
}
