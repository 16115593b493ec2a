package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the pieces of a vocabulary stand for the bytes of a text. */
enum Spelling {
  /** GPT-2's: each byte is a printable character. */
  BYTES {
    @Override
    byte[] bytes(String piece) {
      byte[] bytes = new byte[piece.length()];
      for (int i = 0; i < bytes.length; i++) {
        char c = piece.charAt(i);
        if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
          return piece.getBytes(StandardCharsets.UTF_8);
        }
        bytes[i] = (byte) BYTE_OF[c];
      }
      return bytes;
    }
  },

  /** SentencePiece's: a space is U+2581, and {@code <0x0A>} is a byte by itself. */
  SPACES {
    @Override
    byte[] bytes(String piece) {
      if (isByte(piece)) {
        return new byte[] {(byte) Integer.parseInt(piece, 3, 5, 16)};
      }
      return piece.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }
  };

  /** What SentencePiece writes for a space. */
  static final char SPACE = '\u2581';

  private static final char[] CHARACTER_OF = new char[256];
  private static final int[] BYTE_OF = new int[512]; // -1: none

  static {
    Arrays.fill(BYTE_OF, -1);
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
      CHARACTER_OF[b] = (char) (printable ? b : next++);
      BYTE_OF[CHARACTER_OF[b]] = b;
    }
  }

  abstract byte[] bytes(String piece);

  /** The spelling of bytes as printable characters. */
  static String spell(byte[] bytes) {
    StringBuilder spelt = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      spelt.append(CHARACTER_OF[b & 0xff]);
    }
    return spelt.toString();
  }

  /** Whether a piece stands for one byte in SentencePiece's spelling. */
  static boolean isByte(String piece) {
    return piece.length() == 6
        && piece.startsWith("<0x")
        && piece.endsWith(">")
        && Character.digit(piece.charAt(3), 16) >= 0
        && Character.digit(piece.charAt(4), 16) >= 0;
  }

  /** The piece that stands for one byte in SentencePiece's spelling. */
  static String ofByte(byte b) {
    return "<0x%02X>".formatted(b & 0xff);
  }
}
