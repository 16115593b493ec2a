package dev.trine.things;

/** A text that may be looked at only so often: a regular expression can backtrack for ever. */
final class Patience implements CharSequence {
  /** Enough for any sensible pattern, and soon over. */
  private static final int LOOKS = 1_000_000;

  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final String text;
  private int looks;

  Patience(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (++looks > LOOKS) throw new Lost();
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
