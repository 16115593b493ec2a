package dev.trine.compress;

import java.nio.file.Path;
import java.util.List;

/** A model of which it is settled what stays, before anything is written. */
public sealed interface PrunedModel permits Pruning, LatentPruning, ExpertPruning {

  /** How many weights the new model has. */
  long weights();

  /**
   * How many bytes the new file will have.
   *
   * @param steps as {@link #write} takes them
   */
  long size(List<String> steps);

  /** One line for each layer: what it had and what it has. */
  List<String> lines();

  /**
   * Writes the new model; a call that was cut off is gone on with.
   *
   * @param steps what was done, to be kept in the file's history
   */
  void write(Path out, List<String> steps, Progress progress);
}
