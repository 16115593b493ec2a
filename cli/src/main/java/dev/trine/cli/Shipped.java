package dev.trine.cli;

import java.nio.file.Path;

/** What comes with Trine: its own model and the household that stands in when none is named. */
final class Shipped {
  private Shipped() {}

  static Path model() {
    return home().resolve("models/trine-home.gguf");
  }

  static Path household() {
    return home().resolve("examples/home.json");
  }

  /** The project's folder: the launcher names it; a test runs in a module's folder below it. */
  private static Path home() {
    return Path.of(System.getProperty("trine.home", "..")).normalize();
  }
}
