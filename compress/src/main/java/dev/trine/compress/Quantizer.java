package dev.trine.compress;

import dev.trine.tensor.BlockFormat;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Turns rows of weights into a block format so that the sum over weights of {@code importance
 * (weight - decoded)^2} is small: scales are searched, not read off the largest weight.
 *
 * <p>With the mean square of a layer's inputs as importance this is the expected squared error of
 * the layer's outputs, inputs taken as uncorrelated. Layouts: ggml's ggml-common.h. Not
 * thread-safe: each thread makes its own.
 */
public final class Quantizer {
  private static final Map<BlockFormat, Supplier<BlockEncoder>> SEARCHING =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(BlockFormat.Q4_0, SmallBlocks::q4_0),
              Map.entry(BlockFormat.Q4_1, SmallBlocks::q4_1),
              Map.entry(BlockFormat.Q5_0, SmallBlocks::q5_0),
              Map.entry(BlockFormat.Q5_1, SmallBlocks::q5_1),
              Map.entry(BlockFormat.Q8_0, SmallBlocks::q8_0),
              Map.entry(BlockFormat.IQ4_NL, SmallBlocks::iq4_nl),
              Map.entry(BlockFormat.MXFP4, MicroscalingBlock::new),
              Map.entry(BlockFormat.TQ1_0, TernaryBlocks::tq1_0),
              Map.entry(BlockFormat.TQ2_0, TernaryBlocks::tq2_0),
              Map.entry(BlockFormat.Q2_K, SuperBlocks::q2_k),
              Map.entry(BlockFormat.Q3_K, SuperBlocks::q3_k),
              Map.entry(BlockFormat.Q4_K, SuperBlocks::q4_k),
              Map.entry(BlockFormat.Q5_K, SuperBlocks::q5_k),
              Map.entry(BlockFormat.Q6_K, SuperBlocks::q6_k),
              Map.entry(BlockFormat.IQ4_XS, SuperBlocks::iq4_xs)));

  private static final Set<BlockFormat> FLOATS =
      Set.of(BlockFormat.F32, BlockFormat.F16, BlockFormat.BF16);

  private final BlockFormat format;
  private final Optional<BlockEncoder> search; // floats need none

  private Quantizer(BlockFormat format, Optional<BlockEncoder> search) {
    this.format = format;
    this.search = search;
  }

  /**
   * A quantizer to this format.
   *
   * @throws IllegalArgumentException if the format is not {@link #known}
   */
  public static Quantizer of(BlockFormat format) {
    if (!known(format)) {
      throw new IllegalArgumentException("weights cannot be turned into " + format);
    }
    return new Quantizer(format, Optional.ofNullable(SEARCHING.get(format)).map(Supplier::get));
  }

  /** Whether weights can be turned into this format. */
  public static boolean known(BlockFormat format) {
    return FLOATS.contains(format) || SEARCHING.containsKey(format);
  }

  /** Importance where nothing is known of a layer's inputs: every weight counts the same. */
  public static float[] uniform(int columns) {
    float[] ones = new float[columns];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * Encodes one row.
   *
   * @param row finite weights, whole blocks
   * @param importance of each column, 0 or more
   */
  public byte[] encode(float[] row, float[] importance) {
    return encode(row, importance, Optional.empty());
  }

  /**
   * Encodes one row, where possible so that later weights make up for the errors of earlier ones.
   */
  byte[] encode(float[] row, float[] importance, Optional<ErrorFeedback> feedback) {
    if (search.isEmpty()) {
      return format.encode(row, 0, row.length);
    }
    BlockEncoder block = search.get();
    float[] left = feedback.isPresent() ? row.clone() : row;
    byte[] out = new byte[Math.toIntExact(format.bytes(row.length))];
    int n = format.weightsPerBlock();
    for (int at = 0, to = 0; at < row.length; at += n, to += format.bytesPerBlock()) {
      block.fit(left, at, importance, at);
      for (int i = at; feedback.isPresent() && i < at + n; i++) {
        feedback.get().spread(left, i, block.nearest(i - at, left[i]));
      }
      block.pack(left, at, out, to);
    }
    return out;
  }
}
