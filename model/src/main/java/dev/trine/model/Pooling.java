package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the vectors of tokens become one (Reimers and Gurevych 2019, arXiv:1908.10084).
 *
 * @param dense what the one vector goes through
 * @param normalized whether it is brought to length one
 */
record Pooling(Kind kind, List<Dense> dense, boolean normalized) {

  /** A linear layer behind the pooling, with a tanh or without. */
  record Dense(Linear linear, boolean bent) {}

  enum Kind {
    MEAN,
    FIRST,
    LAST
  }

  /** As the checkpoint says; this kind, brought to length one, if it says nothing. */
  static Pooling of(Checkpoint checkpoint, Kind otherwise) {
    String setting = checkpoint.gguf() ? "pooling_type" : "pooling";
    Kind kind =
        checkpoint
            .text(setting)
            .map(it ->
                switch (it) {
                  case "mean_tokens", "1" -> Kind.MEAN;
                  case "cls_token", "2" -> Kind.FIRST;
                  case "lasttoken", "3" -> Kind.LAST;
                  case "4" -> otherwise; // a reranker's
                  default ->
                      throw checkpoint.error(
                          "%s is %s, which is not known; known are mean_tokens, cls_token and lasttoken"
                              .formatted(setting, it));
                })
            .orElse(otherwise);
    return new Pooling(kind, dense(checkpoint), checkpoint.flag("normalized", true));
  }

  private static List<Dense> dense(Checkpoint checkpoint) {
    checkpoint.naming("dense.0.linear", "dense_2").naming("dense.1.linear", "dense_3");
    List<Dense> dense = new ArrayList<>();
    for (String at = "dense.0"; checkpoint.has(at + ".linear"); at = "dense." + dense.size()) {
      Tensor weight = checkpoint.find(at + ".linear.weight").orElseThrow();
      dense.add(
          new Dense(
              checkpoint.linear(at + ".linear", weight.rows(), weight.columns()),
              checkpoint.flag("dense_tanh_" + dense.size(), false)));
    }
    return dense;
  }

  /** How many numbers a text's vector has, where a token's has so many. */
  int width(int hidden) {
    return dense.isEmpty() ? hidden : dense.getLast().linear().out();
  }

  /** One vector of the tokens' vectors, {@code [tokens, width]}. */
  float[] of(float[] tokens, int width) {
    float[] vector =
        switch (kind) {
          case FIRST -> Arrays.copyOf(tokens, width);
          case LAST -> Arrays.copyOfRange(tokens, tokens.length - width, tokens.length);
          case MEAN -> mean(tokens, width);
        };
    for (Dense layer : dense) {
      vector = through(layer, vector);
    }
    if (normalized) {
      double squares = 0;
      for (float number : vector) {
        squares += (double) number * number;
      }
      Layers.scale(vector, (float) (1 / Math.max(Math.sqrt(squares), 1e-12)));
    }
    return vector;
  }

  private static float[] through(Dense layer, float[] vector) {
    Linear linear = layer.linear();
    if (vector.length != linear.in()) {
      throw new ModelException(
          "the layer %s takes %d numbers, not %d"
              .formatted(linear.name(), linear.in(), vector.length));
    }
    float[] out = new float[linear.out()];
    Kernels.chosen()
        .kernels()
        .exact()
        .matmul(linear.weight(), vector, 1, out, ThreadTeam.current());
    linear.bias().ifPresent(bias -> Layers.add(out, bias));
    if (layer.bent()) {
      Activation.TANH.apply(out);
    }
    return out;
  }

  private static float[] mean(float[] tokens, int width) {
    float[] sum = new float[width];
    for (int i = 0; i < tokens.length; i++) {
      sum[i % width] += tokens[i];
    }
    Layers.scale(sum, (float) width / tokens.length);
    return sum;
  }
}
