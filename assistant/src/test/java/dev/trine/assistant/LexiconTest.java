package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of words: what stands twice is found at neither place by who mends it. */
class LexiconTest {
  @ParameterizedTest
  @ValueSource(strings = {"zh.txt", "en.txt", "vocabulary.txt"})
  void hasEveryWordAtOnePlace(String file) {
    Set<String> known = new HashSet<>();
    List<String> twice = new ArrayList<>();
    String section = "";
    for (String line : Tables.lines("lexicon/" + file)) {
      if (line.startsWith("[")) {
        section = line;
      } else {
        String word = line.substring(0, line.indexOf('=')).strip();
        boolean isAWay = section.equals("[dialect]"); // ways to say the same may be grouped
        if (!isAWay && !known.add(section + word)) {
          twice.add(section + word);
        }
      }
    }
    assertThat(twice).isEmpty();
  }
}
