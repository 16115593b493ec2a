package dev.trine.things;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A value in a JSON file that knows where it stands, so that every complaint can say so.
 *
 * @param source the file's name
 * @param path for example {@code things[3].properties.on}; empty at the top
 * @param name the member's own name; empty for an item of a list
 */
record Spot(String source, String path, String name, JsonNode node) {
  private static final int BRIEF = 60;

  /** {@return the value of a member, or nothing where it is absent} */
  Optional<Spot> field(String member) {
    JsonNode value = node.get(member);
    return value == null ? Optional.empty() : Optional.of(at(member, value));
  }

  Spot needed(String member) {
    return field(member).orElseThrow(() -> error("needs \"" + member + "\"; add it"));
  }

  Spot object() {
    if (!node.isObject()) throw error(brief(node) + " must be an object {...}");
    return this;
  }

  List<Spot> list() {
    if (!node.isArray()) throw error(brief(node) + " must be a list [...]");
    var items = new ArrayList<Spot>();
    for (JsonNode item : node) {
      items.add(new Spot(source, path + "[" + items.size() + "]", "", item));
    }
    return items;
  }

  /** {@return the items of a list, or the one value that stands for a list of itself} */
  List<Spot> oneOrMany() {
    return node.isArray() ? list() : List.of(this);
  }

  <T> Map<String, T> members(Function<Spot, T> read) {
    var members = new LinkedHashMap<String, T>();
    object()
        .node
        .forEachEntry((member, value) -> members.put(member, read.apply(at(member, value))));
    return Collections.unmodifiableMap(members);
  }

  String text() {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw error(brief(node) + " must be a text that is not empty");
    }
    return node.stringValue();
  }

  /** {@return a text that may be empty} */
  String string() {
    if (!node.isString()) throw error(brief(node) + " must be a text");
    return node.stringValue();
  }

  boolean flag() {
    if (!node.isBoolean()) throw error(brief(node) + " must be true or false");
    return node.booleanValue();
  }

  long whole() {
    double value = number();
    if (value != Math.rint(value) || !node.canConvertToLong()) {
      throw error(brief(node) + " must be a whole number of at most 64 bits");
    }
    return node.isIntegralNumber() ? node.longValue() : (long) value;
  }

  double number() {
    double value = number(node);
    if (!Double.isFinite(value)) throw error(brief(node) + " must be a finite number");
    return value;
  }

  /** {@return the exact number} */
  BigDecimal decimal() {
    number();
    return node.decimalValue();
  }

  /** {@return a number, infinite where it is too large for a double, or NaN where it is none} */
  static double number(JsonNode value) {
    return value.isNumber() ? value.numberValue().doubleValue() : Double.NaN;
  }

  /** {@return a number as a parser makes it: equal ints and longs are not equal as nodes} */
  static JsonNode whole(long value) {
    var nodes = JsonNodeFactory.instance;
    return value == (int) value ? nodes.numberNode((int) value) : nodes.numberNode(value);
  }

  ThingException error(String complaint) {
    return new ThingException(source + ": " + (path.isEmpty() ? "top" : path) + ": " + complaint);
  }

  /** {@return a value as JSON, cut short for a message} */
  static String brief(JsonNode value) {
    if (value.isContainer() && !value.isEmpty()) return value.isArray() ? "[...]" : "{...}";
    return cut(value.toString());
  }

  /** {@return a text of the file in quotes, cut short for a message} */
  static String quote(String text) {
    return "\"" + cut(text) + "\"";
  }

  private static String cut(String text) {
    return text.length() <= BRIEF ? text : text.substring(0, BRIEF) + "...";
  }

  private Spot at(String member, JsonNode value) {
    return new Spot(source, path.isEmpty() ? member : path + "." + member, member, value);
  }
}
