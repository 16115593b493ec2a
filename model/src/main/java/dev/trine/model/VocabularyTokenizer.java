package dev.trine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * A tokenizer that finds its pieces in a {@link Vocabulary}: added tokens are cut out of the text,
 * what lies between them is normalised and cut into pieces, and the subclass encodes each piece.
 */
abstract sealed class VocabularyTokenizer implements Tokenizer
    permits Bpe, SpmBpe, Unigram, WordPiece {

  final Vocabulary vocabulary;
  private final Cutting cutting;

  VocabularyTokenizer(Vocabulary vocabulary, Cutting cutting) {
    this.vocabulary = vocabulary;
    this.cutting = cutting;
  }

  /** Adds the ids of a piece. */
  abstract void encodePiece(String piece, Ids out);

  @Override
  public int size() {
    return vocabulary.pieces().size();
  }

  @Override
  public int[] encode(String text, boolean special) {
    return vocabulary.encode(text, special, this::encodeStretch);
  }

  private void encodeStretch(String text, boolean first, Ids out) {
    String normal = cutting.normalizer().apply(text);
    for (String piece : cutting.split().split(normal, first)) {
      encodePiece(piece, out);
    }
  }

  @Override
  public String piece(int id) {
    return vocabulary.pieces().get(id);
  }

  @Override
  public byte[] bytes(int id) {
    return vocabulary.bytes(id).orElseGet(() -> pieceBytes(piece(id)));
  }

  /** The bytes that a piece stands for in running text. */
  byte[] pieceBytes(String piece) {
    return cutting.spelling().bytes(piece);
  }

  @Override
  public String decode(int... ids) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int id : ids) {
      out.writeBytes(bytes(id));
    }
    String text = out.toString(StandardCharsets.UTF_8);
    return cutting.spaceBefore() && text.startsWith(" ") ? text.substring(1) : text;
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
