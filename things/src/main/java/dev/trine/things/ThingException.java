package dev.trine.things;

import java.util.regex.Pattern;

/** A household file, Thing or device that cannot be used; one line names file, place and remedy. */
public final class ThingException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 600;
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

  ThingException(String message) {
    super(oneLine(message));
  }

  ThingException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  static String oneLine(String text) {
    // Control, format, line and surrogate characters: none may break the line or turn its
    // direction.
    String line = UNPRINTABLE.matcher(text).replaceAll(" ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
