package dev.trine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Byte-level byte pair encoding (Radford et al. 2019, GPT-2): a text is cut by a {@link PreSplit},
 * each piece is taken as bytes, and learnt pairs are merged. Vocabulary files spell each byte as a
 * printable character.
 */
public final class ByteBpe extends VocabularyTokenizer {

  private static final char[] SPELLING = new char[256];
  private static final Map<Character, Integer> BYTES = new ConcurrentHashMap<>();
  private static final int CACHED_PIECES = 1 << 16;
  private static final int CACHED_LENGTH = 64;

  static {
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
      SPELLING[b] = (char) (printable ? b : next++);
      BYTES.put(SPELLING[b], b);
    }
  }

  private final PreSplit split;
  private final PairTable merges;
  private final boolean wholePieces;
  private final int[] byteIds = new int[256];
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  /**
   * For a vocabulary at hand.
   *
   * @param merges lines of two pieces with a space between, most frequent first
   * @param wholePieces whether a piece that is a token itself is taken without merging
   */
  ByteBpe(
      String source,
      Vocabulary vocabulary,
      List<String> merges,
      PreSplit split,
      boolean wholePieces) {
    super(vocabulary);
    this.split = split;
    this.wholePieces = wholePieces;
    this.merges = new PairTable(merges.size());
    Map<String, Integer> ids = vocabulary.ids();
    for (int b = 0; b < 256; b++) {
      byteIds[b] = ids.getOrDefault(String.valueOf(SPELLING[b]), -1);
    }
    for (int rank = 0; rank < merges.size(); rank++) {
      String merge = merges.get(rank);
      int space = merge.indexOf(' ', 1);
      Integer left = space < 0 ? null : ids.get(merge.substring(0, space));
      Integer right = space < 0 ? null : ids.get(merge.substring(space + 1));
      Integer merged =
          space < 0 ? null : ids.get(merge.substring(0, space) + merge.substring(space + 1));
      if (left == null || right == null || merged == null) {
        throw new ModelException(
            "%s: merge %d names a token that the vocabulary lacks; convert the model again"
                .formatted(source, rank));
      }
      this.merges.put(left, right, rank, merged);
    }
  }

  /**
   * A tokenizer of pieces and merges at hand, without special tokens.
   *
   * @param pieces by id, each byte spelt as by {@link #spell}
   * @param merges lines of two pieces with a space between, most frequent first
   * @param pre the name of the pre-split, such as {@code qwen2}
   */
  public static ByteBpe of(List<String> pieces, List<String> merges, String pre) {
    Vocabulary vocabulary =
        Vocabulary.of(
            pieces, List.of(), new int[0], new int[0], OptionalInt.empty(), OptionalInt.empty());
    return new ByteBpe(
        "vocabulary", vocabulary, merges, split("vocabulary", pre), takesWholePieces(pre));
  }

  static ByteBpe of(Gguf gguf) {
    String pre = gguf.string("tokenizer.ggml.pre").orElse("default");
    List<String> merges =
        gguf.strings("tokenizer.ggml.merges")
            .orElseThrow(() -> Vocabulary.bad(gguf, "tokenizer.ggml.merges", "is missing"));
    return new ByteBpe(
        gguf.path().toString(),
        Vocabulary.of(gguf, false),
        merges,
        split(gguf.path().toString(), pre),
        takesWholePieces(pre));
  }

  /** Llama 3 takes a piece that is a token as it is, even where merges lead elsewhere. */
  private static boolean takesWholePieces(String pre) {
    return pre.startsWith("llama");
  }

  private static PreSplit split(String source, String pre) {
    return PreSplit.named(pre)
        .orElseThrow(() ->
            new ModelException(
                "%s: pre-split '%s' is unknown; use a model with qwen2, llama-bpe or gpt-2"
                    .formatted(source, pre.replaceAll("\\p{Cntrl}", " "))));
  }

  /** The spelling of bytes in a vocabulary file. */
  public static String spell(byte[] bytes) {
    StringBuilder spelt = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      spelt.append(SPELLING[b & 0xff]);
    }
    return spelt.toString();
  }

  /** The pieces of a text within which merges are learnt and made. */
  public static List<String> split(String text, String pre, boolean asUtf8Spelling) {
    List<String> pieces = split("text", pre).split(text);
    return asUtf8Spelling
        ? pieces.stream().map(p -> spell(p.getBytes(StandardCharsets.UTF_8))).toList()
        : pieces;
  }

  @Override
  void encodeStretch(String text, Ids out) {
    for (String piece : split.split(text)) {
      int[] known = cache.get(piece);
      if (known == null) {
        known = encodePiece(piece);
        if (piece.length() <= CACHED_LENGTH && cache.size() < CACHED_PIECES) {
          cache.put(piece, known);
        }
      }
      out.addAll(known);
    }
  }

  private int[] encodePiece(String piece) {
    byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
    if (wholePieces) {
      Integer whole = vocabulary.ids().get(spell(utf8));
      if (whole != null) {
        return new int[] {whole};
      }
    }
    int[] symbols = new int[utf8.length];
    int known = 0;
    for (byte b : utf8) {
      int id = byteIds[b & 0xff];
      if (id >= 0) { // a byte that the vocabulary lacks cannot be said
        symbols[known++] = id;
      }
    }
    return merges.merge(Arrays.copyOf(symbols, known));
  }

  @Override
  public byte[] bytes(int id) {
    Optional<byte[]> added = vocabulary.addedBytes(id);
    if (added.isPresent()) {
      return added.get();
    }
    String piece = piece(id);
    ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length());
    for (int i = 0; i < piece.length(); i++) {
      Integer b = BYTES.get(piece.charAt(i));
      if (b == null) {
        return piece.getBytes(StandardCharsets.UTF_8);
      }
      out.write(b);
    }
    return out.toByteArray();
  }
}
