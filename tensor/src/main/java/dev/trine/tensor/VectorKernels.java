package dev.trine.tensor;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API, for long runs: very slow until the optimising compiler has seen it, quicker than
 * plain Java afterwards. Rows are decoded once and multiplied with up to four tokens at a time.
 *
 * <p>Lanes are added up in their order, not by {@code reduceLanes}, whose order differs between the
 * interpreter and the compiler; so a token's numbers depend on nothing but its own.
 */
final class VectorKernels implements Kernels {
  private static final int ROWS = 64;

  // Constant, so that the compiler knows the width; a property forces it for tests.
  private static final VectorSpecies<Float> SPECIES = species();
  private static final int LANES = SPECIES.length();

  // Bytes for as many floats, though never fewer than the 64 bits that the API begins with.
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(
          byte.class, VectorShape.forBitSize(Math.max(64, SPECIES.vectorBitSize() / 4)));
  private static final int PARTS = BYTES.length() / LANES;

  private static VectorSpecies<Float> species() {
    int bits =
        Integer.getInteger("trine.vector.bits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
    return switch (bits) {
      case 128 -> FloatVector.SPECIES_128;
      case 256 -> FloatVector.SPECIES_256;
      case 512 -> FloatVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              "trine.vector.bits is " + bits + "; it can be 0 (off), 128, 256 or 512");
    };
  }

  @Override
  public String name() {
    return "vector-" + SPECIES.vectorBitSize();
  }

  @Override
  public void matmul(Tensor weights, float[] x, int tokens, float[] out, ThreadTeam team) {
    int rows = weights.rows();
    int columns = weights.columns();
    team.run(
        Math.ceilDiv(rows, ROWS),
        task -> {
          byte[] bytes = new byte[(int) weights.rowBytes()];
          float[] row = new float[columns];
          for (int r = task * ROWS; r < Math.min(rows, task * ROWS + ROWS); r++) {
            if (tokens == 1 && weights.format() == BlockFormat.Q8_0) {
              weights.rowBytes(r, bytes);
              out[r] = dotQ8_0(bytes, x, columns);
              continue;
            }
            weights.row(r, bytes, row);
            int t = 0;
            for (; t + 4 <= tokens; t += 4) {
              fourTokens(row, x, t, out, rows, r);
            }
            for (; t < tokens; t++) {
              out[t * rows + r] = oneToken(row, x, t * columns);
            }
          }
        });
  }

  /** A row of Q8_0 blocks with one token, without a float copy of the row. */
  private static float dotQ8_0(byte[] b, float[] x, int n) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0, at = 0; i < n; i += 32, at += 34) {
      float d = Blocks.half(b, at);
      for (int j = 0; j < 32; j += BYTES.length()) {
        ByteVector q = ByteVector.fromArray(BYTES, b, at + 2 + j);
        for (int part = 0; part < PARTS; part++) {
          FloatVector w = (FloatVector) q.castShape(SPECIES, part);
          sum = w.mul(d).fma(vector(x, i + j + part * LANES), sum);
        }
      }
    }
    return sum(sum);
  }

  /** The lanes in their order. */
  private static float sum(FloatVector vector) {
    float sum = 0;
    for (float lane : vector.toArray()) {
      sum += lane;
    }
    return sum;
  }

  /** One row with the token whose numbers begin at {@code at}. */
  private static float oneToken(float[] row, float[] x, int at) {
    FloatVector s = FloatVector.zero(SPECIES);
    int bound = SPECIES.loopBound(row.length);
    for (int i = 0; i < bound; i += LANES) {
      s = vector(row, i).fma(vector(x, at + i), s);
    }
    return sum(s) + tail(row, x, at, bound);
  }

  /** One row with tokens t to t + 3: four sums side by side, each row vector loaded once. */
  private static void fourTokens(float[] row, float[] x, int t, float[] out, int rows, int r) {
    int n = row.length;
    int at = t * n;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    int bound = SPECIES.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector w = FloatVector.fromArray(SPECIES, row, i);
      s0 = w.fma(FloatVector.fromArray(SPECIES, x, at + i), s0);
      s1 = w.fma(FloatVector.fromArray(SPECIES, x, at + n + i), s1);
      s2 = w.fma(FloatVector.fromArray(SPECIES, x, at + 2 * n + i), s2);
      s3 = w.fma(FloatVector.fromArray(SPECIES, x, at + 3 * n + i), s3);
    }
    out[t * rows + r] = sum(s0) + tail(row, x, at, bound);
    out[(t + 1) * rows + r] = sum(s1) + tail(row, x, at + n, bound);
    out[(t + 2) * rows + r] = sum(s2) + tail(row, x, at + 2 * n, bound);
    out[(t + 3) * rows + r] = sum(s3) + tail(row, x, at + 3 * n, bound);
  }

  private static float tail(float[] row, float[] x, int at, int from) {
    float sum = 0;
    for (int i = from; i < row.length; i++) {
      sum += row[i] * x[at + i];
    }
    return sum;
  }

  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) {
      s0 = vector(a, aAt + i).fma(vector(b, bAt + i), s0);
      s1 = vector(a, aAt + i + LANES).fma(vector(b, bAt + i + LANES), s1);
    }
    for (; i + LANES <= n; i += LANES) {
      s0 = vector(a, aAt + i).fma(vector(b, bAt + i), s0);
    }
    float sum = sum(s0.add(s1));
    for (; i < n; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  @Override
  public void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      vector(x, xAt + i).mul(scale).add(vector(y, yAt + i)).intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] += scale * x[xAt + i];
    }
  }

  private static FloatVector vector(float[] a, int at) {
    return FloatVector.fromArray(SPECIES, a, at);
  }
}
