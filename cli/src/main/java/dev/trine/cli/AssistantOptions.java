package dev.trine.cli;

import dev.trine.runtime.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who is spoken to, and where: a model, a household, a place in it. */
final class AssistantOptions {

  @Mixin private HouseholdOption household = new HouseholdOption();

  @Option(
      names = "--in",
      paramLabel = "PLACE",
      description = "Where you are: id or name of a place.")
  private Optional<String> in = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The model that decides; without it the one that comes with Trine.")
  private Optional<Path> model = Optional.empty();

  Path household() {
    return household.path();
  }

  Optional<String> in() {
    return in;
  }

  LanguageModel openModel() {
    return Shipped.open(modelPath());
  }

  private Path modelPath() {
    return model.map(AssistantOptions::find).orElseGet(Shipped::model);
  }

  /** A path from where the caller is, or a name, which is the same everywhere. */
  private static Path find(Path given) {
    Path file = Caller.current().resolve(given);
    return Files.exists(file) ? file : Library.resolve(given);
  }

  /** Talks to the household, whose state and journal last. */
  int talk(ToIntFunction<OpenHome> talk) {
    Caller caller = Caller.current();
    Optional<Homes> open = caller.homes();
    if (open.isPresent()) {
      Path file = caller.resolve(household());
      return talk.applyAsInt(open.get().open(file, modelPath(), caller.data()));
    }
    try (OpenHome home = OpenHome.start(household.read(), this::openModel, caller.data())) {
      return talk.applyAsInt(home);
    }
  }
}
