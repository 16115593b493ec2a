package dev.trine.runtime;

import dev.trine.runtime.JinjaExpression.Arguments;
import dev.trine.runtime.JinjaExpression.Compared;
import dev.trine.runtime.JinjaFunction.Given;
import dev.trine.runtime.JinjaStatement.Signature;
import dev.trine.runtime.JinjaStatement.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rendering of a template: it runs the statements and gathers their text. What is computed is
 * bounded, so that no template can run for ever.
 */
final class Jinja {
  private static final int MOST_STEPS = 5_000_000;
  private static final int LONGEST = 1 << 26; // characters of the text
  private static final int DEEPEST = 150; // calls within each other

  /** How statements ended. */
  private enum Way {
    ON,
    BREAK,
    CONTINUE
  }

  private StringBuilder out = new StringBuilder();
  private int steps;
  private int depth;
  private int line = 1;

  private Jinja() {}

  /**
   * The text of a template.
   *
   * @throws TemplateException if the template refuses the values, or what it computes is impossible
   */
  static String render(List<JinjaStatement> template, Map<String, Object> variables) {
    Jinja rendering = new Jinja();
    try {
      rendering.run(template, new JinjaScope(variables));
      return rendering.out.toString();
    } catch (TemplateException e) {
      throw new TemplateException("template line " + rendering.line + ": " + e.getMessage());
    } catch (StackOverflowError | OutOfMemoryError e) {
      throw new TemplateException("template line " + rendering.line + ": it computes too much");
    }
  }

  private void step() {
    if (++steps > MOST_STEPS || out.length() > LONGEST) {
      throw new TemplateException("the template computes or writes too much");
    }
  }

  private Way run(List<JinjaStatement> statements, JinjaScope scope) {
    for (JinjaStatement statement : statements) {
      step();
      line = statement.line();
      Way way = run(statement, scope);
      if (way != Way.ON) {
        return way;
      }
    }
    return Way.ON;
  }

  private Way run(JinjaStatement statement, JinjaScope scope) {
    switch (statement) {
      case JinjaStatement.Data data -> out.append(data.text());
      case JinjaStatement.Output output ->
          out.append(Python.string(evaluate(output.value(), scope)));
      case JinjaStatement.If condition -> {
        boolean holds = Python.truth(evaluate(condition.condition(), scope));
        return run(holds ? condition.then() : condition.otherwise(), scope);
      }
      case JinjaStatement.For loop -> run(loop, plain(loop.items(), scope), 0, scope);
      case JinjaStatement.Assign it -> assign(it.target(), evaluate(it.value(), scope), scope);
      case JinjaStatement.AssignBlock it ->
          assign(it.target(), filtered(it.value(), it.body(), scope), scope);
      case JinjaStatement.FilterBlock it ->
          out.append(Python.string(filtered(it.value(), it.body(), scope)));
      case JinjaStatement.DefineMacro it ->
          scope.set(it.name(), macro(it.name(), it.signature(), it.body(), scope));
      case JinjaStatement.CallBlock it -> call(it, scope);
      case JinjaStatement.Scoped it -> {
        JinjaScope inner = scope.inner();
        it.variables() // none of them sees another
            .forEach(
                variable -> assign(variable.target(), evaluate(variable.value(), scope), inner));
        return run(it.body(), inner);
      }
      case JinjaStatement.Break _ -> {
        return Way.BREAK;
      }
      case JinjaStatement.Continue _ -> {
        return Way.CONTINUE;
      }
      case JinjaStatement.Do it -> evaluate(it.value(), scope);
    }
    return Way.ON;
  }

  private void run(JinjaStatement.For loop, Object values, int level, JinjaScope scope) {
    if (values instanceof Python.None) {
      throw new TemplateException("none cannot be gone through");
    }
    List<Object> items = new ArrayList<>();
    for (Object item : Python.iterate(values)) {
      JinjaScope inner = scope.inner();
      assign(loop.target(), item, inner);
      if (loop.filter().isEmpty() || Python.truth(evaluate(loop.filter().get(), inner))) {
        items.add(item);
      }
    }
    JinjaLoop state =
        new JinjaLoop(
            items,
            level,
            given -> {
              if (!loop.recursive()) {
                throw new TemplateException(
                    "the loop is not recursive; write 'recursive' at its end");
              }
              return captured(() -> run(loop, given.require(0, "iterable"), level + 1, scope));
            });
    boolean went = false; // once through the whole body, which is what Jinja asks before an else
    for (Object item : items) {
      step();
      state.next();
      JinjaScope inner = scope.inner();
      inner.set("loop", state);
      assign(loop.target(), item, inner);
      Way way = run(loop.body(), inner);
      went |= way == Way.ON;
      if (way == Way.BREAK) {
        break;
      }
    }
    if (!went) {
      run(loop.otherwise(), scope.inner());
    }
  }

