package dev.trine.assistant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static Lexicon read(String language) {
    Map<String, Map<String, List<Word>>> sections = new LinkedHashMap<>();
    Map<String, List<Word>> section = new LinkedHashMap<>();
    for (String line : lines("lexicon/" + language + ".txt")) {
      if (line.startsWith("[")) {
        section = new LinkedHashMap<>();
        sections.put(line.substring(1, line.length() - 1), section);
        continue;
      }
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
    return new Lexicon(language, sections);
  }

  private static List<Word> both(List<Word> some, List<Word> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** The keys of a section with their words; empty when the language has no such section. */
  Map<String, List<Word>> section(String name) {
    return sections.getOrDefault(name, Map.of());
  }

  /** A resource of this room. */
  static String text(String resource) {
    try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing: build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the lines of a resource that give words for a word: {@code word = one, another}} */
  static Map<String, List<String>> table(String resource) {
    Map<String, List<String>> table = new LinkedHashMap<>();
    for (String line : lines(resource)) {
      int equals = line.indexOf('=');
      List<String> words = new ArrayList<>();
      for (String word : line.substring(equals + 1).split(",")) {
        words.add(word.strip());
      }
      table.put(line.substring(0, equals).strip(), words);
    }
    return table;
  }

  /** The lines of a resource of this room, without comments and blank lines. */
  static List<String> lines(String resource) {
    return text(resource).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }
}
