package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Byte pair encoding (Sennrich et al. 2016; over bytes: Radford et al. 2019, GPT-2): a piece is
 * taken as characters, and neighbours are merged until no more can be. Which pair goes first is
 * learnt: by a list of merges, by the scores of what they become (SentencePiece: Kudo and
 * Richardson 2018), or by its rank (tiktoken).
 */
final class Bpe extends VocabularyTokenizer {

  /**
   * What pieces are marked with by the side of a word.
   *
   * @param continuing stands before what does not begin a word, such as {@code ##}
   * @param ending stands after what ends one, such as {@code </w>}
   */
  record Affixes(String continuing, String ending) {
    static final Affixes NONE = new Affixes("", "");

    boolean isEmpty() {
      return continuing.isEmpty() && ending.isEmpty();
    }
  }

  /** Two pieces that become one. */
  record Merge(String left, String right) {
    /** From a line with a space between the two. */
    static Merge of(String line) {
      int space = Math.max(0, line.indexOf(' ', 1));
      return new Merge(
          line.substring(0, space), line.substring(Math.min(space + 1, line.length())));
    }
  }

  private final boolean spells; // the bytes of pieces, as GPT-2 does
  private final boolean wholePieces;
  private final Unknown unknown;
  private final Affixes affixes;
  private final Symbols symbols;
  private final PairMerge merges;
  private final int[]
      ofByte; // the token of each, if the pieces are spelt in bytes and all have one
  private final int[] longest; // of the pieces that begin with a byte, in bytes

  private Bpe(
      Vocabulary vocabulary,
      Cutting cutting,
      boolean wholePieces,
      Unknown unknown,
      Affixes affixes,
      Symbols symbols,
      PairTable pairs) {
    super(vocabulary, cutting.withoutSpelling());
    this.spells = cutting.split().spells();
    this.wholePieces = wholePieces;
    this.unknown = unknown;
    this.affixes = affixes;
    this.symbols = symbols;
    this.merges = new PairMerge(pairs);
    this.ofByte = spells && affixes.isEmpty() ? tokensOfBytes(symbols) : new int[0];
    this.longest = new int[256];
    for (String piece : spells && wholePieces ? vocabulary.ids().keySet() : Set.<String>of()) {
      byte[] bytes = Spelling.BYTES.bytes(piece);
      int first = bytes.length == 0 ? 0 : bytes[0] & 0xff;
      longest[first] = Math.max(longest[first], bytes.length);
    }
  }

  private static int[] tokensOfBytes(Symbols symbols) {
    int[] tokens = new int[256];
    Arrays.setAll(tokens, b -> symbols.of(Spelling.spell(new byte[] {(byte) b}).charAt(0)));
    return Arrays.stream(tokens).allMatch(symbols::isToken) ? tokens : new int[0];
  }

  /**
   * By a list of merges.
   *
   * @param merges the most frequent first
   * @param wholePieces whether a piece that is a token itself is taken without merging
   */
  static Bpe ofMerges(
      String source,
      Vocabulary vocabulary,
      Cutting cutting,
      List<Merge> merges,
      boolean wholePieces,
      Unknown unknown,
      Affixes affixes) {
    PairTable pairs = new PairTable(merges.size());
    Map<String, Integer> ids = vocabulary.ids();
    for (int rank = 0; rank < merges.size(); rank++) {
      Merge merge = merges.get(rank);
      String right = merge.right();
      if (right.startsWith(affixes.continuing())) {
        right = right.substring(affixes.continuing().length());
      }
      Integer first = ids.get(merge.left());
      Integer second = ids.get(merge.right());
      Integer merged = ids.get(merge.left() + right);
      if (first == null || second == null || merged == null) {
        throw new ModelException(
            "%s: merge %d names a token that the vocabulary lacks; convert the model again"
                .formatted(source, rank));
      }
      pairs.put(first, second, rank, merged);
    }
    Symbols symbols = new Symbols(ids, vocabulary.pieces().size());
    return new Bpe(vocabulary, cutting, wholePieces, unknown, affixes, symbols, pairs);
  }

  /** By the scores of tokens: the higher, the sooner. */
  static Bpe ofScores(
      Vocabulary vocabulary, Cutting cutting, SentencePieces pieces, Unknown unknown) {
    Map<String, Integer> tokens = pieces.tokens();
    return ofTokens(vocabulary, cutting, tokens, ranks(pieces.scores()), false, unknown);
  }

  /** By the ids of tokens: the lower, the sooner; a piece that is a token is taken as it is. */
  static Bpe ofRanks(Vocabulary vocabulary, Cutting cutting) {
    int[] ranks = new int[vocabulary.pieces().size()];
    Arrays.setAll(ranks, id -> id);
    return ofTokens(vocabulary, cutting, vocabulary.ids(), ranks, true, Unknown.LEFT_OUT);
  }

