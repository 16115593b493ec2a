package dev.trine.cli;

import dev.trine.assistant.Assistant;
import dev.trine.assistant.Outcome;
import dev.trine.assistant.Utterance;
import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A file of sentences, each said to a household in the state that its file states. Homes stay open
 * from line to line; of the many that a file may name, those used last.
 */
final class Batch implements AutoCloseable {
  private static final int OPEN = 8;

  /** A household that runs, and the one who acts in it. */
  private record Inhabited(Home home, Assistant assistant) {}

  private final LanguageModel model;
  private final Path household;
  private final Utterance common;
  private final LinkedHashMap<Path, Inhabited> homes = new LinkedHashMap<>(OPEN, 0.75f, true);

  /**
   * Prepares a batch.
   *
   * @param household where a line names none
   * @param common what holds for lines that do not say otherwise
   */
  Batch(LanguageModel model, Path household, Utterance common) {
    this.model = model;
    this.household = household;
    this.common = common;
  }

  /**
   * Makes an outcome of every line; a line that cannot be used fails with the reason.
   *
   * @throws BadInput if a line was no JSON object: at once if it is the first, else after all lines
   */
  void run(TextInput file, Consumer<Outcome> listener) {
    List<BadInput> wrong = new ArrayList<>();
    file.lines((text, number) -> {
      try {
        JsonLine line = JsonLine.of(text, file.name() + " line " + number);
        listener.accept(outcome(line, file));
      } catch (BadInput notJson) {
        if (number == 1) {
          throw notJson;
        }
        wrong.add(notJson);
        listener.accept(Outcome.failed(common, reason(notJson)));
      }
    });
    if (!wrong.isEmpty()) {
      throw wrong.getFirst();
    }
  }

  private Outcome outcome(JsonLine line, TextInput file) {
    Utterance named = named(line.id(), line.json().path("utterance").asString(""));
    try {
      Utterance utterance = utterance(line);
      Inhabited inhabited = inhabited(household(line, file));
      inhabited.home().reset(state(line));
      return inhabited.assistant().say(utterance);
    } catch (RuntimeException e) { // one line must not end the others
      return Outcome.failed(named, reason(e));
    }
  }

  private static String reason(RuntimeException failure) {
    return Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
  }

  private Utterance named(String id, String text) {
    return new Utterance(id, text, common.in(), common.now(), common.confirm(), common.dryRun());
  }

  private Utterance utterance(JsonLine line) {
    return new Utterance(
        line.id(),
        line.text("utterance"),
        line.textIfPresent("in").or(common::in),
        line.textIfPresent("now").map(now -> Clock.parse(line.place(), now)).orElse(common.now()),
        line.flag("confirm").orElse(common.confirm()),
        common.dryRun());
  }

  private Path household(JsonLine line, TextInput file) {
    return line.textIfPresent("household")
        .map(name -> file.isStandard() ? Path.of(name) : file.path().resolveSibling(name))
        .orElse(household);
  }

  private Inhabited inhabited(Path path) {
    Path key = path.toAbsolutePath().normalize();
    Inhabited known = homes.get(key);
    if (known != null) {
      return known;
    }
    if (homes.size() == OPEN) {
      homes.pollFirstEntry().getValue().home().close();
    }
    Home home = Home.fresh(Household.read(path));
    Inhabited opened = new Inhabited(home, Assistant.of(model, home));
    homes.put(key, opened);
    return opened;
  }

  /** {Thing id: {property: value}}, laid over the stated state. */
  private static Map<String, Map<String, JsonNode>> state(JsonLine line) {
    return members(line.json().path("state"), line, thing -> members(thing, line, value -> value));
  }

  private static <T> Map<String, T> members(
      JsonNode object, JsonLine line, Function<JsonNode, T> member) {
    if (!object.isObject() && !object.isMissingNode()) {
      throw new BadInput(line.place() + ": \"state\" must be {Thing id: {property: value}}");
    }
    Map<String, T> members = new LinkedHashMap<>();
    object.forEachEntry((name, value) -> members.put(name, member.apply(value)));
    return members;
  }

  @Override
  public void close() {
    homes.values().forEach(inhabited -> inhabited.home().close());
  }
}
