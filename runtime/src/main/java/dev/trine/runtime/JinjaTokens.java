package dev.trine.runtime;

import dev.trine.runtime.JinjaToken.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tokens of a template, one after the other. */
final class JinjaTokens {
  private final List<JinjaToken> tokens; // the last one is END
  private int at;

  JinjaTokens(List<JinjaToken> tokens) {
    this.tokens = tokens;
  }

  JinjaToken peek() {
    return tokens.get(at);
  }

  JinjaToken next() {
    JinjaToken token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  /** Where the next token stands. */
  int place() {
    return at;
  }

  /** The names that were read since a place. */
  Set<String> namesSince(int place) {
    return tokens.subList(place, at).stream()
        .filter(token -> token.kind() == Kind.NAME)
        .map(JinjaToken::text)
        .collect(Collectors.toSet());
  }

  /** The token behind the next one. */
  JinjaToken second() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  boolean takeOperator(String operator) {
    return take(Kind.OPERATOR, operator);
  }

  boolean takeName(String name) {
    return take(Kind.NAME, name);
  }

  private boolean take(Kind kind, String text) {
    boolean found = peek().is(kind, text);
    if (found) {
      next();
    }
    return found;
  }

  JinjaToken expect(Kind kind) {
    if (peek().kind() != kind) {
      throw unexpected();
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!takeOperator(operator)) {
      throw bad("'" + operator + "' is missing before " + described(peek()));
    }
  }

  void expectName(String name) {
    if (!takeName(name)) {
      throw bad("'" + name + "' is missing before " + described(peek()));
    }
  }

  TemplateException unexpected() {
    return bad(described(peek()) + " is not possible here");
  }

  private static String described(JinjaToken token) {
    return switch (token.kind()) {
      case OUTPUT_END -> "'}}'";
      case BLOCK_END -> "'%}'";
      case DATA -> "text";
      case END -> token.text();
      default -> "'" + token.text() + "'";
    };
  }

  TemplateException bad(String why) {
    return new TemplateException("template line " + peek().line() + ": " + why);
  }
}
