package dev.trine.assistant;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An outcome that a sentence of the evaluation set may lead to, in the form of the contract.
 *
 * @param outcome {@code kind}, {@code acts} and perhaps {@code proposed}; an act of {@code status}
 *     {@code planned} without {@code afterSeconds} waits for a condition
 */
record Accepted(JsonNode outcome) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern EDGES = Pattern.compile("^[\\s\\p{P}]+|[\\s\\p{P}]+$");

  /** {@return what {@code expect} of a sentence accepts: one outcome, or a list of them} */
  static List<Accepted> of(JsonNode expect) {
    Stream<JsonNode> outcomes = expect.isArray() ? expect.valueStream() : Stream.of(expect);
    return outcomes.map(Accepted::new).toList();
  }

  /** {@return what came of a sentence, to be compared with what is accepted} */
  static Accepted of(Outcome outcome) {
    return new Accepted(JSON.readTree(outcome.toJson()));
  }

  String kind() {
    return outcome.path("kind").asString();
  }

  /** {@return kind, acts and proposals, for example {@code done [urn:flat:tv on=true]}} */
  String brief() {
    String proposed = outcome.has("proposed") ? " proposed " + acts("proposed") : "";
    return kind() + " " + acts("acts") + proposed;
  }

  /** {@return the acts that are done at once} */
  List<JsonNode> now() {
    return outcome.path("acts").valueStream().filter(act -> !later(act)).toList();
  }

  /** {@return what is read} */
  TreeSet<String> reads() {
    return acts("acts").stream()
        .filter(act -> act.endsWith("?"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@return the acts that wait for their time or a condition} */
  TreeSet<String> later() {
    return outcome
        .path("acts")
        .valueStream()
        .filter(Accepted::later)
        .map(Accepted::brief)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * {@return whether an outcome sends out or plans what this one does not} Such acts leave no trace
   * in the state.
   */
  boolean harmedBy(Accepted got) {
    TreeSet<String> mine = acts("acts");
    return got.outcome
        .path("acts")
        .valueStream()
        .filter(act -> later(act) || act.path("status").asString("").equals("sent"))
        .anyMatch(act -> !mine.contains(brief(act)));
  }

  /**
   * {@return whether this comes to the acts of another outcome, be it that leave is asked first}
   */
  boolean wouldDo(Accepted other) {
    return !everyAct().isEmpty() && everyAct().equals(other.everyAct());
  }

  /** {@return what is done and what is proposed} */
  TreeSet<String> everyAct() {
    TreeSet<String> all = acts("acts");
    all.addAll(acts("proposed"));
    return all;
  }

  /** {@return what is done or proposed, each in brief: the order says nothing} */
  TreeSet<String> acts(String member) {
    return outcome
        .path(member)
        .valueStream()
        .map(member.equals("acts") ? Accepted::brief : Accepted::proposal)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** An act in words that are the same for the same act; what is read has no value to expect. */
  static String brief(JsonNode act) {
    boolean conditional = later(act) && !act.has("afterSeconds");
    return conditional ? proposal(act) + " when it is so" : proposal(act);
  }

  /** What is proposed waits for leave, which is no condition. */
  private static String proposal(JsonNode act) {
    String target = act.path("thing").asString() + " " + act.path("name").asString();
    String what =
        switch (act.path("op").asString()) {
          case "writeproperty" -> target + "=" + canonical(act.path("value"));
          case "readproperty" -> target + "?";
          default -> target + "(" + input(act.path("value")) + ")";
        };
    return act.has("afterSeconds") ? what + " after " + act.get("afterSeconds") : what;
  }

  private static boolean later(JsonNode act) {
    return act.has("afterSeconds") || act.path("status").asString("").equals("planned");
  }

  private static String input(JsonNode value) {
    return value.isObject() && value.isEmpty() ? "" : canonical(value);
  }

  /** Texts without regard to case and punctuation around them, 20 for 20.0, times to the second. */
  private static String canonical(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isNumber()) {
      return new BigDecimal(value.asString()).stripTrailingZeros().toPlainString();
    }
    if (value.isArray()) {
      return value.valueStream().map(Accepted::canonical).sorted().toList().toString();
    }
    if (value.isObject()) {
      var members = new TreeMap<String, String>();
      value.forEachEntry((name, member) -> members.put(name, canonical(member)));
      return members.toString();
    }
    String text = value.asString();
    return time(text)
        .map(LocalDateTime::toString)
        .orElseGet(() -> EDGES.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(""));
  }

  private static Optional<LocalDateTime> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
