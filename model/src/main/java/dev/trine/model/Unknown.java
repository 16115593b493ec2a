package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What becomes of a character that has no token.
 *
 * @param byteIds the tokens that each stand for a byte, -1 where there is none
 * @param id of the unknown token, for characters that cannot be spelt in bytes; they are left out
 *     if it is absent
 * @param fused whether one unknown token stands for a run of such characters
 */
record Unknown(int[] byteIds, OptionalInt id, boolean fused) {

  static final Unknown LEFT_OUT = new Unknown(noBytes(), OptionalInt.empty(), false);

  /** Spelt in bytes where the vocabulary has them, else the unknown token. */
  static Unknown of(Vocabulary vocabulary, boolean byBytes, OptionalInt id, boolean fused) {
    int[] ids = noBytes();
    if (byBytes) {
      Arrays.setAll(ids, b -> vocabulary.ids().getOrDefault(Spelling.ofByte((byte) b), -1));
    }
    return new Unknown(ids, id, fused);
  }

  private static int[] noBytes() {
    int[] ids = new int[256];
    Arrays.fill(ids, -1);
    return ids;
  }

  /**
   * Adds a character's tokens.
   *
   * @param again whether the character before it was unknown too
   * @return whether it is unknown, that is, not spelt in bytes
   */
  boolean add(String character, boolean again, Ids out) {
    byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
    boolean spelt = spelt(bytes);
    if (spelt) {
      for (byte b : bytes) {
        out.add(byteIds[b & 0xff]);
      }
    } else if (id.isPresent() && !(again && fused)) {
      out.add(id.getAsInt());
    }
    return !spelt;
  }

  /** Whether nothing stands for a character. */
  boolean leavesOut(String character) {
    return id.isEmpty() && !spelt(character.getBytes(StandardCharsets.UTF_8));
  }

  private boolean spelt(byte[] bytes) {
    for (byte b : bytes) {
      if (byteIds[b & 0xff] < 0) {
        return false;
      }
    }
    return true;
  }
}
