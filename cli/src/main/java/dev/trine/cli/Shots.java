package dev.trine.cli;

import dev.trine.compress.Goal;
import dev.trine.compress.Pruner;
import dev.trine.compress.Pruner.Subject;
import dev.trine.compress.Pruning;
import dev.trine.runtime.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * All shots of a pruning, each followed by recovery if that is asked for. What a shot leaves stays
 * beside the result until the end, so that the same call goes on after the last whole shot.
 */
final class Shots {
  private final CompressionOptions files;
  private final Recovery recovery;
  private final int count;
  private final long seed;
  private final BiFunction<Path, LanguageModel, Subject> reader;
  private final List<Path> trials = new ArrayList<>();

  /**
   * Shots to be run.
   *
   * @param reader lets a model read the calibration text
   */
  Shots(
      CompressionOptions files,
      Recovery recovery,
      int count,
      long seed,
      BiFunction<Path, LanguageModel, Subject> reader) {
    this.files = files;
    this.recovery = recovery;
    this.count = count;
    this.seed = seed;
    this.reader = reader;
  }

  /**
   * Runs them; the last shot's plan.
   *
   * @param job what tells this piece of work from others
   */
  Pruning run(Subject original, Pruner pruner, Goal goal, String job) {
    begin(job);
    Path now = files.in();
    for (int shot = 1; ; shot++) {
      boolean last = shot == count;
      Path pruned = last && !recovery.wanted() ? files.out() : trial("shot" + shot);
      Path done = last ? files.out() : recovery.wanted() ? trial("recovered" + shot) : pruned;
      if (last || !Files.exists(done)) {
        Pruning pruning = shot(shot, original, now, pruner, goal, pruned);
        if (recovery.wanted()) {
          recovery.run(pruned, files.in(), done, files.text(), shot, count, seed);
        }
        if (last) {
          trials.forEach(CompressionOptions::delete);
          return pruning;
        }
      }
      now = done;
    }
  }

  private Pruning shot(int shot, Subject original, Path now, Pruner pruner, Goal goal, Path to) {
    if (shot == 1) {
      return shot(shot, original, original, pruner, goal, to);
    }
    try (LanguageModel language = LanguageModel.open(now)) {
      return shot(shot, original, reader.apply(now, language), pruner, goal, to);
    }
  }

  private Pruning shot(int shot, Subject original, Subject now, Pruner pruner, Goal goal, Path to) {
    Pruning pruning = pruner.shot(original, now, goal, count - shot + 1);
    List<String> steps = pruner.steps(pruning, now.text(), shot, count);
    steps.addAll(recovery.steps(shot, count, files.text(), seed));
    pruning.write(to, steps, files.progress());
    return pruning;
  }

  /** Throws away what another call left: what this one does is written down beside the result. */
  private void begin(String job) {
    Path path = trial("job");
    String mine =
        "%s, %d shots, seed %d, %s"
            .formatted(job, count, seed, recovery.steps(1, count, files.text(), seed));
    try {
      if (!Files.exists(path) || !Files.readString(path).equals(mine)) {
        for (int shot = 1; shot <= count; shot++) {
          Files.deleteIfExists(files.beside("shot" + shot));
          Files.deleteIfExists(files.beside("recovered" + shot));
        }
        Files.writeString(path, mine);
      }
    } catch (IOException e) {
      throw new BadInput(path + ": cannot be written (" + e.getMessage() + ")");
    }
  }

  private Path trial(String ending) {
    Path trial = files.beside(ending);
    trials.add(trial);
    return trial;
  }
}
