package dev.trine.assistant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ways in which people say what others say plainly, by region or by mood: {@code [dialect]} of
 * the lexicons, a plain form and the ways to say it. One {@code *} on both sides stands for the
 * words in between: {@code dim * = make * dark}.
 */
final class Ways {
  private static final String GAP = "*";

  /** The key of what stays as it is said, though a way is a part of it: 比较 holds no 较. */
  private static final String AS_IS = "as is";

  private static final char O_CLOCK = '点';

  /** What it follows where it is said of a clock. */
  private static final String HOURS = "0123456789零一二两三四五六七八九十";

  /** Longer than any name of a Thing with its place; over a comma something new begins. */
  private static final String BETWEEN = "([^,，。]{1,40}?)";

  /** Of two beginnings the nearest to the end is the one: 浇花器浇十分钟水. */
  private static final String NEAREST = "((?:(?!%s)[^,，。]){1,40}?)";

  private static final Map<String, String> PLAIN = new HashMap<>();
  private static final int LONGEST;
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
                PLAIN.put(way.text(), plain.equals(AS_IS) ? way.text() : plain);
              }
            }
          });
    }
    LONGEST = PLAIN.keySet().stream().mapToInt(String::length).max().orElse(0);
    AROUND =
        around.stream()
            .sorted(Comparator.comparingInt((Around a) -> a.way().pattern().length()).reversed())
            .toList();
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
      String between = said[0].isEmpty() ? BETWEEN : NEAREST.formatted(said[0]);
      int gapOfWay = way.indexOf(GAP);
      return new Around(
          gapOfWay > 0 ? way.substring(0, gapOfWay) : way.substring(1),
          Pattern.compile(said[0] + between + said[1]),
          plain.substring(0, gap),
          plain.substring(gap + 1));
    }
  }

  private Ways() {}

  /** {@return the plain form of what was heard} */
  static Heard plain(Heard heard) {
    Heard plain = heard.replaceAll(Ways::end, way -> PLAIN.getOrDefault(way, way));
    for (Around around : AROUND) {
      if (plain.text().contains(around.part())) {
        Matcher way = around.way().matcher(plain.text());
        if (way.find()) {
          plain = plain.replaceAround(way, around.before(), around.after());
        }
      }
    }
    return plain;
  }

  /** Where the longest way without words in between ends that begins here; here if none does. */
  private static int end(String text, int at) {
    if (isInside(text, at)) {
      return at;
    }
    boolean isOClock = isOClock(text, at);
    for (int end = Math.min(text.length(), at + LONGEST); end > at; end--) {
      String plain = isInside(text, end) ? null : PLAIN.get(text.substring(at, end));
      if (plain != null && !(isOClock && plain.charAt(0) != O_CLOCK)) {
        return end;
      }
    }
    return at;
  }

  /** Whether a place is between two letters of a word, where a script parts words. */
  private static boolean isInside(String text, int at) {
    return at > 0
        && at < text.length()
        && isOfAWord(text.charAt(at - 1))
        && isOfAWord(text.charAt(at));
  }

  /** 今晚九点上层 lights nothing, where 点上 does. */
  private static boolean isOClock(String text, int at) {
    return at > 0 && text.charAt(at) == O_CLOCK && HOURS.indexOf(text.charAt(at - 1)) >= 0;
  }

  private static boolean isOfAWord(char c) {
    return c == '\'' || Script.isLatin(c);
  }

  /** A form that is no part of a longer word, where a script parts words. */
  private static String word(String form) {
    boolean starts = Script.isLatin(form.charAt(0));
    boolean ends = Script.isLatin(form.charAt(form.length() - 1));
    return (starts ? "(?<![a-z0-9'])" : "") + form + (ends ? "(?![a-z0-9'])" : "");
  }
}
