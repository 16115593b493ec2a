package dev.trine.runtime;

import dev.trine.runtime.JinjaFunction.Given;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions that every chat template can call: Jinja's, and those that transformers adds. */
final class JinjaGlobals {
  private JinjaGlobals() {}

  private static final long MOST_NUMBERS = 100_000; // as in Jinja's sandbox

  /** The functions by name; {@code now} is what the clock shows. */
  static Map<String, Object> at(ZonedDateTime now) {
    return Map.of(
        "range", (JinjaFunction) JinjaGlobals::range,
        "dict", (JinjaFunction) JinjaGlobals::dictionary,
        "namespace", (JinjaFunction) JinjaGlobals::namespace,
        "cycler", (JinjaFunction) given -> new Cycler(given.positional()),
        "joiner", (JinjaFunction) JinjaGlobals::joiner,
        "raise_exception", (JinjaFunction) JinjaGlobals::raise,
        "strftime_now", (JinjaFunction) given -> Strftime.format(now, given.text(0, "format", "")));
  }

  private static Object range(Given given) {
    List<Object> bounds = given.positional();
    long from = bounds.size() > 1 ? PythonNumbers.index(bounds.get(0)) : 0;
    long to = PythonNumbers.index(bounds.size() > 1 ? bounds.get(1) : given.require(0, "stop"));
    long step = bounds.size() > 2 ? PythonNumbers.index(bounds.get(2)) : 1;
    if (step == 0) {
      throw new TemplateException("the step of range is 0; use another one");
    }
    if ((to - from) / step > MOST_NUMBERS) {
      throw new TemplateException("a range of more than " + MOST_NUMBERS + " numbers is too long");
    }
    List<Object> numbers = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      numbers.add(i);
    }
    return numbers;
  }

  private static Map<Object, Object> dictionary(Given given) {
    Map<Object, Object> made = Python.dictionary();
    given.find(0, "").ifPresent(value -> made.putAll(PythonMethods.asMap(value)));
    made.putAll(given.named());
    return made;
  }

  private static Object namespace(Given given) {
    Map<String, Object> fields = new java.util.HashMap<>();
    dictionary(given).forEach((name, value) -> fields.put(Python.string(name), value));
    return new Python.Namespace(fields);
  }

  private static Object joiner(Given given) {
    String separator = given.text(0, "sep", ", ");
    boolean[] used = {false};
    return (JinjaFunction)
        _ -> {
          String text = used[0] ? separator : "";
          used[0] = true;
          return text;
        };
  }

  private static Object raise(Given given) {
    throw new TemplateException(given.text(0, "message", "the template refuses the conversation"));
  }

  private static final class Cycler implements Python.Attributes {
    private final List<Object> items;
    private int at;

    Cycler(List<Object> items) {
      if (items.isEmpty()) {
        throw new TemplateException("a cycler needs values");
      }
      this.items = items;
    }

    @Override
    public Optional<Object> attribute(String name) {
      return Optional.ofNullable(
          switch (name) {
            case "current" -> items.get(at);
            case "next" ->
                (JinjaFunction)
                    _ -> {
                      Object item = items.get(at);
                      at = (at + 1) % items.size();
                      return item;
                    };
            case "reset" ->
                (JinjaFunction)
                    _ -> {
                      at = 0;
                      return Python.None.NONE;
                    };
            default -> null;
          });
    }
  }
}
