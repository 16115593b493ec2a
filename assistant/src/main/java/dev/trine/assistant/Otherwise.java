package dev.trine.assistant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sentences of the evaluation set said otherwise, where it is known what that must lead to: without
 * its commas to the same, with a time to the same at that time, and two orders in one to both. (A
 * relation between a sentence and another tells what is right where nobody wrote it down: T. Y.
 * Chen et al., Metamorphic Testing, 1998.) Times and what stands between two orders are in {@code
 * practice/otherwise.txt}.
 */
final class Otherwise {
  private static final String FILE = "practice/otherwise.txt";

  /** Orders of these kinds say nothing of when, and what they come to is the same at any time. */
  private static final Set<String> AT_ANY_TIME =
      Set.of("on-off", "set", "open-close", "color", "temperature", "fan", "room", "unknown");

  /** Of these two can be said in one breath. */
  private static final Set<String> WHOLE =
      Set.of(
          "on-off set open-close color temperature climate fan room relative vacuum scene list unknown ordinal car media timer"
              .split(" "));

  /** Words or characters of an order: a longer one may hold a remark, whose time it would be. */
  private static final int LONGEST_ENGLISH = 7;

  private static final int LONGEST_CHINESE = 13;

  private static final Pattern PAUSE = Pattern.compile("(?:[，。；;]|,(?!\\d{3})) ?(?=.)|[.] (?=.)");
  private static final Pattern END = Pattern.compile("[\\s.!?。！？…~～，,;；]+$");
  private static final Pattern SAYS_WHEN =
      Pattern.compile("\\b(?:now|right away|tonight|tomorrow)\\b|现在|現在|而家|马上|馬上|即刻|今晚|明天|聽日");

  private final Map<String, List<String>> words = Tables.sections(FILE);
  private final RandomGenerator random;

