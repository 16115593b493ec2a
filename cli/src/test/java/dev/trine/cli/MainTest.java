package dev.trine.cli;

import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and streams as the contract states them (section 4). */
class MainTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "no-such-command", "things --no-such-option", "things --household"})
  void wrongUsageIsOneLineAndExitTwo(String arguments) {
    Call call = trine(arguments.isEmpty() ? new Object[0] : (Object[]) arguments.split(" ", -1));
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.out()).isEmpty();
    assertThat(call.err().lines()).hasSize(1);
  }

  @Test
  void helpNamesEveryCommand() {
    Call call = trine("--help");
    assertThat(call.code()).isZero();
    assertThat(call.out()).contains("things", "run", "perplexity", "doctor", "train", "completion");
  }

  @Test
  void thingsOfTheShippedHousehold() {
    Call call = trine("things", "--json");
    assertThat(call.code()).isZero();
    assertThat(call.out().lines()).hasSize(27).allMatch(line -> line.startsWith("{\"id\":"));
    assertThat(call.err()).isEmpty();
  }

  @Test
  void truncatedHouseholdIsOneLineAndExitTwo(@TempDir Path folder) throws Exception {
    String whole = Files.readString(Shipped.household());
    Path file = Files.writeString(folder.resolve("cut.json"), whole.substring(0, 700));
    Call call = trine("things", "--household", file);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err().lines()).hasSize(1).first().asString().contains("cut.json");
  }

  @Test
  void completionIsForTheWholeTree() {
    Call call = trine("completion");
    assertThat(call.code()).isZero();
    assertThat(call.out()).contains("_picocli_trine_things");
  }
}
