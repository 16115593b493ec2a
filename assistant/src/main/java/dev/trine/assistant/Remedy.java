package dev.trine.assistant;

import dev.trine.assistant.Clause.State;
import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Home;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What may help against a need, as {@code needs/remedies.txt} has it, whose head says how it is
 * written.
 *
 * @param kinds the Things that help
 * @param conditions what must be so before
 * @param deeds what is done to them, in this order
 */
record Remedy(List<Kind> kinds, List<Condition> conditions, List<Deed> deeds) {
  private static final String FILE = "needs/remedies.txt";
  private static final Pattern WORD = Pattern.compile("<([a-z ]+)>");
  private static final Pattern ANY_OF = Pattern.compile("\\bdo ([a-z|-]+\\|[a-z-]+)");
  private static final String PLACES = "places";
  private static final String NUMBER = "number";
  private static final String WORD_SAID = "word";

  /** How far from the place meant a kind is looked for. */
  enum Reach {
    THERE,
    AROUND,
    ANYWHERE
  }

  /**
   * Things of a kind.
   *
   * @param type their type, {@code *Feeder} for any that ends so, or {@code *} for any at all
   * @param named words of which one stands in their names; empty where any name will do
   * @param notNamed words of which none does
   */
  record Kind(String type, Reach reach, List<String> named, List<String> notNamed) {
    boolean isOf(Thing thing) {
      return (isOfType(thing) || Words.standsFor(thing, type))
          && (named.isEmpty() || isNamed(thing, named))
          && !isNamed(thing, notNamed);
    }

    private boolean isOfType(Thing thing) {
      return type.startsWith("*")
          ? thing.types().stream().anyMatch(it -> it.endsWith(type.substring(1)))
          : thing.types().contains(type);
    }

    private static boolean isNamed(Thing thing, List<String> words) {
      return thing.names().all().stream()
          .map(Hearing::name)
          .anyMatch(name -> words.stream().anyMatch(name::contains));
    }
  }

  /**
   * A state that a Thing must be in.
   *
   * @param value empty where it must not have the property
   * @param isOfAny whether it is enough that one of the Things is in it
   */
  record Condition(String name, String value, boolean isOfAny) {
    boolean isOf(Thing thing, Home home) {
      return value.isEmpty()
          ? thing.property(name).isEmpty()
          : new State(name, value).isOf(thing, home);
    }
  }

  /** What is done to a Thing, always or where it is in a state. */
  record Deed(Verb verb, String name, String value, Optional<Condition> condition) {
    Clause clause() {
      return new Clause(verb, Optional.empty(), name, verb == Verb.DO ? "" : value);
    }

    boolean isOffered(Thing thing) {
      return Instead.offered(thing, clause()).isPresent()
          && thing.property(name).stream()
              .allMatch(property ->
                  !(property.schema() instanceof ValueSchema.Text text)
                      || text.values().contains(value));
    }

    /** Whether it is told the places that were meant. */
    boolean isSentTo() {
      return value.equals(PLACES);
    }

    /** Whether it is told how much was said. */
    boolean isCounted() {
      return value.equals(NUMBER);
    }

    /** Whether it is told which of its words was said. */
    boolean isWorded() {
      return value.equals(WORD_SAID);
    }
  }

  /** {@return the remedies of each need, the first ones first} */
  static Map<String, List<Remedy>> read() {
    Map<String, List<String>> needs = new LinkedHashMap<>(Tables.sections(FILE));
    Map<String, String> words = Tables.pairs(FILE, needs.getOrDefault("", List.of()));
    needs.remove("");
    Map<String, List<Remedy>> remedies = new LinkedHashMap<>();
    needs.forEach((need, lines) ->
        remedies.put(
            need,
            lines.stream()
                .map(line -> whole(line, words))
                .flatMap(Remedy::oneByOne)
                .map(Remedy::remedy)
                .toList()));
    return remedies;
  }

  /** A line with the lists that stand before the first need. */
  private static String whole(String line, Map<String, String> words) {
    return WORD.matcher(line)
        .replaceAll(it -> Matcher.quoteReplacement(words.getOrDefault(it.group(1), "")));
  }

  /** Machines call the same deed by several names: one remedy for each. */
  private static Stream<String> oneByOne(String line) {
    Matcher names = ANY_OF.matcher(line);
    return names.find()
        ? Stream.of(names.group(1).split("\\|"))
            .map(name -> line.substring(0, names.start(1)) + name + line.substring(names.end(1)))
        : Stream.of(line);
  }

  /** Kinds, a colon, conditions, an equals sign, deeds. */
  private static Remedy remedy(String line) {
    int colon = line.indexOf(" : ");
    int equals = line.indexOf("= ", colon);
    return new Remedy(
        list(line.substring(0, colon), ", *").stream().map(Remedy::kind).toList(),
        list(line.substring(colon + 3, equals), " and ").stream().map(Remedy::condition).toList(),
        list(line.substring(equals + 2), ", *").stream().map(Remedy::deed).toList());
  }

  private static List<String> list(String text, String separator) {
    return text.isBlank() ? List.of() : List.of(text.strip().split(separator));
  }

  private static Kind kind(String text) {
    Reach reach =
        switch (text.charAt(0)) {
          case '^' -> Reach.AROUND;
          case '@' -> Reach.ANYWHERE;
          default -> Reach.THERE;
        };
    String[] not = (reach == Reach.THERE ? text : text.substring(1)).split("!", 2);
    String[] named = not[0].split("~", 2);
    return new Kind(
        named[0],
        reach,
        named.length < 2 ? List.of() : words(named[1]),
        not.length < 2 ? List.of() : words(not[1]));
  }

  private static List<String> words(String text) {
    return list(text, "\\|").stream().map(Hearing::name).toList();
  }

  private static Condition condition(String text) {
    boolean isOfAny = text.startsWith("any ");
    String[] words = text.substring(isOfAny ? 4 : 0).split(" ", 2);
    return words[0].equals("no")
        ? new Condition(words[1], "", isOfAny)
        : new Condition(words[0], words[1], isOfAny);
  }

  private static Deed deed(String text) {
    String[] condition = text.split(" if ", 2);
    String[] words = condition[0].split(" ", 3);
    return new Deed(
        Verb.of(words[0]),
        words[1],
        words.length < 3 ? "" : words[2],
        condition.length < 2 ? Optional.empty() : Optional.of(condition(condition[1])));
  }
}
