package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void putsWordsOfAllLanguagesForTheirKeys() {
    var pattern = Words.pattern("{comes home}(?:了|咗)?|(?<who>[a-z]{3,}) {comes home}");
    assertThat(pattern.matcher("返到咗").matches()).isTrue();
    var english = pattern.matcher("mum gets home");
    assertThat(english.matches()).isTrue();
    assertThat(english.group("who")).isEqualTo("mum");
    assertThat(pattern.matcher("出门了").matches()).isFalse();
  }

  @Test
  void takesKeysOfOtherSections() {
    assertThat(Words.form("^{signs: minus}\\d{1,2}\\p{IsHan}$"))
        .contains("零下", "minus")
        .startsWith("^(?:")
        .endsWith(")\\d{1,2}\\p{IsHan}$");
  }

  @Test
  void knowsWhichKeyHasNoWords() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Words.pattern("{signs: no such key}"))
        .withMessage("no lexicon has words for no such key in [signs]");
  }
}
