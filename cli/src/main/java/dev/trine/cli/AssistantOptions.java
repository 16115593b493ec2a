package dev.trine.cli;

import dev.trine.assistant.Assistant;
import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    return Shipped.open(model);
  }

  /**
   * Talks to the household, whose state and journal last; it starts while the sentence is heard.
   */
  int talk(ToIntFunction<Assistant> talk) {
    Household things = household.read();
    CompletableFuture<Home> starting =
        CompletableFuture.supplyAsync(
            () -> Home.open(things, Shipped.data()), task -> Thread.ofPlatform().start(task));
    try (LanguageModel language = openModel()) {
      return talk.applyAsInt(Assistant.of(language, things, starting::join));
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      starting.thenAccept(Home::close);
    }
  }
}
