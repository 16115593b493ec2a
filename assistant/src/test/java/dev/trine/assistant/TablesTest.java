package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The forms of the resource files; a line that cannot be read is named, with its remedy. */
class TablesTest {

  @Test
  void pairsAreInTheOrderOfTheFile() {
    assertThat(Tables.pairs("units.txt", List.of("volume = percent", "power = watt", "stop =")))
        .containsExactly(entry("volume", "percent"), entry("power", "watt"), entry("stop", ""));
  }

  @Test
  void onlyTheFirstEqualsSignPartsAPair() {
    assertThat(Tables.pairs("units.txt", List.of("a = b = c")))
        .containsExactly(entry("a", "b = c"));
  }

  @Test
  void wordsStandBetweenCommas() {
    assertThat(Tables.table("steps.txt", List.of("up = more, turn up,louder", "down =")))
        .containsExactly(
            entry("up", List.of("more", "turn up", "louder")), entry("down", List.of()));
  }

  @Test
  void aKeyStandsOnce() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Tables.table("units.txt", List.of("power = watt", "power = kilowatt")))
        .withMessage(
            "units.txt cannot be read at \"power = kilowatt\": write one line for \"power\"");
  }

  @Test
  void aLineWithoutAnEqualsSignIsNoPair() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Tables.pairs("units.txt", List.of("volume = percent", "power=watt")))
        .withMessage("units.txt cannot be read at \"power=watt\": write key = value");
  }

  @Test
  void sectionsAreInTheOrderOfTheFile() {
    List<String> lines = List.of("a = b", "[ask]", "* = do unlock", "* = do disarm", "[never]");
    assertThat(Tables.sections(lines))
        .containsExactly(
            entry("", List.of("a = b")),
            entry("ask", List.of("* = do unlock", "* = do disarm")),
            entry("never", List.of()));
  }

  @Test
  void commentsAndBlankLinesAreLeftOut() {
    assertThat(Tables.text("permission.txt")).startsWith("# ");
    assertThat(Tables.lines("permission.txt"))
        .contains("[spared]")
        .noneMatch(line -> line.isBlank() || line.startsWith("#"));
  }

  @Test
  void aResourceThatIsMissingIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Tables.text("nothing.txt"))
        .withMessageContaining("nothing.txt");
  }
}
