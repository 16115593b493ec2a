package dev.trine.runtime;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What Python's operators do with the values of a template. These are {@link None}, Boolean, Long
 * and BigInteger, Double, String (whose characters are code points), List, {@link Tuple}, Map,
 * {@link Generator}, {@link Namespace}, {@link JinjaFunction} and {@link Undefined}.
 */
final class Python {
  private Python() {}

  /** Python's None. */
  enum None {
    NONE
  }

  /** What has no value; it may be tested and written (as nothing), and all else is an error. */
  record Undefined(String why) {
    TemplateException error() {
      return new TemplateException(why);
    }
  }

  /** A list that does not change. */
  static final class Tuple extends AbstractList<Object> {
    private final List<Object> items;
    private final List<String> names;

    Tuple(List<Object> items) {
      this(items, List.of());
    }

    /** A tuple whose items are attributes too. */
    Tuple(List<Object> items, List<String> names) {
      this.items = items;
      this.names = names;
    }

    @Override
    public Object get(int index) {
      return items.get(index);
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  /** A text that is HTML already: what is added to it is escaped. */
  record Markup(String html) {
    static Markup escaped(Object value) {
      if (value instanceof Markup markup) {
        return markup;
      }
      return new Markup(
          string(value)
              .replace("&", "&amp;")
              .replace(">", "&gt;")
              .replace("<", "&lt;")
              .replace("'", "&#39;")
              .replace("\"", "&#34;"));
    }
  }

  /** The same value, without knowing that it is HTML. */
  static Object plain(Object value) {
    return value instanceof Markup markup ? markup.html() : value;
  }

  /** Values that can be gone through once. */
  record Generator(Iterator<Object> iterator) implements Iterable<Object> {}

  /** What a dictionary shows of itself: it can be gone through and counted, but has no indices. */
  record View(String of, List<Object> items) implements Iterable<Object> {
    @Override
    public Iterator<Object> iterator() {
      return items.iterator();
    }
  }

  /** Variables that keep their values across scopes. */
  record Namespace(Map<String, Object> fields) {}

  /** An object with attributes. */
  interface Attributes {
    Optional<Object> attribute(String name);
  }

  static boolean truth(Object value) {
    return switch (value) {
      case None _, Undefined _ -> false;
      case Boolean truth -> truth;
      case Number number -> PythonNumbers.isNotZero(number);
      case String text -> !text.isEmpty();
      case Markup markup -> !markup.html().isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case View view -> !view.items().isEmpty();
      default -> true;
    };
  }

  /** {@code str(value)}. */
  static String string(Object value) {
    return switch (value) {
      case String text -> text;
      case Markup markup -> markup.html();
      case Undefined _ -> "";
      default -> PythonText.repr(value);
    };
  }

  /** The values of what can be gone through. */
  @SuppressWarnings("unchecked")
  static Iterable<Object> iterate(Object value) {
    return switch (value) {
      case List<?> list -> List.copyOf((List<Object>) list);
      case Map<?, ?> map -> new ArrayList<>(map.keySet());
      case String text -> characters(text);
      case Generator generator -> () -> generator.iterator();
      case View view -> view;
      case Undefined _ -> List.of();
      default -> throw new TemplateException(typeName(value) + " cannot be gone through");
    };
  }

  static List<Object> list(Object value) {
    List<Object> list = new ArrayList<>();
    iterate(value).forEach(list::add);
    return list;
  }

  private static List<Object> characters(String text) {
    return new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
  }

  static Generator generator(List<Object> values) {
    return new Generator(values.iterator());
  }

  static long length(Object value) {
    return switch (value) {
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case View view -> view.items().size();
      case String text -> text.codePointCount(0, text.length());
      case Undefined _ -> 0;
      default -> throw new TemplateException(typeName(value) + " has no length");
    };
  }

  /** {@code one == other}. */
  static boolean equal(Object one, Object other) {
    if (isNumber(one) && isNumber(other)) {
      return PythonNumbers.compare(one, other) == 0;
    }
    if (one instanceof List<?> ours && other instanceof List<?> theirs) {
      return one instanceof Tuple == other instanceof Tuple
          && ours.size() == theirs.size()
          && IntStream.range(0, ours.size()).allMatch(i -> equal(ours.get(i), theirs.get(i)));
    }
    if (one instanceof Map<?, ?> ours && other instanceof Map<?, ?> theirs) {
      return ours.size() == theirs.size()
          && ours.entrySet().stream()
              .allMatch(it ->
                  theirs.containsKey(it.getKey()) && equal(it.getValue(), theirs.get(it.getKey())));
    }
    return one instanceof Undefined ? other instanceof Undefined : one.equals(other);
  }

  static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  /** Orders numbers, texts, and lists of such. */
  static int compare(Object one, Object other) {
    if (isNumber(one) && isNumber(other)) {
      return PythonNumbers.compare(one, other);
    }
    if (one instanceof String ours && other instanceof String theirs) {
      return compareTexts(ours, theirs);
    }
    if (one instanceof List<?> ours && other instanceof List<?> theirs) {
      for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
        if (!equal(ours.get(i), theirs.get(i))) {
          return compare(ours.get(i), theirs.get(i));
        }
      }
      return Integer.compare(ours.size(), theirs.size());
    }
    for (Object value : new Object[] {one, other}) {
      if (value instanceof Undefined undefined) {
        throw undefined.error();
      }
    }
    throw new TemplateException(
        typeName(one) + " and " + typeName(other) + " have no order; compare like with like");
  }

