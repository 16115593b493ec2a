package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Performer.Done;
import dev.trine.assistant.Upshot.Due;
import dev.trine.assistant.Upshot.Op;
import dev.trine.assistant.Upshot.Question;
import dev.trine.assistant.Upshot.Refusal;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Answers in the speaker's language and script, from what was read back and from nothing else. */
final class Reply {
  private static final Set<Verb> WHICH = EnumSet.of(Verb.WHICH, Verb.COUNT, Verb.SOME, Verb.EVERY);

  /** A question names no more options. */
  private static final int MOST_OPTIONS = 5;

  private static final Phrases CHINESE = new Phrases("zh");
  private static final Phrases ENGLISH = new Phrases("en");

  private final boolean traditional;
  private final LocalDateTime now;
  private final Phrases phrases;
  private final Wording wording;
  private final Reasons reasons;

  /**
   * @param said what the speaker said, whose language and script the answer takes
   * @param now the speaker's clock
   */
  Reply(String said, LocalDateTime now, Household household) {
    this.now = now;
    String language = Hearing.language(said);
    traditional = language.equals("zh") && Script.isTraditional(said);
    phrases = language.equals("zh") ? CHINESE : ENGLISH;
    wording = new Wording(language, household, phrases);
    reasons = new Reasons(household, phrases, wording);
  }

  /** A sentence that needs no facts. */
  String say(String key) {
    return spoken(phrases.say(key));
  }

  /** What was done, what was read, and what could not be done. */
  String facts(List<Done> done, List<Refusal> refusals) {
    List<String> clauses = new ArrayList<>();
    groups(done).forEach(group -> clauses.add(fact(group)));
    refusals.stream().map(reasons::of).distinct().forEach(clauses::add);
    return sentence(clauses);
  }

  /** What an undo restored, and what it could not. */
  String undone(List<Done> done, List<Thing> impossible) {
    List<String> clauses = new ArrayList<>();
    List<String> restored = new ArrayList<>();
    for (List<Done> group : groups(done)) {
      (group.getFirst().failed() ? clauses : restored).add(state(group));
    }
    if (!restored.isEmpty()) {
      clauses.addFirst(phrases.say("undone", "list", joined("next", restored)));
    }
    if (!impossible.isEmpty()) {
      clauses.add(phrases.say("undone-not", "what", wording.things(impossible)));
    }
    return sentence(clauses);
  }

  /** Which Thing was meant, or what at all. */
  String question(Question question) {
    List<String> names = question.options().stream().map(wording::thing).distinct().toList();
    boolean many = names.size() > MOST_OPTIONS;
    boolean unnamed = question.clause().thing().isEmpty();
    if (names.isEmpty() || (many && unnamed)) {
      return say("unclear");
    }
    if (many) {
      String some = wording.list("comma", names.subList(0, MOST_OPTIONS));
      String count = Integer.toString(names.size());
      return spoken(phrases.say("which-of-many", "list", some, "count", count));
    }
    return spoken(phrases.say("which", "list", wording.list("or", names)));
  }

  /** What must be said before an action can be taken. */
  String missing(Upshot.Missing missing) {
    String member = missing.member();
    return phrases
        .find("say", "missing " + member)
        .map(this::spoken)
        .orElseGet(() ->
            spoken(phrases.say("missing", "member", Vocabulary.kebab(member).replace('-', ' '))));
  }

  /** Whether to do this. */
  String leave(List<Step> steps) {
    List<Done> planned = steps.stream().map(s -> Done.of(s, Performer.planned(s))).toList();
    List<String> acts = groups(planned).stream().map(g -> act("propose", g)).toList();
    return spoken(phrases.say("shall", "list", wording.list("and", acts)));
  }

  private String fact(List<Done> group) {
    Done one = group.getFirst();
    Verb verb = one.step().clause().verb();
    if (one.step().op() == Op.READ) {
      if (one.failed()) {
        return silent(group);
      }
      return isWhich(verb) ? which(group) : verb == Verb.SINCE ? since(group) : state(group);
    }
    if (one.step().name().equals("status") && one.remaining().isPresent()) {
      return fill(
          phrases.find("state", "timers").orElseThrow(),
          group,
          "value",
          wording.state(Optional.empty(), "timers", one.remaining().get()));
    }
    return switch (one.act().status()) {
      case "confirmed" -> act("done", group);
      case "sent" -> phrases.say("sent", "done", act("done", group));
      case "planned" -> planned(group);
      default ->
          one.act().after().isPresent() && one.step().op() == Op.WRITE
              ? phrases.say("failed", "what", things(group), "state", state(group))
              : phrases.say("mute", "what", things(group));
    };
  }

