package dev.trine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels for Arm, cross-compiled and run by qemu-user, against the same truths as all. */
class ArmKernelsTest {
  private static final Path PROGRAM = Path.of("target", "emulated", "serve-aarch64");

  @ParameterizedTest
  @ValueSource(strings = {"dotprod", "i8mm"})
  void kernelsForArmAreRight(String level) throws Exception {
    try (ForeignKernels kernels = of(level, "max")) {
      assertThat(SelfCheck.passes(kernels)).isTrue();
      KernelsTest.compare(kernels);
      AttentionTest.compare(kernels);
      ElementwiseTest.compare(kernels);
    }
  }

  @ParameterizedTest
  @CsvSource({"cortex-a72,0", "cortex-a76,8", "max,24"})
  void levelsAreThoseOfTheProcessor(String processor, int levels) throws Exception {
    try (ForeignKernels kernels = of("dotprod", processor)) {
      assertThat(kernels.levels()).isEqualTo(levels);
    }
  }

  private static ForeignKernels of(String level, String processor) throws Exception {
    Optional<String> qemu =
        Stream.of("/usr/bin/qemu-aarch64", "/usr/bin/qemu-aarch64-static")
            .filter(name -> Files.isExecutable(Path.of(name)))
            .findFirst();
    Assumptions.assumeTrue(
        qemu.isPresent() && Files.exists(PROGRAM),
        "the kernels for Arm are tested where gcc-aarch64-linux-gnu and qemu-user are installed");
    return new ForeignKernels(level, qemu.orElseThrow(), "-cpu", processor, PROGRAM.toString());
  }
}
