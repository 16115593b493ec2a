package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What becomes of a character that has no token.
 *
 * @param byteIds the 256 tokens that each stand for a byte, if characters are spelt in them
 * @param id of the unknown token otherwise; absent if the character is left out
 * @param fused whether one unknown token stands for a run of such characters
 */
record Unknown(Optional<int[]> byteIds, OptionalInt id, boolean fused) {

  static final Unknown LEFT_OUT = new Unknown(Optional.empty(), OptionalInt.empty(), false);

  /** Spelt in bytes where the vocabulary has all of them, else the unknown token. */
  static Unknown of(Vocabulary vocabulary, boolean byBytes, OptionalInt id, boolean fused) {
    int[] ids = new int[256];
    boolean complete = byBytes;
    for (int b = 0; b < 256; b++) {
      ids[b] = vocabulary.ids().getOrDefault(Spelling.ofByte((byte) b), -1);
      complete &= ids[b] >= 0;
    }
    return new Unknown(complete ? Optional.of(ids) : Optional.empty(), id, fused);
  }

  /** Adds a character's tokens; {@code first} says whether the character before it was known. */
  void add(String character, boolean first, Ids out) {
    if (byteIds.isPresent()) {
      for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
        out.add(byteIds.get()[b & 0xff]);
      }
    } else if (id.isPresent() && (first || !fused)) {
      out.add(id.getAsInt());
    }
  }
}
