package dev.trine.compress;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A text that shows how a model is used.
 *
 * @param source where it came from
 * @param sha256 of its UTF-8 bytes
 * @param windows its tokens in pieces that are read one by one, each with what begins a text before
 *     it, if the model asks for that
 */
public record Calibration(String source, String sha256, List<int[]> windows) {

  /**
   * A text cut into windows.
   *
   * @throws CompressionException if there is none
   */
  public static Calibration of(String source, String text, List<int[]> windows) {
    if (windows.isEmpty()) {
      throw new CompressionException(source + ": has no tokens to calibrate with; name a text");
    }
    return new Calibration(source, sha256(text.getBytes(StandardCharsets.UTF_8)), windows);
  }

  /** All tokens of all windows. */
  public long tokens() {
    return windows.stream().mapToLong(window -> window.length).sum();
  }

  /** The tokens of the longest window. */
  int longest() {
    return windows.stream().mapToInt(window -> window.length).max().orElse(0);
  }

  /** What a certificate says of it. */
  @Override
  public String toString() {
    return "%s (%d tokens in %d windows, sha256 %s)"
        .formatted(source, tokens(), windows.size(), sha256);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Calibration that
        && source.equals(that.source)
        && sha256.equals(that.sha256)
        && Arrays.deepEquals(windows.toArray(), that.windows.toArray());
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }
}
