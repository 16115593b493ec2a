package dev.trine.assistant;

import dev.trine.things.Home;
import dev.trine.things.Reading;
import dev.trine.things.Thing;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Finds the timer, entry or item that is meant among those that a Thing has. */
final class Entries {
  /** So much of the pairs of characters of two names must be the same: pasta, the pasta one. */
  private static final double ALIKE = 0.5;

  /** Fewer characters are parts of too many names. */
  private static final int LEAST_HAN = 3;

  /** The properties in which Things keep them. */
  private static final List<String> LISTS = List.of("timers", "entries", "items");

  private final List<JsonNode> entries;

  /** {@return what a Thing keeps, as it last said} */
  static Optional<Entries> of(Thing thing, Home home) {
    return LISTS.stream()
        .filter(thing.properties()::containsKey)
        .flatMap(list -> home.state(thing, list).map(Reading::value).stream())
        .filter(JsonNode::isArray)
        .map(Entries::new)
        .findFirst();
  }

  Entries(JsonNode list) {
    entries = list.valueStream().toList();
  }

  int size() {
    return entries.size();
  }

  /** {@return the one that is meant by the first of these ordinals} */
  Optional<JsonNode> at(List<Integer> ordinals) {
    return Which.of(entries, ordinals).stream().findFirst();
  }

  /** {@return the one whose name is most like these words; nothing where none is like them} */
  Optional<JsonNode> called(String words) {
    String said = Hearing.normal(words);
    double best = 0;
    Optional<JsonNode> found = Optional.empty();
    for (JsonNode entry : entries) {
      double alike = alike(said, Hearing.normal(name(entry)));
      if (alike > best) {
        best = alike;
        found = Optional.of(entry);
      }
    }
    return best >= ALIKE ? found : sharing(said);
  }

  /** "The vet appointment" is called "Vet for Biscuit": the one that has one of the words. */
  private Optional<JsonNode> sharing(String said) {
    List<String> words =
        Stream.of(said.split("[^a-z0-9']+"))
            .filter(word -> word.length() > 2 && !Misheard.isCommon(word))
            .toList();
    return Only.of(
        entries.stream()
            .filter(entry ->
                words.stream().anyMatch(word -> Words.isSaid(word, Hearing.normal(name(entry))))
                    || isInOtherOrder(Hearing.normal(name(entry)), said)));
  }

  /** {@return the one that a sentence names: "the appointment with Dr Comeau", 晴晴牙医个约} */
  Optional<JsonNode> saidIn(String heard) {
    List<JsonNode> said =
        entries.stream()
            .filter(entry -> !name(entry).isEmpty())
            .filter(entry -> Words.isSaid(Hearing.name(name(entry)), heard))
            .toList();
    return said.size() == 1
        ? said.stream().findFirst()
        : Script.endsInHan(heard) ? Optional.empty() : sharing(heard);
  }

  /** 电费交完了 tells of 交电费. */
  private static boolean isInOtherOrder(String name, String said) {
    return name.length() >= LEAST_HAN
        && Script.endsInHan(name)
        && name.chars().allMatch(c -> said.indexOf(c) >= 0);
  }

  /** {@return the first whose member is one of these values} */
  Optional<JsonNode> with(String member, List<JsonNode> values) {
    return values.stream()
        .flatMap(value -> entries.stream().filter(e -> value.equals(e.path(member))))
        .findFirst();
  }

  List<JsonNode> all() {
    return entries;
  }

  /** {@return what an entry is called; empty where it has no name} */
  static String name(JsonNode entry) {
    return entry.isString()
        ? entry.stringValue()
        : Stream.of("title", "name")
            .map(member -> entry.path(member).asString(""))
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse("");
  }

  /** 1 for the same, at least a half where one contains the other, else Dice's coefficient. */
  private static double alike(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return 0;
    }
    if (a.equals(b)) {
      return 1;
    }
    Set<String> mine = pairs(a);
    Set<String> other = pairs(b);
    int all = mine.size() + other.size();
    mine.retainAll(other);
    double dice = all == 0 ? 0 : 2.0 * mine.size() / all;
    return a.contains(b) || b.contains(a) ? Math.max(dice, ALIKE) : dice;
  }

  private static Set<String> pairs(String text) {
    Set<String> pairs = new HashSet<>();
    for (int i = 0; i + 2 <= text.length(); i++) {
      pairs.add(text.substring(i, i + 2));
    }
    return pairs;
  }
}
