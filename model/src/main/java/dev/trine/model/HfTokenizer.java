package dev.trine.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the tokenizer of a Hugging Face folder: tokenizer.json, or else tokenizer.model. */
final class HfTokenizer {

  private final String source;
  private final HfSpecials specials;
  private final JsonNode root;
  private final JsonNode model;

  private HfTokenizer(Path file, HfSpecials specials) {
    this.source = file.toString();
    this.specials = specials;
    this.root = Json.read(file);
    this.model = root.path("model");
  }

  /** The tokenizer of a folder; empty if it has no file of one. */
  static Optional<Tokenizer> find(Path folder) {
    for (String name : List.of("tokenizer.json", "tokenizer.model")) {
      if (Files.exists(folder.resolve(name))) {
        return Optional.of(open(folder.resolve(name)));
      }
    }
    return Optional.empty();
  }

  /** The tokenizer of a file, with what the files beside it say. */
  static Tokenizer open(Path file) {
    HfSpecials specials = HfSpecials.beside(file);
    return file.toString().endsWith(".model")
        ? SentencePieceFile.open(file, specials)
        : new HfTokenizer(file, specials).read();
  }

  private Tokenizer read() {
    String type = model.path("type").asString(model.has("merges") ? "BPE" : "");
    try {
      return switch (type) {
        case "BPE" -> bpe();
        case "Unigram" -> unigram();
        case "WordPiece" -> wordPiece();
        default -> throw HfNormalizer.unknown(source, "model", type);
      };
    } catch (PatternSyntaxException e) {
      throw bad("has a pattern that cannot be read");
    } catch (JacksonException e) {
      throw bad("has a value of an unexpected type");
    } catch (IllegalArgumentException e) { // Base64
      throw bad("has a precompiled_charsmap that cannot be read");
    }
  }

