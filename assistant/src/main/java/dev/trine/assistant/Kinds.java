package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What else machines are called whose kind the model has not learnt: the steam oven is the oven, a
 * 焗炉 in Hong Kong ({@code lexicon/kinds.txt}).
 */
final class Kinds {
  /** The kinds that a word names, each with all its words. */
  private static final Map<String, List<List<String>>> BY_WORD = read();

  private static final int LONGEST =
      BY_WORD.keySet().stream().mapToInt(String::length).max().orElse(0);

  private Kinds() {}

  /** {@return whether a Thing is a car or a part of one} */
  static boolean isOfACar(Thing thing) {
    return thing.types().stream().anyMatch(type -> type.startsWith("Car"));
  }

  private static Map<String, List<List<String>>> read() {
    Map<String, List<List<String>>> byWord = new HashMap<>();
    for (String line : Tables.lines("lexicon/kinds.txt")) {
      List<String> kind = Stream.of(line.split(", ")).map(Hearing::name).distinct().toList();
      kind.forEach(word -> byWord.computeIfAbsent(word, w -> new ArrayList<>()).add(kind));
    }
    return byWord;
  }

  /** {@return where the longest word for a kind ends that begins there; there if none does} */
  static int endAt(String heard, int at) {
    for (int end = Math.min(heard.length(), at + LONGEST); end > at; end--) {
      if (Words.ends(heard, end) && BY_WORD.containsKey(heard.substring(at, end))) {
        return end;
      }
    }
    return at;
  }

  /** {@return what Things may be called by the words of their kinds} */
  static Map<String, Set<Thing>> of(Collection<Thing> things) {
    Map<String, Set<Thing>> called = new LinkedHashMap<>();
    for (Thing thing : things) {
      if (!thing.types().contains("Scene")) {
        words(thing)
            .forEach(word -> called.computeIfAbsent(word, w -> new LinkedHashSet<>()).add(thing));
      }
    }
    return called;
  }

  /** Its titles tell better than its type: a dryer may be one for shoes. */
  private static Set<String> words(Thing thing) {
    Set<String> words = words(Hearing.names(thing.names()).toList());
    return words.isEmpty()
        ? words(
            thing.types().stream().map(type -> Vocabulary.kebab(type).replace('-', ' ')).toList())
        : words;
  }

  /** A wine fridge is no fridge: the longest word tells the kind. */
  private static Set<String> words(List<String> names) {
    Set<String> words = new LinkedHashSet<>();
    for (String name : names) {
      for (int at = Math.max(0, name.length() - LONGEST); at < name.length(); at++) {
        List<List<String>> kinds = BY_WORD.getOrDefault(name.substring(at), List.of());
        if (Words.starts(name, at) && !kinds.isEmpty()) {
          kinds.forEach(words::addAll);
          break;
        }
      }
    }
    return words;
  }
}
