package dev.trine.assistant;

import dev.trine.assistant.Argument.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The sentence as the model reads it, with letters for names and times, which remembers where in
 * what was heard each of its characters stands.
 */
final class Sentence {
  /**
   * A word, or a character of a script without blanks between words.
   *
   * @param word whether it is more than punctuation, so that a text may begin and end with it
   */
  record Unit(int start, int end, boolean word) {}

  private final Heard heard;
  private final StringBuilder text = new StringBuilder();
  private int[] from = new int[64];
  private int[] to = new int[64];

  Sentence(Heard heard) {
    this.heard = heard;
  }

  /** Adds heard text from a place on. */
  void add(String plain, int at) {
    for (int i = 0; i < plain.length(); i++) {
      put(plain.charAt(i), at + i, at + i + 1);
    }
  }

  /** Adds a word that stands for what was heard there. */
  void mark(String mark, int start, int end) {
    put(' ', start, start);
    for (int i = 0; i < mark.length(); i++) {
      put(mark.charAt(i), start, end);
    }
    put(' ', end, end);
  }

  private void put(char c, int first, int last) {
    int at = text.length();
    if (c == ' ' && (at == 0 || text.charAt(at - 1) == ' ')) {
      return;
    }
    if (at == from.length) {
      from = Arrays.copyOf(from, 2 * at);
      to = Arrays.copyOf(to, 2 * at);
    }
    from[at] = first;
    to[at] = last;
    // a quotation mark ends a text in a plan
    text.append(c == '"' ? '“' : c);
  }

  String text() {
    return text.toString().stripTrailing();
  }

  /** {@return the words that a text may be made of, in order} */
  List<Unit> units() {
    String sentence = text();
    List<Unit> units = new ArrayList<>();
    int at = 0;
    while (at < sentence.length()) {
      char c = sentence.charAt(at);
      int end = at + Character.charCount(sentence.codePointAt(at));
      if (c == ' ') {
        at = end;
        continue;
      }
      boolean latin = isLatin(c);
      while (latin && end < sentence.length() && isLatin(sentence.charAt(end))) {
        end++;
      }
      units.add(new Unit(at, end, Character.isLetterOrDigit(sentence.codePointAt(at))));
      at = end;
    }
    return units;
  }

  private static boolean isLatin(char c) {
    return NameIndex.latin(c) || c == '\'' || c == '-';
  }

  /** {@return what was said where these words of the sentence stand; nothing where they do not} */
  Optional<Text> quote(String shown) {
    String sentence = text();
    for (int at = sentence.indexOf(shown); at >= 0; at = sentence.indexOf(shown, at + 1)) {
      int end = at + shown.length();
      boolean whole =
          (at == 0 || !isLatin(sentence.charAt(at - 1)) || !isLatin(sentence.charAt(at)))
              && (end == sentence.length()
                  || !isLatin(sentence.charAt(end))
                  || !isLatin(sentence.charAt(end - 1)));
      if (whole && !shown.isEmpty()) {
        return Optional.of(new Text(shown, heard.said(from[at], to[end - 1]).strip()));
      }
    }
    return Optional.empty();
  }

  /** {@return words of the sentence that were heard there; nothing where they break a name} */
  Optional<Text> heardAs(String words) {
    int start = heard.text().indexOf(words);
    int end = start + words.length();
    int first = -1;
    int last = -1;
    for (int i = 0; i < text().length() && start >= 0; i++) {
      boolean inside = from[i] >= start && to[i] <= end && to[i] > from[i];
      if (inside) {
        first = first < 0 ? i : first;
        last = i + 1;
      } else if (from[i] < end && to[i] > start && to[i] > from[i]) {
        return Optional.empty();
      }
    }
    return first < 0 ? Optional.empty() : quote(text.substring(first, last));
  }
}
