package dev.trine.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SentencePiece's compiled rules of rewriting characters ({@code precompiled_charsmap}): the
 * longest run that a rule names is replaced by the rule's text.
 *
 * <p>Bytes: the size of a double-array prefix tree (Darts-clone; Yata et al. 2007), the tree's
 * units of 32 bits, then the replacements, each ended by a zero byte. A unit's low byte is its
 * label, bit 8 says that a rule ends here, bit 9 scales the offset in the bits above.
 */
final class CharsMap {
  private static final Pattern GRAPHEME = Pattern.compile("\\X");
  private static final int LONGEST_GRAPHEME = 5; // bytes that Hugging Face looks up as one

  private final int[] units;
  private final byte[] replacements;

  private CharsMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /** SentencePiece's way: the longest rule wherever one begins; no bytes are no rules. */
  static UnaryOperator<String> of(String source, byte[] bytes) {
    return bytes.length == 0 ? UnaryOperator.identity() : read(source, bytes)::rewrite;
  }

  /** Hugging Face's way: the shortest rule for a grapheme, else for each of its characters. */
  static UnaryOperator<String> byGrapheme(String source, byte[] bytes) {
    return bytes.length == 0 ? UnaryOperator.identity() : read(source, bytes)::rewriteGraphemes;
  }

  private static CharsMap read(String source, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = bytes.length < 4 ? -1 : in.getInt();
    if (size < 4 || size % 4 != 0 || size > in.remaining()) {
      throw new ModelException(source + ": precompiled_charsmap is damaged; get the file again");
    }
    int[] units = new int[size / 4];
    in.asIntBuffer().get(units);
    byte[] replacements = new byte[in.remaining() - size];
    in.get(4 + size, replacements);
    return new CharsMap(units, replacements);
  }

  private String rewriteGraphemes(String text) {
    StringBuilder out = new StringBuilder();
    for (Matcher grapheme = GRAPHEME.matcher(text); grapheme.find(); ) {
      byte[] utf8 = grapheme.group().getBytes(StandardCharsets.UTF_8);
      long found = utf8.length > LONGEST_GRAPHEME ? 0 : match(utf8, 0, false);
      if (found != 0) {
        out.append(replacement((int) found));
        continue;
      }
      for (int at = 0; at < utf8.length; at += characterLength(utf8[at])) {
        int end = Math.min(utf8.length, at + characterLength(utf8[at]));
        byte[] character = Arrays.copyOfRange(utf8, at, end);
        long rule = match(character, 0, false);
        out.append(
            rule == 0 ? new String(character, StandardCharsets.UTF_8) : replacement((int) rule));
      }
    }
    return out.toString();
  }

  private String rewrite(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < utf8.length; ) {
      long found = match(utf8, at, true);
      int length = (int) (found >>> 32);
      if (length > 0) {
        out.append(replacement((int) found));
      } else {
        length = characterLength(utf8[at]);
        out.append(new String(utf8, at, length, StandardCharsets.UTF_8));
      }
      at += length;
    }
    return out.toString();
  }

  /** The length (upper 32 bits) and replacement (lower) of the rule that begins here, or 0. */
  private long match(byte[] text, int begin, boolean longest) {
    long found = 0;
    int node = offset(unit(0));
    for (int at = begin; at < text.length; at++) {
      int label = text[at] & 0xff;
      node ^= label;
      int unit = unit(node);
      if ((unit & 0x800000ff) != label) { // a set sign bit marks a value, not a label
        break;
      }
      node ^= offset(unit);
      if ((unit >>> 8 & 1) == 1) {
        found = (long) (at + 1 - begin) << 32 | unit(node) & 0x7fffffff;
        if (!longest) {
          break;
        }
      }
    }
    return found;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  /** Outside the tree nothing begins: a damaged file rewrites less. */
  private int unit(int node) {
    return node >= 0 && node < units.length ? units[node] : 0x80000000;
  }

  private String replacement(int begin) {
    int end = Math.min(begin, replacements.length);
    while (end < replacements.length && replacements[end] != 0) {
      end++;
    }
    int from = Math.min(begin, end);
    return new String(replacements, from, end - from, StandardCharsets.UTF_8);
  }

  private static int characterLength(byte first) {
    return first >= 0 ? 1 : Math.max(1, Integer.numberOfLeadingZeros(~(first << 24)));
  }
}
