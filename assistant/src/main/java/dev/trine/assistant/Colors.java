package dev.trine.assistant;

import java.util.Set;

/** The colours that the lexicon can name; their keys are CSS colour names. */
final class Colors {
  private static final Set<String> NAMES = Lexicon.of("en").section("colors").keySet();

  private Colors() {}

  static Set<String> names() {
    return NAMES;
  }
}
