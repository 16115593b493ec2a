package dev.trine.assistant;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How needs are told in one language: {@code needs/<language>.txt}, whose head says how it is
 * written. Names stand in a sentence as single marks, of which each kind has its own range.
 */
final class NeedGrammar {
  /** The first marks of places, of Things and of persons; there are {@link #MARKS} of each. */
  static final char PLACE = '\ue000';

  static final char THING = '\ue100';
  static final char PERSON = '\ue200';
  static final int MARKS = 0x100;

  private static final String LINES = "@";
  private static final String ADJECTIVES = "= ";

  private final Map<String, String> written = new HashMap<>();
  private final Map<String, Template> words = new HashMap<>();
  private final Map<String, Template> needs = new LinkedHashMap<>();
  private final Template before;
  private final Template behind;

  NeedGrammar(String language) {
    Map<String, String> lines = new LinkedHashMap<>();
    String section = "";
    for (String line : Tables.lines("needs/" + language + ".txt")) {
      String heard = Hearing.inOwnWords(line).text();
      int equals = heard.indexOf(" = ");
      if (heard.matches("\\[[a-z ]+]")) {
        section = heard.substring(1, heard.length() - 1);
      } else if (section.equals("words")) {
        written.put(heard.substring(0, equals), heard.substring(equals + 3));
      } else {
        lines.merge(section, line(heard), (some, more) -> some + "|" + more);
      }
    }
    words.put("place", mark(PLACE));
    words.put("who", mark(PERSON));
    words.put("marked thing", mark(THING));
    words.put("digit", new Template.Range('0', '9'));
    words.put("letter", new Template.Range('a', 'z'));
    words.put("han", new Template.Range('\u4e00', '\u9fff'));
    words.put("thing", Template.of("[{place}['s|的][ ]]{marked thing}", this::word));
    lines.forEach((need, ways) -> needs.put(need, Template.of(ways, this::word)));
    String sentence = written("sentence");
    int at = sentence.indexOf(LINES);
    before = Template.of(sentence.substring(0, at), this::word);
    behind = Template.of(sentence.substring(at + 1), this::word);
  }

  /** {@return the need that a part of a sentence tells, and nothing else} */
  Optional<String> need(String part) {
    if (part.length() > Template.LONGEST) {
      return Optional.empty();
    }
    long starts = before.ends(part, 1);
    return needs.entrySet().stream()
        .filter(need -> {
          long ends = need.getValue().ends(part, starts);
          return ends != 0 && (behind.ends(part, ends) >>> part.length() & 1) == 1;
        })
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** {@return whether a part of a sentence may stand beside a need} */
  boolean isAside(String part) {
    return word("aside").matches(part);
  }

  private String line(String line) {
    return line.startsWith(ADJECTIVES)
        ? written("adjective").replace(LINES, line.substring(ADJECTIVES.length()))
        : line;
  }

  private Template word(String name) {
    Template known = words.get(name);
    if (known == null) {
      known = Template.of(written(name), this::word);
      words.put(name, known);
    }
    return known;
  }

  private String written(String name) {
    String line = written.get(name);
    if (line == null) {
      throw new IllegalStateException("needs: no word {" + name + "}");
    }
    return line;
  }

  private static Template mark(char first) {
    return new Template.Range(first, (char) (first + MARKS - 1));
  }
}
