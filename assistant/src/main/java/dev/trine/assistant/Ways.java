package dev.trine.assistant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The ways in which people say what others say plainly, by region or by mood: {@code [dialect]} of
 * the lexicons, a plain form and the ways to say it. One {@code *} on both sides stands for the
 * words in between: {@code dim * = make * dark}.
 */
final class Ways {
  private static final String GAP = "*";

  /** The key of what stays as it is said, though a way is a part of it: 比较 holds no 较. */
  private static final String AS_IS = "as is";

  /** Longer than any name of a Thing with its place; over a comma something new begins. */
  private static final String BETWEEN = "([^,，。]{1,40}?)";

  private static final Map<String, String> PLAIN = new HashMap<>();
  private static final Pattern WHOLE;
  private static final List<Around> AROUND;

  /** How ways begin; where none begins, the long pattern of all need not be tried. */
  private static final Set<String> BEGINNINGS = new HashSet<>();

  private static final int LONGEST_BEGINNING = 4;

  static {
    List<Around> around = new ArrayList<>();
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon
          .section("dialect")
          .forEach((plain, ways) -> {
            for (Lexicon.Word way : ways) {
              if (way.text().contains(GAP)) {
                around.add(Around.of(plain, way.text()));
              } else {
                PLAIN.put(way.text(), plain.equals(AS_IS) ? way.text() : plain);
                BEGINNINGS.add(beginning(way.text(), 0, LONGEST_BEGINNING));
              }
            }
          });
    }
    AROUND = around.stream().sorted(longestFirst(a -> a.way().pattern())).toList();
    WHOLE =
        Pattern.compile(
            PLAIN.keySet().stream()
                .sorted(longestFirst(way -> way))
                .map(Ways::word)
                .collect(Collectors.joining("|")));
  }

  /**
   * A way with words in between.
   *
   * @param part what it must contain, which is looked for first: most ways are not said
   * @param way the words in between are its group
   */
  private record Around(String part, Pattern way, String before, String after) {
    static Around of(String plain, String way) {
      int gap = plain.indexOf(GAP);
      String[] said = word(way).split(Pattern.quote(GAP), 2);
      int gapOfWay = way.indexOf(GAP);
      return new Around(
          gapOfWay > 0 ? way.substring(0, gapOfWay) : way.substring(1),
          Pattern.compile(said[0] + BETWEEN + said[1]),
          plain.substring(0, gap),
          plain.substring(gap + 1));
    }
  }

  private Ways() {}

  /** {@return the plain form of what was heard} */
  static Heard plain(Heard heard) {
    Heard plain =
        mayBegin(heard.text())
            ? heard.replaceAll(WHOLE, way -> PLAIN.getOrDefault(way.group(), way.group()))
            : heard;
    for (Around around : AROUND) {
      Matcher way = around.way().matcher(plain.text());
      if (plain.text().contains(around.part()) && way.find()) {
        plain = plain.replaceAround(way, around.before(), around.after());
      }
    }
    return plain;
  }

  private static boolean mayBegin(String text) {
    for (int at = 0; at < text.length(); at++) {
      for (int length = 1; length <= LONGEST_BEGINNING; length++) {
        if (BEGINNINGS.contains(beginning(text, at, length))) {
          return true;
        }
      }
    }
    return false;
  }

  private static String beginning(String text, int at, int length) {
    return text.substring(at, Math.min(text.length(), at + length));
  }

  /** A form that is no part of a longer word, where a script parts words. */
  private static String word(String form) {
    boolean starts = NameIndex.latin(form.charAt(0));
    boolean ends = NameIndex.latin(form.charAt(form.length() - 1));
    return (starts ? "(?<![a-z0-9'])" : "") + form + (ends ? "(?![a-z0-9'])" : "");
  }

  private static <T> Comparator<T> longestFirst(Function<T, String> text) {
    return Comparator.comparingInt((T t) -> text.apply(t).length()).reversed();
  }
}
