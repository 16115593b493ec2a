package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Writes the tokenizer of a Hugging Face folder as the metadata of a GGUF file. */
final class GgufTokenizer {
  private static final String PREFIX = "tokenizer.ggml.";
  private static final float UNUSED_SCORE = -10_000;
  private static final int BYTE = 6; // a type of token that SentencePieces has no need of

  /** What tokens are for, as folders call it and as GGUF files do, who spell one so. */
  private static final Map<String, String> ROLES =
      new TreeMap<>(Map.of("pad", "padding", "sep", "seperator", "cls", "cls", "mask", "mask"));

  private final GgufWriter writer;
  private final Path file;
  private final HfSpecials specials;
  private final int rows;
  private final VocabularyTokenizer tokenizer;

  /**
   * For a folder with a tokenizer.
   *
   * @param rows of the embedding; the vocabulary is filled up to there
   */
  GgufTokenizer(GgufWriter writer, Path folder, int rows) {
    this.writer = writer;
    this.file = TokenizerFiles.file(folder).orElseThrow();
    this.specials = HfSpecials.beside(file);
    this.rows = rows;
    this.tokenizer = (VocabularyTokenizer) TokenizerFiles.open(file);
  }

  void write(Optional<String> chatTemplate) {
    if (tokenizer.size() > rows) {
      throw bad(
          "has %d tokens, but the embedding %d rows; take the tokenizer that came with the model"
              .formatted(tokenizer.size(), rows));
    }
    if (tokenizer instanceof WordPiece words) {
      ofWords(words);
    } else if (tokenizer instanceof LongestMatch) {
      writer.put(PREFIX + "model", "rwkv");
      tokens(false);
    } else if (file.toString().endsWith("tokenizer.json")) {
      ofJson(Json.read(file));
    } else if (file.toString().endsWith(".model")) {
      ofSentencePiece();
    } else {
      throw bad("can be converted from tokenizer.json, tokenizer.model or rwkv_vocab*.txt only");
    }
    ids();
    chatTemplate.ifPresent(template -> writer.put("tokenizer.chat_template", template));
  }

