package dev.trine.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Reads {@code tokenizer.json} of Hugging Face: byte-level BPE with its pre-tokenizers. */
final class HfTokenizer {

  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private final Path file;
  private final JsonNode root;

  private HfTokenizer(Path file) {
    this.file = file;
    this.root = Json.read(file);
  }

  /** The tokenizer of a folder; empty if it has no tokenizer.json. */
  static Optional<Tokenizer> find(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    return Files.exists(file) ? Optional.of(open(file)) : Optional.empty();
  }

  static Tokenizer open(Path file) {
    return new HfTokenizer(file).read();
  }

  private Tokenizer read() {
    JsonNode model = root.path("model");
    if (!model.path("type").asString("BPE").equals("BPE")
        || model.path("byte_fallback").asBoolean(false)
        || !root.path("normalizer").isNull() && !root.path("normalizer").isMissingNode()) {
      throw bad("model or normalizer is not byte-level BPE, the only kind read yet");
    }
    List<String> patterns = new ArrayList<>();
    preTokenizer(root.path("pre_tokenizer"), patterns);
    try {
      return new ByteBpe(
          file.toString(),
          vocabulary(model.path("vocab")),
          merges(model.path("merges")),
          PreSplit.of(patterns.toArray(String[]::new)),
          model.path("ignore_merges").asBoolean(false));
    } catch (PatternSyntaxException e) {
      throw bad("pre_tokenizer has a pattern that cannot be read");
    }
  }

  private void preTokenizer(JsonNode node, List<String> patterns) {
    String type = node.path("type").asString("");
    switch (type) {
      case "Sequence" -> node.path("pretokenizers").forEach(n -> preTokenizer(n, patterns));
      case "ByteLevel" -> {
        if (node.path("add_prefix_space").asBoolean(false)) {
          throw bad("pre_tokenizer.add_prefix_space is not read yet");
        }
        if (node.path("use_regex").asBoolean(true)) {
          patterns.add(GPT2);
        }
      }
      case "Digits" ->
          patterns.add(node.path("individual_digits").asBoolean(false) ? "\\p{N}" : "\\p{N}+");
      case "Punctuation" -> {
        if (!node.path("behavior").asString("Isolated").equals("Contiguous")) {
          throw bad("pre_tokenizer Punctuation is read with behavior Contiguous only");
        }
        patterns.add("[\\p{P}$+<=>^`|~]+");
      }
      case "Split" -> {
        String regex = node.path("pattern").path("Regex").asString("");
        if (regex.isEmpty()
            || node.path("invert").asBoolean(false)
            || !node.path("behavior").asString("").equals("Isolated")) {
          throw bad("pre_tokenizer Split is read with an isolated regular expression only");
        }
        patterns.add(regex);
      }
      default -> throw bad("pre_tokenizer is missing or of an unknown type");
    }
  }

  private Vocabulary vocabulary(JsonNode vocab) {
    List<Vocabulary.Added> added = new ArrayList<>();
    int size = vocab.size() + root.path("added_tokens").size();
    String[] pieces = new String[size];
    Arrays.fill(pieces, "");
    int used = 0;
    for (var entry : vocab.properties()) {
      used = Math.max(used, place(pieces, entry.getValue(), entry.getKey()));
    }
    for (JsonNode token : root.path("added_tokens")) {
      String text = token.path("content").asString("");
      used = Math.max(used, place(pieces, token.path("id"), text));
      added.add(
          new Vocabulary.Added(
              token.path("id").asInt(),
              text,
              token.path("special").asBoolean(false),
              token.path("lstrip").asBoolean(false),
              token.path("rstrip").asBoolean(false)));
    }
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    template(root.path("post_processor"), Arrays.asList(pieces), before, after);
    return Vocabulary.of(
        Arrays.asList(pieces).subList(0, used),
        added,
        before.stream().mapToInt(Integer::intValue).toArray(),
        after.stream().mapToInt(Integer::intValue).toArray(),
        before.stream().mapToInt(Integer::intValue).findFirst(),
        OptionalInt.empty());
  }

  private int place(String[] pieces, JsonNode id, String piece) {
    if (!id.isInt() || id.asInt() < 0 || id.asInt() >= pieces.length) {
      throw bad("vocab or added_tokens has an id outside the vocabulary");
    }
    pieces[id.asInt()] = piece;
    return id.asInt() + 1;
  }

  /** What TemplateProcessing puts around one text. */
  private void template(
      JsonNode node, List<String> pieces, List<Integer> before, List<Integer> after) {
    node.path("processors").forEach(n -> template(n, pieces, before, after));
    List<Integer> side = before;
    for (JsonNode part : node.path("single")) {
      if (part.has("Sequence")) {
        side = after;
        continue;
      }
      int id = pieces.indexOf(part.path("SpecialToken").path("id").asString("?"));
      if (id < 0) {
        throw bad("post_processor names a special token that the vocabulary lacks");
      }
      side.add(id);
    }
  }

  private static List<String> merges(JsonNode merges) {
    List<String> lines = new ArrayList<>();
    for (JsonNode merge : merges) {
      lines.add(
          merge.isArray()
              ? merge.path(0).asString("") + " " + merge.path(1).asString("")
              : merge.asString(""));
    }
    return lines;
  }

  private ModelException bad(String what) {
    return new ModelException(file + ": " + what + "; use the model as .gguf instead");
  }
}
