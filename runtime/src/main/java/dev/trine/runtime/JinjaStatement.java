package dev.trine.runtime;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a template does; each knows its line. */
sealed interface JinjaStatement {
  int line();

  /** Text that is written as it stands. */
  record Data(int line, String text) implements JinjaStatement {}

  /** {@code {{ value }}}. */
  record Output(int line, JinjaExpression value) implements JinjaStatement {}

  record If(
      int line,
      JinjaExpression condition,
      List<JinjaStatement> then,
      List<JinjaStatement> otherwise)
      implements JinjaStatement {}

  record For(
      int line,
      Target target,
      JinjaExpression items,
      Optional<JinjaExpression> filter,
      boolean recursive,
      List<JinjaStatement> body,
      List<JinjaStatement> otherwise)
      implements JinjaStatement {}

  record Assign(int line, Target target, JinjaExpression value) implements JinjaStatement {}

  /**
   * {@code {% set target %}body{% endset %}}; the filters are around the variable {@link #BODY}.
   */
  record AssignBlock(int line, Target target, JinjaExpression value, List<JinjaStatement> body)
      implements JinjaStatement {}

  /** A part whose text goes through filters; they are around the variable {@link #BODY}. */
  record FilterBlock(int line, JinjaExpression value, List<JinjaStatement> body)
      implements JinjaStatement {}

  record DefineMacro(int line, String name, Signature signature, List<JinjaStatement> body)
      implements JinjaStatement {}

  /** {@code {% call(signature) call %}body{% endcall %}}: the body is the macro's caller. */
  record CallBlock(
      int line, Signature signature, JinjaExpression.Call call, List<JinjaStatement> body)
      implements JinjaStatement {}

  /** Statements in a scope of their own. */
  record Scoped(int line, List<Assign> variables, List<JinjaStatement> body)
      implements JinjaStatement {}

  record Break(int line) implements JinjaStatement {}

  record Continue(int line) implements JinjaStatement {}

  /** Evaluates a value that is not written. */
  record Do(int line, JinjaExpression value) implements JinjaStatement {}

  /** No name that a template can write. */
  String BODY = " body";

  /**
   * The parameters of a macro; the last ones have defaults. It takes more than those only where its
   * body says {@code varargs} or {@code kwargs}.
   */
  record Signature(
      List<String> names, List<JinjaExpression> defaults, boolean takesMore, boolean takesNamed) {
    Signature of(Set<String> words) {
      return new Signature(names, defaults, words.contains("varargs"), words.contains("kwargs"));
    }
  }

  /** What is assigned to. */
  sealed interface Target {
    record Name(String name) implements Target {}

    record Field(String namespace, String name) implements Target {}

    record Several(List<Target> targets) implements Target {}
  }
}
