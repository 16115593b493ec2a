package dev.trine.model;

import dev.trine.tensor.ThreadTeam;
import java.util.List;

/**
 * The mixer of Mamba, token by token; its layer's state is the convolution's, then {@code [inner,
 * state]}.
 *
 * @param state numbers that a channel keeps
 * @param in {@code [2 * inner, hidden]}: what is convolved, the gate
 * @param select {@code [rank + 2 * state, inner]}: steps, what is written, what is read
 * @param norms of steps, what is written and what is read; none but in Jamba
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
    List<Norm> norms,
    Linear steps,
    float[] decays,
    float[] skip,
    Linear out,
    Attention spec)
    implements Mixer {

  private static final int CHANNELS = 64; // of a task

  /** With parts named as in Mamba. */
  static StateSpace of(
      Checkpoint checkpoint,
      String at,
      int layer,
      int hidden,
      int inner,
      int rank,
      int state,
      int kernel) {
    Activation.requireSilu(checkpoint);
    CausalConvolution convolution = CausalConvolution.of(checkpoint, at + "conv1d", inner, kernel);
    return new StateSpace(
        layer,
        state,
        checkpoint.linear(at + "in_proj", 2L * inner, hidden),
        convolution,
        checkpoint.linear(at + "x_proj", rank + 2L * state, inner),
        List.of(),
        checkpoint.linear(at + "dt_proj", inner, rank),
        Mamba.decays(checkpoint, at + "A_log", Math.multiplyExact(inner, state)),
        checkpoint.numbersOf(at + "D", inner),
        checkpoint.linear(at + "out_proj", hidden, inner),
        Attention.ofState(convolution.stateWidth() + Math.multiplyExact(inner, state)));
  }

  StateSpace withNorms(Norm ofSteps, Norm ofWritten, Norm ofRead) {
    return new StateSpace(
        layer,
        state,
        in,
        convolution,
        select,
        List.of(ofSteps, ofWritten, ofRead),
        steps,
        decays,
        skip,
        out,
        spec);
  }

  @Override
  public float[] of(float[] x, Batch batch, Layers layers) {
    int rows = batch.rows();
    int inner = convolution.channels();
    int rank = steps.in();
    float[] both = layers.linear(in, x, batch);
    float[] values = convolution.of(Layers.columns(both, rows, 0, inner), batch, layer);
    Activation.SILU.apply(values);
    float[] selected = normalised(layers.linear(select, values, batch), rows);
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

  private float[] normalised(float[] x, int rows) {
    if (norms.isEmpty()) {
      return x;
    }
    int rank = steps.in();
    return Layers.beside(
        rows,
        norms.get(0).of(Layers.columns(x, rows, 0, rank)),
        norms.get(1).of(Layers.columns(x, rows, rank, state)),
        norms.get(2).of(Layers.columns(x, rows, rank + state, state)));
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
