package dev.trine.runtime;

import dev.trine.runtime.JinjaStatement.Signature;
import dev.trine.runtime.JinjaStatement.Target;
import dev.trine.runtime.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the statements of a template; {@link JinjaExpressionParser} reads what they compute. */
final class JinjaParser {
  private static final int DEEPEST = 100;
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final JinjaTokens tokens;
  private final JinjaExpressionParser expressions;
  private int depth;
  private int loops; // around this place

  private JinjaParser(JinjaTokens tokens) {
    this.tokens = tokens;
    expressions = new JinjaExpressionParser(tokens);
  }

  static List<JinjaStatement> parse(String template) {
    JinjaTokens tokens = new JinjaTokens(JinjaLexer.tokens(template));
    List<JinjaStatement> body = new JinjaParser(tokens).body(Set.of());
    if (tokens.peek().kind() != Kind.END) {
      throw tokens.unexpected();
    }
    return body;
  }

  /** Statements up to a block of one of these names, whose name is then the next token. */
  private List<JinjaStatement> body(Set<String> ends) {
    List<JinjaStatement> body = new ArrayList<>();
    while (true) {
      JinjaToken token = tokens.peek();
      switch (token.kind()) {
        case DATA -> body.add(new JinjaStatement.Data(token.line(), tokens.next().text()));
        case OUTPUT_BEGIN -> {
          tokens.next();
          body.add(new JinjaStatement.Output(token.line(), expressions.tuple(true)));
          tokens.expect(Kind.OUTPUT_END);
        }
        case BLOCK_BEGIN -> {
          tokens.next();
          if (ends.contains(tokens.peek().text())) {
            return body;
          }
          block().ifPresent(body::add);
        }
        default -> {
          if (!ends.isEmpty()) {
            throw tokens.bad(
                "the template ends where " + String.join(" or ", ends) + " is missing");
          }
          return body;
        }
      }
    }
  }

  private Optional<JinjaStatement> block() {
    if (++depth > DEEPEST) {
      throw tokens.bad("more than " + DEEPEST + " blocks within each other");
    }
    int line = tokens.peek().line();
    String name = tokens.expect(Kind.NAME).text();
    JinjaStatement statement =
        switch (name) {
          case "if" -> condition(line);
          case "for" -> loop(line);
          case "set" -> assignment(line);
          case "macro" -> macro(line);
          case "call" -> call(line);
          case "filter" -> filter(line);
          case "with" -> with(line);
          case "do" -> new JinjaStatement.Do(line, expressions.tuple(true));
          case "break" -> inLoop(new JinjaStatement.Break(line), name);
          case "continue" -> inLoop(new JinjaStatement.Continue(line), name);
          case "generation" ->
              new JinjaStatement.Scoped(line, List.of(), enclosed("endgeneration"));
          case "block" -> {
            tokens.expect(Kind.NAME);
            yield new JinjaStatement.Scoped(line, List.of(), enclosed("endblock"));
          }
          default ->
              throw tokens.bad("the statement '" + name + "' is unknown or not possible here");
        };
    if (name.equals("block") && tokens.peek().kind() == Kind.NAME) {
      tokens.next(); // {% endblock name %}
    }
    tokens.expect(Kind.BLOCK_END);
    depth--;
    return Optional.of(statement);
  }

  /** The body of a block up to its end, of which the name is taken. */
  private List<JinjaStatement> enclosed(String end) {
    tokens.expect(Kind.BLOCK_END);
    List<JinjaStatement> body = body(Set.of(end));
    tokens.next();
    return body;
  }

  /** The body of a macro, which a loop around it does not reach into. */
  private List<JinjaStatement> outsideLoops(String end) {
    int around = loops;
    loops = 0;
    List<JinjaStatement> body = enclosed(end);
    loops = around;
    return body;
  }

  private JinjaStatement inLoop(JinjaStatement statement, String name) {
    if (loops == 0) {
      throw tokens.bad("'" + name + "' stands outside of a loop");
    }
    return statement;
  }

  private JinjaStatement condition(int line) {
    JinjaExpression condition = expressions.tuple(false);
    tokens.expect(Kind.BLOCK_END);
    List<JinjaStatement> then = body(Set.of("elif", "else", "endif"));
    String next = tokens.next().text();
    List<JinjaStatement> otherwise = List.of();
    if (next.equals("elif")) {
      otherwise = List.of(condition(tokens.peek().line()));
    } else if (next.equals("else")) {
      otherwise = enclosed("endif");
    }
    return new JinjaStatement.If(line, condition, then, otherwise);
  }

