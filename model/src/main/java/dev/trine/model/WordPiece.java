package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * WordPiece (Schuster and Nakajima 2012; BERT: Devlin et al. 2018): a word is the longest piece
 * that it begins with, and so on with the rest; a word that has no pieces is unknown.
 */
final class WordPiece extends VocabularyTokenizer {
  static final int LONGEST_WORD = 100; // characters, in BERT

  /** Words, and each mark of punctuation by itself. */
  static final List<PreSplit.Step> WORDS = List.of(WordPiece::words);

  /** ASCII's symbols are punctuation here. */
  private static final String MARKS = "$+<=>^`|~";

  private final String beginning;
  private final String continuing;
  private final int longest;
  private final OptionalInt unknown;
  private final PrefixTree tree = new PrefixTree();
  private final int begin; // the node of what marks the beginning of a word
  private final int further; // and of what marks its other pieces

  /**
   * For a vocabulary at hand.
   *
   * @param beginning what pieces that begin a word are marked with, such as U+2581 or nothing
   * @param continuing what pieces that continue a word are marked with, such as {@code ##}
   * @param longest how many characters a word may have that is not unknown
   */
  WordPiece(
      Vocabulary vocabulary,
      Cutting cutting,
      String beginning,
      String continuing,
      int longest,
      OptionalInt unknown) {
    super(vocabulary, cutting);
    this.beginning = beginning;
    this.continuing = continuing;
    this.longest = longest;
    this.unknown = unknown;
    vocabulary.ids().forEach(tree::put);
    this.begin = tree.find(beginning);
    this.further = tree.find(continuing);
  }

  private static PreSplit.Pieces words(PreSplit.Pieces next) {
    return (text, from, to, first) -> {
      int begin = from;
      int end;
      for (int at = from; at < to; at = end) {
        char c = text.charAt(at);
        end = at + (Character.isHighSurrogate(c) ? Character.charCount(text.codePointAt(at)) : 1);
        int its = CharClass.at(text, at);
        boolean mark = (its & CharClass.PUNCTUATION) != 0 || MARKS.indexOf(c) >= 0;
        if (mark || (its & CharClass.SPACE) != 0) {
          if (begin < at) {
            next.add(text, begin, at, first && begin == from);
          }
          if (mark) {
            next.add(text, at, end, first && at == from);
          }
          begin = end;
        }
      }
      if (begin < to) {
        next.add(text, begin, to, first && begin == from);
      }
    };
  }

  /** BERT's, as GGUF files spell it: a word begins with U+2581, what continues one has no mark. */
  static Cutting cutting(BertNormalizer normalizer) {
    return new Cutting(normalizer, new PreSplit(WORDS), new Spaced());
  }

  /** Words are set apart by spaces, but for what follows a word closely in English. */
  private record Spaced() implements Decoding {
    @Override
    public String text(List<String> pieces) {
      StringBuilder text = new StringBuilder();
      pieces.forEach(piece -> text.append(spaced(piece)));
      return text.toString().stripLeading();
    }

    @Override
    public byte[] bytes(String piece) {
      return spaced(piece).getBytes(StandardCharsets.UTF_8);
    }

    private static String spaced(String piece) {
      return HfDecoder.cleanUp(piece.replace(Spelling.SPACE, ' '));
    }
  }

  /** A piece as GGUF files spell it. */
  String spelt(String piece) {
    return !continuing.isEmpty() && piece.startsWith(continuing)
        ? piece.substring(continuing.length())
        : Spelling.SPACE + piece.substring(beginning.length());
  }

  @Override
  int[] encode(String word) {
    if (word.codePointCount(0, word.length()) > longest) {
      return unknown.stream().toArray();
    }
    Ids pieces = new Ids();
    int node = begin;
    for (int at = 0; at < word.length(); node = further) {
      int id = PrefixTree.NONE;
      int end = at;
      for (int i = at; i < word.length() && node != PrefixTree.NONE; i++) {
        node = tree.child(node, word.charAt(i));
        if (node != PrefixTree.NONE && tree.value(node) != PrefixTree.NONE) {
          id = tree.value(node);
          end = i + 1;
        }
      }
      if (id == PrefixTree.NONE) {
        return unknown.stream().toArray();
      }
      pieces.add(id);
      at = end;
    }
    return pieces.toArray();
  }
}
