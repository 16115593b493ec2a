package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a Hugging Face folder says beside its tokenizer file about the tokens around a text.
 *
 * @param ends ids that end generation, of generation_config.json or else config.json
 * @param bosPiece the piece that begins a text, of tokenizer_config.json
 * @param eosPiece the piece that ends a text
 * @param addsBos whether tokenizer_config.json wants BOS before a text; empty if it does not say
 * @param addsEos whether it wants EOS after a text
 */
record HfSpecials(
    List<Integer> ends,
    Optional<String> bosPiece,
    Optional<String> eosPiece,
    Optional<Boolean> addsBos,
    Optional<Boolean> addsEos) {

  static HfSpecials beside(Path file) {
    JsonNode tokenizer = read(file.resolveSibling("tokenizer_config.json"));
    List<Integer> ends = ends(read(file.resolveSibling("generation_config.json")));
    return new HfSpecials(
        ends.isEmpty() ? ends(read(file.resolveSibling("config.json"))) : ends,
        piece(tokenizer.path("bos_token")),
        piece(tokenizer.path("eos_token")),
        flag(tokenizer.path("add_bos_token")),
        flag(tokenizer.path("add_eos_token")));
  }

  /** A file of its own, or a member of tokenizer_config.json: one template, or several by name. */
  static Optional<String> chatTemplate(Path folder) {
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      return Optional.of(new String(Json.bytes(file), StandardCharsets.UTF_8));
    }
    JsonNode stated = read(folder.resolve("tokenizer_config.json")).path("chat_template");
    for (JsonNode named : stated.isArray() ? stated : List.<JsonNode>of()) {
      if (named.path("name").asString("").equals("default")) {
        return named.path("template").asStringOpt();
      }
    }
    return stated.isString() ? stated.asStringOpt() : Optional.empty();
  }

  private static JsonNode read(Path file) {
    return Files.exists(file) ? Json.read(file) : Json.MAPPER.createObjectNode();
  }

  /** One id or a list of them. */
  private static List<Integer> ends(JsonNode config) {
    JsonNode stated = config.path("eos_token_id");
    List<Integer> ends = new ArrayList<>();
    for (JsonNode id : stated.isArray() ? stated : List.of(stated)) {
      if (id.isInt() && id.asInt() >= 0) {
        ends.add(id.asInt());
      }
    }
    return ends;
  }

  private static Optional<String> piece(JsonNode token) {
    return token.isString() ? token.asStringOpt() : token.path("content").asStringOpt();
  }

  private static Optional<Boolean> flag(JsonNode flag) {
    return flag.isBoolean() ? Optional.of(flag.asBoolean()) : Optional.empty();
  }
}
