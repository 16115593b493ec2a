package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates match what java.util.regex matches where both can be written. */
class TemplateTest {
  private static Template of(String written) {
    return Template.of(written, word -> Template.of(word, TemplateTest::of));
  }

  @ParameterizedTest
  @CsvSource({
    "a(b|bc)d, abcd, true",
    "a(b|bc)cd, abcd, true",
    "a[b]c, ac, true",
    "a[b]c, abbc, false",
    "(ab|a)*b, aabb, true",
    "(ab|a)*b, aa, false",
    "(ab)+, '', false",
    "(ab)*, '', true",
    "x{yz}x, xyzx, true",
    "a|b, ab, false",
    "(a|ab)(c|bcd)(d|), abcd, true"
  })
  void waysAreTriedSideBySide(String written, String text, boolean matches) {
    assertThat(of(written).matches(text)).isEqualTo(matches);
    String regex = written.replace("[", "(?:").replace("]", ")?").replaceAll("[{}]", "");
    assertThat(text.matches(regex)).as("java.util.regex").isEqualTo(matches);
  }

  /** A backtracking matcher needs 2^60 steps here. */
  @Test
  void manyOverlappingWaysTakeNoTime() {
    assertThat(of("(a|a|aa)*b").matches("a".repeat(Template.LONGEST))).isFalse();
  }

  @Test
  void longerTextsAreNotMatched() {
    assertThat(of("a*").matches("a".repeat(Template.LONGEST))).isTrue();
    assertThat(of("a*").matches("a".repeat(Template.LONGEST + 1))).isFalse();
  }

  @Test
  void whatIsNotClosedIsAnError() {
    assertThatThrownBy(() -> of("a(b")).hasMessageContaining("no )");
    assertThatThrownBy(() -> of("a]b")).hasMessageContaining("]");
  }
}
