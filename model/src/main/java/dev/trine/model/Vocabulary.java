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

/**
 * What every tokenizer has beside its algorithm: the pieces, the tokens that are cut out of a text
 * before anything else, and what belongs around a text.
 *
 * @param pieces by id, as the file spells them
 * @param before ids put before a text that is encoded with special
 * @param after ids put after it
 */
record Vocabulary(
    List<String> pieces,
    Map<String, Integer> ids,
    Map<Character, List<Added>> added,
    Set<Integer> control,
    int[] before,
    int[] after,
    OptionalInt bos,
    OptionalInt eos,
    Set<Integer> ends) {

  /** A token that is found in a text as it stands; a special one only when asked for. */
  record Added(int id, String text, boolean special, boolean stripLeft, boolean stripRight) {}

  // Turns and texts end with these, whatever the file says of its end-of-text token.
  private static final Set<String> END_PIECES =
      Set.of("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end|>", "<|end_of_text|>", "</s>");

  static Vocabulary of(
      List<String> pieces,
      List<Added> added,
      int[] before,
      int[] after,
      OptionalInt bos,
      OptionalInt eos) {
    Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
    for (int id = 0; id < pieces.size(); id++) {
      ids.putIfAbsent(pieces.get(id), id);
    }
    Map<Character, List<Added>> byFirst = new HashMap<>();
    Set<Integer> control = new HashSet<>();
    Set<Integer> ends = new HashSet<>();
    eos.ifPresent(ends::add);
    List<Added> longestFirst = new ArrayList<>(added);
    longestFirst.removeIf(token -> token.text().isEmpty());
    longestFirst.sort(Comparator.comparingInt((Added token) -> -token.text().length()));
    for (Added token : longestFirst) {
      byFirst.computeIfAbsent(token.text().charAt(0), c -> new ArrayList<>()).add(token);
      if (token.special()) {
        control.add(token.id());
      }
      if (END_PIECES.contains(token.text())) {
        ends.add(token.id());
      }
    }
    return new Vocabulary(
        List.copyOf(pieces), ids, byFirst, Set.copyOf(control), before, after, bos, eos, ends);
  }

  /**
   * The tokenizer that a GGUF file carries.
   *
   * @throws ModelException if the metadata is incomplete, contradictory or of an unknown kind
   */
  static Vocabulary of(Gguf gguf, boolean addsBosByDefault) {
    List<String> pieces =
        gguf.strings("tokenizer.ggml.tokens")
            .orElseThrow(() -> bad(gguf, "tokenizer.ggml.tokens", "is missing"));
    List<Number> types = gguf.numbers("tokenizer.ggml.token_type").orElse(List.of());
    if (pieces.isEmpty() || (!types.isEmpty() && types.size() != pieces.size())) {
      throw bad(gguf, "tokenizer.ggml.token_type", "does not match the number of tokens");
    }
    List<Added> added = new ArrayList<>();
    for (int id = 0; id < types.size(); id++) {
      int type = types.get(id).intValue();
      if (type == 3 || type == 4) { // control, user-defined
        added.add(new Added(id, pieces.get(id), type == 3, false, false));
      }
    }
    OptionalInt bos = id(gguf, "tokenizer.ggml.bos_token_id", pieces.size());
    OptionalInt eos = id(gguf, "tokenizer.ggml.eos_token_id", pieces.size());
    boolean addsBos = gguf.bool("tokenizer.ggml.add_bos_token").orElse(addsBosByDefault);
    boolean addsEos = gguf.bool("tokenizer.ggml.add_eos_token").orElse(false);
    return of(
        pieces,
        added,
        addsBos ? bos.stream().toArray() : new int[0],
        addsEos ? eos.stream().toArray() : new int[0],
        bos,
        eos);
  }

  private static OptionalInt id(Gguf gguf, String key, int size) {
    Optional<Long> id = gguf.integer(key);
    if (id.isEmpty()) {
      return OptionalInt.empty();
    }
    if (id.get() < 0 || id.get() >= size) {
      throw bad(gguf, key, "is " + id.get() + ", but there are " + size + " tokens");
    }
    return OptionalInt.of(id.get().intValue());
  }

  static ModelException bad(Gguf gguf, String key, String what) {
    return new ModelException(
        "%s: metadata '%s' %s; convert the model again".formatted(gguf.path(), key, what));
  }

  /** How a stretch of text without added tokens becomes ids. */
  interface Stretch {
    void encode(String text, Ids out);
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
      String plain = text.substring(begin, at);
      plain = token.stripLeft() ? plain.stripTrailing() : plain;
      if (!plain.isEmpty()) {
        stretch.encode(plain, out);
      }
      out.add(token.id());
      at += token.text().length();
      while (token.stripRight() && at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      begin = at;
    }
    if (begin < text.length()) {
      stretch.encode(text.substring(begin), out);
    }
    if (special) {
      out.addAll(after);
    }
    return out.toArray();
  }

  private Optional<Added> addedAt(String text, int at, boolean special) {
    for (Added token : added.getOrDefault(text.charAt(at), List.of())) {
      if ((special || !token.special()) && text.startsWith(token.text(), at)) {
        return Optional.of(token);
      }
    }
    return Optional.empty();
  }

  /** The UTF-8 of an added token, nothing of a control token; empty for all others. */
  Optional<byte[]> addedBytes(int id) {
    if (control.contains(id)) {
      return Optional.of(new byte[0]);
    }
    String piece = pieces.get(id);
    boolean isAdded =
        !piece.isEmpty()
            && added.getOrDefault(piece.charAt(0), List.of()).stream().anyMatch(t -> t.id() == id);
    return isAdded ? Optional.of(piece.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
  }
}
