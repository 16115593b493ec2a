package dev.trine.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables of a part of a template, within those of the part around it. */
final class JinjaScope {
  private final @Nullable JinjaScope around;
  private final Map<String, Object> variables = new HashMap<>();

  JinjaScope(Map<String, Object> variables) {
    around = null;
    this.variables.putAll(variables);
  }

  private JinjaScope(JinjaScope around) {
    this.around = around;
  }

  JinjaScope inner() {
    return new JinjaScope(this);
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  Optional<Object> find(String name) {
    for (JinjaScope scope = this; scope != null; scope = scope.around) {
      Object value = scope.variables.get(name);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
