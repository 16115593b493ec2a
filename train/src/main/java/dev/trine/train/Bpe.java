package dev.trine.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A byte-level BPE vocabulary: ids 0 to 255 are the bytes, 256 + r is what the r-th merge makes,
 * and the last id is {@code <|endoftext|>}, which begins, ends and pads.
 */
final class Bpe {

  /** How GPT-2 cuts text into words, inside which merges stay. */
  static final Pattern GPT2 =
      split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

  /** How Qwen2 cuts: one digit a word, a leading mark stays with its letters. */
  static final Pattern QWEN2 =
      split(
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
              + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

  /** A merge: the ids of its two halves. */
  record Merge(int left, int right) {}

  final List<Merge> merges;
  private final Pattern split;
  private final Map<Merge, Integer> ranks = new HashMap<>();
  private final Map<String, int[]> words = new HashMap<>();

  Bpe(List<Merge> merges, Pattern split) {
    this.merges = List.copyOf(merges);
    this.split = split;
    for (var merge : this.merges) {
      ranks.put(merge, ranks.size());
    }
  }

  int size() {
    return 256 + merges.size() + 1;
  }

  int end() {
    return size() - 1;
  }

  int[] encode(String text) {
    var ids = new ArrayList<int[]>();
    for (Matcher word = split.matcher(text); word.find(); ) {
      ids.add(words.computeIfAbsent(word.group(), this::merged));
    }
    return ids.stream().flatMapToInt(Arrays::stream).toArray();
  }

  /** A word's ids: of all neighbours, the pair that was learnt first merges first. */
  private int[] merged(String word) {
    int[] ids = bytes(word);
    while (true) {
      int best = merges.size();
      for (int i = 0; i + 1 < ids.length; i++) {
        best = Math.min(best, ranks.getOrDefault(new Merge(ids[i], ids[i + 1]), best));
      }
      if (best == merges.size()) {
        return ids;
      }
      ids = join(ids, merges.get(best), 256 + best);
    }
  }

  /** The word with every occurrence of the merge replaced, from left to right. */
  static int[] join(int[] word, Merge merge, int id) {
    int n = 0;
    int[] joined = new int[word.length];
    for (int i = 0; i < word.length; i++) {
      boolean hit = i + 1 < word.length && word[i] == merge.left() && word[i + 1] == merge.right();
      joined[n++] = hit ? id : word[i];
      if (hit) {
        i++;
      }
    }
    return Arrays.copyOf(joined, n);
  }

  static int[] bytes(String word) {
    byte[] utf8 = word.getBytes(UTF_8);
    int[] ids = new int[utf8.length];
    Arrays.setAll(ids, i -> utf8[i] & 0xff);
    return ids;
  }

  /** Every id's bytes, one char a byte. */
  static List<String> byteTokens(List<Merge> merges) {
    var tokens = new ArrayList<String>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new String(new byte[] {(byte) b}, ISO_8859_1));
    }
    for (var merge : merges) {
      tokens.add(tokens.get(merge.left()) + tokens.get(merge.right()));
    }
    return tokens;
  }

  /** The vocabulary as files spell it: GPT-2's alphabet of visible characters for bytes. */
  List<String> pieces() {
    var pieces = new ArrayList<>(byteTokens(merges).stream().map(Bpe::visible).toList());
    pieces.add("<|endoftext|>");
    return pieces;
  }

  /** The merges as files spell them: the two halves with a space between. */
  List<String> mergeLines() {
    var tokens = byteTokens(merges);
    return merges.stream()
        .map(m -> visible(tokens.get(m.left())) + " " + visible(tokens.get(m.right())))
        .toList();
  }

  /** GPT-2's byte alphabet: printable Latin-1 as it is, the 68 others from U+0100 on. */
  private static String visible(String bytes) {
    return bytes
        .chars()
        .map(b -> printable(b) ? b : 0x100 + hiddenBefore(b))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int hiddenBefore(int b) {
    int hidden = 0;
    for (int i = 0; i < b; i++) {
      hidden += printable(i) ? 0 : 1;
    }
    return hidden;
  }

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xff && b != 0xad);
  }

  private static Pattern split(String regex) {
    return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
  }
}
