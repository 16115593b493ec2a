package dev.trine.runtime;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop} of a template. */
final class JinjaLoop implements Python.Attributes, JinjaFunction {
  private final List<Object> items;
  private final int depth;
  private final JinjaFunction recursion;
  private int index = -1;
  private @Nullable Object seen;

  /**
   * A loop before its first item.
   *
   * @param depth how many loops of the same statement are around it
   * @param recursion what a call of it does
   */
  JinjaLoop(List<Object> items, int depth, JinjaFunction recursion) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
  }

  void next() {
    index++;
  }

  @Override
  public Object call(Given arguments) {
    return recursion.call(arguments);
  }

  @Override
  public Optional<Object> attribute(String name) {
    long size = items.size();
    return Optional.ofNullable(
        switch (name) {
          case "index" -> index + 1L;
          case "index0" -> (long) index;
          case "revindex" -> size - index;
          case "revindex0" -> size - index - 1;
          case "first" -> index == 0;
          case "last" -> index == size - 1;
          case "length" -> size;
          case "depth" -> depth + 1L;
          case "depth0" -> (long) depth;
          case "previtem" -> neighbour(index - 1, "previous");
          case "nextitem" -> neighbour(index + 1, "next");
          case "cycle" ->
              (JinjaFunction)
                  given -> {
                    if (given.positional().isEmpty()) {
                      throw new TemplateException("loop.cycle needs values");
                    }
                    return given.positional().get(index % given.positional().size());
                  };
          case "changed" ->
              (JinjaFunction)
                  given -> {
                    boolean changed = seen == null || !Python.equal(seen, given.positional());
                    seen = given.positional();
                    return changed;
                  };
          default -> null;
        });
  }

  private Object neighbour(int at, String which) {
    return at < 0 || at >= items.size()
        ? new Python.Undefined("there is no " + which + " item")
        : items.get(at);
  }
}
