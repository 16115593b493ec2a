package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerTest {

  /** The squared singular values of Q are the eigenvalues of its Gram matrix. */
  @ParameterizedTest
  @CsvSource({"48, 16", "16, 48", "20, 20"})
  void aMatrixIsMadeNearlyOrthogonal(int rows, int columns) {
    try (var scope = new PointerScope();
        var noGradients = new NoGradGuard()) {
      var matrix = random(rows, columns);
      var q = Optimizer.orthogonal(matrix);
      assertThat(q.shape()).containsExactly(rows, columns);
      var gram = rows < columns ? q.matmul(q.t()) : q.t().matmul(q);
      int least = Math.min(rows, columns);
      // a random direction through Q keeps its length, give or take what five steps leave
      for (int i = 0; i < 8; i++) {
        var x = random(least, 1);
        double stretch = x.t().matmul(gram).matmul(x).item_float() / x.t().matmul(x).item_float();
        assertThat(stretch).isBetween(0.2, 1.5);
      }
      assertThat(alignment(q, matrix)).isGreaterThan(0.7);
    }
  }

  @Test
  void equalGradientsMoveABlockAsFarWhateverTheirSize() {
    double small = moved(1e-3);
    assertThat(moved(1e-2)).isBetween(0.99 * small, 1.01 * small);
    assertThat(small).isGreaterThan(0);
  }

  private static double moved(double size) {
    try (var scope = new PointerScope()) {
      var embedding = Tensor.create(new float[64], 8, 8).set_requires_grad(true);
      var matrix = Tensor.create(new float[64], 8, 8).set_requires_grad(true);
      var optimizer = new Optimizer(List.of(embedding, matrix));
      embedding.sum().add(matrix.mul(random(8, 8).mul(new Scalar(size))).sum()).backward();
      embedding.grad().zero_();
      optimizer.step(0.1, 1);
      return matrix.detach().norm().item_float();
    }
  }

  private static double alignment(Tensor a, Tensor b) {
    return a.mul(b).sum().item_float() / (a.norm().item_float() * b.norm().item_float());
  }

  private static Tensor random(int rows, int columns) {
    var random = new Random(5);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.create(values, rows, columns);
  }
}
