package dev.trine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether weights are copied into large pages. */
final class HugePagesOption {
  private static final Path KERNEL = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  @Option(
      names = "--huge-pages",
      description =
          "Copies the weights into huge pages: quicker, but not shared or read on demand.")
  private boolean asked;

  boolean asked() {
    return asked;
  }

  /** To be said before a model is opened. */
  void use() {
    if (asked) {
      System.setProperty("trine.huge.pages", "true");
    }
  }

  /** One sentence on what this machine has. */
  static String state() {
    try {
      return Files.readString(KERNEL).contains("[never]")
          ? "none: the kernel's transparent_hugepage is set to never"
          : "copies weights into huge pages with --huge-pages";
    } catch (IOException e) {
      return "none: this system has no transparent huge pages";
    }
  }
}