  /** What is to be done, and when. */
  private String planned(List<Done> group) {
    Step step = group.getFirst().step();
    String act = act("propose", group);
    if (step.due().isEmpty()) {
      return phrases.say("planned", "list", act);
    }
    return switch (step.due().get()) {
      case Due.After(long seconds) ->
          phrases.say("later", "length", wording.length(seconds), "list", act);
      case Due.Once(Clause condition, List<Thing> things, boolean _) -> {
        String state = asked(things.getFirst(), condition.name(), condition.value());
        String about = wording.things(things);
        String template = phrases.find("state", condition.name(), "*").orElseThrow();
        Optional<Thing> thing = Optional.of(things.getFirst());
        String property = wording.property(thing, condition.name());
        boolean ends = condition.value().equals(Awaited.NOTHING_LEFT) && isATime(thing, condition);
        String said =
            ends
                ? phrases.say("finished", "what", about)
                : Phrases.fill(template, "what", about, "value", state, "property", property);
        yield phrases.say("once", "condition", Phrases.counted(said, things.size()), "list", act);
      }
    };
  }

  private static boolean isATime(Optional<Thing> thing, Clause condition) {
    return thing.flatMap(it -> it.property(condition.name())).map(Units::seconds).orElse(0) > 0;
  }

  /** A state as a clause asks for it. */
  private String asked(Thing thing, String name, String value) {
    return wording
        .asked(name, value)
        .or(() -> thing.property(name).map(p -> wording.compared(p, value)))
        .orElse(value);
  }

  /** An act in the words of a section; the value is the one that was read back. */
  private String act(String section, List<Done> group) {
    Step step = group.getFirst().step();
    boolean action = step.op() == Op.INVOKE;
    if (action && step.value().isPresent() && step.value().get().isObject()) {
      Optional<String> said = withInput(section, group, step.value().get());
      if (said.isPresent()) {
        return said.get();
      }
    }
    boolean isTheSwitch =
        thing(step).filter(it -> StandIns.isTheSwitch(it, step.name())).isPresent();
    String name = action ? step.name() + "!" : isTheSwitch ? "on" : step.name();
    Optional<JsonNode> value = value(group.getFirst());
    String raw = value.map(v -> v.asString("")).orElse("");
    String template =
        phrases
            .find(section, name + " " + raw, name, action ? "*!" : "* " + raw, "*")
            .orElseThrow();
    String amount = value.map(v -> wording.amount(property(step), v)).orElse("");
    return fill(template, group, "value", amount, "property", wording.property(thing(step), name));
  }

  /** An action with what was said for it: the sentence that tells most of it. */
  private Optional<String> withInput(String section, List<Done> group, JsonNode input) {
    List<String> members = new ArrayList<>(input.propertyNames());
    members.remove("repeat");
    List<String> gaps = new ArrayList<>();
    members.forEach(member -> gaps.addAll(List.of(member, wording.input(member, input))));
    for (; !members.isEmpty(); members.removeLast()) {
      String key = group.getFirst().step().name() + "! " + String.join(" ", members);
      Optional<String> template = phrases.find(section, key);
      if (template.isPresent()) {
        return Optional.of(fill(template.get(), group, gaps.toArray(String[]::new)));
      }
    }
    return Optional.empty();
  }

  private String state(List<Done> group) {
    Step step = group.getFirst().step();
    JsonNode value = value(group.getFirst()).orElse(JsonNodeFactory.instance.nullNode());
    String template =
        value.asString(" ").isEmpty()
            ? phrases.say("unknown")
            : phrases.find("state", step.name(), "*").orElseThrow();
    return fill(
        template,
        group,
        "value",
        wording.state(property(step), step.name(), value),
        "property",
        wording.property(thing(step), step.name()));
  }

