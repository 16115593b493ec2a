package dev.trine.cli;

import dev.trine.things.Household;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  Household read() {
    if (file.filter(Path.of("-")::equals).isEmpty()) {
      return Household.read(file.orElseGet(Shipped::household));
    }
    try {
      return Household.parse(
          new String(System.in.readAllBytes(), StandardCharsets.UTF_8), "standard input");
    } catch (IOException e) {
      throw new BadInput("standard input: cannot be read (" + e.getMessage() + ")");
    }
  }
}
