package dev.trine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The methods of Python's values. */
final class PythonMethods {
  private PythonMethods() {}

  @SuppressWarnings("unchecked")
  static Optional<Object> find(Object of, String name) {
    return switch (of) {
      case String text -> PythonStrings.method(text, name);
      case Map<?, ?> map -> ofMap((Map<Object, Object>) map, name).map(it -> it);
      case Python.Tuple tuple when name.equals("index") || name.equals("count") ->
          ofList(tuple, name).map(it -> it);
      case Python.Tuple _ -> Optional.empty();
      case List<?> list -> ofList((List<Object>) list, name).map(it -> it);
      default -> Optional.empty();
    };
  }

  private static Optional<JinjaFunction> ofMap(Map<Object, Object> map, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "get" ->
              given -> {
                Object value = map.get(given.require(0, "key"));
                return value == null ? given.get(1, "default", Python.None.NONE) : value;
              };
          case "items" -> _ -> new Python.View("items", items(map));
          case "keys" -> _ -> new Python.View("keys", new ArrayList<>(map.keySet()));
          case "values" -> _ -> new Python.View("values", new ArrayList<>(map.values()));
          case "copy" ->
              _ -> {
                Map<Object, Object> copy = Python.dictionary();
                copy.putAll(map);
                return copy;
              };
          case "update" ->
              given -> {
                given.find(0, "").ifPresent(other -> map.putAll(asMap(other)));
                map.putAll(given.named());
                return Python.None.NONE;
              };
          case "setdefault" ->
              given -> {
                Object key = given.require(0, "key");
                map.putIfAbsent(key, given.get(1, "default", Python.None.NONE));
                return map.getOrDefault(key, Python.None.NONE);
              };
          case "pop" ->
              given -> {
                Object value = map.remove(given.require(0, "key"));
                return value == null ? given.require(1, "default") : value;
              };
          default -> null;
        });
  }

  /** The pairs of a dictionary. */
  static List<Object> items(Map<?, ?> map) {
    List<Object> items = new ArrayList<>();
    map.forEach((key, value) -> items.add(new Python.Tuple(List.of(key, value))));
    return items;
  }

  /** A dictionary, or pairs that make one. */
  static Map<Object, Object> asMap(Object value) {
    Map<Object, Object> made = Python.dictionary();
    if (value instanceof Map<?, ?> map) {
      made.putAll(map);
      return made;
    }
    for (Object pair : Python.iterate(value)) {
      List<Object> both = Python.list(pair);
      if (both.size() != 2) {
        throw new TemplateException("a dictionary is made of pairs of a key and a value");
      }
      made.put(both.get(0), both.get(1));
    }
    return made;
  }

  private static Optional<JinjaFunction> ofList(List<Object> list, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "append" ->
              given -> {
                list.add(given.require(0, "object"));
                return Python.None.NONE;
              };
          case "extend" ->
              given -> {
                list.addAll(Python.list(given.require(0, "iterable")));
                return Python.None.NONE;
              };
          case "insert" ->
              given -> {
                int at = given.count(0, "index", 0);
                int from = at < 0 ? at + list.size() : at;
                list.add(Math.clamp(from, 0, list.size()), given.require(1, "object"));
                return Python.None.NONE;
              };
          case "pop" ->
              given -> {
                int at = given.count(0, "index", -1);
                int index = at < 0 ? at + list.size() : at;
                if (index < 0 || index >= list.size()) {
                  throw new TemplateException("the list has no item " + at + " to take out");
                }
                return list.remove(index);
              };
          case "index" ->
              given -> {
                Object wanted = given.require(0, "value");
                for (int i = 0; i < list.size(); i++) {
                  if (Python.equal(list.get(i), wanted)) {
                    return (long) i;
                  }
                }
                throw new TemplateException("the list has no such item");
              };
          case "count" ->
              given -> {
                Object wanted = given.require(0, "value");
                return list.stream().filter(item -> Python.equal(item, wanted)).count();
              };
          case "copy" -> _ -> new ArrayList<>(list);
          default -> null;
        });
  }
}
