package dev.trine.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a template can call. */
interface JinjaFunction {
  Object call(Given arguments);

  /** The values that a function, filter or test is given, the input of the latter not counted. */
  record Given(List<Object> positional, Map<String, Object> named) {
    static final Given NOTHING = new Given(List.of(), Map.of());

    Optional<Object> find(int index, String name) {
      return index >= 0 && index < positional.size()
          ? Optional.of(positional.get(index))
          : Optional.ofNullable(named.get(name));
    }

    Object get(int index, String name, Object otherwise) {
      return find(index, name).orElse(otherwise);
    }

    Object require(int index, String name) {
      return find(index, name)
          .orElseThrow(() -> new TemplateException("the argument '" + name + "' is missing"));
    }

    String text(int index, String name, String otherwise) {
      return Python.string(get(index, name, otherwise));
    }

    int count(int index, String name, int otherwise) {
      Object value = get(index, name, Python.None.NONE);
      return value == Python.None.NONE ? otherwise : PythonNumbers.index(value);
    }

    boolean flag(int index, String name, boolean otherwise) {
      return Python.truth(get(index, name, otherwise));
    }

    /** The arguments behind the first ones. */
    Given from(int index) {
      int first = Math.min(index, positional.size());
      return new Given(positional.subList(first, positional.size()), named);
    }
  }
}