  private JinjaStatement loop(int line) {
    Target target = target();
    tokens.expectName("in");
    JinjaExpression items = expressions.tuple(false);
    Optional<JinjaExpression> filter =
        tokens.takeName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = tokens.takeName("recursive");
    tokens.expect(Kind.BLOCK_END);
    loops++;
    List<JinjaStatement> body = body(Set.of("else", "endfor"));
    loops--;
    List<JinjaStatement> otherwise =
        tokens.next().text().equals("else") ? enclosed("endfor") : List.of();
    return new JinjaStatement.For(line, target, items, filter, recursive, body, otherwise);
  }

  private JinjaStatement assignment(int line) {
    Target target = target();
    if (tokens.takeOperator("=")) {
      return new JinjaStatement.Assign(line, target, expressions.tuple(true));
    }
    JinjaExpression value = expressions.filters(new JinjaExpression.Variable(JinjaStatement.BODY));
    return new JinjaStatement.AssignBlock(line, target, value, enclosed("endset"));
  }

  private Target target() {
    List<Target> targets = new ArrayList<>();
    boolean several = false;
    do {
      if (tokens.takeOperator("(")) {
        targets.add(target());
        tokens.expectOperator(")");
      } else if (tokens.peek().kind() == Kind.NAME && !tokens.peek().text().equals("in")) {
        String name = tokens.next().text();
        if (CONSTANTS.contains(name)) {
          throw tokens.bad("'" + name + "' is a value and cannot be set");
        }
        targets.add(
            tokens.takeOperator(".")
                ? new Target.Field(name, tokens.expect(Kind.NAME).text())
                : new Target.Name(name));
      } else if (targets.isEmpty()) {
        throw tokens.bad("the name of a variable is missing");
      }
      several |= tokens.peek().is(Kind.OPERATOR, ",");
    } while (tokens.takeOperator(","));
    return several ? new Target.Several(targets) : targets.getFirst();
  }

  private JinjaStatement macro(int line) {
    String name = tokens.expect(Kind.NAME).text();
    Signature signature = signature();
    int place = tokens.place();
    List<JinjaStatement> body = outsideLoops("endmacro");
    return new JinjaStatement.DefineMacro(line, name, signature.of(tokens.namesSince(place)), body);
  }

  private Signature signature() {
    List<String> names = new ArrayList<>();
    List<JinjaExpression> defaults = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.takeOperator(")")) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      String name = tokens.expect(Kind.NAME).text();
      if (names.contains(name)) {
        throw tokens.bad("the parameter '" + name + "' is named twice");
      }
      names.add(name);
      if (tokens.takeOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.bad("a parameter without default follows one with a default");
      }
    }
    return new Signature(names, defaults, false, false);
  }

  private JinjaStatement call(int line) {
    Signature signature =
        tokens.peek().is(Kind.OPERATOR, "(")
            ? signature()
            : new Signature(List.of(), List.of(), false, false);
    if (!(expressions.expression() instanceof JinjaExpression.Call call)) {
      throw tokens.bad("'call' needs the call of a macro");
    }
    int place = tokens.place();
    List<JinjaStatement> body = outsideLoops("endcall");
    return new JinjaStatement.CallBlock(line, signature.of(tokens.namesSince(place)), call, body);
  }

  private JinjaStatement filter(int line) {
    JinjaExpression value =
        expressions.firstFilter(new JinjaExpression.Variable(JinjaStatement.BODY));
    return new JinjaStatement.FilterBlock(line, value, enclosed("endfilter"));
  }

  private JinjaStatement with(int line) {
    List<JinjaStatement.Assign> variables = new ArrayList<>();
    while (tokens.peek().kind() != Kind.BLOCK_END) {
      if (!variables.isEmpty()) {
        tokens.expectOperator(",");
      }
      Target target = new Target.Name(tokens.expect(Kind.NAME).text());
      tokens.expectOperator("=");
      variables.add(new JinjaStatement.Assign(line, target, expressions.expression()));
    }
    return new JinjaStatement.Scoped(line, variables, enclosed("endwith"));
  }
}
