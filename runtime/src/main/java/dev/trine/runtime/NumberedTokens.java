package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What a model without a tokenizer says: its ids, with a blank behind each. */
record NumberedTokens(int size) implements Tokenizer {

  @Override
  public int[] encode(String text, boolean special) {
    throw new IllegalStateException("a text has no ids without a tokenizer; give ids");
  }

  @Override
  public byte[] bytes(int id) {
    return (piece(id) + " ").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String piece(int id) {
    return Integer.toString(id);
  }

  @Override
  public String decode(int... ids) {
    return Arrays.stream(ids).mapToObj(id -> piece(id) + " ").collect(Collectors.joining());
  }

  @Override
  public OptionalInt bos() {
    return OptionalInt.empty();
  }

  @Override
  public OptionalInt eos() {
    return OptionalInt.empty();
  }

  @Override
  public boolean addsBos() {
    return false;
  }

  @Override
  public boolean endsGeneration(int id) {
    return false;
  }
}
