package dev.trine.runtime;

import dev.trine.runtime.JinjaFunction.Given;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Jinja's filters that go through values. */
final class JinjaSelections {
  private JinjaSelections() {}

  static Object apply(String name, Object value, Given given) {
    return switch (name) {
      case "list" -> Python.list(value);
      case "first" -> first(Python.iterate(value).iterator());
      case "last" -> first(Python.list(value).reversed().iterator());
      case "reverse" -> reversed(value);
      case "join" -> joined(value, given);
      case "map" -> Python.generator(orNothing(value).stream().map(mapping(given)).toList());
      case "select" -> filtered(value, item -> test(item, given));
      case "reject" -> filtered(value, item -> !test(item, given));
      case "selectattr" -> filtered(value, attributeTest(given));
      case "rejectattr" -> filtered(value, attributeTest(given).negate());
      case "sort" -> {
        List<Object> list = Python.list(value);
        Comparator<Object> order = byAttributes(given, 2, 1);
        list.sort(given.flag(0, "reverse", false) ? order.reversed() : order);
        yield list;
      }
      case "min" -> extreme(value, given, false);
      case "max" -> extreme(value, given, true);
      case "sum" -> {
        Function<Object, Object> attribute = attribute(given.get(0, "attribute", Python.None.NONE));
        Object sum = given.get(1, "start", 0L);
        for (Object item : Python.iterate(value)) {
          sum = PythonNumbers.binary("+", sum, attribute.apply(item));
        }
        yield sum;
      }
      case "unique" -> unique(value, given);
      case "groupby" -> grouped(value, given);
      case "batch" -> batches(value, given);
      case "slice" -> slices(value, given);
      default -> throw new TemplateException("the filter '" + name + "' is unknown");
    };
  }

  private static Object first(java.util.Iterator<Object> items) {
    return items.hasNext()
        ? items.next()
        : new Python.Undefined("there is no item in an empty list");
  }

  private static Object reversed(Object value) {
    List<Object> items = Python.list(value);
    Collections.reverse(items);
    if (value instanceof String) {
      StringBuilder text = new StringBuilder();
      items.forEach(text::append);
      return text.toString();
    }
    return Python.generator(items);
  }

  private static String joined(Object value, Given given) {
    Function<Object, Object> attribute = attribute(given.get(1, "attribute", Python.None.NONE));
    List<String> parts = new ArrayList<>();
    Python.iterate(value).forEach(item -> parts.add(Python.string(attribute.apply(item))));
    return String.join(given.text(0, "d", ""), parts);
  }

  private static Function<Object, Object> mapping(Given given) {
    if (given.positional().isEmpty() && given.named().containsKey("attribute")) {
      return attribute(given.require(-1, "attribute"), given.find(-1, "default"));
    }
    String filter = Python.string(given.require(0, "filter"));
    return item -> JinjaFilters.apply(filter, item, given.from(1));
  }

  /** Follows a path such as {@code a.b.0}; None gives the item itself. */
  private static Function<Object, Object> attribute(Object path) {
    return attribute(path, Optional.empty());
  }

  private static Function<Object, Object> attribute(Object path, Optional<Object> otherwise) {
    if (path == Python.None.NONE) {
      return item -> item;
    }
    if (!(path instanceof String names)) {
      return item -> Python.itemOrAttribute(item, path);
    }
    return item -> {
      Object value = item;
      for (String name : names.split("\\.", -1)) {
        Object key = name.matches("\\d{1,9}") ? (Object) Long.valueOf(name) : name;
        Object found = Python.itemOrAttribute(value, key);
        value = found instanceof Python.Undefined ? otherwise.orElse(found) : found;
      }
      return value;
    };
  }

  private static Python.Generator filtered(Object value, Predicate<Object> wanted) {
    return Python.generator(orNothing(value).stream().filter(wanted).toList());
  }

  /** The values of what is true; Jinja goes through nothing else here. */
  private static List<Object> orNothing(Object value) {
    return Python.truth(value) ? Python.list(value) : List.of();
  }

  private static boolean test(Object item, Given given) {
    return given.positional().isEmpty()
        ? Python.truth(item)
        : JinjaTests.test(Python.string(given.positional().getFirst()), item, given.from(1));
  }

