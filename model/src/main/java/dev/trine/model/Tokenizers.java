package dev.trine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Finds the tokenizer that a GGUF file describes. */
public final class Tokenizers {
  private static final String TOKENS = "tokenizer.ggml.tokens";

  private Tokenizers() {}

  /**
   * The tokenizer that a GGUF file carries; it needs no tensors.
   *
   * @throws ModelException if there is none, its metadata is contradictory or its kind is unknown
   */
  public static Tokenizer of(Gguf gguf) {
    String kind =
        gguf.string("tokenizer.ggml.model")
            .orElseThrow(() -> bad(gguf, "tokenizer.ggml.model", "is missing"));
    return switch (kind) {
      case "gpt2" -> byteLevel(gguf, gguf.string("tokenizer.ggml.pre").orElse("default"));
      case "gemma4" -> byteLevel(gguf, kind);
      case "llama" -> sentencePiece(gguf);
      case "t5" -> unigram(gguf);
      case "bert" -> wordPiece(gguf);
      case "rwkv" -> longestMatch(gguf);
      default ->
          throw new ModelException(
              "%s: tokenizer '%s' is unknown; use a model with gpt2, llama, t5, bert or rwkv tokens"
                  .formatted(gguf.path(), printable(kind)));
    };
  }

  private static Tokenizer byteLevel(Gguf gguf, String pre) {
    String source = gguf.path().toString();
    PreSplits split = preSplit(source, pre);
    SentencePieces pieces = pieces(gguf, false);
    OptionalInt bos = id(gguf, "bos", pieces);
    List<String> merges =
        gguf.strings("tokenizer.ggml.merges")
            .orElseThrow(() -> bad(gguf, "tokenizer.ggml.merges", "is missing"));
    return byteLevel(source, vocabulary(gguf, pieces, bos, split.addsBos()), merges, split);
  }

  static PreSplits preSplit(String source, String name) {
    return PreSplits.named(name)
        .orElseThrow(() ->
            new ModelException(
                "%s: pre-split '%s' is unknown; use a model with qwen2, llama-bpe or gpt-2"
                    .formatted(source, printable(name))));
  }

  /**
   * Byte-level BPE of a vocabulary at hand.
   *
   * @param merges lines of two pieces with a space between, most frequent first
   */
  static Tokenizer byteLevel(
      String source, Vocabulary vocabulary, List<String> merges, PreSplits split) {
    return Bpe.ofMerges(
        source,
        vocabulary,
        split.cutting(),
        merges.stream().map(Bpe.Merge::of).toList(),
        split.wholePieces(),
        split.isText()
            ? Unknown.of(vocabulary, true, OptionalInt.empty(), false)
            : Unknown.LEFT_OUT,
        Bpe.Affixes.NONE);
  }

  /** As in llama.cpp, pieces without scores are all worth the same. */
  private static Tokenizer sentencePiece(Gguf gguf) {
    SentencePieces pieces = pieces(gguf, false);
    Vocabulary vocabulary = vocabulary(gguf, pieces, id(gguf, "bos", pieces), true);
    boolean spaceBefore = gguf.bool("tokenizer.ggml.add_space_prefix").orElse(true);
    return Bpe.ofScores(
        vocabulary,
        SentencePieces.cutting(UnaryOperator.identity(), spaceBefore, pieces.splitsWords()),
        pieces,
        Unknown.of(vocabulary, true, unknown(gguf, pieces), false));
  }

  private static Tokenizer unigram(Gguf gguf) {
    SentencePieces pieces = pieces(gguf, true);
    Vocabulary vocabulary = vocabulary(gguf, pieces, id(gguf, "bos", pieces), false);
    UnaryOperator<String> normalizer =
        SentencePieces.normalizer(
            CharsMap.of(gguf.path().toString(), charsMap(gguf)),
            gguf.bool("tokenizer.ggml.remove_extra_whitespaces").orElse(false));
    boolean spaceBefore = gguf.bool("tokenizer.ggml.add_space_prefix").orElse(true);
    return Unigram.of(
        vocabulary,
        SentencePieces.cutting(normalizer, spaceBefore, false),
        pieces,
        Unknown.of(vocabulary, true, unknown(gguf, pieces), true));
  }

