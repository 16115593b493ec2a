package dev.trine.things;

/** A household file, Thing or device that cannot be used; one line names file, place and remedy. */
public final class ThingException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 600;

  ThingException(String message) {
    super(oneLine(message));
  }

  ThingException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
