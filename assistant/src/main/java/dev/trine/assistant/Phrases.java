package dev.trine.assistant;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sentences of one language with their gaps: {@code reply/<language>.txt}. */
final class Phrases {
  private final Map<String, Map<String, String>> sections = new HashMap<>();

  Phrases(String language) {
    String file = "reply/" + language + ".txt";
    Tables.sections(file)
        .forEach((section, lines) -> sections.put(section, Tables.pairs(file, lines)));
  }

  /** {@return the first of these keys that a section has} */
  Optional<String> find(String section, String... keys) {
    Map<String, String> known = sections.getOrDefault(section, Map.of());
    for (String key : keys) {
      if (known.containsKey(key)) {
        return Optional.of(known.get(key));
      }
    }
    return Optional.empty();
  }

  /**
   * {@return a sentence of the section {@code say}, its gaps filled: name, text, name, text ...}
   */
  String say(String key, String... gaps) {
    return fill(find("say", key).orElseThrow(), gaps);
  }

  static String fill(String template, String... gaps) {
    String text = template;
    for (int i = 0; i < gaps.length; i += 2) {
      text = text.replace("{" + gaps[i] + "}", gaps[i + 1]);
    }
    return text;
  }

  /** Fills also the gaps that depend on how many are spoken of. */
  static String counted(String template, int count, String... gaps) {
    boolean one = count == 1;
    String text =
        fill(template, "is", one ? "is" : "are", "has", one ? "has" : "have", "s", one ? "s" : "");
    return fill(text, gaps);
  }
}
