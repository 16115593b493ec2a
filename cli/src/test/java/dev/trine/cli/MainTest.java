package dev.trine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and streams as the contract states them (section 4). */
class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int trine(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no-such-command", "things --no-such-option", "things --household"})
  void wrongUsageIsOneLineAndExitTwo(String arguments) {
    assertThat(trine(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(trine("--help")).isZero();
    assertThat(out.toString()).contains("things", "doctor", "train", "completion");
  }

  @Test
  void thingsOfTheShippedHousehold() {
    assertThat(trine("things", "--json")).isZero();
    assertThat(out.toString().lines()).hasSize(27).allMatch(line -> line.startsWith("{\"id\":"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void truncatedHouseholdIsOneLineAndExitTwo(@TempDir Path folder) throws Exception {
    String whole = Files.readString(Shipped.household());
    Path file = Files.writeString(folder.resolve("cut.json"), whole.substring(0, 700));
    assertThat(trine("things", "--household", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("cut.json");
  }

  @Test
  void completionIsForTheWholeTree() {
    assertThat(trine("completion")).isZero();
    assertThat(out.toString()).contains("_picocli_trine_things");
  }
}
