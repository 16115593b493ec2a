package dev.trine.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Property names other than those that a schema names: plain words, told apart letter by letter.
 */
final class OtherNames {
  private OtherNames() {}

  private static final Grammar LETTER = Grammar.bytes('a', 'z');

  static Grammar than(Set<String> names) {
    TreeSet<String> taken = new TreeSet<>();
    for (String name : names) {
      if (name.getBytes(StandardCharsets.UTF_8).length <= 64) {
        taken.add(name);
      }
    }
    return Grammar.sequence(Grammar.literal("\""), after("", taken), Grammar.literal("\""));
  }

  /** What may follow a beginning so that the whole is none of the names. */
  private static Grammar after(String beginning, TreeSet<String> names) {
    List<Grammar> choices = new ArrayList<>();
    if (!beginning.isEmpty() && !names.contains(beginning)) {
      choices.add(Grammar.empty());
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
      String longer = beginning + letter;
      String found = names.ceiling(longer);
      boolean leads = found != null && found.startsWith(longer);
      Grammar rest = leads ? after(longer, names) : Grammar.repeat(LETTER, 0, 20);
      choices.add(Grammar.sequence(Grammar.bytes(letter, letter), rest));
    }
    return Grammar.choice(choices);
  }
}
