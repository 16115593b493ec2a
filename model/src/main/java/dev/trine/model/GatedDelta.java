package dev.trine.model;

import dev.trine.tensor.ThreadTeam;
import java.util.Arrays;

/**
 * The gated delta rule (Yang et al. 2024, arXiv:2412.06464), token by token: each head has a matrix
 * that fades, and in which a value takes the place of what its key brought up before. A layer's
 * state is the convolution's, then {@code [valueHeads, keyDim, valueDim]}.
 *
 * @param tiled whether value head {@code h} has key head {@code h % keyHeads}, as in some GGUF
 *     files, instead of the one that its neighbours have too
 * @param q {@code [keyHeads * keyDim, hidden]}
 * @param k {@code [keyHeads * keyDim, hidden]}
 * @param v {@code [valueHeads * valueDim, hidden]}
 * @param gate of what is read, {@code [valueHeads * valueDim, hidden]}
 * @param strength of what is written, {@code [valueHeads, hidden]}
 * @param step {@code [valueHeads, hidden]}
 * @param decays {@code [valueHeads]}, below zero
 * @param stepBias {@code [valueHeads]}
 * @param norm of each head's values
 * @param out {@code [hidden, valueHeads * valueDim]}
 */
record GatedDelta(
    int layer,
    int keyHeads,
    int valueHeads,
    int keyDim,
    int valueDim,
    boolean tiled,
    Linear q,
    Linear k,
    Linear v,
    Linear gate,
    Linear strength,
    Linear step,
    CausalConvolution convolution,
    float[] decays,
    float[] stepBias,
    Norm norm,
    Linear out)
    implements Mixer {

  private static final float EPS = 1e-6f; // of the length of queries and keys

  @Override
  public Attention spec() {
    return Attention.ofState(
        convolution.stateWidth() + Math.multiplyExact(valueHeads * keyDim, valueDim));
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    float[][] all = layers.linears(x, batch, q, k, v, gate, strength, step);
    float[] seen =
        convolution.of(Layers.beside(batch.rows(), all[0], all[1], all[2]), batch, layer);
    Activation.SILU.apply(seen);
    float[] y = new float[batch.rows() * valueHeads * valueDim];
    ThreadTeam.current().run(valueHeads, head -> recall(head, seen, all[4], all[5], batch, y));
    float[] normalised = layers.norm(norm, y);
    Activation.SILU.apply(all[3]);
    Layers.multiply(normalised, all[3]);
    return layers.linear(out, normalised, batch);
  }

  private void recall(
      int head, float[] seen, float[] strengths, float[] steps, Batch batch, float[] y) {
    int keyHead = tiled ? head % keyHeads : head / (valueHeads / keyHeads);
    int keys = keyHeads * keyDim;
    int width = convolution.channels();
    float[] delta = new float[valueDim];
    for (int row = 0; row < batch.rows(); row++) {
      float[] state = Layers.state(batch.owner(row), layer);
      int matrix = convolution.stateWidth() + head * keyDim * valueDim;
      int query = row * width + keyHead * keyDim;
      int key = query + keys;
      int value = row * width + 2 * keys + head * valueDim;
      int at = row * valueHeads + head;
      float fading = (float) Math.exp(decays[head] * Mamba.softPlus(steps[at] + stepBias[head]));
      float written = (float) (1 / (1 + Math.exp(-strengths[at])));
      float queryScale = (float) (scale(seen, query) / Math.sqrt(keyDim));
      float keyScale = scale(seen, key);
      Arrays.fill(delta, 0);
      for (int i = 0; i < keyDim; i++) {
        float weight = seen[key + i] * keyScale;
        int line = matrix + i * valueDim;
        for (int j = 0; j < valueDim; j++) {
          state[line + j] *= fading;
          delta[j] += weight * state[line + j];
        }
      }
      for (int j = 0; j < valueDim; j++) {
        delta[j] = written * (seen[value + j] - delta[j]);
      }
      int result = (row * valueHeads + head) * valueDim;
      for (int i = 0; i < keyDim; i++) {
        float weight = seen[key + i] * keyScale;
        float asked = seen[query + i] * queryScale;
        int line = matrix + i * valueDim;
        for (int j = 0; j < valueDim; j++) {
          state[line + j] += weight * delta[j];
          y[result + j] += asked * state[line + j];
        }
      }
    }
  }

  /** What makes a query or a key as long as one. */
  private float scale(float[] x, int at) {
    float squares = 0;
    for (int i = at; i < at + keyDim; i++) {
      squares += x[i] * x[i];
    }
    return (float) (1 / Math.sqrt(squares + EPS));
  }
}
