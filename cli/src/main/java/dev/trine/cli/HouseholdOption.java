package dev.trine.cli;

import dev.trine.things.Household;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which household a command speaks of. */
final class HouseholdOption {

  @Option(
      names = "--household",
      paramLabel = "FILE",
      description =
          "A household file, - for standard input; without it the one that comes with Trine.")
  private Optional<Path> file = Optional.empty();

  Path path() {
    return file.orElseGet(Shipped::household);
  }

  Household read() {
    TextInput input = new TextInput(path());
    return input.isStandard()
        ? Household.parse(input.text(), input.name())
        : Household.read(input.path());
  }
}
