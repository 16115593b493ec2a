package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What every tokenizer has beside its algorithm: the pieces, the tokens that are cut out of a text
 * before anything else, and what belongs around a text.
 *
 * @param pieces by id, as the file spells them
 * @param ids of the pieces; the first of two equal ones
 * @param added tokens by their first character, the longest first
 * @param texts of ids whose text is not their piece: added tokens, nothing for special ones
 * @param before ids put before a text that is encoded with special
 * @param after ids put after it
 */
record Vocabulary(
    List<String> pieces,
    Map<String, Integer> ids,
    Map<Character, List<Added>> added,
    Map<Integer, String> texts,
    int[] before,
    int[] after,
    OptionalInt bos,
    OptionalInt eos,
    Set<Integer> ends) {

  /** A token that is found in a text as it stands; a special one only when asked for. */
  record Added(
      int id,
      String text,
      boolean special,
      boolean singleWord,
      boolean stripLeft,
      boolean stripRight) {

    static Added of(int id, String text, boolean special) {
      return new Added(id, text, special, false, false, false);
    }

    private boolean standsIn(String text, int at) {
      if (!text.startsWith(this.text, at)) {
        return false;
      }
      int end = at + this.text.length();
      return !singleWord
          || (at == 0 || !isWord(text.codePointBefore(at)))
              && (end == text.length() || !isWord(text.codePointAt(end)));
    }

    private static boolean isWord(int character) {
      return WORD.matcher(Character.toString(character)).matches();
    }
  }

  private static final Pattern WORD = Pattern.compile("\\w", Pattern.UNICODE_CHARACTER_CLASS);

  // Turns and texts end with these, whatever the file says of its end-of-text token.
  private static final Set<String> END_PIECES =
      Set.of(
          "<|im_end|>",
          "<|endoftext|>",
          "<|eot_id|>",
          "<|eom_id|>",
          "<|end|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "</s>");

  /**
   * For pieces at hand.
   *
   * @param texts of ids whose text is not their piece, beside those of added tokens
   * @param ends ids that end a text, the usual one first
   */
  static Vocabulary of(
      List<String> pieces,
      List<Added> added,
      Map<Integer, String> texts,
      int[] before,
      int[] after,
      OptionalInt bos,
      List<Integer> ends) {
    Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
    for (int id = 0; id < pieces.size(); id++) {
      ids.putIfAbsent(pieces.get(id), id);
    }
    Map<Character, List<Added>> byFirst = new HashMap<>();
    Map<Integer, String> allTexts = new HashMap<>(texts);
    Set<Integer> allEnds = new HashSet<>(ends);
    List<Added> longestFirst = new ArrayList<>(added);
    longestFirst.removeIf(token -> token.text().isEmpty());
    longestFirst.sort(Comparator.comparingInt((Added token) -> -token.text().length()));
    for (Added token : longestFirst) {
      byFirst.computeIfAbsent(token.text().charAt(0), c -> new ArrayList<>()).add(token);
      allTexts.put(token.id(), token.special() ? "" : token.text());
      if (END_PIECES.contains(token.text())) {
        allEnds.add(token.id());
      }
    }
    return new Vocabulary(
        List.copyOf(pieces),
        ids,
        byFirst,
        Map.copyOf(allTexts),
        before,
        after,
        bos,
        ends.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ends.getFirst()),
        Set.copyOf(allEnds));
  }

  /**
   * How a stretch of text without added tokens becomes ids; {@code first} says whether the text
   * begins with it.
   */
  interface Stretch {
    void encode(String stretch, boolean first, Ids out);
  }

  int[] encode(String text, boolean special, Stretch stretch) {
    Ids out = new Ids();
    if (special) {
      out.addAll(before);
    }
    int begin = 0;
    for (int at = 0; at < text.length(); ) {
      Optional<Added> found = addedAt(text, at, special);
      if (found.isEmpty()) {
        at++;
        continue;
      }
      Added token = found.get();
      int end = at;
      while (token.stripLeft() && end > begin && isSpace(text.charAt(end - 1))) {
        end--;
      }
      if (end > begin) {
        stretch.encode(text.substring(begin, end), begin == 0, out);
      }
      out.add(token.id());
      at += token.text().length();
      while (token.stripRight() && at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      begin = at;
    }
    if (begin < text.length()) {
      stretch.encode(text.substring(begin), begin == 0, out);
    }
    if (special) {
      out.addAll(after);
    }
    return out.toArray();
  }

  /** White space as Unicode has it; next line, U+0085, is none for Java. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private Optional<Added> addedAt(String text, int at, boolean special) {
    for (Added token : added.getOrDefault(text.charAt(at), List.of())) {
      if ((special || !token.special()) && token.standsIn(text, at)) {
        return Optional.of(token);
      }
    }
    return Optional.empty();
  }

  /** The bytes of an id whose text is not its piece; empty for all others. */
  Optional<byte[]> bytes(int id) {
    return Optional.ofNullable(texts.get(id)).map(text -> text.getBytes(StandardCharsets.UTF_8));
  }
}
