package dev.trine.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A tokenizer that finds its pieces in a {@link Vocabulary}; the algorithm is the subclass's. */
abstract sealed class VocabularyTokenizer implements Tokenizer permits ByteBpe, SpmBpe {

  final Vocabulary vocabulary;

  VocabularyTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Ids of a text in which no added token is looked for. */
  abstract void encodeStretch(String text, Ids out);

  @Override
  public int size() {
    return vocabulary.pieces().size();
  }

  @Override
  public int[] encode(String text, boolean special) {
    return vocabulary.encode(text, special, this::encodeStretch);
  }

  @Override
  public String piece(int id) {
    return vocabulary.pieces().get(id);
  }

  @Override
  public String decode(int... ids) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int id : ids) {
      out.writeBytes(bytes(id));
    }
    return out.toString(StandardCharsets.UTF_8);
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
