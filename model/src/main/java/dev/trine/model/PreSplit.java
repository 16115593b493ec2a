package dev.trine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Cuts a text into the pieces within which tokens are looked for: each step cuts what the ones
 * before have left. Pieces are handed on one by one, as places in a text, so that cutting copies
 * nothing.
 */
record PreSplit(List<Step> steps) {

  /** One text, uncut. */
  static final PreSplit NONE = new PreSplit(List.of());

  /** The last step of byte-level models: the piece's bytes, each as a printable character. */
  static final Step SPELL =
      rewriting((piece, first) ->
          Spelling.spell(piece.getBytes(java.nio.charset.StandardCharsets.UTF_8)));

  /** Takes pieces, in the order of the text. */
  @FunctionalInterface
  interface Pieces {
    /** Takes {@code text[from, to)}; {@code first} says whether the whole text begins with it. */
    void add(String text, int from, int to, boolean first);
  }

  /** One way of cutting. What it returns belongs to one text. */
  @FunctionalInterface
  interface Step {
    Pieces onto(Pieces next);
  }

  /** Rewrites a piece. */
  @FunctionalInterface
  interface Rewriting {
    String apply(String piece, boolean first);
  }

  /** Finds words in {@code text[..., to)}. */
  @FunctionalInterface
  interface Scanner {
    /** The end of the word that begins at a place, or -1 if none does. */
    int end(String text, int at, int to);

    /** The first place, not before {@code from}, where a word may begin; {@code to} if none. */
    default int begin(String text, int from, int to) {
      return from;
    }
  }

  /** What becomes of a match. The names are those of Hugging Face. */
  enum Match {
    /** It is left out. */
    REMOVED,
    /** It is a piece. */
    ISOLATED,
    /** It is a piece together with the matches around it. */
    CONTIGUOUS,
    /** It ends the piece before it. */
    MERGED_WITH_PREVIOUS,
    /** It begins the piece after it. */
    MERGED_WITH_NEXT
  }

  /** Cuts at the matches of a regular expression of Java, or at what lies between them. */
  static Step pattern(String regex, Match behavior, boolean invert) {
    // Unicode classes, so that \s is every white space.
    return pattern(Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS), behavior, invert);
  }

  static Step pattern(Pattern pattern, Match behavior, boolean invert) {
    return next -> new PatternCut(pattern, behavior, invert, next);
  }

  /** Makes a piece of every word, and of what lies between two words. */
  static Step words(Scanner scanner) {
    return new Words(scanner);
  }

  private record Words(Scanner scanner) implements Step {
    @Override
    public Pieces onto(Pieces next) {
      return (text, from, to, first) -> {
        int begin = from;
        for (int at = scanner.begin(text, from, to); at < to; at = scanner.begin(text, at, to)) {
          int end = scanner.end(text, at, to);
          if (end < 0) {
            at += Character.charCount(text.codePointAt(at));
            continue;
          }
          if (begin < at) {
            next.add(text, begin, at, first && begin == from);
          }
          next.add(text, at, end, first && at == from);
          at = end;
          begin = end;
        }
        if (begin < to) {
          next.add(text, begin, to, first && begin == from);
        }
      };
    }
  }

  static Step rewriting(Rewriting rewriting) {
    return next ->
        (text, from, to, first) -> {
          String piece = rewriting.apply(text.substring(from, to), first);
          if (!piece.isEmpty()) {
            next.add(piece, 0, piece.length(), first);
          }
        };
  }

  /** Hands the pieces of texts on to {@code last}. */
  Pieces onto(Pieces last) {
    return onto(last, UnaryOperator.identity());
  }

  /**
   * Hands the pieces of texts on to {@code last}. What two steps have left is mostly words: where
   * only words are cut behind them, so that what becomes of a piece hangs on its text alone, {@code
   * early} stands before the further steps.
   */
  Pieces onto(Pieces last, UnaryOperator<Pieces> early) {
    Pieces pieces = last;
    boolean onlyWords = true;
    for (int i = steps.size() - 1; i >= 0; i--) {
      pieces = steps.get(i).onto(pieces);
      onlyWords &= steps.get(i) instanceof Words;
      if (i == 2 && onlyWords) {
        pieces = early.apply(pieces);
      }
    }
    return pieces;
  }

  /** Whether pieces end spelt in bytes; then {@link #withoutSpelling} leaves that to the model. */
  boolean spells() {
    return !steps.isEmpty() && steps.getLast() == SPELL;
  }

  PreSplit withoutSpelling() {
    return spells() ? new PreSplit(steps.subList(0, steps.size() - 1)) : this;
  }

  /** All pieces of a text. */
  List<String> split(String text, boolean first) {
    List<String> pieces = new ArrayList<>();
    if (!text.isEmpty()) {
      onto((piece, from, to, begins) -> pieces.add(piece.substring(from, to)))
          .add(text, 0, text.length(), first);
    }
    return pieces;
  }
}
