package dev.trine.assistant;

import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long an utterance takes among so many Things: sentences that are in no corpus, said to their
 * households, to which further buildings with their rooms and Things are added, or from which the
 * last Things are taken.
 */
public final class AssistantBench {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final LanguageModel model;
  private final int every;

  /**
   * @param model a model that was trained on practice sentences, with its tokenizer
   * @param every of how many sentences that are in no corpus one is said
   */
  public AssistantBench(LanguageModel model, int every) {
    this.model = model;
    this.every = every;
  }

  /** Milliseconds at the middle and at the 95th of a hundred. */
  public record Times(double median, double p95) {
    static Times of(List<Long> nanos) {
      long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
      return new Times(sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 95 / 100] / 1e6);
    }
  }

  /**
   * What was measured in households of one size.
   *
   * @param things in each household
   * @param utterances that were measured
   * @param utterance from the text to the answer, acts and their read-back included
   * @param find of it: the Things that may be meant
   * @param decide of it: the model under its grammar
   * @param index once for each household: all its names
   */
  public record Result(
      int things, int utterances, Times utterance, Times find, Times decide, Times index) {}

  /** {@return milliseconds until a process that has just started knows the names of so many} */
  public static double firstIndex(int things) {
    Household household = grown("house.json", things);
    long start = System.nanoTime();
    new Finder(household);
    return (System.nanoTime() - start) / 1e6;
  }

  /** {@return what an utterance takes in households of this size; say all once before} */
  public Result measure(int size) {
    Map<String, List<JsonNode>> byHousehold = byHousehold();
    List<Long> utterances = new ArrayList<>();
    List<Long> finds = new ArrayList<>();
    List<Long> decisions = new ArrayList<>();
    List<Long> indexes = new ArrayList<>();
    byHousehold.forEach((file, sentences) -> {
      Household household = grown(file, size);
      long start = System.nanoTime();
      Finder finder = new Finder(household);
      indexes.add(System.nanoTime() - start);
      Decider decider = new ModelDecider(model);
      Decider timed =
          (prompt, judge) -> {
            long begun = System.nanoTime();
            Decider.Decision decision = decider.decide(prompt, judge);
            decisions.add(System.nanoTime() - begun);
            return decision;
          };
      try (Home home = Home.fresh(household)) {
        Assistant assistant = new Assistant(timed, home);
        System.gc(); // a home that people live in is old when they speak, what made it is gone
        for (JsonNode sentence : sentences) {
          String text = sentence.path("utterance").asString();
          long begun = System.nanoTime();
          finder.find(Hearing.hear(text));
          long found = System.nanoTime();
          assistant.say(utterance(sentence, text, household));
          utterances.add(System.nanoTime() - found);
          finds.add(found - begun);
          home.reset(Map.of());
        }
      }
    });
    return new Result(
        size,
        utterances.size(),
        Times.of(utterances),
        Times.of(finds),
        Times.of(decisions),
        Times.of(indexes));
  }

  private Map<String, List<JsonNode>> byHousehold() {
    List<JsonNode> all = Evaluation.Part.UNHEARD.sentences();
    return IntStream.iterate(0, i -> i < all.size(), i -> i + every)
        .mapToObj(all::get)
        .collect(Collectors.groupingBy(Evaluation::household, TreeMap::new, Collectors.toList()));
  }

  private static Utterance utterance(JsonNode sentence, String text, Household household) {
    Optional<String> in =
        Optional.of(sentence.path("in").asString(""))
            .filter(place -> household.place(place).isPresent());
    LocalDateTime now = LocalDateTime.parse(sentence.path("now").asString(Evaluation.NOW));
    return new Utterance("", text, in, now, true, false);
  }

  /** A household of the set with its first Things, or with those of more and more buildings. */
  private static Household grown(String file, int size) {
    ObjectNode own = (ObjectNode) JSON.readTree(Evaluation.resource(file));
    ArrayNode places = own.withArray("places");
    ArrayNode things = own.withArray("things");
    while (things.size() > size) {
      things.remove(things.size() - 1);
    }
    for (int building = 2; things.size() < size; building++) {
      JsonNode other = JSON.readTree(Evaluation.resource(file));
      for (JsonNode place : other.path("places")) {
        places.add(another((ObjectNode) place, building));
      }
      for (JsonNode thing : other.path("things")) {
        if (things.size() < size) {
          things.add(another((ObjectNode) thing, building));
        }
      }
    }
    return Household.parse(own.toString(), file);
  }

  /** The same place or Thing in another building, after which its place is called. */
  private static ObjectNode another(ObjectNode one, int building) {
    for (String id : List.of("id", "in", "trine:place")) {
      if (one.has(id)) {
        one.put(id, one.path(id).asString() + "-" + building);
      }
    }
    boolean isPlace = !one.has("@type") && !one.has("properties");
    if (isPlace) {
      ObjectNode titles = JSON.createObjectNode();
      one.path("titles")
          .forEachEntry((language, title) ->
              titles.put(
                  language,
                  language.equals("en")
                      ? "Building " + building + " " + title.asString()
                      : building + "号楼" + title.asString()));
      one.set("titles", titles);
      one.remove("aliases");
    }
    return one;
  }
}
