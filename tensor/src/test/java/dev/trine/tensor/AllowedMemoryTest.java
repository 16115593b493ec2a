package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are named as proc(5) and the kernel's documents of cgroup v1 and v2 name them. */
class AllowedMemoryTest {
  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @BeforeEach
  void aMachineOfEightGigabytes() throws IOException {
    write("proc/meminfo", "MemTotal:        8000000 kB\nMemFree:         1000000 kB\n");
  }

  @Test
  void withoutGroupsItIsAllOfTheMachine() {
    assertThat(AllowedMemory.bytes(root)).isEqualTo(8_192_000_000L);
  }

  @Test
  void theNarrowestGroupOfVersionTwoCounts() throws IOException {
    write("proc/self/cgroup", "0::/home/trine\n");
    write("sys/fs/cgroup/home/trine/memory.max", "max\n");
    write("sys/fs/cgroup/home/memory.max", "1000000000\n");
    assertThat(AllowedMemory.bytes(root)).isEqualTo(1_000_000_000L);
  }

  @Test
  void aContainerSeesItsOwnGroupAtTheRoot() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/memory.max", "2000000000\n");
    assertThat(AllowedMemory.bytes(root)).isEqualTo(2_000_000_000L);
  }

  @Test
  void ofVersionOneTheGroupOfMemoryCounts() throws IOException {
    write("proc/self/cgroup", "5:cpu,cpuacct:/slow\n4:memory:/small\n0::/\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write("sys/fs/cgroup/memory/small/memory.limit_in_bytes", "3000000000\n");
    assertThat(AllowedMemory.bytes(root)).isEqualTo(3_000_000_000L);
  }

  @Test
  void whereNothingSaysThereIsNoLimit(@TempDir Path empty) {
    assertThat(AllowedMemory.bytes(empty)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void weightsFitThatLeaveHalfOfItFree() {
    System.setProperty("trine.memory", "100");
    try {
      assertThat(WeightMemory.fits(50)).isTrue();
      assertThat(WeightMemory.fits(51)).isFalse();
    } finally {
      System.clearProperty("trine.memory");
    }
  }
}
