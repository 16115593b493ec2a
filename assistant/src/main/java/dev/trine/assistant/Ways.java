package dev.trine.assistant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Longer than any name of a Thing with its place; over a comma something new begins. */
  private static final String BETWEEN = "([^,，。]{1,40}?)";

  private static final Map<String, String> PLAIN = new HashMap<>();
  private static final Pattern WHOLE;
  private static final List<Around> AROUND;

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
                PLAIN.put(way.text(), plain);
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
   * @param way the words in between are its group
   */
  private record Around(Pattern way, String before, String after) {
    static Around of(String plain, String way) {
      int gap = plain.indexOf(GAP);
      String[] said = word(way).split(Pattern.quote(GAP), 2);
      return new Around(
          Pattern.compile(said[0] + BETWEEN + said[1]),
          plain.substring(0, gap),
          plain.substring(gap + 1));
    }
  }

  private Ways() {}

  /** {@return the plain form of what was heard} */
  static Heard plain(Heard heard) {
    Heard plain = heard.replaceAll(WHOLE, way -> PLAIN.getOrDefault(way.group(), way.group()));
    for (Around around : AROUND) {
      Matcher way = around.way().matcher(plain.text());
      if (way.find()) {
        plain = plain.replaceAround(way, around.before(), around.after());
      }
    }
    return plain;
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
