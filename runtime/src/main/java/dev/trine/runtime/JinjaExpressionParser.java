package dev.trine.runtime;

import dev.trine.runtime.JinjaExpression.Arguments;
import dev.trine.runtime.JinjaExpression.Compared;
import dev.trine.runtime.JinjaExpression.Constant;
import dev.trine.runtime.JinjaToken.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads expressions, from what binds least to what binds most, in Jinja's order. */
final class JinjaExpressionParser {
  private static final int DEEPEST = 200;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<Kind> OPERANDS =
      Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER, Kind.FLOAT);

  private final JinjaTokens tokens;
  private int depth;

  JinjaExpressionParser(JinjaTokens tokens) {
    this.tokens = tokens;
  }

  /** One expression, or several with commas between them, which are a tuple. */
  JinjaExpression tuple(boolean conditional) {
    List<JinjaExpression> items = new ArrayList<>();
    boolean comma = false;
    do {
      if (!items.isEmpty() && tupleEnds()) {
        break;
      }
      items.add(conditional ? expression() : or());
      comma |= tokens.peek().is(Kind.OPERATOR, ",");
    } while (tokens.takeOperator(","));
    return comma ? new JinjaExpression.Sequence(items, true) : items.getFirst();
  }

  private boolean tupleEnds() {
    JinjaToken token = tokens.peek();
    return token.kind() == Kind.BLOCK_END
        || token.kind() == Kind.OUTPUT_END
        || token.is(Kind.OPERATOR, ")")
        || token.is(Kind.OPERATOR, "]");
  }

  JinjaExpression expression() {
    if (++depth > DEEPEST) {
      throw tokens.bad("more than " + DEEPEST + " expressions within each other");
    }
    JinjaExpression value = or();
    while (tokens.takeName("if")) {
      JinjaExpression condition = or();
      Optional<JinjaExpression> otherwise =
          tokens.takeName("else") ? Optional.of(expression()) : Optional.empty();
      value = new JinjaExpression.Conditional(condition, value, otherwise);
    }
    depth--;
    return value;
  }

  private JinjaExpression or() {
    JinjaExpression left = and();
    while (tokens.takeName("or")) {
      left = new JinjaExpression.Or(left, and());
    }
    return left;
  }

  private JinjaExpression and() {
    JinjaExpression left = not();
    while (tokens.takeName("and")) {
      left = new JinjaExpression.And(left, not());
    }
    return left;
  }

  private JinjaExpression not() {
    int count = 0;
    while (tokens.takeName("not")) {
      count++;
    }
    JinjaExpression value = comparison();
    for (int i = 0; i < Math.min(count, 2 - count % 2); i++) { // more than two cancel out
      value = new JinjaExpression.Not(value);
    }
    return value;
  }

  private JinjaExpression comparison() {
    JinjaExpression first = sum();
    List<Compared> rest = new ArrayList<>();
    while (true) {
      JinjaToken token = tokens.peek();
      if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        rest.add(new Compared(tokens.next().text(), sum()));
      } else if (tokens.takeName("in")) {
        rest.add(new Compared("in", sum()));
      } else if (token.is(Kind.NAME, "not") && tokens.second().is(Kind.NAME, "in")) {
        tokens.next();
        tokens.next();
        rest.add(new Compared("not in", sum()));
      } else {
        return rest.isEmpty() ? first : new JinjaExpression.Comparison(first, rest);
      }
    }
  }

  private JinjaExpression sum() {
    return binary(Set.of("+", "-"), this::joined);
  }

  private JinjaExpression joined() {
    return binary(Set.of("~"), this::product);
  }

  private JinjaExpression product() {
    return binary(Set.of("*", "/", "//", "%"), this::power);
  }

  private JinjaExpression power() {
    return binary(Set.of("**"), () -> unary(true));
  }

  private JinjaExpression binary(Set<String> operators, Supplier<JinjaExpression> operand) {
    JinjaExpression left = operand.get();
    while (tokens.peek().kind() == Kind.OPERATOR && operators.contains(tokens.peek().text())) {
      left = new JinjaExpression.Binary(tokens.next().text(), left, operand.get());
    }
    return left;
  }

  private JinjaExpression unary(boolean filtered) {
    if (++depth > DEEPEST) {
      throw tokens.bad("more than " + DEEPEST + " expressions within each other");
    }
    JinjaExpression value;
    if (tokens.takeOperator("-")) {
      value = new JinjaExpression.Negative(unary(false));
    } else if (tokens.takeOperator("+")) {
      value = unary(false);
    } else {
      value = primary();
    }
    value = postfix(value);
    depth--;
    return filtered ? filters(value) : value;
  }

  private JinjaExpression primary() {
    JinjaToken token = tokens.next();
    return switch (token.kind()) {
      case NAME ->
          switch (token.text()) {
            case "true", "True" -> new Constant(true);
            case "false", "False" -> new Constant(false);
            case "none", "None" -> new Constant(Python.None.NONE);
            default -> new JinjaExpression.Variable(token.text());
          };
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.peek().kind() == Kind.STRING) {
          text.append(tokens.next().text());
        }
        yield new Constant(text.toString());
      }
      case INTEGER -> new Constant(PythonNumbers.whole(integer(token.text().replace("_", ""))));
      case FLOAT -> new Constant(Double.valueOf(token.text().replace("_", "")));
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesis();
            case "[" -> new JinjaExpression.Sequence(items("]"), false);
            case "{" -> dictionary();
            default -> throw tokens.bad("'" + token.text() + "' is not possible here");
          };
      default -> throw tokens.bad("an expression is missing");
    };
  }

  private static BigInteger integer(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    int radix =
        lower.startsWith("0x") ? 16 : lower.startsWith("0o") ? 8 : lower.startsWith("0b") ? 2 : 10;
    return new BigInteger(radix == 10 ? lower : lower.substring(2), radix);
  }

  private JinjaExpression parenthesis() {
    if (tokens.takeOperator(")")) {
      return new JinjaExpression.Sequence(List.of(), true);
    }
    JinjaExpression inner = tuple(true);
    tokens.expectOperator(")");
    return inner;
  }

  private List<JinjaExpression> items(String close) {
    List<JinjaExpression> items = new ArrayList<>();
    while (!tokens.takeOperator(close)) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator(close)) {
          break;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private JinjaExpression dictionary() {
    List<Map.Entry<JinjaExpression, JinjaExpression>> entries = new ArrayList<>();
    while (!tokens.takeOperator("}")) {
      if (!entries.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator("}")) {
          break;
        }
      }
      JinjaExpression key = expression();
      tokens.expectOperator(":");
      entries.add(Map.entry(key, expression()));
    }
    return new JinjaExpression.Dictionary(entries);
  }

  /** Attributes, items and calls. */
  private JinjaExpression postfix(JinjaExpression of) {
    JinjaExpression value = of;
    while (true) {
      if (tokens.takeOperator(".")) {
        JinjaToken name = tokens.next();
        value =
            switch (name.kind()) {
              case NAME -> new JinjaExpression.Attribute(value, name.text());
              case INTEGER ->
                  new JinjaExpression.Item(value, new Constant(Long.valueOf(name.text())));
              default -> throw tokens.bad("the name of an attribute is missing");
            };
      } else if (tokens.takeOperator("[")) {
        value = subscript(value);
      } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
        value = new JinjaExpression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private JinjaExpression subscript(JinjaExpression of) {
    Optional<JinjaExpression> from = sliceBound();
    if (!tokens.takeOperator(":")) {
      JinjaExpression key = from.orElseThrow(() -> tokens.bad("an index is missing"));
      if (tokens.peek().is(Kind.OPERATOR, ",")) {
        List<JinjaExpression> keys = new ArrayList<>(List.of(key));
        while (tokens.takeOperator(",")) {
          keys.add(expression());
        }
        key = new JinjaExpression.Sequence(keys, true);
      }
      tokens.expectOperator("]");
      return new JinjaExpression.Item(of, key);
    }
    Optional<JinjaExpression> to = sliceBound();
    Optional<JinjaExpression> step = tokens.takeOperator(":") ? sliceBound() : Optional.empty();
    tokens.expectOperator("]");
    return new JinjaExpression.Slice(of, from, to, step);
  }

  private Optional<JinjaExpression> sliceBound() {
    JinjaToken token = tokens.peek();
    return token.is(Kind.OPERATOR, ":") || token.is(Kind.OPERATOR, "]")
        ? Optional.empty()
        : Optional.of(expression());
  }

  /** Filters, tests and calls behind a value. */
  JinjaExpression filters(JinjaExpression of) {
    JinjaExpression value = of;
    while (true) {
      if (tokens.takeOperator("|")) {
        value = filter(value);
      } else if (tokens.takeName("is")) {
        value = test(value);
      } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
        value = new JinjaExpression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  /** Filters of which the first has no bar before it. */
  JinjaExpression firstFilter(JinjaExpression of) {
    return filters(filter(of));
  }

  private JinjaExpression filter(JinjaExpression of) {
    String name = dotted();
    Arguments arguments = tokens.peek().is(Kind.OPERATOR, "(") ? arguments() : Arguments.NONE;
    return new JinjaExpression.Filter(of, name, arguments);
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME).text());
    while (tokens.takeOperator(".")) {
      name.append('.').append(tokens.expect(Kind.NAME).text());
    }
    return name.toString();
  }

  private JinjaExpression test(JinjaExpression of) {
    boolean negated = tokens.takeName("not");
    String name = dotted();
    JinjaToken next = tokens.peek();
    Arguments arguments = Arguments.NONE;
    if (next.is(Kind.OPERATOR, "(")) {
      arguments = arguments();
    } else if ((OPERANDS.contains(next.kind())
            || next.is(Kind.OPERATOR, "[")
            || next.is(Kind.OPERATOR, "{"))
        && !(next.kind() == Kind.NAME
            && Set.of("else", "or", "and", "is", "in", "if", "not", "recursive")
                .contains(next.text()))) {
      JinjaExpression operand = postfix(primary());
      arguments = new Arguments(List.of(operand), Map.of(), Optional.empty(), Optional.empty());
    }
    JinjaExpression test = new JinjaExpression.Test(of, name, arguments);
    return negated ? new JinjaExpression.Not(test) : test;
  }

  private Arguments arguments() {
    List<JinjaExpression> positional = new ArrayList<>();
    Map<String, JinjaExpression> named = new LinkedHashMap<>();
    Optional<JinjaExpression> star = Optional.empty();
    Optional<JinjaExpression> doubleStar = Optional.empty();
    tokens.expectOperator("(");
    boolean first = true;
    while (!tokens.takeOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.takeOperator(")")) {
          break;
        }
      }
      first = false;
      if (tokens.takeOperator("*")) {
        star = Optional.of(expression());
      } else if (tokens.takeOperator("**")) {
        doubleStar = Optional.of(expression());
      } else if (tokens.peek().kind() == Kind.NAME && tokens.second().is(Kind.OPERATOR, "=")) {
        String name = tokens.next().text();
        tokens.next();
        named.put(name, expression());
      } else if (named.isEmpty() && doubleStar.isEmpty()) {
        positional.add(expression());
      } else {
        throw tokens.bad("an argument without a name follows one with a name");
      }
    }
    return new Arguments(positional, named, star, doubleStar);
  }
}
