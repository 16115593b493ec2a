package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * AdamW (Loshchilov and Hutter 2019): betas 0.9 and 0.95, gradients clipped to norm 1, decay 0.1 on
 * matrices and none on gains.
 */
final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.95;
  private static final double DECAY = 0.1;
  private static final double EPSILON = 1e-8;

  private final List<Tensor> parameters;
  final List<Tensor> means = new ArrayList<>();
  final List<Tensor> squares = new ArrayList<>();

  AdamW(List<Tensor> parameters) {
    this.parameters = parameters;
    for (var p : parameters) {
      int[] size = {Math.toIntExact(p.numel())};
      means.add(Tensor.create(new float[size[0]], p.shape()));
      squares.add(Tensor.create(new float[size[0]], p.shape()));
    }
  }

  /** One update from the gradients, which are then zero; {@code step} counts from 1. */
  void step(double rate, long step) {
    try (var noGradients = new NoGradGuard()) {
      clip_grad_norm_(new TensorVector(parameters.toArray(Tensor[]::new)), 1.0);
      double unbias1 = 1 - Math.pow(BETA1, step);
      double unbias2 = Math.sqrt(1 - Math.pow(BETA2, step));
      for (int i = 0; i < parameters.size(); i++) {
        var p = parameters.get(i);
        var gradient = p.grad();
        var mean = means.get(i).lerp_(gradient, new Scalar(1 - BETA1));
        var square =
            squares
                .get(i)
                .mul_(new Scalar(BETA2))
                .addcmul_(gradient, gradient, new Scalar(1 - BETA2));
        if (p.dim() > 1) {
          p.mul_(new Scalar(1 - rate * DECAY));
        }
        var spread = square.sqrt().mul_(new Scalar(1 / unbias2)).add_(new Scalar(EPSILON));
        p.addcdiv_(mean, spread, new Scalar(-rate / unbias1));
        gradient.zero_();
      }
    }
  }
}
