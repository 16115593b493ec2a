package dev.trine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * RWKV's tokenizer: a text is the longest token that its bytes begin with, and so on with the rest.
 * Pieces are bytes as Python writes them, with escapes such as {@code \xe4}.
 */
final class LongestMatch extends VocabularyTokenizer {

  private final PrefixTree tree = new PrefixTree(); // a byte is a character

  LongestMatch(Vocabulary vocabulary) {
    super(vocabulary, new Cutting(UnaryOperator.identity(), PreSplit.NONE, new Escaped()));
    for (int id = 0; id < vocabulary.pieces().size(); id++) {
      String piece = vocabulary.pieces().get(id);
      if (!piece.isEmpty() && vocabulary.text(id).isEmpty()) {
        tree.put(new String(unescape(piece), StandardCharsets.ISO_8859_1), id);
      }
    }
  }

  @Override
  int[] encode(String text) {
    Ids out = new Ids();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; ) {
      int node = PrefixTree.ROOT;
      int longest = PrefixTree.NONE;
      int end = at + 1; // a byte without a token is left out
      for (int i = at; i < bytes.length; i++) {
        node = tree.child(node, (char) (bytes[i] & 0xff));
        if (node == PrefixTree.NONE) {
          break;
        }
        if (tree.value(node) != PrefixTree.NONE) {
          longest = tree.value(node);
          end = i + 1;
        }
      }
      if (longest != PrefixTree.NONE) {
        out.add(longest);
      }
      at = end;
    }
    return out.toArray();
  }

  private record Escaped() implements Decoding {
    @Override
    public String text(List<String> pieces) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      pieces.forEach(piece -> out.writeBytes(bytes(piece)));
      return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(String piece) {
      return unescape(piece);
    }
  }

  static byte[] unescape(String text) {
    return unescape(text, false);
  }

  /**
   * The bytes that an escaped text stands for; characters that need no escape are UTF-8.
   *
   * @param characters whether escapes with an x are characters, as in a Python string, and no bytes
   */
  static byte[] unescape(String text, boolean characters) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c != '\\' || at == text.length()) {
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      char escaped = text.charAt(at++);
      int digits = escaped == 'x' ? 2 : escaped == 'u' ? 4 : escaped == 'U' ? 8 : 0;
      if (digits > 0 && isHex(text, at, at + digits)) {
        int code = Integer.parseUnsignedInt(text, at, at + digits, 16);
        at += digits;
        out.writeBytes(
            digits == 2 && !characters || !Character.isValidCodePoint(code)
                ? new byte[] {(byte) code}
                : Character.toString(code).getBytes(StandardCharsets.UTF_8));
      } else {
        out.write(
            switch (escaped) {
              case 't' -> '\t';
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> escaped;
            });
      }
    }
    return out.toByteArray();
  }

  private static boolean isHex(String text, int from, int to) {
    return to <= text.length()
        && text.substring(from, to).chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  /** As Python writes bytes, but for the quotes. */
  static String escape(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      switch (b) {
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\\' -> out.append("\\\\");
        default -> {
          if (b >= ' ' && b < 0x7f) {
            out.append((char) b);
          } else {
            out.append("\\x%02x".formatted(b & 0xff));
          }
        }
      }
    }
    return out.toString();
  }
}
