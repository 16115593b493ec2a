package dev.trine.cli;

import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trine practice} writes what the model learns from; the assistant's tests read it. */
final class PracticeTest {
  @TempDir private Path folder;

  @Test
  void writesAsManyExamplesAsAreAskedFor() throws Exception {
    Path file = folder.resolve("corpus.jsonl");
    Call call = trine("practice", "--out", file, "--examples", 7);
    assertThat(call.code()).as(call.err()).isZero();
    assertThat(Files.readAllLines(file)).hasSize(7).allMatch(line -> line.contains("\"prompt\""));
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void anExampleIsNotThereLessThanNever() {
    Call call = trine("practice", "--out", folder.resolve("none"), "--heard", -1);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("--heard -1: give 0 or more");
    assertThat(folder).isEmptyDirectory();
  }
}
