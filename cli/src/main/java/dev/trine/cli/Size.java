package dev.trine.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A count as people write it: 300M, 2.4G, 1000000; thousands of thousands, not of 1024. */
final class Size {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)([KMGT]?)B?");

  private Size() {}

  static long parse(String option, String text) {
    Matcher parts = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new BadInput(option + " " + text + ": write a count such as 300M, 2.4G or 1000000");
    }
    double unit =
        switch (parts.group(2)) {
          case "K" -> 1e3;
          case "M" -> 1e6;
          case "G" -> 1e9;
          case "T" -> 1e12;
          default -> 1;
        };
    return (long) (Double.parseDouble(parts.group(1)) * unit);
  }
}
