package dev.trine.assistant;

import dev.trine.assistant.Time.PartOfDay;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of time of all languages, and how they are looked for. */
final class TimeWords {
  /** No word of time goes on so: 40分贝 is how loud, 一个周四 is a day. */
  static final String END =
      "(?!(?<!\\p{IsHan})[a-z]|(?<=分)[贝米]|(?<=天)[窗幕]|(?<=周|星期|礼拜)[一二三四五六日天1-6](?!次))";

  private TimeWords() {}

  /** {@return what a pattern matches just here; it may look at what stands before} */
  static Optional<Matcher> looking(String heard, Pattern pattern, int at) {
    Matcher matcher = pattern.matcher(heard).region(at, heard.length());
    matcher.useTransparentBounds(true).useAnchoringBounds(false);
    return matcher.lookingAt() ? Optional.of(matcher) : Optional.empty();
  }

  /** {@return the part of the day of a name; none where it is empty} */
  static Optional<PartOfDay> part(String name) {
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(PartOfDay.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  /** {@return the words of a section in all languages, with their keys} */
  static Map<String, String> words(String section) {
    Map<String, String> keys = new HashMap<>();
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon
          .section(section)
          .forEach((key, words) ->
              words.forEach(word -> {
                keys.put(word.text(), key);
                if (word.counts()) {
                  keys.put(word.plural(), key);
                }
              }));
    }
    return Map.copyOf(keys);
  }

  /** {@return a pattern for any of some words, the longest first} */
  static String any(Map<String, String> words) {
    return words.keySet().stream()
        .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(w -> w))
        .map(Pattern::quote)
        .reduce((a, b) -> a + "|" + b)
        .map(all -> "(?:" + all + ")")
        .orElseThrow();
  }
}
