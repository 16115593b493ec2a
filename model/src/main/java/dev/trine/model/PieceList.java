package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Pieces by id while a file is read; ids may leave gaps, but not so many that they cost memory. */
final class PieceList {
  private final String source;
  private final int limit;
  private final List<String> pieces = new ArrayList<>();

  /** For about {@code expected} pieces. */
  PieceList(String source, int expected) {
    this.source = source;
    this.limit = 2 * expected + 4096;
  }

  void put(int id, String piece) {
    if (id < 0 || id >= limit) {
      throw new ModelException(
          "%s: gives a token the id %d, which is outside the vocabulary; get the file again"
              .formatted(source, id));
    }
    while (pieces.size() <= id) {
      pieces.add("");
    }
    pieces.set(id, piece);
  }

  /** A piece whose id a JSON file says. */
  void put(JsonNode id, String piece) {
    if (!id.isInt()) {
      throw new ModelException(
          "%s: the id of token '%s' is no whole number; get the file again"
              .formatted(source, piece.replaceAll("\\p{Cntrl}", "?")));
    }
    put(id.asInt(), piece);
  }

  void putAll(List<Added> added) {
    added.forEach(token -> put(token.id(), token.text()));
  }

  List<String> pieces() {
    return pieces;
  }
}
