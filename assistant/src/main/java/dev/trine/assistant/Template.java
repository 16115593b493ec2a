package dev.trine.assistant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Ways to say something: letters, {@code (one|another)}, {@code [what may be left out]}, {@code
 * once or more+}, {@code any times*} and {@code {word}}, which stands for what it names.
 *
 * <p>A regular expression of thousands of overlapping ways would try some sentences for seconds. So
 * all ways go through a text side by side: a set of positions goes in, and those where a way may
 * end come out. A bit for each position of a text makes such a set a number, and a step a shift.
 */
sealed interface Template {
  /** No longer text can be matched, in characters: its end is a position too. */
  int LONGEST = Long.SIZE - 1;

  /**
   * {@return where this may end in a text, a bit for each position}
   *
   * @param starts where it may start, likewise
   */
  long ends(String text, long starts);

  /** {@return whether a text is said in this way from its beginning to its end} */
  default boolean matches(String text) {
    return text.length() <= LONGEST && (ends(text, 1) >>> text.length() & 1) == 1;
  }

  /**
   * {@return what is written as this template}
   *
   * @param words what words in braces stand for
   */
  static Template of(String written, Function<String, Template> words) {
    return new Reader(written, words).whole();
  }

  /** Plain words, of which one is said; by their first letters. */
  record Plain(Map<Character, List<String>> words) implements Template {
    @Override
    public long ends(String text, long starts) {
      long ends = 0;
      for (long left = starts; left != 0; left &= left - 1) {
        int at = Long.numberOfTrailingZeros(left);
        if (at < text.length()) {
          for (String word : words.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(word, at)) {
              ends |= 1L << at + word.length();
            }
          }
        }
      }
      return ends;
    }
  }

  /** One character of a range. */
  record Range(char first, char last) implements Template {
    @Override
    public long ends(String text, long starts) {
      long ends = 0;
      for (long left = starts; left != 0; left &= left - 1) {
        int at = Long.numberOfTrailingZeros(left);
        if (at < text.length() && text.charAt(at) >= first && text.charAt(at) <= last) {
          ends |= 1L << at + 1;
        }
      }
      return ends;
    }
  }

  /** One after the other. */
  record Row(List<Template> all) implements Template {
    @Override
    public long ends(String text, long starts) {
      long ends = starts;
      for (int i = 0; i < all.size() && ends != 0; i++) {
        ends = all.get(i).ends(text, ends);
      }
      return ends;
    }
  }

  /** One of several. */
  record Either(List<Template> all) implements Template {
    @Override
    public long ends(String text, long starts) {
      long ends = 0;
      for (Template one : all) {
        ends |= one.ends(text, starts);
      }
      return ends;
    }
  }

  /** Again and again, or not at all. */
  record Many(Template one) implements Template {
    @Override
    public long ends(String text, long starts) {
      long all = starts;
      for (long latest = starts; latest != 0; ) {
        latest = one.ends(text, latest) & ~all;
        all |= latest;
      }
      return all;
    }
  }

  /** Once, or not at all. */
  record Perhaps(Template one) implements Template {
    @Override
    public long ends(String text, long starts) {
      return starts | one.ends(text, starts);
    }
  }

  /** Reads what is written, from left to right. */
  final class Reader {
    private final String written;
    private final Function<String, Template> words;
    private int at;

    private Reader(String written, Function<String, Template> words) {
      this.written = written;
      this.words = words;
    }

    private Template whole() {
      Template all = either();
      if (at < written.length()) {
        throw new IllegalStateException("template: " + written.charAt(at) + " in " + written);
      }
      return all;
    }

    private Template either() {
      Map<Character, List<String>> plain = new HashMap<>();
      List<Template> all = new ArrayList<>();
      do {
        Template row = row();
        Optional<String> word = plain(row);
        if (word.isPresent()) {
          plain.computeIfAbsent(word.get().charAt(0), c -> new ArrayList<>()).add(word.get());
        } else {
          all.add(row);
        }
      } while (take('|'));
      if (!plain.isEmpty()) {
        all.add(new Plain(plain));
      }
      return all.size() == 1 ? all.getFirst() : new Either(all);
    }

    /** The one plain word that a row is. */
    private static Optional<String> plain(Template row) {
      return row instanceof Plain(var words) && words.size() == 1
          ? words.values().stream().filter(list -> list.size() == 1).map(List::getFirst).findFirst()
          : Optional.empty();
    }

    private Template row() {
      List<Template> all = new ArrayList<>();
      while (at < written.length() && "|)]".indexOf(written.charAt(at)) < 0) {
        all.add(repeated(one()));
      }
      return all.size() == 1 ? all.getFirst() : new Row(all);
    }

    private Template repeated(Template one) {
      return take('*') ? new Many(one) : take('+') ? new Row(List.of(one, new Many(one))) : one;
    }

    private Template one() {
      if (take('(')) {
        return closed(either(), ')');
      }
      if (take('[')) {
        return new Perhaps(closed(either(), ']'));
      }
      if (take('{')) {
        int end = written.indexOf('}', at);
        String word = written.substring(at, end);
        at = end + 1;
        return words.apply(word);
      }
      int start = at;
      while (at < written.length() && "|()[]{}*+".indexOf(written.charAt(at)) < 0) {
        at++;
      }
      String word = written.substring(start, at);
      return new Plain(Map.of(word.charAt(0), List.of(word)));
    }

    private Template closed(Template inner, char bracket) {
      if (!take(bracket)) {
        throw new IllegalStateException("template: no " + bracket + " in " + written);
      }
      return inner;
    }

    private boolean take(char c) {
      boolean is = at < written.length() && written.charAt(at) == c;
      at += is ? 1 : 0;
      return is;
    }
  }
}