  private static Predicate<Object> attributeTest(Given given) {
    Function<Object, Object> attribute = attribute(given.require(0, "attr"));
    return item -> test(attribute.apply(item), given.from(1));
  }

  /** The order of values; texts of different case are alike unless that is asked for. */
  static Comparator<Object> order(boolean caseSensitive) {
    return (a, b) -> Python.compare(folded(a, caseSensitive), folded(b, caseSensitive));
  }

  private static Object folded(Object value, boolean caseSensitive) {
    return value instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : value;
  }

  private static Comparator<Object> byAttributes(Given given, int attributeIndex, int caseIndex) {
    Comparator<Object> order = order(given.flag(caseIndex, "case_sensitive", false));
    Object paths = given.get(attributeIndex, "attribute", Python.None.NONE);
    if (!(paths instanceof String several)) {
      Function<Object, Object> one = attribute(paths);
      return (a, b) -> order.compare(one.apply(a), one.apply(b));
    }
    Comparator<Object> all = (_, _) -> 0;
    for (String path : several.split(",", -1)) {
      Function<Object, Object> one = attribute(path);
      all = all.thenComparing((a, b) -> order.compare(one.apply(a), one.apply(b)));
    }
    return all;
  }

  private static Object extreme(Object value, Given given, boolean greatest) {
    Comparator<Object> order = byAttributes(given, 1, 0);
    List<Object> items = Python.list(value);
    if (items.isEmpty()) {
      return new Python.Undefined("there is no item in an empty list");
    }
    Object best = items.getFirst();
    for (Object item : items) {
      int compared = order.compare(item, best);
      best = (greatest ? compared > 0 : compared < 0) ? item : best;
    }
    return best;
  }

  private static Python.Generator unique(Object value, Given given) {
    boolean caseSensitive = given.flag(0, "case_sensitive", false);
    Function<Object, Object> attribute = attribute(given.get(1, "attribute", Python.None.NONE));
    Set<Object> seen = new HashSet<>();
    return filtered(value, item -> seen.add(folded(attribute.apply(item), caseSensitive)));
  }

  private static List<Object> grouped(Object value, Given given) {
    Function<Object, Object> key =
        attribute(given.require(0, "attribute"), given.find(1, "default"));
    boolean caseSensitive = given.flag(2, "case_sensitive", false);
    Comparator<Object> order = order(caseSensitive);
    List<Object> items = Python.list(value);
    items.sort((a, b) -> order.compare(key.apply(a), key.apply(b)));
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      group.add(items.get(i));
      Object grouper = key.apply(items.get(i));
      if (i + 1 == items.size() || order.compare(grouper, key.apply(items.get(i + 1))) != 0) {
        Object name = key.apply(group.getFirst());
        groups.add(new Python.Tuple(List.of(name, group), List.of("grouper", "list")));
        group = new ArrayList<>();
      }
    }
    return groups;
  }

  private static Python.Generator batches(Object value, Given given) {
    int size = Math.max(1, given.count(0, "linecount", 1));
    Object fill = given.get(1, "fill_with", Python.None.NONE);
    List<Object> items = Python.list(value);
    List<Object> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      List<Object> batch =
          new ArrayList<>(items.subList(from, Math.min(items.size(), from + size)));
      while (fill != Python.None.NONE && batch.size() < size) {
        batch.add(fill);
      }
      batches.add(batch);
    }
    return Python.generator(batches);
  }

  private static Python.Generator slices(Object value, Given given) {
    int count = PythonStrings.checked(Math.max(1, given.count(0, "slices", 1)));
    Object fill = given.get(1, "fill_with", Python.None.NONE);
    List<Object> items = Python.list(value);
    int each = items.size() / count;
    int longer = items.size() % count;
    List<Object> slices = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int to = from + each + (i < longer ? 1 : 0);
      List<Object> slice = new ArrayList<>(items.subList(from, to));
      if (fill != Python.None.NONE && i >= longer) {
        slice.add(fill);
      }
      slices.add(slice);
      from = to;
    }
    return Python.generator(slices);
  }
}
