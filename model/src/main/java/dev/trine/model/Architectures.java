package dev.trine.model;

import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The architectures that can be run: a new one is a new file and one line here. */
public final class Architectures {
  private static final Map<String, Function<Checkpoint, Transformer>> BY_NAME =
      Map.of(
          "llama", Llama::new,
          "mistral", Llama::new,
          "qwen2", Llama::new,
          "qwen3", Qwen3::new);

  private Architectures() {}

  /**
   * The model that these weights make.
   *
   * @throws ModelException if the architecture is not known, or the weights do not fit it
   */
  public static Transformer open(Weights weights) {
    Checkpoint checkpoint = new Checkpoint(weights);
    Function<Checkpoint, Transformer> architecture = BY_NAME.get(checkpoint.architecture());
    if (architecture == null) {
      throw checkpoint.error(
          "the architecture \"%s\" is not known; known are %s"
              .formatted(checkpoint.architecture(), new TreeSet<>(BY_NAME.keySet())));
    }
    Transformer transformer = architecture.apply(checkpoint);
    checkpoint.requireAllRead();
    return transformer;
  }
}
