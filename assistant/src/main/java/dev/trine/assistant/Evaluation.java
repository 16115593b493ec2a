package dev.trine.assistant;

import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The hand-written evaluation set: sentences, and what each must lead to in its household. A line
 * is exact when the outcome is of the expected kind with the expected acts and proposals, no more
 * and no fewer; {@code evaluation/README.md} says what is assumed.
 */
public final class Evaluation {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, Map<String, JsonNode>>> STATE =
      new TypeReference<>() {};

  /** The clock of every speaker of the set. */
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 2, 19, 30);

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
   * @param kind what it is about: {@code on-off}, {@code set}, {@code ask-back} ...
   * @param expected what it must lead to, in the words of {@link #brief}
   * @param got what it led to, likewise
   */
  public record Result(
      String id,
      String utterance,
      String language,
      String kind,
      String expected,
      String got,
      Outcome outcome) {
    /** {@return whether it led to what was expected} */
    public boolean exact() {
      return expected.equals(got);
    }
  }

  /** How many of the sentences of one kind and language were exact. */
  public record Score(String kind, String language, int exact, int of) {}

  /**
   * Says every sentence of the set, each to a household in its stated state.
   *
   * @param each hears of every result as it comes
   * @return the results in the order of the set
   */
  public List<Result> run(Consumer<Result> each) {
    Map<String, Home> homes = new HashMap<>();
    Map<Home, Assistant> known = new HashMap<>();
    List<Result> results = new ArrayList<>();
    try {
      for (String line : resource("utterances.jsonl").lines().toList()) {
        JsonNode sentence = JSON.readTree(line);
        Home home =
            homes.computeIfAbsent(
                sentence.path("household").asString(),
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

  /** {@return a score for each kind and language, in the order of the set} */
  public static List<Score> scores(List<Result> results) {
    Map<List<String>, List<Result>> groups = new LinkedHashMap<>();
    for (Result result : results) {
      groups
          .computeIfAbsent(List.of(result.kind(), result.language()), key -> new ArrayList<>())
          .add(result);
    }
    List<Score> scores = new ArrayList<>();
    groups.forEach((key, group) -> {
      int exact = (int) group.stream().filter(Result::exact).count();
      scores.add(new Score(key.getFirst(), key.getLast(), exact, group.size()));
    });
    return scores;
  }

  private static Result say(JsonNode sentence, Home home, Assistant assistant) {
    home.reset(sentence.has("state") ? JSON.convertValue(sentence.get("state"), STATE) : Map.of());
    Utterance utterance =
        new Utterance(
            sentence.path("id").asString(),
            sentence.path("utterance").asString(),
            Optional.of(sentence.path("in").asString("")).filter(in -> !in.isEmpty()),
            NOW,
            sentence.path("confirm").asBoolean(false),
            false);
    Outcome outcome = assistant.say(utterance);
    return new Result(
        utterance.id(),
        utterance.text(),
        sentence.path("language").asString(),
        sentence.path("kind").asString(),
        brief(sentence.path("expect")),
        brief(JSON.readTree(outcome.toJson())),
        outcome);
  }

  /** Kind, acts and proposals, for example {@code done [urn:flat:tv on=true]}. */
  private static String brief(JsonNode outcome) {
    String proposed = outcome.has("proposed") ? " proposed " + acts(outcome.get("proposed")) : "";
    return outcome.path("kind").asString() + " " + acts(outcome.path("acts")) + proposed;
  }

  /** The acts as a set; what is read has no value that could be expected. */
  private static String acts(JsonNode acts) {
    var set = new TreeSet<String>();
    for (JsonNode act : acts) {
      String target = act.path("thing").asString() + " " + act.path("name").asString();
      set.add(
          switch (act.path("op").asString()) {
            case "writeproperty" -> target + "=" + act.path("value");
            case "readproperty" -> target + "?";
            default -> target + "()";
          });
    }
    return set.toString();
  }

  private static String resource(String file) {
    try (InputStream in = Evaluation.class.getResourceAsStream("evaluation/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