  private void ofJson(JsonNode root) {
    JsonNode model = root.path("model");
    if (tokenizer instanceof Unigram unigram) {
      ofUnigram(root, unigram);
      return;
    }
    if (!(tokenizer instanceof Bpe)) {
      throw bad("is no BPE, unigram or WordPiece; only such can be converted");
    }
    List<String> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(
          merge.isArray()
              ? merge.path(0).asString("") + " " + merge.path(1).asString("")
              : merge.asString(""));
    }
    if (model.path("byte_fallback").asBoolean(false)) {
      writer.put(PREFIX + "model", "llama");
      tokens(true);
      writer.put(PREFIX + "scores", scores(merges));
      writer.put(PREFIX + "add_space_prefix", spaceBefore(root));
    } else {
      writer.put(PREFIX + "model", "gpt2");
      writer.put(PREFIX + "pre", preSplit(root));
      tokens(false);
      writer.put(PREFIX + "merges", merges);
    }
  }

  private void ofUnigram(JsonNode root, Unigram unigram) {
    writer.put(PREFIX + "model", "t5").put(PREFIX + "pre", "default");
    tokens(true);
    float[] scores = new float[rows];
    Arrays.fill(scores, UNUSED_SCORE);
    for (int id = 0; id < tokenizer.size(); id++) {
      scores[id] = unigram.score(id);
    }
    writer.put(PREFIX + "scores", scores);
    rewriting(GgufUnigram.of(file.toString(), root));
  }

  private void rewriting(GgufUnigram settings) {
    writer
        .put(PREFIX + "add_space_prefix", settings.spaceBefore())
        .put(PREFIX + "remove_extra_whitespaces", settings.trims());
    if (settings.charsMap().length > 0) {
      writer.put(PREFIX + "precompiled_charsmap", settings.charsMap());
    }
  }

  /** What begins a word is marked in GGUF files, and what continues one is not. */
  private void ofWords(WordPiece words) {
    if (!(words.cutting.normalizer() instanceof BertNormalizer normalizer)
        || !normalizer.clean()
        || !normalizer.chinese()) {
      throw bad(
          "has a normalizer that is not BERT's, which GGUF files do not know; its folder runs as it is");
    }
    writer
        .put(PREFIX + "model", "bert")
        .put(PREFIX + "pre", "default")
        .put(PREFIX + "normalizer.lowercase", normalizer.lowercase())
        .put(PREFIX + "normalizer.strip_accents", normalizer.stripAccents());
    tokens(false, words::spelt);
  }

  /** The sooner a merge, the higher the score of what it makes. */
  private float[] scores(List<String> merges) {
    Map<String, Integer> ranks = new HashMap<>();
    for (int rank = 0; rank < merges.size(); rank++) {
      Bpe.Merge merge = Bpe.Merge.of(merges.get(rank));
      ranks.putIfAbsent(merge.left() + merge.right(), rank);
    }
    float[] scores = new float[rows];
    for (int id = 0; id < rows; id++) {
      String piece = id < tokenizer.size() ? tokenizer.piece(id) : "";
      scores[id] = -ranks.getOrDefault(piece, merges.size());
    }
    return scores;
  }

  private static boolean spaceBefore(JsonNode root) {
    String parts = root.path("normalizer") + root.path("pre_tokenizer").toString();
    return parts.contains("\"Prepend\"")
        || parts.contains("\"Metaspace\"")
            && !HfPreTokenizer.scheme(root.path("pre_tokenizer")).equals("never");
  }

  private void ofSentencePiece() {
    SentencePieces pieces = SentencePieceFile.pieces(file);
    writer.put(PREFIX + "model", tokenizer instanceof Bpe ? "llama" : "t5");
    tokens(true);
    writer.put(PREFIX + "scores", Arrays.copyOf(pieces.scores(), rows));
    if (tokenizer instanceof Bpe) {
      writer.put(PREFIX + "add_space_prefix", SentencePieceFile.rewriting(file).spaceBefore());
    } else {
      rewriting(SentencePieceFile.rewriting(file));
    }
  }

  private void tokens(boolean fallsBack) {
    tokens(fallsBack, piece -> piece);
  }

  private void tokens(boolean fallsBack, UnaryOperator<String> spelling) {
    Set<Integer> special = new HashSet<>();
    tokenizer.vocabulary.added().stream()
        .filter(Added::special)
        .forEach(token -> special.add(token.id()));
    List<String> tokens = new ArrayList<>();
    int[] types = new int[rows];
    for (int id = 0; id < rows; id++) {
      String piece = id < tokenizer.size() ? tokenizer.piece(id) : "";
      tokens.add(
          piece.isEmpty()
              ? "[PAD" + id + "]"
              : special.contains(id) ? piece : spelling.apply(piece));
      types[id] =
          piece.isEmpty()
              ? SentencePieces.UNUSED
              : fallsBack && Spelling.isByte(piece) ? BYTE : SentencePieces.NORMAL;
    }
    for (Added token : tokenizer.vocabulary.added()) {
      types[token.id()] = token.special() ? SentencePieces.CONTROL : SentencePieces.USER_DEFINED;
    }
    if (fallsBack) {
      unknown().ifPresent(id -> types[id] = SentencePieces.UNKNOWN);
    }
    writer.put(PREFIX + "tokens", tokens);
    writer.put(PREFIX + "token_type", types);
  }

  private OptionalInt unknown() {
    if (tokenizer instanceof Unigram unigram) {
      return unigram.unknown();
    }
    OptionalInt stated = specials.id("unk", tokenizer.vocabulary.pieces());
    String usual = tokenizer instanceof WordPiece ? "[UNK]" : "<unk>";
    int id = tokenizer.vocabulary.pieces().indexOf(usual);
    return stated.isPresent() || id < 0 ? stated : OptionalInt.of(id);
  }

  private void ids() {
    Vocabulary vocabulary = tokenizer.vocabulary;
    vocabulary.bos().ifPresent(id -> putId("bos", id));
    OptionalInt eos = specials.id("eos", vocabulary.pieces());
    (eos.isPresent() ? eos : vocabulary.eos()).ifPresent(id -> putId("eos", id));
    unknown().ifPresent(id -> putId("unknown", id));
    ROLES.forEach(
        (role, key) -> specials.id(role, vocabulary.pieces()).ifPresent(id -> putId(key, id)));
    if (tokenizer instanceof WordPiece) { // what nothing beside a vocab.txt says
      putIdIfAbsent("bos", "[CLS]");
      putIdIfAbsent("cls", "[CLS]");
      putIdIfAbsent("eos", "[SEP]");
      putIdIfAbsent("seperator", "[SEP]");
      putIdIfAbsent("padding", "[PAD]");
      putIdIfAbsent("mask", "[MASK]");
    }
    writer.put(PREFIX + "add_bos_token", tokenizer.addsBos());
    writer.put(PREFIX + "add_eos_token", vocabulary.after().length > 0);
  }

  private void putId(String key, int id) {
    writer.put(PREFIX + key + "_token_id", id);
  }

  private void putIdIfAbsent(String key, String piece) {
    int id = tokenizer.vocabulary.pieces().indexOf(piece);
    if (id >= 0 && !writer.has(PREFIX + key + "_token_id")) {
      putId(key, id);
    }
  }

  /** The name of the way of splitting that the file spells out. */
  private String preSplit(JsonNode root) {
    List<String> patterns = new ArrayList<>();
    patterns(root.path("pre_tokenizer"), patterns);
    boolean whole = root.path("model").path("ignore_merges").asBoolean(false);
    boolean nfc = root.path("normalizer").toString().contains("\"NFC\"");
    Set<String> traits = Set.of(whole ? "whole" : "merged", nfc ? "nfc" : "as it is");
    return PreSplits.naming(patterns, traits)
        .orElseThrow(
            () -> bad("splits texts in a way that has no name in GGUF files: " + patterns));
  }

  private void patterns(JsonNode node, List<String> patterns) {
    String type = node.path("type").asString("");
    switch (type) {
      case "Sequence" -> node.path("pretokenizers").forEach(part -> patterns(part, patterns));
      case "ByteLevel" -> {
        if (node.path("use_regex").asBoolean(true)) {
          patterns.add(WordScanners.GPT2);
        }
      }
      case "Digits" ->
          patterns.add(node.path("individual_digits").asBoolean(false) ? "\\p{N}" : "\\p{N}+");
      case "Punctuation" -> patterns.add("[\\p{P}$+<=>^~|`]+");
      case "Split" ->
          patterns.add(
              WordScanners.canonical(node.path("pattern").path("Regex").asString("a string")));
      default ->
          throw bad(
              "has a pre_tokenizer "
                  + type
                  + ", which GGUF files do not know; its folder runs as it is");
    }
  }

  private ModelException bad(String what) {
    return new ModelException(file + ": " + what.replaceAll("\\s+", " "));
  }
}