  private void assign(Target target, Object value, JinjaScope scope) {
    switch (target) {
      case Target.Name name -> scope.set(name.name(), value);
      case Target.Field field -> {
        if (!(scope.find(field.namespace()).orElse(Python.None.NONE)
            instanceof Python.Namespace namespace)) {
          throw new TemplateException(
              "'" + field.namespace() + "' is no namespace; only those have fields to set");
        }
        namespace.fields().put(field.name(), value);
      }
      case Target.Several several -> {
        List<Object> values = Python.list(value);
        if (values.size() != several.targets().size()) {
          throw new TemplateException(
              values.size() + " values for " + several.targets().size() + " variables");
        }
        for (int i = 0; i < values.size(); i++) {
          assign(several.targets().get(i), values.get(i), scope);
        }
      }
    }
  }

  private Object filtered(JinjaExpression value, List<JinjaStatement> body, JinjaScope scope) {
    JinjaScope inner = scope.inner();
    inner.set(JinjaStatement.BODY, captured(() -> run(body, scope.inner())));
    return evaluate(value, inner);
  }

  /** What some statements write. */
  private String captured(Runnable statements) {
    if (++depth > DEEPEST) {
      throw new TemplateException("more than " + DEEPEST + " calls lie within each other");
    }
    StringBuilder before = out;
    out = new StringBuilder();
    statements.run();
    String text = out.toString();
    out = before;
    depth--;
    return text;
  }

  private JinjaFunction macro(
      String name, Signature signature, List<JinjaStatement> body, JinjaScope scope) {
    return given -> {
      JinjaScope inner = scope.inner();
      Map<String, Object> named = new LinkedHashMap<>(given.named());
      List<String> names = signature.names();
      int withDefault = names.size() - signature.defaults().size();
      for (int i = 0; i < names.size(); i++) {
        Object value = named.remove(names.get(i));
        if (i < given.positional().size()) {
          value = given.positional().get(i);
        } else if (value == null) {
          value =
              i >= withDefault
                  ? evaluate(signature.defaults().get(i - withDefault), inner)
                  : new Python.Undefined(
                      "the argument '" + names.get(i) + "' of " + name + " is missing");
        }
        inner.set(names.get(i), value);
      }
      Object caller = named.remove("caller");
      if (caller != null) {
        inner.set("caller", caller);
      }
      if (signature.takesMore()) {
        inner.set("varargs", new Python.Tuple(given.from(names.size()).positional()));
      } else if (given.positional().size() > names.size()) {
        throw new TemplateException(
            "'"
                + name
                + "' is given "
                + given.positional().size()
                + " values; it takes "
                + names.size());
      }
      if (signature.takesNamed()) {
        inner.set("kwargs", new LinkedHashMap<Object, Object>(named));
      } else if (!named.isEmpty()) {
        throw new TemplateException(
            "'" + name + "' has no parameter '" + named.keySet().iterator().next() + "'");
      }
      return captured(() -> run(body, inner));
    };
  }

  private void call(JinjaStatement.CallBlock block, JinjaScope scope) {
    Given given = given(block.call().arguments(), scope);
    Map<String, Object> named = new LinkedHashMap<>(given.named());
    named.put("caller", macro("caller", block.signature(), block.body(), scope));
    Object callee = evaluate(block.call().callee(), scope);
    out.append(Python.string(called(callee, new Given(given.positional(), named))));
  }

  private Object called(Object callee, Given given) {
    step();
    return switch (callee) {
      case JinjaFunction function -> function.call(given);
      case Python.Undefined undefined -> throw undefined.error();
      default -> throw new TemplateException(Python.typeName(callee) + " cannot be called");
    };
  }

