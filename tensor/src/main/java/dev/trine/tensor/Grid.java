package dev.trine.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Points that a block format rounds groups of weights to; they stand in {@code grids.txt}.
 *
 * @param dimensions how many weights a point stands for
 * @param coordinates of one point after the other
 */
record Grid(int dimensions, byte[] coordinates) {
  private static final Map<String, Grid> ALL = read();

  static Grid named(String name) {
    return Objects.requireNonNull(ALL.get(name), name);
  }

  /** The coordinates of a point times {@code scale}, negative where a bit of {@code signs} is. */
  void signed(int point, float scale, int signs, float[] out, int at) {
    int from = point * dimensions;
    for (int i = 0; i < dimensions; i++) {
      out[at + i] = scale * (coordinates[from + i] * (1 - 2 * (signs >> i & 1)));
    }
  }

  /** The coordinates of a point, moved by {@code shift}, times {@code scale}. */
  void shifted(int point, float scale, float shift, float[] out, int at) {
    int from = point * dimensions;
    for (int i = 0; i < dimensions; i++) {
      out[at + i] = scale * (coordinates[from + i] + shift);
    }
  }

  private static Map<String, Grid> read() {
    Map<String, Grid> grids = new HashMap<>();
    String[] parts = text().split("(?m)^(?=IQ)");
    for (String part : List.of(parts).subList(1, parts.length)) {
      String[] head = part.lines().findFirst().orElseThrow().split(" ");
      String[] points = part.substring(part.indexOf('\n') + 1).split("\\s+");
      int dimensions = points[0].length();
      byte[] coordinates = new byte[points.length * dimensions];
      for (int i = 0; i < coordinates.length; i++) {
        int digit = points[i / dimensions].charAt(i % dimensions) - '0';
        coordinates[i] = Byte.parseByte(head[1 + digit]);
      }
      grids.put(head[0], new Grid(dimensions, coordinates));
    }
    return grids;
  }

  private static String text() {
    try (InputStream in = Objects.requireNonNull(Grid.class.getResourceAsStream("grids.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
