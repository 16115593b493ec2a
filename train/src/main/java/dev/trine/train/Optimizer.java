package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.mm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Muon (Jordan 2024) for the matrices of the blocks: momentum 0.95, made orthogonal, as long as an
 * AdamW step (Liu et al. 2025, arXiv 2502.16982), so that one rate serves both; decay 0.1. {@link
 * AdamW} for the embedding and the gains.
 */
final class Optimizer {
  private static final double MOMENTUM = 0.95;
  private static final double DECAY = 0.1;

  private final List<Tensor> matrices = new ArrayList<>();
  private final List<Tensor> momenta = new ArrayList<>();
  private final AdamW adam;

  /**
   * @param parameters the first is the embedding
   */
  Optimizer(List<Tensor> parameters) {
    List<Tensor> others = new ArrayList<>();
    for (var p : parameters) {
      if (p.dim() > 1 && !others.isEmpty()) {
        matrices.add(p);
        momenta.add(Tensor.create(new float[Math.toIntExact(p.numel())], p.shape()));
      } else {
        others.add(p);
      }
    }
    adam = new AdamW(others);
  }

  /** What a run that goes on needs besides the weights. */
  List<Tensor> state() {
    List<Tensor> state = new ArrayList<>(momenta);
    state.addAll(adam.means);
    state.addAll(adam.squares);
    return state;
  }

  /** One update from the gradients, which are then zero; {@code step} counts from 1. */
  void step(double rate, long step) {
    adam.step(rate, step);
    IntStream.range(0, matrices.size())
        .parallel()
        .forEach(i -> muon(matrices.get(i), momenta.get(i), rate));
  }

  private static void muon(Tensor p, Tensor momentum, double rate) {
    torch.set_num_threads(1); // libtorch keeps this, and whether it makes gradients, by thread
    try (var scope = new PointerScope();
        var noGradients = new NoGradGuard()) {
      var gradient = p.grad();
      momentum.mul_(new Scalar(MOMENTUM)).add_(gradient);
      var ahead = gradient.add(momentum, new Scalar(MOMENTUM)); // Nesterov's
      double length = 0.2 * Math.sqrt(Math.max(p.size(0), p.size(1)));
      p.mul_(new Scalar(1 - rate * DECAY));
      p.add_(orthogonal(ahead), new Scalar(-rate * length));
      gradient.zero_();
    }
  }

  /**
   * The nearest matrix whose singular values are all about 1 (0.7 to 1.2), by five steps of a
   * Newton-Schulz iteration with Jordan's coefficients.
   */
  static Tensor orthogonal(Tensor matrix) {
    boolean wide = matrix.size(0) < matrix.size(1);
    var x = wide ? matrix.t() : matrix;
    x = x.div(x.norm().add(new Scalar(1e-7)));
    for (int k = 0; k < 5; k++) {
      var square = mm(x.t(), x);
      var inner = square.mul(new Scalar(-4.7750)).add(mm(square, square), new Scalar(2.0315));
      x = x.mul(new Scalar(3.4445)).add(mm(x, inner));
    }
    return wide ? x.t() : x;
  }
}
