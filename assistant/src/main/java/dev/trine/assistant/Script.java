package dev.trine.assistant;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * In which script something is said. Writes simplified characters in their traditional form, where
 * that is certain: a character with two traditional forms, or that is itself one (面, 干, 台), stays
 * as it is, unless {@code reply/traditional.txt} knows what it is at home.
 */
final class Script {
  /** Characters of spoken Cantonese alone, which Hong Kong writes: 早唞. */
  private static final String CANTONESE = "哋畀唞咗嘅冇啲嗰喺嚟㗎唔佢攞瞓喇嘢";

  private static final Map<Character, Character> TRADITIONAL = new HashMap<>();
  private static final Set<Character> ONLY_TRADITIONAL = new HashSet<>();

  static {
    Set<Character> ambiguous = new HashSet<>();
    Tables.words("lexicon/traditional.txt")
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
    Tables.words("reply/traditional.txt")
        .forEach(pair -> TRADITIONAL.put(pair.charAt(0), pair.charAt(1)));
  }

  private Script() {}

  /** {@return whether a character belongs to a script that puts blanks between words} */
  static boolean isLatin(char character) {
    return character < 0x2e80 && Character.isLetterOrDigit(character);
  }

  /** {@return whether a phrase ends in Chinese} */
  static boolean endsInHan(String phrase) {
    return !phrase.isEmpty() && Character.isIdeographic(phrase.codePointAt(phrase.length() - 1));
  }

  static boolean isTraditional(String said) {
    return said.chars().anyMatch(c -> ONLY_TRADITIONAL.contains((char) c))
        || said.chars().anyMatch(c -> CANTONESE.indexOf(c) >= 0)
            && said.chars().noneMatch(c -> TRADITIONAL.containsKey((char) c));
  }

  static String traditional(String simplified) {
    StringBuilder text = new StringBuilder();
    for (char c : simplified.toCharArray()) {
      text.append((char) TRADITIONAL.getOrDefault(c, c));
    }
    return MILE.matcher(text).replaceAll("里");
  }

  /** 公里 measures, and is not inside. */
  private static final Pattern MILE = Pattern.compile("(?<=[公英])裡");
}
