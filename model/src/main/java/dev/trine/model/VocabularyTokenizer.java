package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A tokenizer that finds its pieces in a {@link Vocabulary}: added tokens are cut out of the text,
 * what lies between them is normalised and cut into pieces, and the subclass encodes each piece.
 */
abstract sealed class VocabularyTokenizer implements Tokenizer
    permits Bpe, LongestMatch, Unigram, WordLevel, WordPiece {

  final Vocabulary vocabulary;
  final Cutting cutting;
  private final AddedTokens inText;
  private final AddedTokens inNormalizedText;
  private final WordCache words = new WordCache(48);
  private final WordCache uncutWords = new WordCache(16); // before the last patterns of many

  VocabularyTokenizer(Vocabulary vocabulary, Cutting cutting) {
    this.vocabulary = vocabulary;
    this.cutting = cutting;
    this.inText = AddedTokens.inText(vocabulary.added());
    this.inNormalizedText = AddedTokens.inNormalizedText(vocabulary.added(), cutting.normalizer());
  }

  /** The ids of a piece. */
  abstract int[] encode(String piece);

  @Override
  public int size() {
    return vocabulary.pieces().size();
  }

  @Override
  public int[] encode(String text, boolean special) {
    Ids out = new Ids();
    if (special) {
      out.addAll(vocabulary.before());
    }
    PreSplit.Pieces encoding =
        (piece, from, to, first) -> out.addAll(encode(piece.substring(from, to)));
    PreSplit.Pieces pieces =
        cutting.split().onto(words.onto(encoding, out), further -> uncutWords.onto(further, out));
    inText.cut(
        text,
        true,
        special,
        new Parts(out) {
          @Override
          public void stretch(String stretch, boolean first) {
            String normal = cutting.normalizer().apply(stretch);
            inNormalizedText.cut(
                normal,
                first,
                special,
                new Parts(out) {
                  @Override
                  public void stretch(String stretch, boolean first) {
                    pieces.add(stretch, 0, stretch.length(), first);
                  }
                });
          }
        });
    if (special) {
      out.addAll(vocabulary.after());
    }
    return out.toArray();
  }

  private abstract static class Parts implements AddedTokens.Parts {
    private final Ids out;

    Parts(Ids out) {
      this.out = out;
    }

    @Override
    public void token(int id) {
      out.add(id);
    }
  }

  @Override
  public String piece(int id) {
    return vocabulary.pieces().get(id);
  }

  @Override
  public byte[] bytes(int id) {
    Optional<String> text = vocabulary.text(id);
    return text.isPresent()
        ? text.get().getBytes(StandardCharsets.UTF_8)
        : cutting.decoding().bytes(piece(id));
  }

  @Override
  public String decode(int... ids) {
    List<String> pieces = new ArrayList<>(ids.length);
    for (int id : ids) {
      String piece = vocabulary.text(id).orElse(piece(id));
      if (!piece.isEmpty()) {
        pieces.add(piece);
      }
    }
    return cutting.decoding().text(pieces);
  }

  @Override
  public OptionalInt bos() {
    return vocabulary.bos();
  }

  @Override
  public OptionalInt eos() {
    return vocabulary.eos();
  }

  @Override
  public boolean addsBos() {
    return vocabulary.bos().isPresent()
        && vocabulary.before().length > 0
        && vocabulary.before()[0] == vocabulary.bos().getAsInt();
  }

  @Override
  public boolean endsGeneration(int id) {
    return vocabulary.ends().contains(id);
  }
}
