package dev.trine.assistant;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes simplified characters in their traditional form, where that is certain: a character with
 * two traditional forms, or that is itself one (面, 后, 里), stays as it is.
 */
final class Script {
  private static final Map<Character, Character> TRADITIONAL = new HashMap<>();
  private static final Set<Character> ONLY_TRADITIONAL = new HashSet<>();

  static {
    Set<Character> ambiguous = new HashSet<>();
    Lexicon.lines("lexicon/traditional.txt").stream()
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .forEach(pair -> {
          ONLY_TRADITIONAL.add(pair.charAt(0));
          if (TRADITIONAL.put(pair.charAt(1), pair.charAt(0)) != null) {
            ambiguous.add(pair.charAt(1));
          }
        });
    TRADITIONAL.keySet().removeAll(ambiguous);
    // What Big5 contains is a traditional character in its own right.
    CharsetEncoder big5 = Charset.forName("Big5").newEncoder();
    TRADITIONAL.keySet().removeIf(big5::canEncode);
  }

  private Script() {}

  static boolean isTraditional(String said) {
    return said.chars().anyMatch(c -> ONLY_TRADITIONAL.contains((char) c));
  }

  static String traditional(String simplified) {
    StringBuilder text = new StringBuilder();
    for (char c : simplified.toCharArray()) {
      text.append((char) TRADITIONAL.getOrDefault(c, c));
    }
    return text.toString();
  }
}