  /** Which of the Things that were read are as asked. */
  private String which(List<Done> group) {
    Step step = group.getFirst().step();
    String asked = step.clause().value();
    List<Done> found =
        group.stream()
            .filter(d ->
                Values.matches(
                    property(d.step()).orElseThrow(), d.act().value().orElseThrow(), asked))
            .toList();
    if (group.size() == 1) {
      return state(group);
    }
    if (asked.equals("most") || asked.equals("least")) {
      Comparator<Done> by =
          Comparator.comparingDouble(d -> d.act().value().orElseThrow().doubleValue(0));
      return state(
          List.of(asked.equals("most") ? Collections.max(group, by) : Collections.min(group, by)));
    }
    if (step.clause().verb() == Verb.SOME || step.clause().verb() == Verb.EVERY) {
      return whether(step.clause().verb(), group, found);
    }
    String state =
        wording
            .asked(step.name(), asked)
            .or(() ->
                found.stream()
                    .findFirst()
                    .map(d ->
                        wording.state(
                            property(d.step()), step.name(), d.act().value().orElseThrow())))
            .orElse(asked);
    if (found.isEmpty()) {
      return fill(phrases.say("none-which"), group, "state", state);
    }
    List<String> names = found.stream().map(d -> wording.thing(d.step().thing())).toList();
    String key = step.clause().verb() == Verb.COUNT ? "some-count" : "some-which";
    return fill(
        phrases.say(key),
        found,
        "state",
        state,
        "count",
        Integer.toString(found.size()),
        "list",
        wording.list("and", names));
  }

  private String since(List<Done> group) {
    String time =
        group
            .getFirst()
            .since()
            .map(instant ->
                wording.moment(
                    now.minus(
                        Duration.between(instant, Instant.now()).truncatedTo(ChronoUnit.MINUTES))))
            .orElse("?");
    return phrases.say("since", "state", state(group), "time", time);
  }

  /** Whether some or all of the Things that were read are as asked. */
  private String whether(Verb verb, List<Done> group, List<Done> found) {
    boolean some = verb == Verb.SOME;
    List<Done> named = some ? found : new ArrayList<>(group);
    if (!some) {
      named.removeAll(found);
    }
    boolean yes = some != named.isEmpty();
    String key = (some ? "some-" : "every-") + (yes ? "yes" : "no");
    String list =
        named.isEmpty()
            ? ""
            : wording.list(
                "and", named.stream().map(d -> wording.thing(d.step().thing())).toList());
    return fill(phrases.say(key), group, "list", list);
  }

  private String silent(List<Done> group) {
    Step step = group.getFirst().step();
    return fill(
        phrases.say("silent"), group, "property", wording.property(thing(step), step.name()));
  }

  /** Those of which the same can be said. */
  private List<List<Done>> groups(List<Done> done) {
    Map<List<Object>, List<Done>> groups = new LinkedHashMap<>();
    for (Done d : done) {
      List<Object> same =
          isWhich(d.step().clause().verb())
              ? List.of(d.step().clause(), d.failed())
              : List.of(
                  d.step().op(),
                  d.step().name(),
                  d.act().status(),
                  d.step().op() == Op.INVOKE ? d.step().value() : value(d),
                  unit(d.step()),
                  d.step().due());
      groups.computeIfAbsent(same, s -> new ArrayList<>()).add(d);
    }
    return List.copyOf(groups.values());
  }

  private static boolean isWhich(Verb verb) {
    return WHICH.contains(verb);
  }

  private static String unit(Step step) {
    return property(step).map(Units::of).orElse("");
  }

  /** The value that counts: what the device shows, or before it is done, what it is to be. */
  private static Optional<JsonNode> value(Done done) {
    return switch (done.step().op()) {
      case INVOKE -> Optional.empty();
      case READ -> done.act().value();
      case WRITE -> done.act().after().or(() -> done.act().value());
    };
  }

  private static Optional<Property> property(Step step) {
    return step.thing().property(step.name());
  }

  private static Optional<Thing> thing(Step step) {
    return Optional.of(step.thing());
  }

  private String things(List<Done> group) {
    return wording.things(group.stream().map(d -> d.step().thing()).toList());
  }

  private String fill(String template, List<Done> group, String... gaps) {
    String about = Phrases.fill(template, "what", things(group));
    return Phrases.counted(about, group.size(), gaps);
  }

  private String joined(String conjunction, List<String> clauses) {
    String text = clauses.getFirst();
    for (String clause : clauses.subList(1, clauses.size())) {
      text = phrases.say(conjunction, "list", text, "last", clause);
    }
    return text;
  }

  private String sentence(List<String> clauses) {
    String text = joined("next", clauses);
    String first = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    return spoken(first + phrases.say("end"));
  }

  private String spoken(String text) {
    return traditional ? Script.traditional(text) : text;
  }
}