  /** By code points; Java's own order is by UTF-16. */
  private static int compareTexts(String one, String other) {
    int[] ours = one.codePoints().toArray();
    int[] theirs = other.codePoints().toArray();
    return java.util.Arrays.compare(ours, theirs);
  }

  /** {@code value in container}. */
  static boolean contains(Object container, Object value) {
    if (container instanceof String text) {
      if (value instanceof String part) {
        return text.contains(part);
      }
      throw new TemplateException("only a text can be in a text, not " + typeName(value));
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(value);
    }
    for (Object item : iterate(container)) {
      if (equal(item, value)) {
        return true;
      }
    }
    return false;
  }

  /** {@code of.name} in a template: an attribute, else an item. */
  static Object attribute(Object of, String name) {
    if (of instanceof Undefined undefined) {
      throw undefined.error();
    }
    return PythonMethods.find(of, name)
        .or(() -> field(of, name))
        .or(() -> item(of, (Object) name))
        .orElseGet(() -> new Undefined(typeName(of) + " has no attribute '" + name + "'"));
  }

  private static Optional<Object> field(Object of, String name) {
    return switch (of) {
      case Namespace namespace -> Optional.ofNullable(namespace.fields().get(name));
      case Attributes object -> object.attribute(name);
      case Tuple tuple when tuple.names.contains(name) ->
          Optional.of(tuple.get(tuple.names.indexOf(name)));
      default -> Optional.empty();
    };
  }

  /** {@code of[key]} in a template: an item, else an attribute. */
  static Object itemOrAttribute(Object of, Object key) {
    if (of instanceof Undefined undefined) {
      throw undefined.error();
    }
    return item(of, key)
        .or(() ->
            key instanceof String name
                ? PythonMethods.find(of, name).or(() -> field(of, name))
                : Optional.empty())
        .orElseGet(() -> new Undefined(typeName(of) + " has no item " + PythonText.repr(key)));
  }

  private static Optional<Object> item(Object of, Object key) {
    if (of instanceof Map<?, ?> map) {
      return Optional.ofNullable(map.get(key));
    }
    if (!(key instanceof Long || key instanceof Boolean)) {
      return Optional.empty();
    }
    long wanted = PythonNumbers.index(key);
    if (of instanceof List<?> list) {
      long at = wanted < 0 ? wanted + list.size() : wanted;
      return at < 0 || at >= list.size() ? Optional.empty() : Optional.of(list.get((int) at));
    }
    return of instanceof String text ? item(characters(text), key) : Optional.empty();
  }

  /** {@code of[from:to:step]}. */
  static Object slice(Object of, Object from, Object to, Object step) {
    if (of instanceof String text) {
      StringBuilder part = new StringBuilder();
      slice(characters(text), from, to, step).forEach(part::append);
      return part.toString();
    }
    if (of instanceof List<?> list) {
      List<Object> part = slice(list, from, to, step);
      return of instanceof Tuple ? new Tuple(part) : part;
    }
    throw of instanceof Undefined undefined
        ? undefined.error()
        : new TemplateException(typeName(of) + " cannot be sliced");
  }

  private static List<Object> slice(List<?> list, Object from, Object to, Object step) {
    int stride = step == None.NONE ? 1 : PythonNumbers.index(step);
    if (stride == 0) {
      throw new TemplateException("the step of a slice is 0; use another one");
    }
    int size = list.size();
    int lowest = stride > 0 ? 0 : -1;
    int highest = stride > 0 ? size : size - 1;
    long first = bound(from, stride > 0 ? lowest : highest, size, lowest, highest);
    long last = bound(to, stride > 0 ? highest : lowest, size, lowest, highest);
    List<Object> part = new ArrayList<>();
    for (long i = first; stride > 0 ? i < last : i > last; i += stride) {
      part.add(list.get((int) i));
    }
    return part;
  }

  private static int bound(Object value, int otherwise, int size, int lowest, int highest) {
    if (value == None.NONE) {
      return otherwise;
    }
    int index = PythonNumbers.index(value);
    return Math.clamp(index < 0 ? (long) index + size : index, lowest, highest);
  }

  /** A dictionary of Python, in the order of its keys. */
  static Map<Object, Object> dictionary() {
    return new LinkedHashMap<>();
  }

  static String typeName(Object value) {
    return switch (value) {
      case None _ -> "none";
      case Undefined undefined -> undefined.why();
      case Boolean _ -> "a truth value";
      case Long _, BigInteger _ -> "a whole number";
      case Double _ -> "a number";
      case String _ -> "a text";
      case Tuple _ -> "a tuple";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a dictionary";
      case Generator _ -> "a generator";
      case View _ -> "a view of a dictionary";
      case JinjaFunction _ -> "a function";
      default -> "an object";
    };
  }
}
