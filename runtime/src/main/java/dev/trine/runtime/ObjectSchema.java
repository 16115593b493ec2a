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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of JSON Schema. Members come in the order of the schema, then those that it does not
 * name.
 */
final class ObjectSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonNode ANYTHING = NODES.booleanNode(true);
  private static final int MOST_COUNTED = 1000;

  private static final int KINDS = Kinds.FIRST_CHARACTERS.size();

  /** Names where nothing is said of them. */
  private static final String WORD = "^[a-z]{1,21}$";

  private final JsonSchema schemas;
  private final JsonNode schema;
  private final String at;
  private final Map<String, JsonNode> named = new LinkedHashMap<>();
  private final Set<String> required;
  private final int min;
  private final int max;
  private final JsonNode names;
  private final List<Grammar> members = new ArrayList<>();
  private final List<Boolean> needed = new ArrayList<>();
  private final Map<List<Integer>, Grammar> known = new HashMap<>();
  private Optional<Grammar> extra = Optional.empty();

  /** Members that the schema does not name, by the first character of their names. */
  private final List<Grammar> kinds = new ArrayList<>();

  private ObjectSchema(JsonSchema schemas, JsonNode schema, String at) {
    this.schemas = schemas;
    this.schema = schema;
    this.at = at;
    required = required();
    min = ScalarSchema.count(schema, "minProperties", 0, at);
    max = ScalarSchema.count(schema, "maxProperties", UNLIMITED, at);
    names = names();
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
      throw SchemaKeywords.refused(at, "'properties' is no object of schemas");
    }
    properties.properties().forEach(it -> named.put(it.getKey(), it.getValue()));
    boolean namesNone = named.isEmpty() && schema.path("patternProperties").isEmpty();
    required.forEach(
        name -> named.putIfAbsent(name, patternsOf(name).isEmpty() ? other : ANYTHING));
    for (JsonNode name : names.path("enum")) {
      named.putIfAbsent(
          name.asString(""), patternsOf(name.asString("")).isEmpty() ? other : ANYTHING);
    }
    boolean alsoWithoutPattern = isOpen && (namesNone || !more.isMissingNode());
    extra = extra(alsoWithoutPattern, other, Optional.empty());
    if (min > 1 && extra.isPresent()) {
      for (String kind : Kinds.FIRST_CHARACTERS) {
        extra(alsoWithoutPattern, other, Optional.of(kind)).ifPresent(kinds::add);
      }
    }
    named.forEach(this::add);
    if (min > members.size() + KINDS && extra.isPresent()) {
      throw SchemaKeywords.refused(
          at, "'minProperties' more than " + KINDS + " beyond the named ones cannot be kept");
    }
    if (min > MOST_COUNTED || (max < UNLIMITED && max > MOST_COUNTED && extra.isPresent())) {
      throw SchemaKeywords.refused(at, "more than " + MOST_COUNTED + " members cannot be counted");
    }
    return sequence(literal("{"), from(0, 0), literal("}"));
  }

  /** What is said of names; a list of them, or keywords that strings alone have. */
  private JsonNode names() {
    String here = at + "/propertyNames";
    JsonNode names = schemas.resolved(schema.path("propertyNames"), here);
    while (names instanceof ObjectNode object
        && SchemaRewrite.of(object, here).get("allOf") instanceof ArrayNode all) {
      names = SchemaRewrite.of(object, here).without("allOf");
      for (JsonNode one : all) {
        names = SchemaMerge.of(names, one, here);
      }
    }
    if (names instanceof ObjectNode object && object.has("const")) {
      object = object.deepCopy();
      object.set("enum", NODES.arrayNode().add(object.remove("const")));
      return object;
    }
    for (String keyword : names.propertyNames()) {
      if (SchemaKeywords.COMBINING.contains(keyword) || SchemaRewrite.REWRITTEN.contains(keyword)) {
        throw SchemaKeywords.refused(
            here, "'" + keyword + "' of names cannot be kept; use a pattern");
      }
    }
    return names;
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
    boolean fits = names.isMissingNode() || new Fitting(at).fits(NODES.stringNode(name), names);
    List<JsonNode> all = new ArrayList<>(patternsOf(name));
    all.addFirst(fits ? value : NODES.booleanNode(false));
    Grammar content =
        schemas.value(
            all.size() == 1 ? all.getFirst() : SchemaRewrite.allOf(all),
            at + "/properties/" + name);
    members.add(sequence(literal(JsonText.of(name)), JsonText.COLON, content));
    needed.add(required.contains(name));
  }

  /**
   * A member that the schema does not name: of one pattern, or of none.
   *
   * @param kind what its name must also fit
   */
  private Optional<Grammar> extra(
      boolean alsoWithoutPattern, JsonNode other, Optional<String> kind) {
    if (names.isBoolean() && !names.booleanValue() || names.has("enum")) {
      return Optional.empty();
    }
    List<Grammar> choices = new ArrayList<>();
    patterns().forEach((pattern, value) -> choices.add(member(Optional.of(pattern), value, kind)));
    if (alsoWithoutPattern) {
      choices.add(member(Optional.empty(), other, kind));
    }
    return choices.isEmpty() ? Optional.empty() : Optional.of(choice(choices));
  }

  private Grammar member(Optional<String> pattern, JsonNode value, Optional<String> kind) {
    List<Regex> all = new ArrayList<>();
    String place = at + (pattern.isPresent() ? "/patternProperties" : "/propertyNames");
    pattern.ifPresent(it -> all.add(ScalarSchema.pattern(it, place)));
    kind.ifPresent(it -> all.add(ScalarSchema.pattern(it, place)));
    if (names.isObject()) {
      all.add(ScalarSchema.text(names, place));
    }
    if (pattern.isEmpty() && !names.isObject()) {
      all.add(RegexParser.parse(WORD));
    }
    List<Regex> others = new ArrayList<>();
    patterns().keySet().stream()
        .filter(it -> !pattern.equals(Optional.of(it)))
        .forEach(it -> others.add(ScalarSchema.pattern(it, place)));
    named.keySet().forEach(name -> others.add(Regex.text(name)));
    if (!others.isEmpty()) {
      all.add(RegexParser.ORDINARY);
      all.add(new Regex.Not(new Regex.Choice(others)));
    }
    Grammar name = ScalarSchema.quoted(Regex.all(all), place);
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
      return most < least ? choice(List.of()) : different(0, count, least, most);
    }
    Grammar others = Grammar.separated(extra.get(), JsonText.COMMA, Math.max(1, least), most);
    Grammar some = count == 0 ? others : sequence(JsonText.COMMA, others);
    return least == 0 ? Grammar.optional(some) : some;
  }

  /** So many members that differ, each of a later kind than the one before, then any others. */
  private Grammar different(int kind, int count, int least, int most) {
    if (least == 0) {
      return Grammar.repeat(sequence(JsonText.COMMA, extra.orElseThrow()), 0, most);
    }
    if (kind == kinds.size()) {
      return choice(List.of());
    }
    List<Integer> place = List.of(-1 - kind, count, least);
    Grammar met = known.get(place);
    if (met != null) {
      return met;
    }
    Grammar comma = count == 0 ? Grammar.empty() : JsonText.COMMA;
    int left = most == UNLIMITED ? most : most - 1;
    Grammar made =
        choice(
            sequence(comma, kinds.get(kind), different(kind + 1, count + 1, least - 1, left)),
            different(kind + 1, count, least, most));
    known.put(place, made);
    return made;
  }

  private Set<String> required() {
    JsonNode stated = schema.path("required");
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode name : stated) {
      names.add(name.asString(""));
    }
    if (!stated.isMissingNode()
        && (!stated.isArray() || !stated.valueStream().allMatch(JsonNode::isString))) {
      throw SchemaKeywords.refused(at, "'required' is no list of names");
    }
    return names;
  }
}
