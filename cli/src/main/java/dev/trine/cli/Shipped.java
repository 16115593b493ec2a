package dev.trine.cli;

import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.PrefixStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What comes with Trine: its own model and the household that stands in when none is named; and
 * where it keeps things.
 */
final class Shipped {
  private static final long MOST_PROMPTS = 1L << 30; // bytes

  private Shipped() {}

  static Path model() {
    return home().resolve("models/trine-home.gguf");
  }

  /** Opens Trine's own model, or another. */
  static LanguageModel open(Path given) {
    Path path = Library.resolve(given);
    if (!Files.exists(path)) {
      throw new BadInput(
          path + ": there is no such model; make it with ./trine train, or name one with --model");
    }
    LanguageModel model = LanguageModel.open(path);
    return model.chatTemplate().isPresent() ? model.storedIn(prompts()) : model;
  }

  /** Where what a model is told each time is kept, so that only the first process runs it. */
  private static PrefixStore prompts() {
    return PrefixStore.open(
        data().resolve("prompts"), MOST_PROMPTS, notice -> System.err.println("trine: " + notice));
  }

  static Path household() {
    return home().resolve("examples/home.json");
  }

  /** Written last by the build. */
  static Path built() {
    return home().resolve("cli/target/built");
  }

  /** Where state and journals last, by the XDG Base Directory Specification. */
  static Path data() {
    return variable("TRINE_DATA")
        .or(() -> variable("XDG_DATA_HOME").map(folder -> folder.resolve("trine")))
        .orElseGet(() ->
            variable("HOME")
                .orElseGet(() -> Path.of(System.getProperty("user.home")))
                .resolve(".local/share/trine"));
  }

  private static Optional<Path> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty()).map(Path::of);
  }

  /** The project's folder: the launcher names it; a test runs in a module's folder below it. */
  private static Path home() {
    return Path.of(System.getProperty("trine.home", "..")).normalize();
  }
}
