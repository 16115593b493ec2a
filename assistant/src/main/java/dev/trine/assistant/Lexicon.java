package dev.trine.assistant;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The words of one language: what device types, rooms, colours and modes are called. Read from
 * {@code lexicon/<language>.txt}; adding a language adds a file.
 *
 * @param language the language tag, {@code zh} or {@code en}
 * @param sections section name to key to words, in the order of the file
 */
record Lexicon(String language, Map<String, Map<String, List<Word>>> sections) {

  static final List<String> LANGUAGES = List.of("zh", "en");

  /** The lexicons of all languages, read once. */
  static final List<Lexicon> ALL = LANGUAGES.stream().map(Lexicon::read).toList();

  /** A word and, in languages that count, its plural. */
  record Word(String text, String plural) {
    boolean counts() {
      return !plural.isEmpty();
    }
  }

  static Lexicon of(String language) {
    return ALL.stream().filter(l -> l.language().equals(language)).findFirst().orElseThrow();
  }

  /** {@return the very words for some types in all languages} */
  static Stream<Word> firstWords(Set<String> types) {
    return ALL.stream()
        .flatMap(lexicon ->
            types.stream()
                .flatMap(type ->
                    lexicon.section("types").getOrDefault(type, List.of()).stream().limit(1)));
  }

  private static Lexicon read(String language) {
    Map<String, Map<String, List<Word>>> sections = new LinkedHashMap<>();
    Tables.sections("lexicon/" + language + ".txt")
        .forEach((name, lines) -> sections.put(name, section(lines)));
    return new Lexicon(language, sections);
  }

  private static Map<String, List<Word>> section(List<String> lines) {
    Map<String, List<Word>> section = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      List<Word> words = new ArrayList<>();
      for (String word : line.substring(equals + 1).split(",")) {
        String w = word.strip();
        int slash = w.equals("a/c") ? -1 : w.indexOf('/');
        words.add(
            slash < 0 ? new Word(w, "") : new Word(w.substring(0, slash), w.substring(slash + 1)));
      }
      section.merge(line.substring(0, equals).strip(), List.copyOf(words), Lexicon::both);
    }
    return section;
  }

  private static List<Word> both(List<Word> some, List<Word> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** The keys of a section with their words; empty when the language has no such section. */
  Map<String, List<Word>> section(String name) {
    return sections.getOrDefault(name, Map.of());
  }
}
