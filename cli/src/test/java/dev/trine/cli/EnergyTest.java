package dev.trine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Meters as Linux shows them (Documentation/power/powercap), in a folder of its kind. */
class EnergyTest {
  @TempDir Path folder;

  private void meter(String folderName, String name, long microjoules) throws IOException {
    Path meter = Files.createDirectories(folder.resolve(folderName));
    Files.writeString(meter.resolve("name"), name + "\n");
    Files.writeString(meter.resolve("energy_uj"), microjoules + "\n");
    Files.writeString(meter.resolve("max_energy_range_uj"), "10000000\n");
  }

  @Test
  void packagesAreAddedAlsoWhereAMeterBeginsAnew() throws IOException {
    meter("intel-rapl:0", "package-0", 1_000_000);
    meter("intel-rapl:0:0", "core", 500_000);
    meter("intel-rapl:1", "package-1", 9_000_000);
    meter("intel-rapl:2", "psys", 0);
    Energy before = Energy.read(folder).orElseThrow();
    meter("intel-rapl:0", "package-0", 3_500_000);
    meter("intel-rapl:0:0", "core", 2_500_000);
    meter("intel-rapl:1", "package-1", 2_000_000); // 1 J to the end of its range, 2 J after it
    meter("intel-rapl:2", "psys", 9_000_000);
    assertThat(Energy.read(folder).orElseThrow().since(before)).isEqualTo(2.5 + 3);
  }

  @Test
  void withoutMetersThereAreNone() throws IOException {
    assertThat(Energy.read(folder.resolve("none"))).isEmpty();
    assertThat(Energy.read(folder)).isEmpty();
    meter("intel-rapl:0", "psys", 0);
    assertThat(Energy.read(folder)).isEmpty();
    Files.createDirectories(folder.resolve("intel-rapl:1")); // nothing in it may be read
    assertThat(Energy.read(folder)).isEmpty();
  }
}
