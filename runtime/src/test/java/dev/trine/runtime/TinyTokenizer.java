package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Every single byte, some longer pieces (also ones that cut characters), and an end token. */
final class TinyTokenizer implements Tokenizer {
  private final List<byte[]> pieces = new ArrayList<>();

  private TinyTokenizer() {}

  /** These pieces and an end token, no single bytes. */
  static TinyTokenizer ofPieces(String... pieces) {
    TinyTokenizer tokenizer = new TinyTokenizer();
    for (String piece : pieces) {
      tokenizer.pieces.add(piece.getBytes(StandardCharsets.UTF_8));
    }
    tokenizer.pieces.add(new byte[0]);
    return tokenizer;
  }

  TinyTokenizer(String... longer) {
    for (int value = 0; value < 256; value++) {
      pieces.add(new byte[] {(byte) value});
    }
    for (String piece : longer) {
      pieces.add(piece.getBytes(StandardCharsets.UTF_8));
    }
    byte[] lamp = "灯".getBytes(StandardCharsets.UTF_8);
    pieces.add(new byte[] {'"', lamp[0]});
    pieces.add(new byte[] {lamp[1], lamp[2], '"'});
    pieces.add(new byte[0]);
  }

  @Override
  public int size() {
    return pieces.size();
  }

  @Override
  public int[] encode(String text, boolean special) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = bytes[i] & 0xFF;
    }
    return ids;
  }

  @Override
  public byte[] bytes(int id) {
    return pieces.get(id).clone();
  }

  @Override
  public String piece(int id) {
    return endsGeneration(id) ? "<end>" : decode(id);
  }

  @Override
  public String decode(int... ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(pieces.get(id));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt eos() {
    return OptionalInt.of(size() - 1);
  }

  @Override
  public boolean addsBos() {
    return false;
  }

  @Override
  public boolean endsGeneration(int id) {
    return id == size() - 1;
  }
}
