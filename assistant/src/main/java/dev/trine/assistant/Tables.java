package dev.trine.assistant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the resource files of this room: lines, where {@code #} begins a comment, many of them
 * {@code key = value} or {@code key = one, another}, some in sections that begin with {@code
 * [section]}. All maps are in the order of the file.
 */
final class Tables {
  private static final String EQUALS = " = ";

  private Tables() {}

  /** {@return the whole text of a resource} */
  static String text(String resource) {
    try (InputStream in = Tables.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing: build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the lines of a resource, without comments and blank lines} */
  static List<String> lines(String resource) {
    return text(resource).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /** {@return what stands between the blanks of a resource: 體体 動动} */
  static List<String> words(String resource) {
    return lines(resource).stream().flatMap(line -> Stream.of(line.split(" "))).toList();
  }

  /** {@return the lines of each section; under no name those before the first} */
  static Map<String, List<String>> sections(String resource) {
    return sections(lines(resource));
  }

  static Map<String, List<String>> sections(List<String> lines) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    String section = "";
    for (String line : lines) {
      boolean isHead = line.startsWith("[") && line.endsWith("]");
      section = isHead ? line.substring(1, line.length() - 1) : section;
      List<String> known = sections.computeIfAbsent(section, s -> new ArrayList<>());
      if (!isHead) {
        known.add(line);
      }
    }
    return Collections.unmodifiableMap(sections);
  }

  /** {@return the values of a resource by their keys: {@code key = value}; a key stands once} */
  static Map<String, String> pairs(String resource) {
    return pairs(resource, lines(resource));
  }

  /**
   * {@return the values of some lines of a resource by their keys}
   *
   * @param resource where they stand, for who must mend them
   */
  static Map<String, String> pairs(String resource, List<String> lines) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String line : lines) {
      String whole = line + " "; // a value may be empty: "pause ="
      int equals = whole.indexOf(EQUALS);
      if (equals < 0) {
        throw unread(resource, line, "write key = value");
      }
      String key = line.substring(0, equals);
      if (pairs.put(key, whole.substring(equals + EQUALS.length()).strip()) != null) {
        throw unread(resource, line, "write one line for \"" + key + "\"");
      }
    }
    return Collections.unmodifiableMap(pairs);
  }

  /** {@return the words of a resource by their keys: {@code key = one, another}} */
  static Map<String, List<String>> table(String resource) {
    return table(resource, lines(resource));
  }

  /**
   * {@return the words of some lines of a resource by their keys}
   *
   * @param resource where they stand, for who must mend them
   */
  static Map<String, List<String>> table(String resource, List<String> lines) {
    Map<String, List<String>> table = new LinkedHashMap<>();
    pairs(resource, lines).forEach((key, words) -> table.put(key, list(words)));
    return Collections.unmodifiableMap(table);
  }

  private static List<String> list(String words) {
    return Stream.of(words.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
  }

  private static IllegalStateException unread(String resource, String line, String remedy) {
    return new IllegalStateException(
        "%s cannot be read at \"%s\": %s".formatted(resource, line, remedy));
  }
}
