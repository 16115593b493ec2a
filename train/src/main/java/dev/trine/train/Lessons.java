package dev.trine.train;

import dev.trine.model.Tokenizer;
import dev.trine.train.Corpus.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What is learnt from in each step; the same for the same step, so that a run can be resumed. */
@FunctionalInterface
interface Lessons {

  /** The sequences of a step, which counts from 1. */
  List<Sequence> of(long step);

  /** What follows so many steps. */
  default Lessons after(long steps) {
    return step -> of(steps + step);
  }

  /** Windows of a text, at places that the seed chooses. */
  static Lessons ofText(Path file, Tokenizer tokenizer, int window, int rows, long seed) {
    int[] ids;
    try {
      ids = tokenizer.encode(Files.readString(file), false);
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be read as UTF-8; name a text file");
    }
    int length = Math.min(window + 1, ids.length);
    if (length < 2) {
      throw new TrainingException(file + ": has nothing to learn from; give two tokens or more");
    }
    return step -> {
      var random = new SplittableRandom(seed * 1_000_003 + step);
      List<Sequence> sequences = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int from = random.nextInt(ids.length - length + 1);
        sequences.add(new Sequence(Arrays.copyOfRange(ids, from, from + length), 1));
      }
      return sequences;
    };
  }

  /** Batches of prompts with answers, of which the answers count. */
  static Lessons ofExamples(Corpus corpus, int tokensPerBatch, long seed) {
    int perEpoch = corpus.epoch(seed, 0, tokensPerBatch).size();
    return new Lessons() {
      private int epoch = -1;
      private List<List<Sequence>> batches = List.of();

      @Override
      public List<Sequence> of(long step) {
        int wanted = Math.toIntExact((step - 1) / perEpoch);
        if (wanted != epoch) {
          epoch = wanted;
          batches = corpus.epoch(seed, epoch, tokensPerBatch);
        }
        return batches.get(Math.toIntExact((step - 1) % perEpoch) % batches.size());
      }
    };
  }
}
