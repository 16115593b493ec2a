package dev.trine.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the references of a schema lead.
 *
 * @param root of the schema
 */
record SchemaReferences(JsonNode root) {

  /**
   * The schema that a JSON Pointer names.
   *
   * @throws GrammarException if there is none
   */
  JsonNode target(String pointer, String at) {
    if (!pointer.startsWith("#")) {
      throw SchemaKeywords.refused(
          at, "'" + pointer + "' lies outside the schema; copy it into $defs");
    }
    if (pointer.length() > 1 && pointer.charAt(1) != '/') {
      throw SchemaKeywords.refused(at, "'" + pointer + "' is not in the schema; define it");
    }
    try {
      JsonNode target = root.at(URLDecoder.decode(pointer.substring(1).replace("+", "%2B"), UTF_8));
      if (!target.isMissingNode()) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      throw SchemaKeywords.refused(
          at, "'" + pointer + "' is no JSON Pointer; write it as #/$defs/name");
    }
    throw SchemaKeywords.refused(at, "'" + pointer + "' is not in the schema; define it");
  }

  /** A schema without a reference at its top. */
  JsonNode resolved(JsonNode schema, String at) {
    JsonNode found = schema;
    for (int hops = 0;
        found instanceof ObjectNode object && object.has("$ref") && hops < 20;
        hops++) {
      ObjectNode rest = object.deepCopy();
      rest.remove("$ref");
      found = SchemaMerge.of(rest, target(ScalarSchema.text(object, "$ref", at), at), at);
    }
    return found;
  }
}
