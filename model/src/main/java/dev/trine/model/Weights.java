package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Collections;
import java.util.Map;

/**
 * What an architecture is made from, whichever file it came from.
 *
 * @param source the file or folder, for messages
 * @param naming how the configuration and the tensors are named
 * @param config GGUF: the metadata with full keys ({@code llama.block_count}); Hugging Face: {@code
 *     config.json}. Values are String, Boolean, Number, List or Map
 * @param tensors by the name in the file, shapes outermost first
 */
public record Weights(
    String source, Naming naming, Map<String, Object> config, Map<String, Tensor> tensors) {

  public Weights {
    config = Collections.unmodifiableMap(config);
    tensors = Collections.unmodifiableMap(tensors);
  }

  /** What a GGUF file calls a tensor that Hugging Face's checkpoints call {@code name}. */
  public static String ggufName(String name) {
    return new GgufNames().tensor(name);
  }

  /** Whose names. */
  public enum Naming {
    GGUF,
    HUGGING_FACE
  }
}
