package dev.trine.model;

import dev.trine.tensor.ThreadTeam;
import java.util.Optional;

/**
 * The mixer of Mamba-2, token by token; its layer's state is the convolution's, then {@code [heads,
 * headDim, state]}.
 *
 * @param in {@code [inner + convolved + heads, hidden]}: gate, what is convolved, steps
 * @param decays {@code [heads]}, below zero
 * @param stepBias {@code [heads]}
 * @param limits of a step
 * @param scales of what {@code in} gives, number by number; Falcon-H1 has them
 * @param skip {@code [heads]}: how much of a value goes past the state
 * @param norm of what comes out; absent in some Falcon-H1
 * @param normsFirst whether it goes before the gate
 * @param out {@code [hidden, inner]}
 */
record HeadedStateSpace(
    int layer,
    Mamba2.Sizes sizes,
    Linear in,
    CausalConvolution convolution,
    float[] decays,
    float[] stepBias,
    float[] limits,
    float[] skip,
    Optional<float[]> scales,
    Optional<Norm> norm,
    boolean normsFirst,
    Linear out,
    Attention spec)
    implements Mixer {

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    int rows = batch.rows();
    int inner = sizes.inner();
    float[] all = layers.linear(in, x, batch);
    for (int i = 0; i < all.length && scales.isPresent(); i++) {
      all[i] *= scales.get()[i % in.out()];
    }
    float[] gate = Layers.columns(all, rows, 0, inner);
    float[] steps = Layers.columns(all, rows, inner + sizes.convolved(), sizes.heads());
    float[] seen =
        convolution.of(Layers.columns(all, rows, inner, sizes.convolved()), batch, layer);
    Activation.SILU.apply(seen);
    float[] y = new float[rows * inner];
    ThreadTeam.current().run(sizes.heads(), head -> recall(head, seen, steps, batch, y));
    Activation.SILU.apply(gate);
    float[] gated = norm.isPresent() && normsFirst ? layers.norm(norm.get(), y) : y;
    Layers.multiply(gated, gate);
    boolean last = norm.isPresent() && !normsFirst;
    return layers.linear(out, last ? layers.norm(norm.get(), gated) : gated, batch);
  }

  private void recall(int head, float[] seen, float[] steps, Batch batch, float[] y) {
    int n = sizes.state();
    int dim = sizes.headDim();
    int inner = sizes.inner();
    int group = head / (sizes.heads() / sizes.groups());
    for (int row = 0; row < batch.rows(); row++) {
      float[] state = Layers.state(batch.owner(row), layer);
      int at = row * sizes.convolved();
      int written = at + inner + group * n;
      int read = written + sizes.groups() * n;
      double raw = Mamba.softPlus(steps[row * sizes.heads() + head] + stepBias[head]);
      float step = (float) Math.clamp(raw, limits[0], limits[1]);
      float fading = (float) Math.exp(step * decays[head]);
      for (int i = head * dim; i < (head + 1) * dim; i++) {
        float value = seen[at + i];
        int line = convolution.stateWidth() + i * n;
        float sum = 0;
        for (int j = 0; j < n; j++) {
          float s = fading * state[line + j] + step * value * seen[written + j];
          state[line + j] = s;
          sum += s * seen[read + j];
        }
        y[row * inner + i] = sum + skip[head] * value;
      }
    }
  }
}
