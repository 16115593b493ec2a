package dev.trine.things;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final int WRITES = 50;

  /** Another process on the same folder. */
  public static void main(String[] folder) {
    write(Path.of(folder[0]));
  }

  @Test
  void twoProcessesShareAFolder(@TempDir Path folder) throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                LedgerTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "other.log"))
            .start();
    write(folder);
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.exitValue()).isZero();
    var undone = new ArrayList<String>();
    try (var ledger = new Ledger(folder, "h")) {
      assertThat(ledger.states()).containsOnlyKeys("lamp");
      for (var entry = ledger.entry(Optional.empty());
          entry.isPresent();
          entry = ledger.entry(Optional.empty())) {
        undone.add(entry.get().getKey());
        ledger.undone(entry.get().getKey());
      }
    }
    assertThat(undone)
        .containsExactlyElementsOf(
            IntStream.iterate(2 * WRITES, i -> i > 0, i -> i - 1)
                .mapToObj("u-%04d"::formatted)
                .toList());
  }

  private static void write(Path folder) {
    try (var ledger = new Ledger(folder, "h")) {
      for (int i = 0; i < WRITES; i++) {
        ledger.save("lamp", Map.of("brightness", Homes.json(Integer.toString(i))));
        ledger.append(List.of());
      }
    }
  }
}