  private Tokenizer bpe() {
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.path(affix).asString("").isEmpty()) {
        throw bad("has a " + affix + ", which is not known");
      }
    }
    Vocabulary vocabulary = vocabulary(pieces());
    Integer unknown = vocabulary.ids().get(model.path("unk_token").asString(""));
    List<Bpe.Merge> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray()
              ? new Bpe.Merge(merge.path(0).asString(""), merge.path(1).asString(""))
              : Bpe.Merge.of(merge.asString("")));
    }
    return new Bpe(
        source,
        vocabulary,
        cutting(),
        merges,
        model.path("ignore_merges").asBoolean(false),
        Unknown.of(
            vocabulary,
            model.path("byte_fallback").asBoolean(false),
            unknown == null ? OptionalInt.empty() : OptionalInt.of(unknown),
            model.path("fuse_unk").asBoolean(false)));
  }

  /** The pieces of a {@code vocab} from piece to id. */
  private List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      place(pieces, entry.getValue(), entry.getKey());
    }
    return pieces;
  }

  private Tokenizer unigram() {
    List<String> pieces = new ArrayList<>();
    JsonNode vocab = model.path("vocab");
    float[] scores = new float[vocab.size() + root.path("added_tokens").size()];
    int[] types = new int[scores.length];
    for (JsonNode entry : vocab) {
      scores[pieces.size()] = (float) entry.path(1).asDouble(Double.NaN);
      types[pieces.size()] = SentencePieces.NORMAL;
      if (!entry.path(0).isString() || !Float.isFinite(scores[pieces.size()])) {
        throw bad("vocab entry " + pieces.size() + " is not a piece and its score");
      }
      pieces.add(entry.path(0).asString());
    }
    JsonNode unknown = model.path("unk_id");
    if (unknown.isInt() && (unknown.asInt() < 0 || unknown.asInt() >= pieces.size())) {
      throw bad("unk_id is outside the vocabulary");
    }
    Vocabulary vocabulary = vocabulary(pieces);
    for (JsonNode token : root.path("added_tokens")) {
      if (token.path("id").asInt() < types.length) {
        types[token.path("id").asInt()] = SentencePieces.CONTROL; // found before pieces are
      }
    }
    return new Unigram(
        vocabulary,
        cutting(),
        new SentencePieces(vocabulary.pieces(), scores, types),
        Unknown.of(
            vocabulary,
            model.path("byte_fallback").asBoolean(false),
            unknown.isInt() ? OptionalInt.of(unknown.asInt()) : OptionalInt.empty(),
            true));
  }

  private Tokenizer wordPiece() {
    Vocabulary vocabulary = vocabulary(pieces());
    Integer unknown = vocabulary.ids().get(model.path("unk_token").asString("[UNK]"));
    return new WordPiece(
        vocabulary,
        cutting(),
        "",
        model.path("continuing_subword_prefix").asString("##"),
        unknown == null ? OptionalInt.empty() : OptionalInt.of(unknown));
  }

  private Cutting cutting() {
    UnaryOperator<String> normalizer = HfNormalizer.of(source, root.path("normalizer"));
    PreSplit split = HfPreTokenizer.of(source, root.path("pre_tokenizer"));
    JsonNode decoder = root.path("decoder");
    boolean bytes = decoderHas(decoder, "ByteLevel");
    boolean spaceBefore =
        decoderHas(decoder, "Strip")
            || decoderHas(decoder, "WordPiece")
            || decoderHas(decoder, "Metaspace")
                && !decoder.findPath("prepend_scheme").asString("always").equals("never");
    return new Cutting(normalizer, split, bytes ? Spelling.BYTES : Spelling.SPACES, spaceBefore);
  }

  /** Whether a decoder is of a type, or has a part that is. */
  private boolean decoderHas(JsonNode decoder, String type) {
    String own = decoder.path("type").asString("");
    return switch (own) {
      case "Sequence" ->
          StreamSupport.stream(decoder.path("decoders").spliterator(), false)
              .anyMatch(part -> decoderHas(part, type));
      case "", "ByteLevel", "Metaspace", "WordPiece", "Replace", "ByteFallback", "Fuse", "Strip" ->
          own.equals(type);
      default -> throw HfNormalizer.unknown(source, "decoder", own);
    };
  }

  /** Pieces at hand, with the added tokens and what belongs around a text. */
  private Vocabulary vocabulary(List<String> pieces) {
    List<Vocabulary.Added> added = new ArrayList<>();
    for (JsonNode token : root.path("added_tokens")) {
      String text = token.path("content").asString("");
      place(pieces, token.path("id"), text);
      added.add(
          new Vocabulary.Added(
              token.path("id").asInt(),
              text,
              token.path("special").asBoolean(false),
              token.path("single_word").asBoolean(false),
              token.path("lstrip").asBoolean(false),
              token.path("rstrip").asBoolean(false)));
    }
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    around(root.path("post_processor"), pieces, before, after);
    List<Integer> ends = new ArrayList<>(specials.ends());
    ends.removeIf(id -> id >= pieces.size());
    specials.eosPiece().map(pieces::indexOf).filter(id -> id >= 0).ifPresent(ends::add);
    OptionalInt bos =
        specials.bosPiece().map(pieces::indexOf).filter(id -> id >= 0).stream()
            .mapToInt(Integer::intValue)
            .findFirst();
    return Vocabulary.of(
        pieces,
        added,
        Map.of(),
        before.stream().mapToInt(Integer::intValue).toArray(),
        after.stream().mapToInt(Integer::intValue).toArray(),
        bos.isPresent() ? bos : before.stream().mapToInt(Integer::intValue).findFirst(),
        ends);
  }

  private void place(List<String> pieces, JsonNode id, String piece) {
    // Ids may leave gaps, but not so many that a short file needs much memory.
    int limit = 2 * (model.path("vocab").size() + root.path("added_tokens").size()) + 1024;
    if (!id.isInt() || id.asInt() < 0 || id.asInt() >= limit) {
      throw bad("vocab or added_tokens has an id outside the vocabulary");
    }
    while (pieces.size() <= id.asInt()) {
      pieces.add("");
    }
    pieces.set(id.asInt(), piece);
  }

  /** What the post-processor puts around one text. */
  private void around(
      JsonNode node, List<String> pieces, List<Integer> before, List<Integer> after) {
    String type = node.path("type").asString("");
    switch (type) {
      case "", "ByteLevel" -> {}
      case "Sequence" -> node.path("processors").forEach(n -> around(n, pieces, before, after));
      case "BertProcessing", "RobertaProcessing" -> {
        before.add(known(node.path("cls").path(1).asInt(-1), pieces));
        after.add(known(node.path("sep").path(1).asInt(-1), pieces));
      }
      case "TemplateProcessing" -> {
        List<Integer> side = before;
        for (JsonNode part : node.path("single")) {
          if (part.has("Sequence")) {
            side = after;
          } else {
            String name = part.path("SpecialToken").path("id").asString("");
            for (JsonNode id : node.path("special_tokens").path(name).path("ids")) {
              side.add(known(id.asInt(-1), pieces));
            }
          }
        }
      }
      default -> throw HfNormalizer.unknown(source, "post_processor", type);
    }
  }

  private int known(int id, List<String> pieces) {
    if (id < 0 || id >= pieces.size()) {
      throw bad("post_processor names a special token that the vocabulary lacks");
    }
    return id;
  }

  private ModelException bad(String what) {
    return new ModelException(source + ": " + what + "; use the model as .gguf instead");
  }
}