  /** All pairs of symbols that make a token are merges. */
  private static Bpe ofTokens(
      Vocabulary vocabulary,
      Cutting cutting,
      Map<String, Integer> tokens,
      int[] rank,
      boolean wholePieces,
      Unknown unknown) {
    Symbols symbols = new Symbols(tokens, vocabulary.pieces().size());
    symbols.addParts();
    PairTable pairs = new PairTable(2 * tokens.size());
    tokens.forEach((token, id) -> {
      for (int cut = 1; cut < Math.min(token.length(), MAX_CUTS); cut++) {
        int left = symbols.find(token.substring(0, cut));
        int right = left == Symbols.ABSENT ? left : symbols.find(token.substring(cut));
        if (right != Symbols.ABSENT) {
          pairs.put(left, right, rank[id], id);
        }
      }
    });
    return new Bpe(vocabulary, cutting, wholePieces, unknown, Affixes.NONE, symbols, pairs);
  }

  /** No token is made of a longer first half; what is longer would cost quadratic time. */
  private static final int MAX_CUTS = 1 << 10;

  /** Ranks by id, equal for equal scores, 0 for the best. */
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
  int[] encode(String word) {
    if (!spells) {
      return whole(word).orElseGet(() -> merge(word));
    }
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    Optional<int[]> whole =
        bytes.length > 0 && bytes.length <= longest[bytes[0] & 0xff]
            ? whole(Spelling.spell(bytes))
            : Optional.empty();
    return whole.orElseGet(() -> ofByte.length > 0 ? merge(bytes) : merge(Spelling.spell(bytes)));
  }

  private Optional<int[]> whole(String piece) {
    return wholePieces
        ? Optional.ofNullable(vocabulary.ids().get(piece)).map(id -> new int[] {id})
        : Optional.empty();
  }

  private int[] merge(byte[] bytes) {
    int[] word = new int[bytes.length];
    for (int i = 0; i < word.length; i++) {
      word[i] = ofByte[bytes[i] & 0xff];
    }
    return Arrays.copyOf(word, merges.merge(word, word.length));
  }

  private int[] merge(String piece) {
    int[] word = new int[piece.length()];
    int n = 0;
    for (int at = 0; at < piece.length(); ) {
      int character = piece.codePointAt(at);
      int next = at + Character.charCount(character);
      int symbol =
          affixes.isEmpty()
              ? symbols.of(character)
              : marked(character, at == 0, next == piece.length());
      if (symbol >= 0 || !unknown.leavesOut(Character.toString(character))) {
        word[n++] = symbol; // what stands beside a character that is left out can be merged
      }
      at = next;
    }
    n = merges.merge(word, n);
    Ids ids = new Ids();
    boolean lost = false;
    for (int i = 0; i < n; i++) {
      if (symbols.isToken(word[i])) {
        ids.add(word[i]);
        lost = false;
      } else {
        lost = unknown.add(Character.toString(symbols.character(word[i])), lost, ids);
      }
    }
    return ids.toArray();
  }

  private int marked(int character, boolean first, boolean last) {
    String marked =
        (first ? "" : affixes.continuing())
            + Character.toString(character)
            + (last ? affixes.ending() : "");
    return vocabulary.ids().getOrDefault(marked, ~character);
  }

  /**
   * What is merged: tokens by their ids, then characters that occur in tokens but are none, then,
   * as negative numbers, characters that occur nowhere.
   */
  private static final class Symbols {
    static final int ABSENT = Integer.MIN_VALUE;

    private final Map<String, Integer> tokens;
    private final int size;
    private final int[] ofChar = new int[1 << 16];
    private final Map<Integer, Integer> others = new HashMap<>();
    private final Ids parts = new Ids(); // characters that are no tokens

    Symbols(Map<String, Integer> tokens, int size) {
      this.tokens = tokens;
      this.size = size;
      Arrays.fill(ofChar, ABSENT);
      tokens.forEach((token, id) -> {
        if (token.codePointCount(0, token.length()) == 1) {
          put(token.codePointAt(0), id);
        }
      });
    }

    /** Takes characters too that are no tokens, where tokens are made of them. */
    void addParts() {
      tokens.keySet().forEach(token -> token.codePoints().forEach(this::addPart));
    }

    private void put(int character, int symbol) {
      if (character < ofChar.length) {
        ofChar[character] = symbol;
      } else {
        others.put(character, symbol);
      }
    }

    private void addPart(int character) {
      if (of(character) < 0) {
        put(character, size + parts.size());
        parts.add(character);
      }
    }

    int of(int character) {
      int symbol =
          character < ofChar.length ? ofChar[character] : others.getOrDefault(character, ABSENT);
      return symbol == ABSENT ? ~character : symbol;
    }

    /** The symbol of a token or a single character, or {@link #ABSENT}. */
    int find(String text) {
      Integer token = tokens.get(text);
      if (token != null) {
        return token;
      }
      boolean single = text.codePointCount(0, text.length()) == 1;
      return single ? of(text.codePointAt(0)) : ABSENT;
    }

    boolean isToken(int symbol) {
      return symbol >= 0 && symbol < size;
    }

    int character(int symbol) {
      return symbol < 0 ? ~symbol : parts.get(symbol - size);
    }
  }
}