  private Otherwise(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * {@return what is said to a household in other ways} Their kinds are {@code unpaused}, {@code
   * later} and {@code together}, and {@code of} names the sentences that they were.
   *
   * @param sentences what is said to one household
   * @param seed the same seed, the same sentences
   */
  static List<JsonNode> of(List<JsonNode> sentences, long seed) {
    Otherwise otherwise = new Otherwise(seed);
    List<JsonNode> whole = sentences.stream().filter(it -> isOneOrder(it, WHOLE)).toList();
    List<JsonNode> all = new ArrayList<>();
    sentences.forEach(it -> unpaused(it).ifPresent(all::add));
    sentences.forEach(it -> otherwise.later(it).ifPresent(all::add));
    for (int i = 0; i + 1 < whole.size(); i++) {
      List<JsonNode> behind = whole.subList(i + 1, whole.size());
      otherwise.together(whole.get(i), otherwise.pick(behind)).ifPresent(all::add);
    }
    return all;
  }

  /** As a recogniser of speech writes it. */
  private static Optional<JsonNode> unpaused(JsonNode sentence) {
    String said = said(sentence);
    String unpaused = PAUSE.matcher(said).replaceAll(isChinese(sentence) ? "" : " ");
    boolean pausesInATexts = texts(sentence).anyMatch(text -> PAUSE.matcher(text).find());
    return unpaused.equals(said) || pausesInATexts
        ? Optional.empty()
        : Optional.of(otherwise("unpaused", unpaused, sentence.path("expect"), sentence));
  }

  private Optional<JsonNode> later(JsonNode sentence) {
    if (!isOneOrder(sentence, AT_ANY_TIME) || sentence.has("now")) {
      return Optional.empty();
    }
    Map<String, String> times = Tables.pairs(FILE, words(sentence, "later"));
    String time = pick(List.copyOf(times.keySet()));
    ArrayNode expect = JsonMapper.shared().createArrayNode();
    for (JsonNode accepted : outcomes(sentence)) {
      ObjectNode outcome = accepted.deepCopy().asObject();
      int seconds = Integer.parseInt(times.get(time));
      outcome.path("acts").forEach(act -> act.asObject().put("afterSeconds", seconds));
      expect.add(outcome);
    }
    return Optional.of(otherwise("later", timed(sentence, time), expect, sentence));
  }

  /** In Chinese a time stands before what is done. */
  private String timed(JsonNode sentence, String time) {
    String order = order(sentence);
    if (isChinese(sentence)) {
      return time + order;
    }
    return random.nextBoolean() ? order + " " + time : time + " " + order;
  }

  /** Two orders, each to Things of its own. */
  private Optional<JsonNode> together(JsonNode first, JsonNode second) {
    boolean isSaidAlike =
        Stream.of("in", "now", "state", "confirm", "language")
            .allMatch(it -> first.path(it).equals(second.path(it)));
    if (!isSaidAlike || things(first).anyMatch(things(second).toList()::contains)) {
      return Optional.empty();
    }
    ArrayNode expect = JsonMapper.shared().createArrayNode();
    for (JsonNode one : outcomes(first)) {
      for (JsonNode other : outcomes(second)) {
        ObjectNode both = one.deepCopy().asObject();
        both.withArray("acts").addAll(other.path("acts").valueStream().toList());
        expect.add(both);
      }
    }
    String between = pick(words(first, "between")).replace('_', ' ');
    return Optional.of(
        otherwise("together", order(first) + between + said(second), expect, first, second));
  }

  private static JsonNode otherwise(
      String kind, String said, JsonNode expect, JsonNode... sentences) {
    ObjectNode other = sentences[0].deepCopy().asObject();
    other.put("id", id(sentences[0]) + "-" + kind);
    other.put("kind", kind);
    other.put("utterance", said);
    other.set("expect", expect);
    ArrayNode of = other.putArray("of");
    Stream.of(sentences).map(Otherwise::id).forEach(of::add);
    return other;
  }

  /** Whether a sentence is a short order, all of which is done at once. */
  private static boolean isOneOrder(JsonNode sentence, Set<String> kinds) {
    String said = said(sentence);
    boolean isShort =
        isChinese(sentence)
            ? said.length() <= LONGEST_CHINESE
            : said.split(" ").length <= LONGEST_ENGLISH;
    return isShort
        && kinds.contains(sentence.path("kind").asString())
        && !PAUSE.matcher(said).find()
        && !SAYS_WHEN.matcher(said).find()
        && Accepted.of(sentence.path("expect")).stream()
            .allMatch(
                it -> it.kind().equals("done") && it.later().isEmpty() && it.reads().isEmpty());
  }

  private static List<JsonNode> outcomes(JsonNode sentence) {
    return Accepted.of(sentence.path("expect")).stream().map(Accepted::outcome).toList();
  }

  private static Stream<String> things(JsonNode sentence) {
    return outcomes(sentence).stream()
        .flatMap(outcome -> outcome.path("acts").valueStream())
        .map(act -> act.path("thing").asString());
  }

  /** What is copied from a sentence. */
  private static Stream<String> texts(JsonNode sentence) {
    return outcomes(sentence).stream()
        .flatMap(it -> Stream.of("acts", "proposed").map(it::path))
        .flatMap(JsonNode::valueStream)
        .flatMap(act -> strings(act.path("value")));
  }

  private static Stream<String> strings(JsonNode value) {
    return value.isString()
        ? Stream.of(value.asString())
        : value.valueStream().flatMap(Otherwise::strings);
  }

  private List<String> words(JsonNode sentence, String what) {
    return words.getOrDefault(language(sentence) + " " + what, List.of());
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String id(JsonNode sentence) {
    return sentence.path("id").asString();
  }

  private static String said(JsonNode sentence) {
    return sentence.path("utterance").asString();
  }

  /** Something can be said behind it. */
  private static String order(JsonNode sentence) {
    return END.matcher(said(sentence)).replaceAll("");
  }

  private static String language(JsonNode sentence) {
    return sentence.path("language").asString();
  }

  private static boolean isChinese(JsonNode sentence) {
    return language(sentence).startsWith("zh");
  }
}
