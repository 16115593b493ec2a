package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SentencePiece's byte pair encoding (Kudo and Richardson 2018): characters are merged by the score
 * of what they become; a character without a token is spelt in byte tokens. A space is written as
 * U+2581.
 */
final class SpmBpe extends VocabularyTokenizer {

  private static final char SPACE = '\u2581';

  private final boolean spacePrefix;
  private final int unknown;
  private final int[] byteIds = new int[256];
  private final Map<Integer, Byte> byteOfId = new HashMap<>();
  private final Map<String, Integer> mergeable;
  private final int[] rank; // [ids], equal for equal scores, 0 for the best

  /** For a vocabulary at hand; {@code mergeable} are the ids that merging may give. */
  SpmBpe(
      Vocabulary vocabulary,
      float[] scores,
      Map<String, Integer> mergeable,
      int unknown,
      boolean spacePrefix) {
    super(vocabulary);
    this.spacePrefix = spacePrefix;
    this.unknown = unknown;
    this.mergeable = mergeable;
    this.rank = ranks(scores);
    for (int b = 0; b < 256; b++) {
      byteIds[b] = vocabulary.ids().getOrDefault("<0x%02X>".formatted(b), -1);
      if (byteIds[b] >= 0) {
        byteOfId.put(byteIds[b], (byte) b);
      }
    }
  }

  static SpmBpe of(Gguf gguf) {
    Vocabulary vocabulary = Vocabulary.of(gguf, true);
    int size = vocabulary.pieces().size();
    List<Number> stated =
        gguf.numbers("tokenizer.ggml.scores")
            .orElseThrow(() -> Vocabulary.bad(gguf, "tokenizer.ggml.scores", "is missing"));
    if (stated.size() != size) {
      throw Vocabulary.bad(gguf, "tokenizer.ggml.scores", "does not match the number of tokens");
    }
    List<Number> types = gguf.numbers("tokenizer.ggml.token_type").orElse(List.of());
    float[] scores = new float[size];
    Map<String, Integer> mergeable = HashMap.newHashMap(size);
    for (int id = 0; id < size; id++) {
      scores[id] = stated.get(id).floatValue();
      int type = types.isEmpty() ? 1 : types.get(id).intValue();
      if (type == 1 || type == 4 || type == 5) { // normal, user-defined, unused
        mergeable.putIfAbsent(vocabulary.pieces().get(id), id);
      }
    }
    int unknown = gguf.integer("tokenizer.ggml.unknown_token_id").orElse(0L).intValue();
    if (unknown < 0 || unknown >= size) {
      throw Vocabulary.bad(gguf, "tokenizer.ggml.unknown_token_id", "is no token");
    }
    boolean prefix = gguf.bool("tokenizer.ggml.add_space_prefix").orElse(true);
    return new SpmBpe(vocabulary, scores, mergeable, unknown, prefix);
  }

  private static int[] ranks(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    int[] ranks = new int[scores.length];
    for (int id = 0; id < scores.length; id++) {
      int low = 0; // first index whose score is above this one's
      for (int high = sorted.length; low < high; ) {
        int middle = (low + high) >>> 1;
        if (Float.compare(sorted[middle], scores[id]) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      ranks[id] = sorted.length - low;
    }
    return ranks;
  }

  @Override
  void encodeStretch(String text, Ids out) {
    String spaced = ((spacePrefix ? " " : "") + text).replace(' ', SPACE);
    Symbols symbols = new Symbols();
    int[] characters = spaced.codePoints().map(c -> symbols.of(Character.toString(c))).toArray();
    for (int symbol : symbols.merge(characters)) {
      String piece = symbols.text.get(symbol);
      Integer id = mergeable.get(piece);
      if (id != null) {
        out.add(id);
      } else {
        spell(piece, out);
      }
    }
  }

  private void spell(String character, Ids out) {
    byte[] utf8 = character.getBytes(StandardCharsets.UTF_8);
    for (byte b : utf8) {
      if (byteIds[b & 0xff] < 0) {
        out.add(unknown);
        return;
      }
    }
    for (byte b : utf8) {
      out.add(byteIds[b & 0xff]);
    }
  }

  /** The strings that occur in one text, numbered; those that are no token count too. */
  private final class Symbols extends PairMerge {
    private final List<String> text = new ArrayList<>();
    private final Map<String, Integer> number = new HashMap<>();

    int of(String symbol) {
      return number.computeIfAbsent(
          symbol,
          s -> {
            text.add(s);
            return text.size() - 1;
          });
    }

    @Override
    long find(int left, int right) {
      String merged = text.get(left) + text.get(right);
      Integer id = mergeable.get(merged);
      return id == null ? NONE : (long) rank[id] << 32 | of(merged);
    }
  }

  @Override
  public byte[] bytes(int id) {
    Byte single = byteOfId.get(id);
    if (single != null) {
      return new byte[] {single};
    }
    return vocabulary
        .addedBytes(id)
        .orElseGet(() -> piece(id).replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8));
  }
}
