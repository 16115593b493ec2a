package dev.trine.things;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Thing, place or household is called.
 *
 * @param titles BCP 47 language tag to title; {@code und} where the file names no language
 * @param aliases language tag to further names
 */
public record Names(Map<String, String> titles, Map<String, List<String>> aliases) {
  /** Takes unmodifiable copies that keep the order. */
  public Names {
    titles = Collections.unmodifiableMap(new LinkedHashMap<>(titles));
    aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
  }

  /** {@return every name in any language, titles first} */
  public List<String> all() {
    return all("");
  }

  /** {@return the names in a language, titles first; {@code zh} includes {@code zh-Hant}} */
  public List<String> all(String language) {
    var names = new ArrayList<String>();
    titles.forEach((tag, title) -> {
      if (speaks(tag, language)) names.add(title);
    });
    aliases.forEach((tag, more) -> {
      if (speaks(tag, language)) names.addAll(more);
    });
    return List.copyOf(names);
  }

  private static boolean speaks(String tag, String language) {
    return language.isEmpty() || tag.equals(language) || tag.startsWith(language + "-");
  }
}
