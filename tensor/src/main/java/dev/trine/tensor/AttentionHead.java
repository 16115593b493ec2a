package dev.trine.tensor;

import java.util.Optional;

/**
 * What query heads compute that share one head of keys and values.
 *
 * @param heads how many queries a token has
 * @param keyDim numbers of a query and a key
 * @param valueDim numbers of a value
 * @param scale of the scores
 * @param window how many positions a query sees, the own included
 * @param softcap scores become {@code softcap * tanh(score / softcap)}; 0 leaves them
 * @param sinks {@code [heads]}: a score that takes its share of the softmax and adds nothing
 * @param causal whether a position sees only itself and those before it
 */
public record AttentionHead(
    int heads,
    int keyDim,
    int valueDim,
    float scale,
    int window,
    float softcap,
    Optional<float[]> sinks,
    boolean causal) {}
