package dev.trine.runtime;

import static dev.trine.runtime.Grammar.UNLIMITED;
import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.literal;
import static dev.trine.runtime.Grammar.sequence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Objects of JSON Schema. Members come in the order of the schema, then those that it does not
 * name.
 */
final class ObjectSchema {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNode ANYTHING = JSON.getNodeFactory().booleanNode(true);
  private static final int MOST_COUNTED = 1000;

  private final JsonSchema schemas;
  private final JsonNode schema;
  private final String at;
  private final Map<String, JsonNode> named = new LinkedHashMap<>();
  private final Set<String> required;
  private final int min;
  private final int max;
  private final List<Grammar> members = new ArrayList<>();
  private final List<Boolean> needed = new ArrayList<>();
  private final Map<List<Integer>, Grammar> known = new HashMap<>();
  private Optional<Grammar> extra = Optional.empty();

  private ObjectSchema(JsonSchema schemas, JsonNode schema, String at) {
    this.schemas = schemas;
    this.schema = schema;
    this.at = at;
    required = required();
    min = ScalarSchema.count(schema, "minProperties", 0, at);
    max = ScalarSchema.count(schema, "maxProperties", UNLIMITED, at);
  }

  static Grammar grammar(JsonSchema schemas, JsonNode schema, String at) {
    return new ObjectSchema(schemas, schema, at).grammar();
  }

  private Grammar grammar() {
    JsonNode more = more();
    boolean isOpen = more.isMissingNode() || !more.isBoolean() || more.booleanValue();
    JsonNode other = more.isMissingNode() ? ANYTHING : more;
    JsonNode properties = schema.path("properties");
    if (!properties.isMissingNode() && !properties.isObject()) {
      throw JsonSchema.refused(at, "'properties' is no object of schemas");
    }
    properties.properties().forEach(it -> named.put(it.getKey(), it.getValue()));
    boolean namesNone = named.isEmpty() && schema.path("patternProperties").isEmpty();
    required.forEach(
        name -> named.putIfAbsent(name, patternsOf(name).isEmpty() ? other : ANYTHING));
    for (JsonNode name : schema.path("propertyNames").path("enum")) {
      named.putIfAbsent(name.asString(""), other);
    }
    if (isOpen && (namesNone || !more.isMissingNode() || !patterns().isEmpty())) {
      extra = extra(other, more.isMissingNode() && !namesNone);
    } else if (!patterns().isEmpty()) {
      extra = extra(other, true);
    }
    named.forEach(this::add);
    int most = members.size() + (extra.isPresent() ? 1 : 0);
    if (min > most && extra.isPresent()) {
      throw JsonSchema.refused(
          at, "'minProperties' beyond the named ones cannot be kept; name as many");
    }
    if (min > MOST_COUNTED || (max < UNLIMITED && max > MOST_COUNTED && extra.isPresent())) {
      throw JsonSchema.refused(at, "more than " + MOST_COUNTED + " members cannot be counted");
    }
    return sequence(literal("{"), from(0, 0), literal("}"));
  }

  private JsonNode more() {
    JsonNode more = schema.path("additionalProperties");
    return more.isMissingNode() ? schema.path("unevaluatedProperties") : more;
  }

  private Map<String, JsonNode> patterns() {
    Map<String, JsonNode> patterns = new LinkedHashMap<>();
    schema
        .path("patternProperties")
        .properties()
        .forEach(it -> patterns.put(it.getKey(), it.getValue()));
    return patterns;
  }

  /** What the patterns say of a name. */
  private List<JsonNode> patternsOf(String name) {
    List<JsonNode> said = new ArrayList<>();
    patterns()
        .forEach((pattern, value) -> {
          if (Fitting.finds(pattern, name)) {
            said.add(value);
          }
        });
    return said;
  }

  private void add(String name, JsonNode value) {
    JsonNode names = schema.path("propertyNames");
    boolean fits =
        names.isMissingNode()
            || new Fitting(at).fits(JSON.getNodeFactory().stringNode(name), names);
    List<JsonNode> all = new ArrayList<>(patternsOf(name));
    all.addFirst(fits ? value : JSON.getNodeFactory().booleanNode(false));
    Grammar content =
        schemas.value(
            all.size() == 1 ? all.getFirst() : SchemaRewrite.allOf(all),
            at + "/properties/" + name);
    members.add(sequence(literal(JSON.writeValueAsString(name)), JsonText.COLON, content));
    needed.add(required.contains(name));
  }

  /** A member that the schema does not name. */
  private Optional<Grammar> extra(JsonNode other, boolean byPatternOnly) {
    JsonNode names = schema.path("propertyNames");
    List<JsonNode> all = new ArrayList<>(patterns().values());
    for (String pattern : patterns().keySet()) {
      if (named.keySet().stream().noneMatch(name -> Fitting.finds(pattern, name))
          && names.isMissingNode()) {
        Grammar name = JsonText.quoted(RegexParser.parse(pattern).grammar(JsonText::character));
        return Optional.of(member(name, all));
      }
    }
    if (byPatternOnly) {
      return Optional.empty();
    }
    all.add(other);
    if (names.isMissingNode()) {
      return Optional.of(member(OtherNames.than(named.keySet()), all));
    }
    return named.isEmpty() && names.isObject() && !names.has("enum")
        ? Optional.of(member(ScalarSchema.string(names, at + "/propertyNames"), all))
        : Optional.empty();
  }

  private Grammar member(Grammar name, List<JsonNode> values) {
    JsonNode value = values.size() == 1 ? values.getFirst() : SchemaRewrite.allOf(values);
    return sequence(name, JsonText.COLON, schemas.value(value, at + "/additionalProperties"));
  }

  /** What may follow when members up to one are behind, of which so many are there. */
  private Grammar from(int index, int count) {
    int highest = Math.max(1, Math.max(min, max == UNLIMITED ? 0 : Math.min(max, MOST_COUNTED)));
    int counted = Math.min(count, highest);
    List<Integer> place = List.of(index, counted);
    Grammar met = known.get(place);
    if (met != null) {
      return met;
    }
    Grammar made = index == members.size() ? extras(counted) : members(index, counted);
    known.put(place, made);
    return made;
  }

  private Grammar members(int index, int count) {
    List<Grammar> choices = new ArrayList<>();
    if (count < max) {
      Grammar comma = count == 0 ? Grammar.empty() : JsonText.COMMA;
      choices.add(sequence(comma, members.get(index), from(index + 1, count + 1)));
    }
    if (!needed.get(index)) {
      choices.add(from(index + 1, count));
    }
    return choice(choices);
  }

  /** Members without a name may be of one name, and then count once. */
  private Grammar extras(int count) {
    int least = Math.max(0, min - count);
    int most = max == UNLIMITED ? UNLIMITED : max - count;
    if (extra.isEmpty() || most == 0) {
      return least == 0 ? Grammar.empty() : choice(List.of());
    }
    if (least > 1) {
      return choice(List.of());
    }
    Grammar others = Grammar.separated(extra.get(), JsonText.COMMA, Math.max(1, least), most);
    Grammar some = count == 0 ? others : sequence(JsonText.COMMA, others);
    return least == 0 ? Grammar.optional(some) : some;
  }

  private Set<String> required() {
    JsonNode stated = schema.path("required");
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode name : stated) {
      names.add(name.asString(""));
    }
    if (!stated.isMissingNode()
        && (!stated.isArray() || !stated.valueStream().allMatch(JsonNode::isString))) {
      throw JsonSchema.refused(at, "'required' is no list of names");
    }
    return names;
  }
}
