package dev.trine.cli;

import dev.trine.things.Household;
import dev.trine.things.Names;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Lists a household: each place, the Things in it, their stated state. */
@Command(
    name = "things",
    mixinStandardHelpOptions = true,
    description = "Lists the Things of a household, their places and state.")
final class Things implements Runnable {

  @Mixin private HouseholdOption household;

  @Option(names = "--json", description = "One JSON value a line, one line a Thing.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Household home = household.read();
    if (json) {
      JsonMapper mapper = JsonMapper.shared();
      home.things().forEach(thing -> out.println(mapper.writeValueAsString(described(thing))));
      return;
    }
    for (Place place : home.places()) {
      print(
          place.names(),
          home.things().stream()
              .filter(t -> t.place().filter(place.id()::equals).isPresent())
              .toList(),
          out);
    }
    print(home.names(), home.things().stream().filter(t -> t.place().isEmpty()).toList(), out);
  }

  private static void print(Names place, List<Thing> things, PrintWriter out) {
    if (things.isEmpty()) {
      return;
    }
    out.println(titles(place));
    for (Thing thing : things) {
      String state =
          thing.state().entrySet().stream()
              .map(entry ->
                  entry.getKey() + " " + entry.getValue().asString(entry.getValue().toString()))
              .collect(Collectors.joining(", "));
      out.println("  " + titles(thing.names()) + (state.isEmpty() ? "" : ": " + state));
    }
  }

  private static String titles(Names names) {
    return String.join(" / ", names.titles().values());
  }

  private static Map<String, Object> described(Thing thing) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", thing.id());
    line.put("types", thing.types());
    line.put("titles", thing.names().titles());
    thing.place().ifPresent(place -> line.put("place", place));
    line.put("state", thing.state());
    return line;
  }
}
