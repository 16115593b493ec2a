package dev.trine.assistant;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Reading;
import dev.trine.things.Thing;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The hand-written evaluation set: sentences, and what each must lead to in its household. A line
 * is exact when the outcome is of an accepted kind with just the accepted acts and proposals; its
 * end is right when the household then is as it should be, whatever the acts; it does harm when
 * anything is then neither as it was nor as it should be. A part of it is practised on, and another
 * is not. {@code evaluation/README.md} says what is assumed.
 */
public final class Evaluation {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, Map<String, JsonNode>>> STATE =
      new TypeReference<>() {};

  /** The clock of a speaker whose sentence states none: a Monday evening. */
  static final String NOW = "2026-03-02T19:30";

  private static final long OTHERWISE_SEED = 1;

  private final Function<Home, Assistant> assistants;

  /**
   * @param assistants makes the assistant of a home
   */
  public Evaluation(Function<Home, Assistant> assistants) {
    this.assistants = assistants;
  }

  /**
   * {@return the evaluation of a model}
   *
   * @param model a model that was trained on practice sentences, with its tokenizer
   */
  public static Evaluation of(LanguageModel model) {
    return new Evaluation(home -> Assistant.of(model, home));
  }

  /**
   * A sentence of the set and what became of it.
   *
   * @param language {@code en}, {@code zh-CN}, {@code zh-TW} or {@code zh-HK}
   * @param kind what it is about: {@code on-off}, {@code set}, {@code ask-back} ...
   * @param expected what it may lead to, each in the words of {@link Accepted#brief}
   * @param got what it led to, likewise
   * @param rightEnd whether it ended as it should: the kind of outcome, the household's state, what
   *     is yet to happen, and at least what was to be read
   * @param harmful whether something else was changed, or set going, than was asked for
   */
  public record Result(
      String id,
      String utterance,
      String language,
      String kind,
      List<String> expected,
      String got,
      boolean rightEnd,
      boolean harmful,
      Outcome outcome) {
    /** {@return whether it led to just what was expected} */
    public boolean exact() {
      return expected.contains(got);
    }
  }

  /**
   * How many sentences of a group were what.
   *
   * @param exact led to just the expected acts
   * @param rightEnd ended as they should
   * @param harmful changed something else
   */
  public record Score(int exact, int rightEnd, int harmful, int of) {
    /** {@return the score of the results that a filter lets through} */
    public static Score of(List<Result> results, Predicate<Result> which) {
      List<Result> group = results.stream().filter(which).toList();
      return new Score(
          count(group, Result::exact),
          count(group, Result::rightEnd),
          count(group, Result::harmful),
          group.size());
    }

    private static int count(List<Result> group, Predicate<Result> which) {
      return (int) group.stream().filter(which).count();
    }
  }

  /** What a sentence is there for. */
  public enum Part {
    /** To measure with: it is in no corpus. */
    UNHEARD("utterances"),

    /** To practise on ({@link PracticeHeard}), and to see what a change of the rules breaks. */
    HEARD("heard");

    private final String folder;

    Part(String folder) {
      this.folder = folder;
    }

    /** {@return its sentences, kind after kind} */
    List<JsonNode> sentences() {
      return resource("kinds.txt")
          .lines()
          .flatMap(kind -> resource(folder + "/" + kind + ".jsonl").lines())
          .map(JSON::readTree)
          .toList();
    }

    /** {@return its sentences said otherwise, to one household after the other} */
    List<JsonNode> otherwise() {
      return sentences().stream()
          .collect(groupingBy(Evaluation::household, LinkedHashMap::new, toList()))
          .values()
          .stream()
          .flatMap(said -> Otherwise.of(said, OTHERWISE_SEED).stream())
          .toList();
    }

    /** {@return how many sentences it has} */
    public int size() {
      return sentences().size();
    }
  }

  /** {@return the sentences of both parts} */
  static List<JsonNode> sentences() {
    return Stream.of(Part.values()).flatMap(part -> part.sentences().stream()).toList();
  }

  /**
   * Says every sentence of a part, each to a household in its stated state.
   *
   * @param each hears of every result as it comes
   * @return the results in the order of the part
   */
  public List<Result> run(Part part, Consumer<Result> each) {
    return run(part.sentences(), each);
  }

  /**
   * Says the sentences of a part otherwise: without their commas, for later, and two in one. Their
   * kinds are then {@code unpaused}, {@code later} and {@code together}.
   *
   * @param each hears of every result as it comes
   */
  public List<Result> runOtherwise(Part part, Consumer<Result> each) {
    return run(part.otherwise(), each);
  }

