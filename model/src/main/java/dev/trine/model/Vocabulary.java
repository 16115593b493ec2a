package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What every tokenizer has beside its algorithm: the pieces, the tokens that are cut out of a text
 * before anything else, and what belongs around a text.
 *
 * @param pieces by id, as the file spells them
 * @param ids of the pieces that are made of text
 * @param added tokens that are cut out of a text as they stand
 * @param texts of ids whose text is not their piece: added tokens, nothing for special ones
 * @param before ids put before a text that is encoded with special
 * @param after ids put after it
 */
record Vocabulary(
    List<String> pieces,
    Map<String, Integer> ids,
    List<Added> added,
    Map<Integer, String> texts,
    int[] before,
    int[] after,
    OptionalInt bos,
    OptionalInt eos,
    Set<Integer> ends) {

  // Turns and texts end with these, whatever the file says of its end-of-text token.
  private static final Set<String> END_PIECES =
      Set.of(
          "<|im_end|>",
          "<\uff5cend\u2581of\u2581sentence\uff5c>",
          "<|return|>",
          "<|call|>",
          "<|eom|>",
          "<|eot|>",
          "<end_of_utterance>",
          "[EOT]",
          "<|endoftext|>",
          "<|eot_id|>",
          "<|eom_id|>",
          "<|end|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "</s>");

  /** The ids of pieces; the first of two equal ones. */
  static Map<String, Integer> ids(List<String> pieces) {
    Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
    for (int id = 0; id < pieces.size(); id++) {
      ids.putIfAbsent(pieces.get(id), id);
    }
    return ids;
  }

  /**
   * For pieces at hand.
   *
   * @param ids of the pieces that are made of text; the first of two equal ones
   * @param texts of ids whose text is not their piece, beside those of added tokens
   * @param ends ids that end a text, the usual one first
   */
  static Vocabulary of(
      List<String> pieces,
      Map<String, Integer> ids,
      List<Added> added,
      Map<Integer, String> texts,
      int[] before,
      int[] after,
      OptionalInt bos,
      List<Integer> ends) {
    Map<Integer, String> allTexts = new HashMap<>(texts);
    Set<Integer> allEnds = new HashSet<>(ends);
    for (Added token : added) {
      allTexts.put(token.id(), token.special() ? "" : token.text());
      if (END_PIECES.contains(token.text())) {
        allEnds.add(token.id());
      }
    }
    return new Vocabulary(
        List.copyOf(pieces),
        ids,
        List.copyOf(added),
        Map.copyOf(allTexts),
        before,
        after,
        bos,
        ends.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ends.getFirst()),
        Set.copyOf(allEnds));
  }

  /** The text of an id whose text is not its piece; nothing is the text of special tokens. */
  Optional<String> text(int id) {
    return Optional.ofNullable(texts.get(id));
  }
}
