package dev.trine.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a tokenizer.json of a unigram model says of rewriting and cutting, in the few settings that
 * SentencePiece has for them.
 *
 * @param charsMap compiled rules for characters; empty if there are none
 * @param trims whether needless spaces go
 * @param spaceBefore whether a text gets a space before it
 */
record GgufUnigram(byte[] charsMap, boolean trims, boolean spaceBefore) {

  /**
   * Of a file's normalizer and pre_tokenizer.
   *
   * @throws ModelException if it does what these settings cannot tell
   */
  static GgufUnigram of(String source, JsonNode root) {
    byte[] charsMap = {};
    boolean trims = false;
    for (JsonNode part : parts(root.path("normalizer"), "normalizers")) {
      String type = part.path("type").asString("");
      switch (type) {
        case "Precompiled" -> {
          if (charsMap.length > 0) {
            throw bad(source, "two sets of compiled rules");
          }
          String rules = part.path("precompiled_charsmap").asString("");
          charsMap = Base64.getDecoder().decode(rules);
        }
        case "Strip" -> trims = true;
        case "Replace" -> {
          if (!part.path("pattern").path("Regex").asString("").equals(" {2,}")) {
            throw bad(source, "a normalizer that replaces " + part.path("pattern"));
          }
          trims = true;
        }
        default -> throw bad(source, "a normalizer " + type);
      }
    }
    boolean spaceBefore = false;
    for (JsonNode part : parts(root.path("pre_tokenizer"), "pretokenizers")) {
      String type = part.path("type").asString("");
      switch (type) {
        case "WhitespaceSplit" -> trims = true;
        case "Metaspace" -> spaceBefore = !HfPreTokenizer.scheme(part).equals("never");
        default -> throw bad(source, "a pre_tokenizer " + type);
      }
    }
    return new GgufUnigram(charsMap, trims, spaceBefore);
  }

  private static List<JsonNode> parts(JsonNode node, String several) {
    List<JsonNode> parts = new ArrayList<>();
    if (node.path("type").asString("").equals("Sequence")) {
      node.path(several).forEach(part -> parts.addAll(parts(part, several)));
    } else if (!node.isNull() && !node.isMissingNode()) {
      parts.add(node);
    }
    return parts;
  }

  private static ModelException bad(String source, String what) {
    return new ModelException(
        source + ": has " + what + ", which GGUF files do not know; its folder runs as it is");
  }
}
