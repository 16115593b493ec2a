package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Upshot.Refusal;
import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** Says in one language why something cannot be done, and what could be. */
final class Reasons {
  private final Household household;
  private final Phrases phrases;
  private final Wording wording;

  Reasons(Household household, Phrases phrases, Wording wording) {
    this.household = household;
    this.phrases = phrases;
    this.wording = wording;
  }

  String of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.NoThing(String words) when words.isEmpty() -> phrases.say("no-thing-known");
      case Refusal.NoThing(String words) -> phrases.say("no-thing", "words", called(words));
      case Refusal.NoPlace(String words) -> phrases.say("no-place", "words", words);
      case Refusal.NotThere(String said, var places) -> {
        String words = called(said);
        yield places.stream()
            .findFirst()
            .flatMap(household::place)
            .map(p -> phrases.say("not-there", "words", words, "place", wording.place(p)))
            .orElseGet(() -> phrases.say("no-thing", "words", words));
      }
      case Refusal.Cannot(var thing, Clause clause) -> cannot(thing, clause);
      case Refusal.OutOfRange(Thing thing, Property property, String value) ->
          range(thing, property, value);
      case Refusal.Silent(Thing thing, Property property) ->
          one(
              phrases.say("silent"),
              thing,
              "property",
              wording.property(Optional.of(thing), property.name()));
      case Refusal.NoneSuch(List<Thing> things, Clause.State state) ->
          Phrases.counted(
              phrases.say("none-such"),
              1,
              "what",
              wording.things(things),
              "state",
              wording.asked(state.name(), state.value()).orElse(state.value()));
      case Refusal.NoEntry(Thing thing, String words) ->
          one(phrases.say(words.isEmpty() ? "no-such-entry" : "no-entry"), thing, "words", words);
      case Refusal.NotTaken(Thing thing, String member, String value) ->
          one(phrases.say("not-taken"), thing, "value", value);
      case Refusal.NotWatched nothing -> phrases.say("not-watched");
      case Refusal.UnclearWhen unclear -> phrases.say("unclear-when");
      case Refusal.Never never -> phrases.say("never");
    };
  }

  private String cannot(Optional<Thing> thing, Clause clause) {
    boolean action = clause.verb() == Verb.DO;
    String key = (action ? "cannot" : "cannot-set") + (thing.isEmpty() ? "-any" : "");
    String property = wording.property(thing, action ? clause.name() + "!" : clause.name());
    return thing
        .map(t -> one(phrases.say(key), t, "property", property))
        .orElseGet(() -> phrases.say(key, "property", property));
  }

  private String range(Thing thing, Property property, String value) {
    String name = wording.property(Optional.of(thing), property.name());
    if (property.schema() instanceof ValueSchema.Text words && !words.values().isEmpty()) {
      List<String> choices =
          words.values().stream()
              .map(w ->
                  wording.amount(Optional.of(property), JsonNodeFactory.instance.stringNode(w)))
              .toList();
      String list = wording.list("or", choices);
      return one(phrases.say("choices"), thing, "property", name, "list", list);
    }
    Values.Range range = Values.range(property);
    if (range.low().isEmpty() || range.high().isEmpty()) {
      return one(phrases.say("value"), thing, "property", name, "value", value);
    }
    Optional<Property> unit = Optional.of(property);
    return one(
        phrases.say("range"),
        thing,
        "property",
        name,
        "low",
        wording.amount(unit, Values.node(range.low().get())),
        "high",
        wording.amount(unit, Values.node(range.high().get())));
  }

  private String one(String template, Thing thing, String... gaps) {
    return Phrases.counted(Phrases.fill(template, "what", wording.thing(thing)), 1, gaps);
  }

  /** What a service is called in the language of the reply; other words as they were said. */
  private String called(String said) {
    String word = Services.word(said);
    return word.isEmpty() ? said : phrases.find("services", word).orElse(word);
  }
}