  private Object evaluate(JinjaExpression expression, JinjaScope scope) {
    step();
    return switch (expression) {
      case JinjaExpression.Constant it -> it.value();
      case JinjaExpression.Variable it ->
          scope
              .find(it.name())
              .orElseGet(() -> new Python.Undefined("'" + it.name() + "' is undefined"));
      case JinjaExpression.Sequence it -> {
        List<Object> items = all(it.items(), scope);
        yield it.isTuple() ? new Python.Tuple(items) : items;
      }
      case JinjaExpression.Dictionary it -> {
        Map<Object, Object> map = Python.dictionary();
        it.entries()
            .forEach(entry ->
                map.put(evaluate(entry.getKey(), scope), evaluate(entry.getValue(), scope)));
        yield map;
      }
      case JinjaExpression.Attribute it -> Python.attribute(plain(it.of(), scope), it.name());
      case JinjaExpression.Item it ->
          Python.itemOrAttribute(plain(it.of(), scope), plain(it.key(), scope));
      case JinjaExpression.Slice it ->
          Python.slice(
              plain(it.of(), scope),
              orNone(it.from(), scope),
              orNone(it.to(), scope),
              orNone(it.step(), scope));
      case JinjaExpression.Call it ->
          called(evaluate(it.callee(), scope), given(it.arguments(), scope));
      case JinjaExpression.Filter it ->
          JinjaFilters.apply(it.name(), evaluate(it.input(), scope), given(it.arguments(), scope));
      case JinjaExpression.Test it ->
          JinjaTests.test(it.name(), plain(it.input(), scope), given(it.arguments(), scope));
      case JinjaExpression.Not it -> !Python.truth(evaluate(it.operand(), scope));
      case JinjaExpression.Negative it -> PythonNumbers.negative(evaluate(it.operand(), scope));
      case JinjaExpression.And it -> {
        Object left = evaluate(it.left(), scope);
        yield Python.truth(left) ? evaluate(it.right(), scope) : left;
      }
      case JinjaExpression.Or it -> {
        Object left = evaluate(it.left(), scope);
        yield Python.truth(left) ? left : evaluate(it.right(), scope);
      }
      case JinjaExpression.Binary it -> {
        Object left = evaluate(it.left(), scope);
        Object right = evaluate(it.right(), scope);
        yield it.operator().equals("~")
            ? PythonNumbers.joined(Python.string(left), Python.string(right))
            : PythonNumbers.binary(it.operator(), left, right);
      }
      case JinjaExpression.Comparison it -> {
        Object left = plain(it.first(), scope);
        boolean holds = true;
        for (Compared next : it.rest()) {
          Object right = holds ? plain(next.operand(), scope) : left;
          holds = holds && compare(next.operator(), left, right);
          left = right;
        }
        yield holds;
      }
      case JinjaExpression.Conditional it ->
          Python.truth(evaluate(it.condition(), scope))
              ? evaluate(it.then(), scope)
              : it.otherwise()
                  .map(otherwise -> evaluate(otherwise, scope))
                  .orElseGet(
                      () -> new Python.Undefined("the condition does not hold and has no else"));
    };
  }

  private static boolean compare(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Python.equal(left, right);
      case "!=" -> !Python.equal(left, right);
      case "in" -> Python.contains(right, left);
      case "not in" -> !Python.contains(right, left);
      case "<" -> Python.compare(left, right) < 0;
      case "<=" -> Python.compare(left, right) <= 0;
      case ">" -> Python.compare(left, right) > 0;
      default -> Python.compare(left, right) >= 0;
    };
  }

  private List<Object> all(List<JinjaExpression> expressions, JinjaScope scope) {
    List<Object> values = new ArrayList<>();
    expressions.forEach(expression -> values.add(evaluate(expression, scope)));
    return values;
  }

  private Object plain(JinjaExpression expression, JinjaScope scope) {
    return Python.plain(evaluate(expression, scope));
  }

  private Object orNone(Optional<JinjaExpression> expression, JinjaScope scope) {
    return expression.isPresent() ? evaluate(expression.get(), scope) : Python.None.NONE;
  }

  private Given given(Arguments arguments, JinjaScope scope) {
    List<Object> positional = all(arguments.positional(), scope);
    Map<String, Object> named = new LinkedHashMap<>();
    arguments.named().forEach((name, value) -> named.put(name, evaluate(value, scope)));
    arguments.star().ifPresent(star -> positional.addAll(Python.list(evaluate(star, scope))));
    arguments
        .doubleStar()
        .ifPresent(star ->
            PythonMethods.asMap(evaluate(star, scope))
                .forEach((name, value) -> named.put(Python.string(name), value)));
    return new Given(positional, named);
  }
}
