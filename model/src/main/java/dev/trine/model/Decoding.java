package dev.trine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How pieces of a vocabulary become text again. */
interface Decoding {

  /** Pieces are the bytes of a text, as GPT-2 spells them. */
  Decoding BYTES = plain(Spelling.BYTES, false);

  /** Pieces are SentencePiece's. */
  Decoding SPACES = plain(Spelling.SPACES, false);

  /** Pieces are SentencePiece's, and the text begins with a space that nobody wrote. */
  Decoding SPACES_AND_ONE_BEFORE = plain(Spelling.SPACES, true);

  /** The text of pieces; malformed UTF-8 becomes U+FFFD. */
  String text(List<String> pieces);

  /** The bytes that a piece stands for in running text. */
  byte[] bytes(String piece);

  private static Decoding plain(Spelling spelling, boolean spaceBefore) {
    return new Decoding() {
      @Override
      public String text(List<String> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pieces.forEach(piece -> out.writeBytes(spelling.bytes(piece)));
        String text = out.toString(StandardCharsets.UTF_8);
        return spaceBefore && text.startsWith(" ") ? text.substring(1) : text;
      }

      @Override
      public byte[] bytes(String piece) {
        return spelling.bytes(piece);
      }
    };
  }
}
