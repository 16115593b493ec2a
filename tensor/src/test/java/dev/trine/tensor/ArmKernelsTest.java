package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The kernels for Arm, cross-compiled and run by qemu-user, against the same truths as all. */
class ArmKernelsTest {
  private static final Path PROGRAM = Path.of("target", "emulated", "serve-aarch64");

  @Test
  void dotProductsAreRight() throws Exception {
    Path qemu =
        Stream.of("qemu-aarch64", "qemu-aarch64-static")
            .map(name -> Path.of("/usr/bin", name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(PROGRAM);
    Assumptions.assumeTrue(
        !qemu.equals(PROGRAM) && Files.exists(PROGRAM),
        "the kernels for Arm are tested where gcc-aarch64-linux-gnu and qemu-user are installed");
    try (ForeignKernels kernels = new ForeignKernels("dotprod", qemu, PROGRAM)) {
      assertThat(kernels.levels()).isEqualTo(8);
      assertThat(SelfCheck.passes(kernels)).isTrue();
      KernelsTest.compare(kernels);
      AttentionTest.compare(kernels);
      ElementwiseTest.compare(kernels);
    }
  }
}
