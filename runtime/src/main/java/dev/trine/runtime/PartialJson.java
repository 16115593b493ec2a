package dev.trine.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** JSON of which the end may not be there yet. */
final class PartialJson {
  /** Where a value stands; {@code to} is -1 as long as its end is not there. */
  record Span(int from, int to) {
    boolean complete() {
      return to >= 0;
    }

    String in(String text) {
      return text.substring(from, complete() ? to : text.length());
    }
  }

  private PartialJson() {}

  static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The value that begins at a place. Brackets and quotes are followed, nothing is checked. */
  static Span value(String text, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted) {
        at += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      } else if (depth > 0 || !(c == ',' || c == ':' || Character.isWhitespace(c))) {
        continue;
      } else {
        return new Span(from, at);
      }
      if (depth < 0) {
        return new Span(from, at);
      }
      if (depth == 0 && !quoted) {
        return new Span(from, at + 1);
      }
    }
    return new Span(from, -1);
  }

  /** The members of the object that begins at a place, as far as they are there. */
  static Map<String, Span> members(String text, int from) {
    Map<String, Span> members = new LinkedHashMap<>();
    int at = skipSpace(text, from + 1);
    while (at < text.length() && text.charAt(at) == '"') {
      Span key = value(text, at);
      if (!key.complete()) {
        break;
      }
      at = skipSpace(text, key.to());
      if (at >= text.length() || text.charAt(at) != ':') {
        break;
      }
      at = skipSpace(text, at + 1);
      if (at >= text.length()) {
        break;
      }
      Span value = value(text, at);
      members.put(string(key.in(text)).orElse(""), value);
      if (!value.complete()) {
        break;
      }
      at = skipSpace(text, value.to());
      if (at < text.length() && text.charAt(at) == ',') {
        at = skipSpace(text, at + 1);
      }
    }
    return members;
  }

  /** The text of a JSON string. */
  static Optional<String> string(String json) {
    try {
      return JsonMapper.shared().readTree(json).asStringOpt();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
