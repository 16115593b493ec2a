package dev.trine.model;

import dev.trine.tensor.AttentionHead;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one attention layer computes.
 *
 * @param heads of queries
 * @param kvHeads of keys and values; query head h reads head {@code h / (heads / kvHeads)} (Ainslie
 *     et al. 2023, arXiv:2305.13245)
 * @param keyDim numbers of a query and key head
 * @param valueDim numbers of a value head
 * @param scale of the scores
 * @param window how many positions are seen, the own included; to each side, where not causal
 * @param chunk positions are seen from the last multiple of this on, the window besides
 * @param softcap scores become {@code softcap * tanh(score / softcap)}; 0 leaves them
 * @param sinks {@code [heads]}: a score that takes its share of the softmax and adds nothing
 * @param latent the values are not stored, but are the first {@code valueDim} numbers of the keys
 * @param causal whether a position sees only itself and those before it
 * @param positions how queries and keys tell them; absent where they are learned, or not told
 * @param state numbers kept of all positions together, by a layer that has no keys and values
 */
record Attention(
    int heads,
    int kvHeads,
    int keyDim,
    int valueDim,
    float scale,
    int window,
    int chunk,
    float softcap,
    Optional<float[]> sinks,
    boolean latent,
    boolean causal,
    Optional<Positions> positions,
    int state) {

  private static final int ALL = Integer.MAX_VALUE;

  /** Causal attention to all positions, scores scaled by the root of the head's size. */
  static Attention of(int heads, int kvHeads, int headDim) {
    return new Attention(
        heads,
        kvHeads,
        headDim,
        headDim,
        (float) (1 / Math.sqrt(headDim)),
        ALL,
        ALL,
        0,
        Optional.empty(),
        false,
        true,
        Optional.empty(),
        0);
  }

  /** What a recurrent layer keeps: so many numbers, whatever the text's length. */
  static Attention ofState(int numbers) {
    return new Attention(
        0, 0, 0, 0, 0, ALL, ALL, 0, Optional.empty(), false, true, Optional.empty(), numbers);
  }

  /** The same beside a recurrent layer, which keeps so many numbers. */
  Attention withState(int numbers) {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, window, chunk, softcap, sinks, latent, causal,
        positions, numbers);
  }

  /** As {@link #of}, of equal parts of what a token has. */
  static Attention ofParts(Checkpoint checkpoint, int hidden, int heads) {
    if (hidden % heads != 0) {
      throw checkpoint.error("%d numbers do not part into %d heads".formatted(hidden, heads));
    }
    return of(heads, heads, hidden / heads);
  }

  Attention withValueDim(int to) {
    return new Attention(
        heads, kvHeads, keyDim, to, scale, window, chunk, softcap, sinks, latent, causal, positions,
        state);
  }

  Attention withScale(double to) {
    return new Attention(
        heads,
        kvHeads,
        keyDim,
        valueDim,
        (float) to,
        window,
        chunk,
        softcap,
        sinks,
        latent,
        causal,
        positions,
        state);
  }

  Attention withWindow(int to) {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, to, chunk, softcap, sinks, latent, causal,
        positions, state);
  }

  Attention withChunk(int to) {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, window, to, softcap, sinks, latent, causal,
        positions, state);
  }

  Attention withSoftcap(double to) {
    return new Attention(
        heads,
        kvHeads,
        keyDim,
        valueDim,
        scale,
        window,
        chunk,
        (float) to,
        sinks,
        latent,
        causal,
        positions,
        state);
  }

  Attention withSinks(Optional<float[]> to) {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, window, chunk, softcap, to, latent, causal,
        positions, state);
  }

  Attention withLatentValues(int dim) {
    return new Attention(
        heads, kvHeads, keyDim, dim, scale, window, chunk, softcap, sinks, true, causal, positions,
        state);
  }

  Attention bothWays() {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, window, chunk, softcap, sinks, latent, false,
        positions, state);
  }

  Attention withRope(Rope to) {
    return with(keyDim, to);
  }

  /** The value heads stay as they are, the others get wider. */
  Attention withAlibi(Alibi to) {
    return with(to.keyDim(), to);
  }

  Attention withTemperature(Temperature to) {
    return with(keyDim, to);
  }

  private Attention with(int dim, Positions to) {
    return new Attention(
        heads,
        kvHeads,
        dim,
        valueDim,
        scale,
        window,
        chunk,
        softcap,
        sinks,
        latent,
        causal,
        Optional.of(to),
        state);
  }

  /** What {@code count} query heads from {@code first} on compute, which share a key head. */
  AttentionHead head(int first, int count) {
    return new AttentionHead(
        count,
        keyDim,
        valueDim,
        scale,
        window,
        softcap,
        sinks.map(scores -> Arrays.copyOfRange(scores, first, first + count)),
        causal);
  }

  /** Numbers that a position's keys take. */
  int keyWidth() {
    return kvHeads * keyDim;
  }

  /** Numbers that a position's values take, beside the keys. */
  int valueWidth() {
    return latent ? 0 : kvHeads * valueDim;
  }
}
