package dev.trine.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a template computes. */
sealed interface JinjaExpression {

  record Constant(Object value) implements JinjaExpression {}

  record Variable(String name) implements JinjaExpression {}

  /** A list or a tuple. */
  record Sequence(List<JinjaExpression> items, boolean isTuple) implements JinjaExpression {}

  record Dictionary(List<Map.Entry<JinjaExpression, JinjaExpression>> entries)
      implements JinjaExpression {}

  /** {@code of.name}. */
  record Attribute(JinjaExpression of, String name) implements JinjaExpression {}

  /** {@code of[key]}. */
  record Item(JinjaExpression of, JinjaExpression key) implements JinjaExpression {}

  /** {@code of[from:to:step]}. */
  record Slice(
      JinjaExpression of,
      Optional<JinjaExpression> from,
      Optional<JinjaExpression> to,
      Optional<JinjaExpression> step)
      implements JinjaExpression {}

  record Call(JinjaExpression callee, Arguments arguments) implements JinjaExpression {}

  /** {@code input | name(arguments)}. */
  record Filter(JinjaExpression input, String name, Arguments arguments)
      implements JinjaExpression {}

  /** {@code input is name(arguments)}. */
  record Test(JinjaExpression input, String name, Arguments arguments) implements JinjaExpression {}

  record Not(JinjaExpression operand) implements JinjaExpression {}

  record Negative(JinjaExpression operand) implements JinjaExpression {}

  record And(JinjaExpression left, JinjaExpression right) implements JinjaExpression {}

  record Or(JinjaExpression left, JinjaExpression right) implements JinjaExpression {}

  /** Arithmetic, or {@code ~}, which joins texts. */
  record Binary(String operator, JinjaExpression left, JinjaExpression right)
      implements JinjaExpression {}

  /** {@code first < second <= third}: all must hold. */
  record Comparison(JinjaExpression first, List<Compared> rest) implements JinjaExpression {}

  record Compared(String operator, JinjaExpression operand) {}

  /** {@code then if condition else otherwise}. */
  record Conditional(
      JinjaExpression condition, JinjaExpression then, Optional<JinjaExpression> otherwise)
      implements JinjaExpression {}

  /** {@code (positional, named=..., *star, **doubleStar)}. */
  record Arguments(
      List<JinjaExpression> positional,
      Map<String, JinjaExpression> named,
      Optional<JinjaExpression> star,
      Optional<JinjaExpression> doubleStar) {
    static final Arguments NONE =
        new Arguments(List.of(), Map.of(), Optional.empty(), Optional.empty());
  }
}
