package dev.trine.assistant;

import dev.trine.assistant.Argument.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The sentence as the model reads it, with letters for names and times, which remembers where in
 * what was heard each of its characters stands.
 */
final class Sentence {
  /**
   * A word, or a character of a script without blanks between words.
   *
   * @param word whether it is more than punctuation, so that a text may begin and end with it
   * @param begins whether a text may well begin with it
   * @param ends whether a text may well end with it
   * @param endsSaying whether what somebody is told may
   */
  record Unit(int start, int end, boolean word, boolean begins, boolean ends, boolean endsSaying) {}

  /** Between the first and the last of words that are not said at length. */
  static final String TO = " .. ";

  /** Fewer words than these are always said at length. */
  private static final int FEW = 3;

  /** So many words may be said at length at most. */
  static final int AT_LENGTH = 6;

  /** So many words may be said at the beginning. */
  static final int MOST_SAID = 4;

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
      boolean word = sentence.substring(at, end).codePoints().anyMatch(Character::isLetterOrDigit);
      units.add(
          new Unit(
              at,
              end,
              word,
              word && Edges.begins(sentence, at),
              word && Edges.ends(sentence, end),
              word && Edges.endsSaying(sentence, end)));
      at = end;
    }
    return units;
  }

  static boolean isLatin(char c) {
    return Script.isLatin(c) || c == '\'' || c == '-' || c == '$';
  }

  /** {@return what was said where these words of the sentence stand; nothing where they do not} */
  Optional<Text> quote(String shown) {
    String sentence = text();
    int at = shown.isEmpty() ? -1 : wholeAt(sentence, shown, 0);
    return at < 0
        ? Optional.empty()
        : Optional.of(new Text(shown, heard.said(from[at], to[at + shown.length() - 1]).strip()));
  }

  /**
   * {@return how a plan says words of the sentence: at length where they are few, else by the first
   * and the last of them} Where other words of the sentence begin or end so, more of them are said.
   */
  String brief(String shown) {
    List<Unit> units = units();
    String sentence = text();
    int start = sentence.indexOf(shown);
    int first = indexOf(units, u -> u.start() == start);
    int last = indexOf(units, u -> u.end() == start + shown.length());
    if (start < 0 || first < 0 || last - first + 1 < FEW) {
      return shown;
    }
    for (int more = 0; more < Math.min(MOST_SAID, last - first - 1); more++) {
      for (int back = 0; back <= Math.min(1, last - first - more - 2); back++) {
        String brief =
            sentence.substring(start, units.get(first + more).end())
                + TO
                + sentence.substring(units.get(last - back).start(), start + shown.length());
        if (full(brief).equals(shown)) {
          return brief;
        }
      }
    }
    return shown;
  }

  /** {@return the words that a plan said by the first and the last of them} */
  String full(String brief) {
    int to = brief.indexOf(TO);
    if (to < 0) {
      return brief;
    }
    String sentence = text();
    String first = brief.substring(0, to);
    String last = brief.substring(to + TO.length());
    int start = wholeAt(sentence, first, 0);
    int end = -1;
    for (int at = start; at >= 0; ) {
      at = wholeAt(sentence, last, Math.max(at + 1, start + first.length()));
      end = at >= 0 ? at + last.length() : end;
    }
    return start < 0 || end < 0 ? brief : sentence.substring(start, end);
  }

  /** {@return words of the sentence, with the name behind them where a title ends them} */
  String withName(String words) {
    int at = wholeAt(text(), words, 0);
    return at < 0 ? words : words + Edges.nameBehind(text(), at + words.length());
  }

  /** {@return the letter that stands just before words of the sentence} */
  Optional<String> before(String words) {
    int at = wholeAt(text(), words, 0);
    String before = at < 0 ? "" : text().substring(0, at).stripTrailing();
    boolean isMark = before.matches("(?s)(?:.*[^A-Za-z])?[A-U]");
    return isMark ? Optional.of(before.substring(before.length() - 1)) : Optional.empty();
  }

  private static int wholeAt(String sentence, String words, int from) {
    int at = sentence.indexOf(words, from);
    while (at >= 0 && !isWhole(sentence, at, at + words.length())) {
      at = sentence.indexOf(words, at + 1);
    }
    return at;
  }

  private static boolean isWhole(String sentence, int at, int end) {
    return (at == 0 || !isLatin(sentence.charAt(at - 1)) || !isLatin(sentence.charAt(at)))
        && (end == sentence.length()
            || !isLatin(sentence.charAt(end))
            || !isLatin(sentence.charAt(end - 1)));
  }

  private static int indexOf(List<Unit> units, Predicate<Unit> which) {
    for (int i = 0; i < units.size(); i++) {
      if (which.test(units.get(i))) {
        return i;
      }
    }
    return -1;
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
