package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a tokenizer.json of Hugging Face's tokenizers. */
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

  /** The tokenizer of a file; {@code specials} are what the files beside it say. */
  static Tokenizer open(Path file, HfSpecials specials) {
    return new HfTokenizer(file, specials).read();
  }

  private Tokenizer read() {
    String type = model.path("type").asString(model.has("merges") ? "BPE" : "");
    try {
      return switch (type) {
        case "BPE" -> bpe();
        case "Unigram" -> unigram();
        case "WordPiece" -> wordPiece();
        case "WordLevel" -> new WordLevel(vocabulary(pieces()), cutting(), unknown("<unk>"));
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
    Vocabulary vocabulary = vocabulary(pieces());
    List<Bpe.Merge> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray()
              ? new Bpe.Merge(merge.path(0).asString(""), merge.path(1).asString(""))
              : Bpe.Merge.of(merge.asString("")));
    }
    boolean whole = model.path("ignore_merges").asBoolean(false);
    Bpe.Affixes affixes =
        new Bpe.Affixes(
            model.path("continuing_subword_prefix").asString(""),
            model.path("end_of_word_suffix").asString(""));
    // Where no token reaches over the end of a word, words can be merged and kept one by one.
    Set<String> tokens = vocabulary.ids().keySet();
    boolean byWords =
        tokens.contains(String.valueOf(Spelling.SPACE))
            && !whole
            && affixes.isEmpty()
            && SentencePieces.splitsWords(tokens);
    return Bpe.ofMerges(
        source,
        vocabulary,
        byWords ? cutting().alsoBy(SentencePieces.WORDS) : cutting(),
        merges,
        whole,
        Unknown.of(
            vocabulary,
            model.path("byte_fallback").asBoolean(false),
            unknown(""),
            model.path("fuse_unk").asBoolean(false)),
        affixes);
  }

  /** The id of the model's unknown token. */
  private OptionalInt unknown(String otherwise) {
    String piece = model.path("unk_token").asString(otherwise);
    JsonNode id = model.path("vocab").path(piece);
    return id.isInt() ? OptionalInt.of(id.asInt()) : OptionalInt.empty();
  }

  /** The pieces of a {@code vocab} from piece to id. */
  private List<String> pieces() {
    PieceList list = new PieceList(source, model.path("vocab").size());
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      list.put(entry.getValue(), entry.getKey());
    }
    return list.pieces();
  }

  private Tokenizer unigram() {
    JsonNode vocab = model.path("vocab");
    List<String> pieces = new ArrayList<>();
    Map<String, Integer> tokens = HashMap.newHashMap(vocab.size());
    double[] scores = new double[vocab.size()];
    double lowest = 0;
    for (JsonNode entry : vocab) {
      int id = pieces.size();
      scores[id] = entry.path(1).asDouble(Double.NaN);
      if (!entry.path(0).isString() || !Double.isFinite(scores[id])) {
        throw bad("vocab entry " + id + " is not a piece and its score");
      }
      pieces.add(entry.path(0).asString());
      tokens.put(pieces.getLast(), id);
      lowest = Math.min(lowest, scores[id]);
    }
    JsonNode unknown = model.path("unk_id");
    if (unknown.isInt() && (unknown.asInt() < 0 || unknown.asInt() >= pieces.size())) {
      throw bad("unk_id is outside the vocabulary");
    }
    Vocabulary vocabulary = vocabulary(pieces);
    // Special tokens are found before pieces are, or else are plain text.
    vocabulary.added().stream().filter(Added::special).map(Added::text).forEach(tokens::remove);
    return new Unigram(
        vocabulary,
        cutting(),
        tokens,
        scores,
        lowest,
        Unknown.of(
            vocabulary,
            model.path("byte_fallback").asBoolean(false),
            unknown.isInt() ? OptionalInt.of(unknown.asInt()) : OptionalInt.empty(),
            true));
  }

  private Tokenizer wordPiece() {
    return new WordPiece(
        vocabulary(pieces()),
        cutting(),
        "",
        model.path("continuing_subword_prefix").asString("##"),
        model.path("max_input_chars_per_word").asInt(WordPiece.LONGEST_WORD),
        unknown("[UNK]"));
  }

  private Cutting cutting() {
    return new Cutting(
        HfNormalizer.of(source, root.path("normalizer")),
        HfPreTokenizer.of(source, root.path("pre_tokenizer")),
        HfDecoder.of(source, root.path("decoder")));
  }

  /** Pieces at hand, with the added tokens and what belongs around a text. */
  private Vocabulary vocabulary(List<String> pieces) {
    Map<String, Integer> ids = Vocabulary.ids(pieces); // added tokens are none that text becomes
    List<Added> added = new ArrayList<>();
    for (JsonNode token : root.path("added_tokens")) {
      added.add(HfSpecials.added(token.path("id").asInt(-1), token));
    }
    PieceList all = new PieceList(source, pieces.size() + added.size());
    for (int id = 0; id < pieces.size(); id++) {
      all.put(id, pieces.get(id));
    }
    all.putAll(added);
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    around(root.path("post_processor"), all.pieces(), before, after);
    return specials.vocabulary(all.pieces(), ids, added, before, after);
  }

  /** What the post-processor puts around one text. */
  private void around(
      JsonNode node, List<String> pieces, List<Integer> before, List<Integer> after) {
    String type = node.path("type").asString("");
    switch (type) {
      case "", "ByteLevel" -> {}
      case "Sequence" -> {
        boolean template = false;
        for (JsonNode part : node.path("processors")) {
          String kind = part.path("type").asString("");
          if (template && !kind.equals("ByteLevel")) {
            throw bad("post_processor has %s after a template, which is not known".formatted(kind));
          }
          template |= kind.equals("TemplateProcessing");
          around(part, pieces, before, after);
        }
      }
      case "BertProcessing", "RobertaProcessing" -> {
        before.addFirst(known(node.path("cls").path(1).asInt(-1), pieces));
        after.add(known(node.path("sep").path(1).asInt(-1), pieces));
      }
      case "TemplateProcessing" -> {
        List<Integer> outside = new ArrayList<>();
        List<Integer> side = outside;
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
        before.addAll(0, outside);
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
