package dev.trine.assistant;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where in a sentence a copied text is likely to begin and to end: at the ends of the sentence, at
 * punctuation, at a letter that stands for a name, and at the words of the lexicons' {@code
 * [edges]}. In the middle of 尖沙咀 it does not.
 */
final class Edges {
  private static final Set<String> LATIN_BEHIND =
      Words.of("edges", "behind").filter(Edges::isLatin).collect(Collectors.toSet());
  private static final List<String> BEHIND =
      Words.of("edges", "behind").filter(word -> !isLatin(word)).toList();
  private static final List<String> BEFORE = Words.of("edges", "before").toList();

  private Edges() {}

  /**
   * {@return whether a text may begin there}
   *
   * @param sentence as the model reads it
   * @param at where a word of it begins
   */
  static boolean begins(String sentence, int at) {
    if (at == 0 || isLatin(sentence.substring(at))) {
      return true;
    }
    String before = sentence.substring(0, at);
    return isLatin(before.substring(at - 1))
        || !Character.isLetterOrDigit(before.charAt(at - 1))
        || BEFORE.stream().anyMatch(before::endsWith);
  }

  /**
   * {@return whether a text may end there}
   *
   * @param end where a word of the sentence ends
   */
  static boolean ends(String sentence, int end) {
    String rest = sentence.substring(end).stripLeading();
    if (rest.isEmpty() || !Character.isLetterOrDigit(rest.codePointAt(0))) {
      return true;
    }
    boolean latin = isLatin(sentence.substring(end - 1));
    if (latin != isLatin(rest)) {
      return true;
    }
    if (!latin) {
      return sentence.charAt(end) == ' ' || BEHIND.stream().anyMatch(rest::startsWith);
    }
    String word = rest.split("[^\\p{Alnum}'-]", 2)[0];
    return Character.isUpperCase(rest.charAt(0)) || LATIN_BEHIND.contains(word);
  }

  private static boolean isLatin(String text) {
    return Sentence.isLatin(text.charAt(0));
  }
}
