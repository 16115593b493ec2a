package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model practises on. */
class PracticeTest {
  private static List<String> lines(long seed) throws IOException {
    StringWriter out = new StringWriter();
    Practice.write(out, 300, seed, written -> {});
    return out.toString().lines().toList();
  }

  @Test
  void theSameSeedGivesTheSameLines() throws IOException {
    assertThat(lines(5)).hasSize(300).isEqualTo(lines(5)).isNotEqualTo(lines(6));
  }

  @Test
  void bothLanguagesAndAllKindsOfAnswersAreThere() throws IOException {
    List<String> lines = lines(7);
    assertThat(lines.stream().filter(line -> Hearing.language(line).equals("zh")).count())
        .isBetween(100L, 200L);
    for (String verb : List.of("set ", "do ", "get ", "absent", "unclear", "chat")) {
      assertThat(lines).anyMatch(line -> line.contains("\"answer\":\"" + verb));
    }
  }
}