  List<Result> run(List<JsonNode> sentences, Consumer<Result> each) {
    Map<String, Home> homes = new HashMap<>();
    Map<Home, Assistant> known = new HashMap<>();
    List<Result> results = new ArrayList<>();
    try {
      for (JsonNode sentence : sentences) {
        Home home =
            homes.computeIfAbsent(
                household(sentence),
                file -> Home.fresh(Household.parse(resource(file), "evaluation/" + file)));
        Result result = say(sentence, home, known.computeIfAbsent(home, assistants));
        each.accept(result);
        results.add(result);
      }
    } finally {
      homes.values().forEach(Home::close);
    }
    return results;
  }

  /** What a sentence leads to in its household, which is in its stated state. */
  static Turn hear(JsonNode sentence, Assistant assistant) {
    return assistant.hear(
        new Utterance(
            sentence.path("id").asString(),
            sentence.path("utterance").asString(),
            Optional.of(sentence.path("in").asString("")).filter(in -> !in.isEmpty()),
            LocalDateTime.parse(sentence.path("now").asString(NOW)),
            sentence.path("confirm").asBoolean(false),
            false),
        List.of());
  }

  /** {@return the state that a household is to be in when a sentence is said} */
  static Map<String, Map<String, JsonNode>> stated(JsonNode sentence) {
    return sentence.has("state") ? JSON.convertValue(sentence.get("state"), STATE) : Map.of();
  }

  /** {@return the file of the household that a sentence is said to} */
  static String household(JsonNode sentence) {
    return sentence.path("household").asString();
  }

  private static Result say(JsonNode sentence, Home home, Assistant assistant) {
    Map<String, Map<String, JsonNode>> state = stated(sentence);
    home.reset(state);
    Map<String, JsonNode> before = state(home);
    Outcome outcome = hear(sentence, assistant).outcome();
    Accepted got = Accepted.of(outcome);
    Map<String, JsonNode> after = state(home);
    List<Accepted> accepted = Accepted.of(sentence.path("expect"));
    boolean exact = accepted.stream().anyMatch(a -> a.brief().equals(got.brief()));
    boolean rightEnd = exact;
    boolean harmful = !exact;
    for (Accepted one : exact ? List.<Accepted>of() : accepted) {
      home.reset(state);
      Map<String, JsonNode> wanted = done(one, home);
      rightEnd |=
          one.kind().equals(got.kind())
              && wanted.equals(after)
              && one.later().equals(got.later())
              && got.acts("acts").containsAll(one.reads());
      harmful &= harms(before, wanted, after) || one.harmedBy(got);
    }
    return new Result(
        sentence.path("id").asString(),
        sentence.path("utterance").asString(),
        sentence.path("language").asString(),
        sentence.path("kind").asString(),
        accepted.stream().map(Accepted::brief).toList(),
        got.brief(),
        rightEnd,
        harmful,
        outcome);
  }

  /** The state of a home after the acts of an accepted outcome. */
  private static Map<String, JsonNode> done(Accepted accepted, Home home) {
    for (JsonNode act : accepted.now()) {
      Thing thing = home.household().thing(act.path("thing").asString()).orElseThrow();
      String name = act.path("name").asString();
      switch (act.path("op").asString()) {
        case "writeproperty" -> home.write(thing, name, act.path("value"));
        case "invokeaction" -> home.invoke(thing, name, Optional.ofNullable(act.get("value")));
        default -> {}
      }
    }
    return state(home);
  }

  private static boolean harms(
      Map<String, JsonNode> before, Map<String, JsonNode> wanted, Map<String, JsonNode> after) {
    return after.entrySet().stream()
        .anyMatch(now ->
            !now.getValue().equals(before.get(now.getKey()))
                && !now.getValue().equals(wanted.get(now.getKey())));
  }

  /** Every property of a home by the id of its Thing and its name. */
  private static Map<String, JsonNode> state(Home home) {
    Map<String, JsonNode> state = new LinkedHashMap<>();
    for (Thing thing : home.household().things()) {
      for (String property : thing.properties().keySet()) {
        home.state(thing, property)
            .map(Reading::value)
            .ifPresent(value -> state.put(thing.id() + " " + property, value));
      }
    }
    return state;
  }

  /** {@return the text of a file of the set} */
  static String resource(String file) {
    return Tables.text("evaluation/" + file);
  }
}
