package dev.trine.model;

import java.util.Arrays;

/**
 * How the vectors of tokens become one (Reimers and Gurevych 2019, arXiv:1908.10084).
 *
 * @param normalized whether it is brought to length one
 */
record Pooling(Kind kind, boolean normalized) {

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
    return new Pooling(kind, checkpoint.flag("normalized", true));
  }

  /** One vector of the tokens' vectors, {@code [tokens, width]}. */
  float[] of(float[] tokens, int width) {
    float[] vector =
        switch (kind) {
          case FIRST -> Arrays.copyOf(tokens, width);
          case LAST -> Arrays.copyOfRange(tokens, tokens.length - width, tokens.length);
          case MEAN -> mean(tokens, width);
        };
    if (normalized) {
      double squares = 0;
      for (float number : vector) {
        squares += (double) number * number;
      }
      Layers.scale(vector, (float) (1 / Math.max(Math.sqrt(squares), 1e-12)));
    }
    return vector;
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
