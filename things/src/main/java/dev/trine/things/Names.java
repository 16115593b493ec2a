package dev.trine.things;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a Thing, place or household is called.
 *
 * @param titles BCP 47 language tag to title; {@code und} where the file names no language
 * @param aliases language tag to further names
 */
public record Names(Map<String, String> titles, Map<String, List<String>> aliases) {
  /** BCP 47 for a text whose language is not said. */
  static final String NO_LANGUAGE = "und";

  /** Takes unmodifiable copies that keep the order. */
  public Names {
    titles = Collections.unmodifiableMap(new LinkedHashMap<>(titles));
    aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
  }

  /** {@return every name in any language, titles first} */
  public List<String> all() {
    var names = new ArrayList<>(titles.values());
    aliases.values().forEach(names::addAll);
    return List.copyOf(names);
  }

  /**
   * {@return the names in a language, titles first; names without a language are in every language}
   *
   * @param language BCP 47 tag; {@code zh} and {@code zh-CN} find {@code zh-Hant} and {@code zh_TW}
   *     too, after the names of the very tag
   */
  public List<String> all(String language) {
    Comparator<String> closest =
        Comparator.comparing((String tag) -> tag.equals(NO_LANGUAGE))
            .thenComparing(tag -> !tag.equalsIgnoreCase(language));
    var names = new ArrayList<String>();
    titles.keySet().stream()
        .filter(tag -> speaks(tag, language))
        .sorted(closest)
        .forEach(tag -> names.add(titles.get(tag)));
    aliases.keySet().stream()
        .filter(tag -> speaks(tag, language))
        .sorted(closest)
        .forEach(tag -> names.addAll(aliases.get(tag)));
    return List.copyOf(names);
  }

  private static boolean speaks(String tag, String language) {
    return tag.equals(NO_LANGUAGE) || primary(tag).equals(primary(language));
  }

  /** The language itself, without script or region: {@code zh} of {@code zh_TW}. */
  private static String primary(String tag) {
    return tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
  }
}
