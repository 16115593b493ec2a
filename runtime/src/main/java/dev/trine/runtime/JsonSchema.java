package dev.trine.runtime;

import static dev.trine.runtime.Grammar.choice;
import static dev.trine.runtime.Grammar.literal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schema (2020-12) as a grammar: every text of the grammar is JSON that the schema accepts.
 * Properties come in the order of the schema; properties that it does not name come only where
 * {@code additionalProperties} is given and not false, or where it names none. The texts may be
 * fewer than those that the schema accepts; a keyword that cannot be kept at all is refused.
 */
public final class JsonSchema {
  /** Schemas that are visited; one that needs more puts too many alternatives together. */
  private static final int MOST_VISITS = 5_000;

  /** Schemas within each other, references followed. */
  private static final int DEEPEST = 200;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final SchemaReferences pointers;
  private final Map<String, Grammar> references = new HashMap<>();
  private final Map<JsonNode, Grammar> combined = new HashMap<>();
  private final Map<JsonNode, Grammar> scalars = new HashMap<>(); // those of each stand once
  private final Map<String, Grammar> places = new LinkedHashMap<>(); // of schemas, for errors
  private final Grammar any = JsonText.any();
  private int visits;
  private int depth;

  private JsonSchema(JsonNode root) {
    this.pointers = new SchemaReferences(root);
  }

  /**
   * The grammar of a schema.
   *
   * @throws GrammarException if the text is not a schema, or one that cannot be kept; the message
   *     names the keyword and its place
   */
  public static Grammar grammar(String schema) {
    try {
      return new JsonSchema(PlainSchema.of(JsonTree.of(schema))).whole();
    } catch (JacksonException e) {
      throw new GrammarException("the JSON Schema cannot be read: " + e.getOriginalMessage());
    }
  }

  /** The grammar of the root, if any text fits it. */
  private Grammar whole() {
    Grammar whole = reference("#", "#");
    Productive productive = new Productive(List.of(whole));
    if (productive.contains(whole)) {
      return whole;
    }
    Productive parts = new Productive(List.copyOf(places.values()));
    String blamed = "#";
    for (var place : places.entrySet()) {
      String at = place.getKey();
      boolean isBlamed =
          at.length() > blamed.length()
              && places.entrySet().stream()
                  .filter(it -> at.equals(it.getKey()) || at.startsWith(it.getKey() + "/"))
                  .noneMatch(it -> parts.contains(it.getValue()));
      blamed = isBlamed ? at : blamed;
    }
    throw SchemaKeywords.refused(
        blamed,
        "no text fits; remove the contradiction (oneOf, not, if and uniqueItems are kept only in"
            + " part)");
  }

  Grammar anything() {
    return any;
  }

  /** A schema without a reference at its top. */
  JsonNode resolved(JsonNode schema, String at) {
    return pointers.resolved(schema, at);
  }

  Grammar value(JsonNode schema, String at) {
    if (++visits > MOST_VISITS || depth == DEEPEST) {
      throw SchemaKeywords.refused(
          at, "the schema puts too many alternatives together; make it simpler");
    }
    depth++;
    Grammar grammar = valueOf(schema, at);
    depth--;
    if (schema.isObject()) {
      places.putIfAbsent(at, grammar);
    }
    return grammar;
  }

  private Grammar valueOf(JsonNode schema, String at) {
    if (schema.isBoolean()) {
      return schema.booleanValue() ? any : choice(List.of());
    }
    ObjectNode object = SchemaRewrite.of(SchemaKeywords.requireSchema(schema, at), at);
    Set<String> used = SchemaKeywords.used(object);
    for (String keyword : SchemaKeywords.COMBINING) {
      if (used.contains(keyword)) {
        return keyword.equals("$ref") && used.size() == 1
            ? reference(ScalarSchema.text(object, keyword, at), at)
            : combination(object, keyword, at);
      }
    }
    if (used.contains("enum") || used.contains("const")) {
      return constants(object, at);
    }
    if (used.contains(SchemaKeywords.CONTAINED)) {
      return value(Contained.placed(object, at), at);
    }
    if (used.contains(SchemaKeywords.EXCLUDED)) {
      return others(object, at);
    }
    List<Grammar> types = new ArrayList<>();
    for (String type : SchemaKeywords.types(object, at)) {
      types.add(typed(type, object, at));
    }
    return choice(types);
  }

