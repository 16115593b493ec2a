package dev.trine.runtime;

import java.util.List;
import java.util.stream.IntStream;

/** Eight kinds of values, no two of which have one in common. */
final class Kinds {
  private static final int COUNT = 8;

  /** Characters of Chinese, in blocks. */
  private static final int FIRST = 0x4E00;

  private static final int LAST = 0x9FFF;
  private static final int BLOCK = 0x40;

  private Kinds() {}

  /** Patterns of texts by their first character: each an eighth of ASCII and of Chinese. */
  static final List<String> FIRST_CHARACTERS =
      IntStream.range(0, COUNT).mapToObj(kind -> "^" + characters(kind)).toList();

  /** The same by their last character. */
  static final List<String> LAST_CHARACTERS =
      IntStream.range(0, COUNT).mapToObj(kind -> characters(kind) + "$").toList();

  /** Schemas of numbers by size. */
  static final List<String> SIZES =
      List.of(
          "{\"exclusiveMaximum\": 0}",
          "{\"minimum\": 0, \"exclusiveMaximum\": 1}",
          "{\"minimum\": 1, \"exclusiveMaximum\": 2}",
          "{\"minimum\": 2, \"exclusiveMaximum\": 5}",
          "{\"minimum\": 5, \"exclusiveMaximum\": 10}",
          "{\"minimum\": 10, \"exclusiveMaximum\": 30}",
          "{\"minimum\": 30, \"exclusiveMaximum\": 100}",
          "{\"minimum\": 100}");

  /** The same by the character behind so many others. */
  static List<String> charactersBehind(int count) {
    return IntStream.range(0, COUNT)
        .mapToObj(kind -> "^.{" + count + "}" + characters(kind))
        .toList();
  }

  private static String characters(int kind) {
    StringBuilder characters = new StringBuilder();
    for (char point = '0'; point <= 'z'; point++) {
      if (point % COUNT == kind && Character.isLetterOrDigit(point)) {
        characters.append(point);
      }
    }
    for (int from = FIRST + BLOCK * kind; from < LAST; from += BLOCK * COUNT) {
      characters.append((char) from).append('-').append((char) (from + BLOCK - 1));
    }
    return "[" + characters + "]";
  }
}
