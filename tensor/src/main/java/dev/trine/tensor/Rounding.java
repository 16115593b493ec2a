package dev.trine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** A form with fewer bits in which activations meet weights, and the functions in C for it. */
final class Rounding {
  /** Of their size, what activations may lose: weights of four bits have lost 0.07. */
  private static final double MOST_LOSS = 0.015;

  private static final int LEAST_BATCH = 4; // tokens of a task

  private final MethodHandle quantise;
  private final NativeFunctions.Matmul matmul;
  private final Optional<MethodHandle> loss;
  private final int group;
  private final int columns;
  private final int bytes;

  /**
   * A form of activations.
   *
   * @param group how many tokens lie together
   * @param columns how many numbers of a token lie together
   * @param bytes what these take
   */
  Rounding(NativeFunctions functions, String instructions, int group, int columns, int bytes) {
    quantise = functions.quantise(instructions);
    matmul = functions.matmul(instructions);
    loss = functions.loss(instructions);
    this.group = group;
    this.columns = columns;
    this.bytes = bytes;
  }

  NativeFunctions.Matmul matmul() {
    return matmul;
  }

  /**
   * Activations {@code [tokens, width]} in this form, which the thread keeps till it asks again.
   */
  MemorySegment of(float[] x, int tokens, int width, ThreadTeam team) {
    long tokenBytes = (long) Math.ceilDiv(width, columns) * bytes;
    MemorySegment rounded =
        NativeFunctions.Scratch.activations(tokenBytes * Math.ceilDiv(tokens, group) * group);
    inBatches(
        x,
        tokens,
        width,
        team,
        (source, first, count) -> { // a block: an expression would ask for a result
          quantise.invokeExact(
              source, (long) count, (long) width, rounded.asSlice(first * tokenBytes));
        });
    return rounded;
  }

  /**
   * Whether activations lose little in this form: not where outliers spread what shares a scale.
   */
  boolean suits(float[] x, int tokens, int width, ThreadTeam team) {
    if (loss.isEmpty()) {
      return true;
    }
    double[] sums = new double[2 * tokens];
    MemorySegment to = MemorySegment.ofArray(sums);
    inBatches(
        x,
        tokens,
        width,
        team,
        (source, first, count) -> {
          loss.get()
              .invokeExact(source, (long) count * width, to.asSlice(2L * first * Double.BYTES));
        });
    double lost = 0;
    double all = 0;
    for (int i = 0; i < sums.length; i += 2) {
      lost += sums[i];
      all += sums[i + 1];
    }
    return lost <= MOST_LOSS * MOST_LOSS * all;
  }

  /** What is done with some tokens, {@code source} from the first of them on. */
  @FunctionalInterface
  private interface Batch {
    void run(MemorySegment source, int first, int count) throws Throwable;
  }

  private void inBatches(float[] x, int tokens, int width, ThreadTeam team, Batch work) {
    MemorySegment source = MemorySegment.ofArray(x);
    int batch = Math.max(group, LEAST_BATCH);
    team.run(
        Math.ceilDiv(tokens, batch),
        task -> {
          int first = task * batch;
          try {
            work.run(
                source.asSlice((long) first * width * Float.BYTES),
                first,
                Math.min(batch, tokens - first));
          } catch (Throwable e) {
            throw new AssertionError(e);
          }
        });
  }
}
