package dev.trine.compress;

import dev.trine.tensor.BlockFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A format for the tensors whose names match.
 *
 * @param names found anywhere in the name
 */
public record Rule(Pattern names, BlockFormat format) {

  /**
   * Reads {@code REGEX=FORMAT}.
   *
   * @throws CompressionException if it is not of that form
   */
  public static Rule parse(String text) {
    int equals = text.lastIndexOf('=');
    try {
      BlockFormat format =
          BlockFormat.valueOf(text.substring(equals + 1).strip().toUpperCase(Locale.ROOT));
      if (equals > 0 && Quantizer.known(format)) {
        return new Rule(Pattern.compile(text.substring(0, equals)), format);
      }
    } catch (PatternSyntaxException e) {
      throw new CompressionException("rule " + text + ": " + e.getDescription(), e);
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new CompressionException(
        "rule " + text + ": write REGEX=FORMAT with a block format such as Q6_K");
  }
}
