package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matches are those of Oniguruma 6.9.8, as vscode-oniguruma 2.0.1 has it (findNextMatchSync). */
class OnigurumaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          \\b;          a\u00bd b\u00b2 x;                             0-0 2-2 3-3 5-5 6-6 7-7
          \\B;          a\u00bd b\u00b2 x;                             1-1 4-4
          \\b;          \u00bd \u00b9. \u2154a _-e\u0301;              0-0 1-1 2-2 3-3 6-6 7-7 8-8 9-9 10-10 12-12
          \\b;          a\u200db \u096ax \u2460y;                      0-0 1-1 2-2 3-3 4-4 6-6 8-8 9-9
          \\w;          \u00bd\u00b2\u00b3\u00b9\u2460\u2154;          0-1 1-2 2-3 3-4
          [\\w];        \u00bd\u00b2\u00b3\u00b9\u2460\u2154;          ''
          \\d+\\b;      12\u00bd 34 5x;                                4-6
          \\b\\p{L}+\\b; a\u00bd bc \u00b2d e;                         3-5 9-10
          """)
  void wordsAndTheirBoundaries(String pattern, String text, String matches) {
    StringBuilder found = new StringBuilder();
    Oniguruma.compile(pattern)
        .matcher(text)
        .results()
        .forEach(match -> found.append(match.start()).append('-').append(match.end()).append(' '));
    assertThat(found.toString().strip()).isEqualTo(matches);
  }
}