  /** Resolves one combining keyword: what stands beside it is said of every alternative. */
  private Grammar combination(ObjectNode schema, String keyword, String at) {
    Grammar known = combined.get(schema);
    if (known != null) {
      return known;
    }
    Grammar.Rule rule = Grammar.rule(at);
    combined.put(schema, rule);
    ObjectNode rest = schema.deepCopy();
    rest.remove(keyword);
    String here = at + "/" + keyword;
    if (keyword.equals("$ref")) {
      JsonNode target = pointers.target(ScalarSchema.text(schema, keyword, at), at);
      return rule.define(value(SchemaMerge.of(rest, target, at), at));
    }
    List<JsonNode> parts = SchemaKeywords.schemas(schema, keyword, at);
    if (keyword.equals("allOf")) {
      JsonNode all = rest;
      for (int i = 0; i < parts.size(); i++) {
        all = SchemaMerge.of(all, parts.get(i), here + "/" + i);
      }
      return rule.define(value(all, at));
    }
    List<JsonNode> alternatives = new ArrayList<>();
    for (JsonNode part : parts) {
      alternatives.add(SchemaMerge.of(rest, part, here + "/" + alternatives.size()));
    }
    if (keyword.equals("oneOf")) {
      alternatives = exclusive(alternatives, here);
    }
    List<Grammar> grammars = new ArrayList<>();
    for (int i = 0; i < alternatives.size(); i++) {
      if (!Disjoint.isPlainlyEmpty(alternatives.get(i))) { // or conditions would double each time
        grammars.add(value(alternatives.get(i), here + "/" + i));
      }
    }
    return rule.define(choice(grammars));
  }

  private Grammar reference(String pointer, String at) {
    Grammar known = references.get(pointer);
    if (known != null) {
      return known;
    }
    JsonNode target = pointers.target(pointer, at);
    Grammar.Rule rule = Grammar.rule(pointer);
    references.put(pointer, rule);
    return rule.define(value(target, pointer));
  }

  /** Alternatives of which no two fit at once. */
  private List<JsonNode> exclusive(List<JsonNode> alternatives, String at) {
    try {
      new Disjoint(pointer -> pointers.target(pointer, at), at).require(alternatives);
      return alternatives;
    } catch (GrammarException overlap) {
      List<JsonNode> resolved = new ArrayList<>();
      for (JsonNode alternative : alternatives) {
        resolved.add(pointers.resolved(alternative, at));
      }
      return SchemaRewrite.exclusive(resolved).orElseThrow(() -> overlap);
    }
  }

  private static Grammar constants(ObjectNode schema, String at) {
    if (schema.has("enum") && !schema.path("enum").isArray()) {
      throw SchemaKeywords.refused(at, "'enum' is no list of values");
    }
    Fitting fitting = new Fitting(at);
    List<Grammar> values = new ArrayList<>();
    SchemaKeywords.types(schema, at); // refuses what is no type
    ObjectNode beside = NODES.objectNode().setAll(schema);
    beside.remove(schema.has("const") ? "const" : "enum"); // where the values come from
    for (JsonNode value : Disjoint.constants(schema)) {
      if (fitting.fits(value, beside)) {
        values.add(literal(value.isString() ? JsonText.of(value.stringValue()) : value.toString()));
      }
    }
    return choice(values);
  }

  /** All but some values: of each type those that are plainly others. */
  private Grammar others(ObjectNode schema, String at) {
    ObjectNode rest = schema.deepCopy();
    JsonNode excluded = rest.remove(SchemaKeywords.EXCLUDED);
    List<Grammar> choices = new ArrayList<>();
    for (String type : SchemaKeywords.types(rest, at)) {
      List<JsonNode> ofType =
          excluded.valueStream().filter(value -> Disjoint.isOfType(value, type)).toList();
      if (ofType.isEmpty()) {
        choices.add(typed(type, rest, at));
      } else if (type.equals("string")) {
        choices.add(typed(type, schema, at));
      } else {
        rest.put("type", type);
        JsonNode other = Exclusion.of(rest, type, ofType, at);
        choices.add(value(other, at));
      }
    }
    return choice(choices);
  }

  private Grammar typed(String type, JsonNode schema, String at) {
    return switch (type) {
      case "object" -> ObjectSchema.grammar(this, schema, at);
      case "array" -> ArraySchema.grammar(this, schema, at);
      case "string", "integer", "number" -> scalar(type, schema, at);
      case "boolean" -> JsonText.BOOLEAN;
      default -> JsonText.NULL;
    };
  }

  /** Alternatives of objects have the same members again and again: their values are made once. */
  private Grammar scalar(String type, JsonNode schema, String at) {
    ObjectNode key = NODES.objectNode();
    for (var keyword : schema.properties()) {
      if (!SchemaKeywords.isAnnotation(keyword.getKey())) {
        key.set(keyword.getKey(), keyword.getValue());
      }
    }
    Grammar known = scalars.get(key.put("type", type));
    if (known == null) {
      known =
          switch (type) {
            case "string" -> ScalarSchema.string(schema, at);
            case "integer" -> ScalarSchema.number(schema, at, 0);
            default -> ScalarSchema.number(schema, at, JsonText.PLACES);
          };
      scalars.put(key, known);
    }
    return known;
  }
}
