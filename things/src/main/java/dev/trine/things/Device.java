package dev.trine.things;

import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A simulated Thing: its state, and how it obeys. Not thread safe; its hub calls it from one
 * thread.
 */
final class Device {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Thing thing;
  private ObjectNode state = JSON.objectNode();

  Device(Thing thing, Map<String, JsonNode> state) {
    this.thing = thing;
    become(state);
  }

  void become(Map<String, JsonNode> state) {
    this.state = JSON.objectNode();
    state.forEach((name, value) -> this.state.set(name, value.deepCopy()));
  }

  ObjectNode state() {
    return state;
  }

  /** Writes properties as far as the Thing allows; {@return the names of all that it set} */
  TreeSet<String> write(JsonNode values) {
    var touched = new TreeSet<String>();
    values.forEachEntry((name, value) -> {
      Property property = thing.properties().get(name);
      if (property == null || property.readOnly()) return;
      if (!set(name, value, touched)) return;
      for (JsonNode effect : Vocabulary.ofWrite(name)) {
        if (value.doubleValue(0) > effect.path("above").doubleValue(-1)) {
          apply(effect, JSON.objectNode(), touched);
        }
      }
    });
    return touched;
  }

  /** Does an action; {@return the names of the properties that it set} */
  TreeSet<String> act(String action, JsonNode input) {
    var touched = new TreeSet<String>();
    if (thing.actions().containsKey(action)) {
      for (JsonNode effect : Vocabulary.ofAction(action)) apply(effect, input, touched);
    }
    return touched;
  }

  private void apply(JsonNode effect, JsonNode input, TreeSet<String> touched) {
    String verb = effect.propertyNames().iterator().next();
    String property = effect.get(verb).stringValue();
    if (!thing.properties().containsKey(property)) return;
    if (verb.equals("set")) {
      JsonNode to =
          effect.has("from") ? input.path(effect.get("from").stringValue()) : effect.get("to");
      for (JsonNode candidate : to.isArray() ? to : JSON.arrayNode().add(to)) {
        if (set(property, candidate, touched)) return;
      }
      return;
    }
    ArrayNode list = JSON.arrayNode();
    for (JsonNode item : state.path(property)) {
      boolean meant = meant(item, input);
      switch (verb) {
        case "append" -> list.add(item);
        case "remove" -> {
          if (!meant) list.add(item);
        }
        case "change" ->
            list.add(meant && item.isObject() ? with(item, effect, effect.get("to")) : item);
        case "increase" -> {
          double by =
              effect.get("sign").doubleValue()
                  * input.path(effect.get("by").stringValue()).doubleValue(0);
          double now = item.path(effect.get("field").stringValue()).doubleValue(0);
          JsonNode sum = Spot.whole((long) Math.max(0, now + by));
          list.add(timerMeant(item, input) && item.isObject() ? with(item, effect, sum) : item);
        }
        default -> {}
      }
    }
    if (verb.equals("append")) {
      JsonNode item = build(effect.get("item"), input);
      if (item.isMissingNode()) return;
      list.add(item);
    }
    set(property, list, touched);
  }

  private boolean set(String property, JsonNode value, TreeSet<String> touched) {
    Property known = thing.properties().get(property);
    if (known == null || value.isMissingNode() || known.schema().violation(value).isPresent()) {
      return false;
    }
    state.set(property, known.schema().canonical(value));
    touched.add(property);
    return true;
  }

  /**
   * An item is meant where everything that the input says of it is so; a text item where it is the
   * input's.
   */
  private static boolean meant(JsonNode item, JsonNode input) {
    if (!item.isObject()) {
      return input.path("item").stringValue("").equalsIgnoreCase(item.stringValue(""));
    }
    for (String field : new String[] {"name", "seconds", "title", "at"}) {
      if (input.has(field) && !input.get(field).equals(item.path(field))) return false;
    }
    return !input.has("of") || input.get("of").equals(item.path("seconds"));
  }

  /**
   * In {@code add} and {@code subtract}, {@code seconds} is the amount and {@code of} the timer's
   * length.
   */
  private static boolean timerMeant(JsonNode item, JsonNode input) {
    return (!input.has("name") || input.get("name").equals(item.path("name")))
        && (!input.has("of") || input.get("of").equals(item.path("seconds")));
  }

  private static JsonNode with(JsonNode item, JsonNode effect, JsonNode value) {
    return ((ObjectNode) item.deepCopy()).set(effect.get("field").stringValue(), value);
  }

  /**
   * A text names an input member ({@code ?} = may be absent); other values stand for themselves.
   */
  private static JsonNode build(JsonNode template, JsonNode input) {
    if (!template.isObject()) return input.path(template.stringValue());
    ObjectNode item = JSON.objectNode();
    boolean[] complete = {true};
    template.forEachEntry((field, from) -> {
      String name = from.stringValue("");
      JsonNode value = from.isString() ? input.path(name.replace("?", "")) : from;
      if (!value.isMissingNode()) item.set(field, value);
      else if (!name.startsWith("?")) complete[0] = false;
    });
    return complete[0] ? item : JSON.missingNode();
  }
}