  private static byte[] charsMap(Gguf gguf) {
    List<Number> numbers = gguf.numbers("tokenizer.ggml.precompiled_charsmap").orElse(List.of());
    byte[] bytes = new byte[numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = numbers.get(i).byteValue();
    }
    return bytes;
  }

  private static OptionalInt unknown(Gguf gguf, SentencePieces pieces) {
    OptionalInt stated = id(gguf, "unknown", pieces);
    return stated.isPresent() ? stated : pieces.unknown();
  }

  /** In GGUF files a word begins with U+2581, and what continues it has no mark. */
  private static Tokenizer wordPiece(Gguf gguf) {
    SentencePieces pieces = pieces(gguf, false);
    OptionalInt cls = id(gguf, "cls", pieces);
    OptionalInt bos = cls.isPresent() ? cls : id(gguf, "bos", pieces);
    OptionalInt separator = id(gguf, "seperator", pieces); // the key is spelt so
    boolean lowercase = gguf.bool("tokenizer.ggml.normalizer.lowercase").orElse(true);
    boolean accents = gguf.bool("tokenizer.ggml.normalizer.strip_accents").orElse(lowercase);
    return new WordPiece(
        pieces.vocabulary(bos.stream().toArray(), separator.stream().toArray(), bos, List.of()),
        WordPiece.cutting(new BertNormalizer(true, true, accents, lowercase)),
        String.valueOf(Spelling.SPACE),
        "",
        WordPiece.LONGEST_WORD,
        id(gguf, "unknown", pieces));
  }

  private static Tokenizer longestMatch(Gguf gguf) {
    SentencePieces pieces = pieces(gguf, false);
    return new LongestMatch(vocabulary(gguf, pieces, id(gguf, "bos", pieces), false));
  }

  private static SentencePieces pieces(Gguf gguf, boolean scored) {
    List<String> pieces = gguf.strings(TOKENS).orElseThrow(() -> bad(gguf, TOKENS, "is missing"));
    List<Number> types = numbers(gguf, "token_type", pieces.size(), false);
    List<Number> scores = numbers(gguf, "scores", pieces.size(), scored);
    float[] score = new float[pieces.size()];
    int[] type = new int[pieces.size()];
    for (int id = 0; id < type.length; id++) {
      type[id] = types.isEmpty() ? SentencePieces.NORMAL : types.get(id).intValue();
      score[id] = scores.isEmpty() ? 0 : scores.get(id).floatValue();
    }
    return new SentencePieces(pieces, score, type);
  }

  private static List<Number> numbers(Gguf gguf, String name, int size, boolean required) {
    String key = "tokenizer.ggml." + name;
    Optional<List<Number>> numbers = gguf.numbers(key);
    if (required && numbers.isEmpty()) {
      throw bad(gguf, key, "is missing");
    }
    if (numbers.isPresent() && numbers.get().size() != size) {
      throw bad(gguf, key, "does not match the number of tokens");
    }
    return numbers.orElse(List.of());
  }

  private static Vocabulary vocabulary(
      Gguf gguf, SentencePieces pieces, OptionalInt bos, boolean addsBosByDefault) {
    List<Integer> ends = new ArrayList<>();
    for (String end : List.of("eos", "eot", "eom")) {
      id(gguf, end, pieces).ifPresent(ends::add);
    }
    boolean addsBos = gguf.bool("tokenizer.ggml.add_bos_token").orElse(addsBosByDefault);
    boolean addsEos = gguf.bool("tokenizer.ggml.add_eos_token").orElse(false);
    return pieces.vocabulary(
        addsBos ? bos.stream().toArray() : new int[0],
        addsEos ? ends.stream().limit(1).mapToInt(Integer::intValue).toArray() : new int[0],
        bos,
        ends);
  }

  private static OptionalInt id(Gguf gguf, String name, SentencePieces pieces) {
    String key = "tokenizer.ggml.%s_token_id".formatted(name);
    Optional<Long> id = gguf.integer(key);
    if (id.isEmpty()) {
      return OptionalInt.empty();
    }
    if (id.get() < 0 || id.get() >= pieces.pieces().size()) {
      throw bad(
          gguf, key, "is %d, but there are %d tokens".formatted(id.get(), pieces.pieces().size()));
    }
    return OptionalInt.of(id.get().intValue());
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static ModelException bad(Gguf gguf, String key, String what) {
    return new ModelException(
        "%s: metadata '%s' %s; convert the model again".formatted(gguf.path(), key, what));
  }
}
