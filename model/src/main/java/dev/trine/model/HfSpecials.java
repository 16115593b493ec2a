package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * What a Hugging Face folder says beside its tokenizer file about special tokens.
 *
 * @param settings tokenizer_config.json
 * @param ends ids that end generation, of generation_config.json or else config.json
 * @param modelType of config.json, or empty
 * @param added tokens of tokenizer_config.json and added_tokens.json
 */
record HfSpecials(JsonNode settings, List<Integer> ends, String modelType, List<Added> added) {

  static HfSpecials beside(Path file) {
    JsonNode settings = read(file.resolveSibling("tokenizer_config.json"));
    JsonNode config = read(file.resolveSibling("config.json"));
    List<Integer> ends = ends(read(file.resolveSibling("generation_config.json")));
    List<Added> added = new ArrayList<>();
    settings
        .path("added_tokens_decoder")
        .properties()
        .forEach(entry -> {
          String id = entry.getKey();
          int number = id.matches("\\d{1,9}") ? Integer.parseInt(id) : -1;
          added.add(added(number, entry.getValue()));
        });
    read(file.resolveSibling("added_tokens.json"))
        .properties()
        .forEach(entry -> {
          int id = entry.getValue().asInt(-1);
          if (added.stream().noneMatch(token -> token.id() == id)) {
            added.add(Added.of(id, entry.getKey(), true));
          }
        });
    return new HfSpecials(
        settings,
        ends.isEmpty() ? ends(config) : ends,
        config.path("model_type").asString(""),
        added);
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

  /** A token as tokenizer.json and tokenizer_config.json describe it. */
  static Added added(int id, JsonNode token) {
    boolean special = token.path("special").asBoolean(false);
    return new Added(
        id,
        token.path("content").asString(""),
        special,
        token.path("single_word").asBoolean(false),
        token.path("lstrip").asBoolean(false),
        token.path("rstrip").asBoolean(false),
        token.path("normalized").asBoolean(!special));
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

  /** The piece that has a role, such as {@code bos} or {@code unk}. */
  Optional<String> piece(String role) {
    JsonNode token = settings.path(role + "_token");
    return token.isString() ? token.asStringOpt() : token.path("content").asStringOpt();
  }

  /** A setting of tokenizer_config.json, if it is there and a boolean. */
  Optional<Boolean> flag(String name) {
    JsonNode flag = settings.path(name);
    return flag.isBoolean() ? Optional.of(flag.asBoolean()) : Optional.empty();
  }

  /**
   * A vocabulary with what is said here.
   *
   * @param pieces by id, with all added tokens
   * @param ids of the pieces that are made of text
   * @param before ids put before a text that is encoded with special
   * @param after ids put after it
   */
  Vocabulary vocabulary(
      List<String> pieces,
      Map<String, Integer> ids,
      List<Added> added,
      List<Integer> before,
      List<Integer> after) {
    List<Integer> allEnds = new ArrayList<>(ends);
    allEnds.removeIf(id -> id >= pieces.size());
    id("eos", pieces).ifPresent(allEnds::add);
    OptionalInt bos = id("bos", pieces);
    return Vocabulary.of(
        pieces,
        ids,
        added,
        Map.of(),
        before.stream().mapToInt(Integer::intValue).toArray(),
        after.stream().mapToInt(Integer::intValue).toArray(),
        bos.isPresent() ? bos : before.stream().mapToInt(Integer::intValue).findFirst(),
        allEnds);
  }

  /** The id of the piece that has a role. */
  OptionalInt id(String role, List<String> pieces) {
    int id = piece(role).map(pieces::indexOf).orElse(-1);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
