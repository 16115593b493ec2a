package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words of all languages at once. */
final class Words {
  /** No repetition, {2,3}, and no class of characters, \\p{IsHan}. */
  private static final Pattern KEY =
      Pattern.compile("\\{(?:(?<section>[a-z]+): )?(?<key>[a-z][a-z ]*)}");

  /** The words of all languages by section and key. */
  private static final Map<String, Map<String, List<String>>> ALL = all();

  private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}&&[^']]|[，。！？、]");

  private Words() {}

  private static Map<String, Map<String, List<String>>> all() {
    Map<String, Map<String, List<String>>> all = new HashMap<>();
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon
          .sections()
          .forEach((section, keys) ->
              keys.forEach((key, words) ->
                  all.computeIfAbsent(section, _ -> new HashMap<>())
                      .computeIfAbsent(key, _ -> new ArrayList<>())
                      .addAll(words.stream().map(Lexicon.Word::text).toList())));
    }
    return all;
  }

  /** {@return whether one of the words of a section's key stands in what was heard} */
  static boolean heard(String section, String key, String heard) {
    return of(section, key).anyMatch(heard::contains);
  }

  /** {@return whether what was heard is one of the words of a section's key} */
  static boolean is(String section, String key, String heard) {
    return of(section, key).map(Hearing::name).anyMatch(heard::equals);
  }

  /** {@return whether a text says no more than words of a section's key} */
  static boolean onlyOf(String section, String key, String text) {
    return without(text, of(section, key)).isBlank();
  }

  /** {@return a text without punctuation and without words of [answers] of these keys} */
  static String without(String text, String... keys) {
    return without(text, Stream.of(keys).flatMap(key -> of("answers", key)));
  }

  private static String without(String text, Stream<String> words) {
    String rest = " " + PUNCTUATION.matcher(text).replaceAll(" ") + " ";
    for (String word : words.sorted(Comparator.comparing(String::length).reversed()).toList()) {
      boolean latin = word.charAt(0) < 0x2e80;
      rest = rest.replace(latin ? " " + word + " " : word, latin ? "  " : "");
    }
    return rest;
  }

  /** {@return whether a Thing of no telling type is called as Things of a type are} */
  static boolean standsFor(Thing thing, String type) {
    boolean telling =
        Lexicon.ALL.stream().anyMatch(l -> thing.types().stream().anyMatch(t -> tells(l, t)));
    return !telling
        && Hearing.names(thing.names())
            .anyMatch(name -> of("types", type).anyMatch(name::endsWith));
  }

  private static boolean tells(Lexicon lexicon, String type) {
    return !type.equals("Switch")
        && !type.equals("Outlet")
        && lexicon.section("types").containsKey(type);
  }

  /** {@return whether a word, whole where its script has blanks, stands in what was heard} */
  static boolean isSaid(String word, String heard) {
    int at = heard.indexOf(word);
    while (at >= 0) {
      int end = at + word.length();
      if (starts(heard, at) && ends(heard, end)) {
        return true;
      }
      at = heard.indexOf(word, at + 1);
    }
    return false;
  }

  /**
   * {@return whether a word may start here} Latin words are found whole; between Han characters
   * there are no word boundaries to see.
   */
  static boolean starts(String text, int at) {
    return at == 0 || !Script.isLatin(text.charAt(at)) || !Script.isLatin(text.charAt(at - 1));
  }

  /** {@return whether a word may end here} */
  static boolean ends(String text, int end) {
    return end == text.length()
        || !Script.isLatin(text.charAt(end))
        || !Script.isLatin(text.charAt(end - 1));
  }

  /** {@return whether one of the words of a section's key was said} */
  static boolean anyOf(String section, String key, String heard) {
    return of(section, key).anyMatch(word -> isSaid(word, heard));
  }

  /** {@return whether any word of a section was said} */
  static boolean anyOf(String section, String heard) {
    return of(section).anyMatch(word -> isSaid(word, heard));
  }

  /** {@return all words of a section} */
  static Stream<String> of(String section) {
    return Lexicon.ALL.stream()
        .flatMap(lexicon -> lexicon.section(section).values().stream())
        .flatMap(List::stream)
        .map(Lexicon.Word::text);
  }

  /** {@return the words of a section's key} */
  static Stream<String> of(String section, String key) {
    return ALL.getOrDefault(section, Map.of()).getOrDefault(key, List.of()).stream();
  }

  /** {@return the words of a section's key as alternatives of a pattern, in their order} */
  private static String any(String section, String key) {
    String words = of(section, key).collect(Collectors.joining("|"));
    if (words.isEmpty()) {
      throw new IllegalStateException("no lexicon has words for " + key + " in [" + section + "]");
    }
    return "(?:" + words + ")";
  }

  /**
   * {@return a pattern of what is said}
   *
   * @param form a regular expression; in it {@code {comes home}} stands for any of these words of
   *     {@code [beside]}, {@code {signs: order}} for those of another section
   */
  static Pattern pattern(String form) {
    return Pattern.compile(form(form));
  }

  /** {@return a form with the words that stand in it by their keys, to be a part of others} */
  static String form(String form) {
    return KEY.matcher(form)
        .replaceAll(key -> {
          String section = key.group("section") == null ? "beside" : key.group("section");
          return Matcher.quoteReplacement(any(section, key.group("key")));
        });
  }

  /** {@return the words of a section's key, to look them up} */
  static Set<String> set(String section, String key) {
    return of(section, key).collect(Collectors.toUnmodifiableSet());
  }
}
