package dev.trine.model;

import dev.trine.tensor.ThreadTeam;

/**
 * The mixer of Mamba, token by token; its layer's state is the convolution's, then {@code [inner,
 * state]}.
 *
 * @param state numbers that a channel keeps
 * @param in {@code [2 * inner, hidden]}: what is convolved, the gate
 * @param select {@code [rank + 2 * state, inner]}: steps, what is written, what is read
 * @param steps {@code [inner, rank]}
 * @param decays {@code [inner, state]}, below zero
 * @param skip {@code [inner]}: how much of a value goes past the state
 * @param out {@code [hidden, inner]}
 */
record StateSpace(
    int layer,
    int state,
    Linear in,
    CausalConvolution convolution,
    Linear select,
    Linear steps,
    float[] decays,
    float[] skip,
    Linear out,
    Attention spec)
    implements Mixer {

  private static final int CHANNELS = 64; // of a task

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    int rows = batch.rows();
    int inner = convolution.channels();
    int rank = steps.in();
    float[] both = layers.linear(in, x, batch);
    float[] values = convolution.of(Layers.columns(both, rows, 0, inner), batch, layer);
    Activation.SILU.apply(values);
    float[] selected = layers.linear(select, values, batch);
    float[] times = layers.linear(steps, Layers.columns(selected, rows, 0, rank), batch);
    float[] y = new float[rows * inner];
    ThreadTeam.current()
        .run(
            Math.ceilDiv(inner, CHANNELS),
            task -> {
              for (int row = 0; row < rows; row++) {
                float[] kept = Layers.state(batch.owner(row), layer);
                int written = row * select.out() + rank;
                int end = Math.min(inner, (task + 1) * CHANNELS);
                for (int c = task * CHANNELS; c < end; c++) {
                  int here = row * inner + c;
                  y[here] = recall(kept, c, values[here], times[here], selected, written);
                }
              }
            });
    float[] gate = Layers.columns(both, rows, inner, inner);
    Activation.SILU.apply(gate);
    Layers.multiply(y, gate);
    return layers.linear(out, y, batch);
  }

  private float recall(
      float[] kept, int c, float value, float time, float[] selected, int written) {
    float step = (float) Mamba.softPlus(time);
    float sum = skip[c] * value;
    for (int j = 0; j < state; j++) {
      int at = convolution.stateWidth() + c * state + j;
      float fading = (float) Math.exp(step * decays[c * state + j]);
      kept[at] = fading * kept[at] + step * value * selected[written + j];
      sum += kept[at] * selected[written + state + j];
    }
    return sum;
  }
}
