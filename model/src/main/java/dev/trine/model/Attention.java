package dev.trine.model;

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
 * @param window how many positions are seen, the own included
 * @param softcap scores become {@code softcap * tanh(score / softcap)}; 0 leaves them
 * @param sinks {@code [heads]}: a score that takes its share of the softmax and adds nothing
 * @param latent the values are not stored, but are the first {@code valueDim} numbers of the keys
 * @param causal whether a position sees only itself and those before it
 */
record Attention(
    int heads,
    int kvHeads,
    int keyDim,
    int valueDim,
    float scale,
    int window,
    float softcap,
    Optional<float[]> sinks,
    boolean latent,
    boolean causal) {

  /** Causal attention to all positions, scores scaled by the root of the head's size. */
  static Attention of(int heads, int kvHeads, int headDim) {
    float scale = (float) (1 / Math.sqrt(headDim));
    return new Attention(
        heads,
        kvHeads,
        headDim,
        headDim,
        scale,
        Integer.MAX_VALUE,
        0,
        Optional.empty(),
        false,
        true);
  }

  Attention withValueDim(int numbers) {
    return new Attention(
        heads, kvHeads, keyDim, numbers, scale, window, softcap, sinks, latent, causal);
  }

  Attention withScale(double factor) {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, (float) factor, window, softcap, sinks, latent, causal);
  }

  Attention withWindow(int positions) {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, positions, softcap, sinks, latent, causal);
  }

  Attention withSoftcap(double cap) {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, window, (float) cap, sinks, latent, causal);
  }

  Attention withSinks(float[] scores) {
    return new Attention(
        heads,
        kvHeads,
        keyDim,
        valueDim,
        scale,
        window,
        softcap,
        Optional.of(scores),
        latent,
        causal);
  }

  Attention withLatentValues(int numbers) {
    return new Attention(
        heads, kvHeads, keyDim, numbers, scale, window, softcap, sinks, true, causal);
  }

  Attention bothWays() {
    return new Attention(
        heads, kvHeads, keyDim, valueDim, scale, window, softcap, sinks, latent, false);
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
