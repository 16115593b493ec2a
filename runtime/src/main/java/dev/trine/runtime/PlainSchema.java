package dev.trine.runtime;

import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema as one document of 2020-12 in which every reference is a JSON Pointer: identifiers,
 * anchors and dynamic references are resolved, and what older drafts wrote otherwise is rewritten.
 */
final class PlainSchema {
  private static final URI DOCUMENT = URI.create("schema:/document");

  /** Keywords whose members are schemas by name. */
  private static final Set<String> BY_NAME =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /** Keywords whose content is no schema. */
  private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

  /** Keywords whose content is also asked for what does not fit it. */
  private static final List<String> NEGATED = List.of("not", "if");

  /** References within each other that are replaced. */
  private static final int DEEPEST = 8;

  private static final int MOST_UNFOLDS = 1000;

  private final Map<String, String> pointers = new HashMap<>(); // by URI
  private final Set<String> dynamic = new HashSet<>(); // names of dynamic anchors
  private final Set<String> ambiguous = new HashSet<>(); // those that are there twice

  private int unfolds;

  private PlainSchema() {}

  static JsonNode of(JsonNode schema) {
    JsonNode plain = schema.deepCopy();
    PlainSchema references = new PlainSchema();
    references.walk(plain, "", DOCUMENT, true, true);
    references.walk(plain, "", DOCUMENT, true, false);
    references.unfold(plain, plain, true);
    return plain;
  }

  /**
   * One walk over all schemas.
   *
   * @param isSchema whether the node is a schema, or a list of some; else it has some by name
   * @param learns whether identifiers are noted down; else references are rewritten by them
   */
  private void walk(JsonNode node, String pointer, URI outer, boolean isSchema, boolean learns) {
    URI base = outer;
    if (node instanceof ObjectNode schema && isSchema) {
      base = resolved(outer, withoutFragment(schema.path("$id").asString(""))).orElse(outer);
      if (learns) {
        modernize(schema);
        learn(schema, pointer, base);
      } else {
        rewrite(schema, base);
      }
    }
    if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        walk(list.get(i), pointer + "/" + i, base, true, learns);
      }
    }
    for (String name : List.copyOf(node.propertyNames())) {
      if (!isSchema || !VALUES.contains(name)) {
        String escaped = name.replace("~", "~0").replace("/", "~1").replace("%", "%25");
        boolean below = !isSchema || !BY_NAME.contains(name);
        walk(node.path(name), pointer + "/" + escaped, base, below, learns);
      }
    }
  }

  /**
   * What must not fit is said keyword by keyword: there, schemas stand in the place of references.
   */
  private void unfold(JsonNode node, JsonNode root, boolean isSchema) {
    if (isSchema && node instanceof ObjectNode schema) {
      for (String keyword : NEGATED) {
        if (schema.has(keyword)) {
          schema.set(keyword, unfolded(schema.path(keyword), root, 0));
        }
      }
    }
    node.valueStream().filter(it -> node.isArray()).forEach(it -> unfold(it, root, true));
    for (var member : node.properties()) {
      if (!isSchema || !VALUES.contains(member.getKey())) {
        unfold(member.getValue(), root, !isSchema || !BY_NAME.contains(member.getKey()));
      }
    }
  }

  /** A copy without references, but for those that go too deep or are too many. */
  private JsonNode unfolded(JsonNode node, JsonNode root, int depth) {
    if (node instanceof ArrayNode list) {
      ArrayNode made = list.arrayNode();
      list.forEach(it -> made.add(unfolded(it, root, depth)));
      return made;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    ObjectNode made = object.objectNode();
    object
        .properties()
        .forEach(it ->
            made.set(
                it.getKey(),
                VALUES.contains(it.getKey())
                    ? it.getValue()
                    : unfolded(it.getValue(), root, depth)));
    String pointer = made.path("$ref").asString("");
    if (!pointer.startsWith("#/") || depth == DEEPEST || ++unfolds > MOST_UNFOLDS) {
      return made;
    }
    JsonNode target = root.at(pointer.substring(1));
    if (target.isMissingNode()) {
      return made;
    }
    made.remove("$ref");
    JsonNode meant = unfolded(target, root, depth + 1);
    return made.isEmpty() ? meant : SchemaRewrite.allOf(List.of(made, meant));
  }

  /** Lists of items and exclusive bounds as older drafts have them. */
  private static void modernize(ObjectNode schema) {
    if (schema.path("items") instanceof ArrayNode list && !schema.has("prefixItems")) {
      schema.set("prefixItems", list);
      schema.remove("items");
      if (schema.has("additionalItems")) {
        schema.set("items", schema.remove("additionalItems"));
      }
    }
    for (String bound : List.of("Minimum", "Maximum")) {
      JsonNode number = schema.path(bound.toLowerCase(Locale.ROOT));
      if (schema.path("exclusive" + bound).isBoolean() && number.isNumber()) {
        if (schema.remove("exclusive" + bound).booleanValue()) {
          schema.set("exclusive" + bound, number);
        }
      }
    }
  }

  private void learn(ObjectNode schema, String pointer, URI base) {
    if (pointer.isEmpty() || !withoutFragment(schema.path("$id").asString("")).isEmpty()) {
      pointers.putIfAbsent(base.toString(), pointer);
    }
    for (String keyword : List.of("$anchor", "$dynamicAnchor", "$id")) {
      String name = schema.path(keyword).asString("");
      String anchor = keyword.equals("$id") ? fragment(name) : name; // as older drafts have it
      if (!anchor.isEmpty()) {
        pointers.putIfAbsent(base + "#" + anchor, pointer);
      }
      if (keyword.equals("$dynamicAnchor") && !anchor.isEmpty() && !dynamic.add(anchor)) {
        ambiguous.add(anchor);
      }
    }
  }

  private void rewrite(ObjectNode schema, URI base) {
    String reference = schema.path("$ref").asString("");
    if (!reference.isEmpty()) {
      schema.put("$ref", local(reference, base));
    }
    if (schema.path("$recursiveRef").asString("").equals("#") && pointers.size() == 1) {
      schema.remove("$recursiveRef"); // the document is all that it can mean
      schema.put("$ref", "#");
    }
    String moving = schema.path("$dynamicRef").asString("");
    String anchor = moving.substring(moving.indexOf('#') + 1);
    if (!moving.isEmpty() && !schema.has("$ref") && !ambiguous.contains(anchor)) {
      schema.remove("$dynamicRef");
      schema.put("$ref", local(moving, base));
    }
  }

  /**
   * The pointer to what a reference means; the reference itself, if that is not in the document.
   */
  private String local(String reference, URI base) {
    String within = fragment(reference);
    boolean isPointer = within.isEmpty() || within.startsWith("/");
    return resolved(base, withoutFragment(reference))
        .map(document -> isPointer ? document.toString() : document + "#" + within)
        .flatMap(place -> Optional.ofNullable(pointers.get(place)))
        .map(pointer -> "#" + pointer + (isPointer ? within : ""))
        .orElse(reference);
  }

  private static String withoutFragment(String reference) {
    return reference.indexOf('#') < 0 ? reference : reference.substring(0, reference.indexOf('#'));
  }

  private static String fragment(String reference) {
    return reference.indexOf('#') < 0 ? "" : reference.substring(reference.indexOf('#') + 1);
  }

  private static Optional<URI> resolved(URI base, String reference) {
    try {
      return Optional.of(reference.isEmpty() ? base : base.resolve(reference));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no URI; whoever looks for it says so
    }
  }
}
