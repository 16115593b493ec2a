package dev.trine.cli;

import dev.trine.compress.Certificate.Speed;
import dev.trine.compress.Progress;
import dev.trine.model.KvCache;
import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * Two models run by turns on one machine, so that what else it does meets both; each computes as
 * texts are written for people, not as exactly as it is compared.
 */
record Race(Speed first, Speed second) {
  private static final int ROUNDS = 7;
  private static final int FEWEST = 2;
  private static final long ENOUGH = 60_000_000_000L; // ns, after which the fewest rounds do
  private static final long WARM = 5_000_000_000L; // ns, after which all is compiled
  private static final double LONGEST = 10; // seconds to read in a turn, and as many to write

  /**
   * What a model does when it is its turn.
   *
   * @param prefill tokens to read
   * @param decode tokens to write then
   */
  private record Turn(int prefill, int decode) {
    static final Turn MOST = new Turn(256, 64);
    static final Turn LEAST = new Turn(32, 8);

    /** As much as the slower of two models does in a bearable time. */
    static Turn of(Speed one, Speed other) {
      double prefill = LONGEST * Math.min(one.prefill(), other.prefill());
      double decode = LONGEST * Math.min(one.decode(), other.decode());
      return new Turn(
          (int) Math.clamp(prefill, LEAST.prefill, MOST.prefill),
          (int) Math.clamp(decode, LEAST.decode, MOST.decode));
    }
  }

  static Race of(Transformer first, Transformer second, Progress progress) {
    Runner one = new Runner(first);
    Runner other = new Runner(second);
    long begun = System.nanoTime();
    for (int warming = 0; warming < 2; warming++) { // weights come into memory, code is compiled
      one = new Runner(first).run(Turn.LEAST, _ -> {});
      other = new Runner(second).run(Turn.LEAST, _ -> {});
    }
    Turn turn = Turn.of(one.speed(), other.speed());
    if (System.nanoTime() - begun < WARM) {
      one.run(turn, _ -> {});
      other.run(turn, _ -> {});
    }
    one = new Runner(first);
    other = new Runner(second);
    int rounds = ROUNDS;
    int each = 2 * (turn.prefill + turn.decode);
    for (int round = 0; round < rounds; round++) {
      int done = round * each;
      int all = rounds * each;
      one.run(turn, it -> progress.step("running both by turns", done + it, all));
      other.run(turn, it -> progress.step("running both by turns", done + each / 2 + it, all));
      if (System.nanoTime() - begun > ENOUGH) {
        rounds = Math.max(FEWEST, round + 1);
      }
    }
    return new Race(one.speed(), other.speed());
  }

  /** Tokens a second that a model writes by itself. */
  static double decode(Transformer model) {
    return of(model, model, Progress.SILENT).first().decode();
  }

  private static final class Runner {
    private final Transformer model;
    private final List<Double> prefills = new ArrayList<>();
    private final List<Double> decodes = new ArrayList<>();
    private int written;
    private double cpuSeconds;
    private double joules;
    private boolean metered = true;

    Runner(Transformer model) {
      this.model = model;
    }

    /**
     * Takes a turn.
     *
     * @param done is told how many of its tokens are done
     */
    Runner run(Turn turn, IntConsumer done) {
      int prefill = Math.clamp(model.contextLength() - turn.decode, 1, turn.prefill);
      KvCache cache = model.newCache(prefill + turn.decode, Precision.QUICK);
      done.accept(0);
      long begun = System.nanoTime();
      feed(cache, prefill);
      double reading = (System.nanoTime() - begun) / 1e9;
      done.accept(prefill);
      double cpu = cpuSeconds();
      Optional<Energy> before = Energy.now();
      begun = System.nanoTime();
      for (int i = 1; i <= turn.decode; i++) {
        feed(cache, 1);
        done.accept(prefill + i);
      }
      prefills.add(prefill / reading);
      decodes.add(turn.decode / ((System.nanoTime() - begun) / 1e9));
      written += turn.decode;
      cpuSeconds += cpuSeconds() - cpu;
      Optional<Energy> after = Energy.now();
      metered &= before.isPresent() && after.isPresent();
      joules += before.flatMap(then -> after.map(now -> now.since(then))).orElse(0.0);
      return this;
    }

    /** Tokens of all kinds, the same for both models. */
    private void feed(KvCache cache, int count) {
      int[] ids = new int[count];
      Arrays.setAll(ids, i -> (cache.length() + i) * 7919 % model.vocabularySize());
      model.forward(ids, cache, false);
    }

    private static double cpuSeconds() {
      return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos()
          / 1e9;
    }

    Speed speed() {
      return new Speed(
          median(prefills),
          median(decodes),
          cpuSeconds / written,
          metered ? OptionalDouble.of(joules / written) : OptionalDouble.empty());
    }

    private static double median(List<Double> values) {
      return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
  }
}
