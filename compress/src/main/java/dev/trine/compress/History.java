package dev.trine.compress;

import dev.trine.model.Gguf;
import java.util.ArrayList;
import java.util.List;

/**
 * What was done to a model, step by step, as the file itself remembers it: a certificate reads it.
 */
public record History(List<String> steps) {
  /** The metadata that holds it. */
  static final String KEY = "trine.compression.history";

  public History {
    steps = List.copyOf(steps);
  }

  /** What a file remembers. */
  public static History of(Gguf file) {
    return new History(file.strings(KEY).orElse(List.of()));
  }

  List<String> with(List<String> more) {
    List<String> all = new ArrayList<>(steps);
    all.addAll(more);
    return all;
  }
}
