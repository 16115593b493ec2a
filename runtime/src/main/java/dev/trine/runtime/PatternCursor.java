package dev.trine.runtime;

/** The characters of a pattern, read one after the other. */
final class PatternCursor {
  static final int END = -1;

  private final int[] points;
  private int at;

  PatternCursor(String pattern) {
    points = pattern.codePoints().toArray();
  }

  /** The next character, which stays; {@link #END} behind the last one. */
  int peek() {
    return peek(0);
  }

  /** The character that comes after so many others. */
  int peek(int ahead) {
    return at + ahead < points.length ? points[at + ahead] : END;
  }

  int next() {
    if (at == points.length) {
      throw bad("the pattern ends too early");
    }
    return points[at++];
  }

  /** Reads a character if it is the next one. */
  boolean take(int point) {
    boolean there = peek() == point;
    at += there ? 1 : 0;
    return there;
  }

  /** Reads a text if it comes next. */
  boolean take(String text) {
    int length = Math.min(text.length(), points.length - at);
    boolean there = new String(points, at, length).equals(text);
    at += there ? length : 0;
    return there;
  }

  void expect(int point) {
    if (!take(point)) {
      throw bad("'" + (char) point + "' is missing");
    }
  }

  /** What is wrong, and at which character. */
  GrammarException bad(String why) {
    return new GrammarException("at character " + at + ": " + why);
  }
}
