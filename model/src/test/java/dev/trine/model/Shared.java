package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Models and references that others made, beside the checkout. */
final class Shared {

  private Shared() {}

  /** A folder of the shared data; without it a test fails on CI and is skipped elsewhere. */
  static Path data(String folder) {
    Path path = Path.of(System.getProperty("trine.shared", "../../shared"), "data", folder);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(path).isDirectory();
    }
    assumeTrue(Files.isDirectory(path), "skipped: needs the shared data folder " + folder);
    return path;
  }
}
