package dev.trine.runtime;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Kinds of values, no two of which have one in common: eight, or some dozens. */
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

  /** The same for one letter or digit each. */
  static final List<String> EACH_FIRST_CHARACTER =
      letters().mapToObj(point -> "^" + (char) point).toList();

  /** The same by their last character. */
  static final List<String> EACH_LAST_CHARACTER =
      letters().mapToObj(point -> (char) point + "$").toList();

  /** Where numbers of one kind end, in steps from a base. */
  private static final List<Integer> SIZES = List.of(0, 1, 2, 5, 10, 30, 100);

  private static final int MANY = 64;

  /**
   * Schemas of numbers by size.
   *
   * @param base between which and a hundred steps more the kinds are told apart
   * @param many whether dozens are asked for, each a step wide
   */
  static List<ObjectNode> sizes(BigDecimal base, BigDecimal step, boolean many) {
    List<Integer> ends = many ? IntStream.rangeClosed(0, MANY).boxed().toList() : SIZES;
    List<ObjectNode> kinds = new ArrayList<>();
    for (int i = 0; i <= ends.size(); i++) {
      ObjectNode kind = JsonNodeFactory.instance.objectNode();
      if (i > 0) {
        kind.put("minimum", base.add(step.multiply(BigDecimal.valueOf(ends.get(i - 1)))));
      }
      if (i < ends.size()) {
        kind.put("exclusiveMaximum", base.add(step.multiply(BigDecimal.valueOf(ends.get(i)))));
      }
      kinds.add(kind);
    }
    return kinds;
  }

  /** The same by the character behind so many others. */
  static List<String> charactersBehind(int count) {
    return IntStream.range(0, COUNT)
        .mapToObj(kind -> "^.{" + count + "}" + characters(kind))
        .toList();
  }

  private static IntStream letters() {
    return IntStream.rangeClosed('0', 'z').filter(Character::isLetterOrDigit);
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
