package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads vocabularies in the plain forms that came before tokenizer.json: vocab.json with merges.txt
 * (GPT-2, Qwen 2, RoBERTa), vocab.txt (BERT), and RWKV's own list.
 */
final class VocabularyFiles {
  private static final Pattern RWKV_LINE =
      Pattern.compile("(\\d{1,9}) (b?)(['\"])(.*)\\3 \\d{1,9}");
  private static final Set<String> BERT_SPECIALS =
      Set.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private VocabularyFiles() {}

  /** Byte-level BPE of a vocab.json, and of the list of merges beside it. */
  static Tokenizer merges(Path vocab, Path merges, HfSpecials specials) {
    String source = vocab.toString();
    JsonNode root = Json.read(vocab);
    List<Added> added = new ArrayList<>(specials.added());
    PieceList pieces = new PieceList(source, root.size() + added.size());
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      pieces.put(entry.getValue(), entry.getKey());
    }
    Map<String, Integer> ids = Vocabulary.ids(pieces.pieces());
    pieces.putAll(added);
    for (String role : List.of("bos", "eos", "unk", "pad", "cls", "sep", "mask")) {
      specials.id(role, pieces.pieces()).ifPresent(id -> addSpecial(id, pieces.pieces(), added));
    }
    if (added.isEmpty()) {
      int end = pieces.pieces().indexOf("<|endoftext|>");
      if (end >= 0) {
        addSpecial(end, pieces.pieces(), added);
      }
    }
    boolean bert = specials.settings().path("tokenizer_class").asString("").startsWith("Roberta");
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    if (bert || specials.flag("add_bos_token").orElse(false)) {
      specials.id("bos", pieces.pieces()).ifPresent(before::add);
    }
    if (bert || specials.flag("add_eos_token").orElse(false)) {
      specials.id("eos", pieces.pieces()).ifPresent(after::add);
    }
    return Tokenizers.byteLevel(
        merges.toString(),
        specials.vocabulary(pieces.pieces(), ids, added, before, after),
        lines(merges).stream().filter(line -> !line.startsWith("#version")).toList(),
        Tokenizers.preSplit(source, preSplit(specials)));
  }

  private static void addSpecial(int id, List<String> pieces, List<Added> added) {
    if (added.stream().noneMatch(token -> token.id() == id)) {
      added.add(Added.of(id, pieces.get(id), true));
    }
  }

  /** The way of splitting, which these files do not tell. */
  private static String preSplit(HfSpecials specials) {
    String name =
        specials.settings().path("tokenizer_class").asString("") + " " + specials.modelType();
    return name.matches("(?i).*qwen[23].*")
        ? "qwen2"
        : name.matches("(?i).*llama.*") ? "llama-bpe" : "gpt-2";
  }

  /** WordPiece of a vocab.txt, a piece a line. */
  static Tokenizer wordPiece(Path vocab, HfSpecials specials) {
    List<String> pieces = lines(vocab);
    List<Added> added = new ArrayList<>();
    for (int id = 0; id < pieces.size(); id++) {
      if (BERT_SPECIALS.contains(pieces.get(id))) {
        added.add(Added.of(id, pieces.get(id), true));
      }
    }
    int before = pieces.indexOf("[CLS]");
    int after = pieces.indexOf("[SEP]");
    int unknown = pieces.indexOf("[UNK]");
    boolean lowercase = specials.flag("do_lower_case").orElse(true);
    BertNormalizer normalizer =
        new BertNormalizer(
            true,
            specials.flag("tokenize_chinese_chars").orElse(true),
            specials.flag("strip_accents").orElse(lowercase),
            lowercase);
    return new WordPiece(
        specials.vocabulary(
            pieces,
            Vocabulary.ids(pieces),
            added,
            before < 0 ? List.of() : List.of(before),
            after < 0 ? List.of() : List.of(after)),
        new Cutting(normalizer, new PreSplit(WordPiece.WORDS), HfDecoder.WORD_PIECE),
        "",
        "##",
        WordPiece.LONGEST_WORD,
        unknown < 0 ? OptionalInt.empty() : OptionalInt.of(unknown));
  }

  /**
   * RWKV's list: a line for each token, its id, its text or bytes as Python writes them, length.
   */
  static Tokenizer rwkv(Path vocab, HfSpecials specials) {
    List<String> lines = lines(vocab);
    PieceList pieces = new PieceList(vocab.toString(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = RWKV_LINE.matcher(lines.get(i));
      if (!line.matches()) {
        throw new ModelException(
            "%s: line %d is no id, token and length; get the file again".formatted(vocab, i + 1));
      }
      byte[] bytes = LongestMatch.unescape(line.group(4), line.group(2).isEmpty());
      pieces.put(Integer.parseInt(line.group(1)), LongestMatch.escape(bytes));
    }
    List<Added> end = List.of(Added.of(0, "<|endoftext|>", true));
    pieces.putAll(end);
    return new LongestMatch(
        specials.vocabulary(pieces.pieces(), Map.of(), end, List.of(), List.of()));
  }

  private static List<String> lines(Path path) {
    return new String(Json.bytes(path), StandardCharsets.UTF_8).lines().toList();
  }
}
