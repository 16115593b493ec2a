package dev.trine.cli;

import dev.trine.compress.Certificate.Speed;
import dev.trine.compress.Progress;
import dev.trine.model.KvCache;
import dev.trine.model.Transformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Two models run by turns on one machine, so that what else it does meets both. */
record Race(Speed first, Speed second) {
  private static final int PREFILL = 256; // tokens
  private static final int DECODE = 64;
  private static final int ROUNDS = 7;
  private static final int FEWEST = 2;
  private static final long ENOUGH = 60_000_000_000L; // ns, after which the fewest rounds do
  private static final long WARM = 5_000_000_000L; // ns, after which all is compiled

  static Race of(Transformer first, Transformer second, Progress progress) {
    Runner one = new Runner(first);
    Runner other = new Runner(second);
    long begun = System.nanoTime();
    for (int warming = 0; warming < 2 && System.nanoTime() - begun < WARM; warming++) {
      one.run(false);
      other.run(false);
    }
    int rounds = ROUNDS;
    for (int round = 0; round < rounds; round++) {
      progress.step("running both by turns", round, rounds);
      one.run(true);
      other.run(true);
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
    private final int prefill;
    private final List<Double> prefills = new ArrayList<>();
    private final List<Double> decodes = new ArrayList<>();
    private double cpuSeconds;
    private double joules;
    private boolean metered = true;

    Runner(Transformer model) {
      this.model = model;
      this.prefill = Math.clamp(model.contextLength() - DECODE, 1, PREFILL);
    }

    void run(boolean counts) {
      KvCache cache = model.newCache(prefill + DECODE);
      long begun = System.nanoTime();
      feed(cache, prefill);
      double reading = (System.nanoTime() - begun) / 1e9;
      double cpu = cpuSeconds();
      OptionalDouble energy = Energy.joules();
      begun = System.nanoTime();
      for (int i = 0; i < DECODE; i++) {
        feed(cache, 1);
      }
      double writing = (System.nanoTime() - begun) / 1e9;
      if (!counts) {
        return;
      }
      prefills.add(prefill / reading);
      decodes.add(DECODE / writing);
      cpuSeconds += cpuSeconds() - cpu;
      OptionalDouble after = Energy.joules();
      metered &= energy.isPresent() && after.orElse(-1) >= energy.getAsDouble();
      joules += after.orElse(0) - energy.orElse(0);
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
      int tokens = decodes.size() * DECODE;
      return new Speed(
          median(prefills),
          median(decodes),
          cpuSeconds / tokens,
          metered ? OptionalDouble.of(joules / tokens) : OptionalDouble.empty());
    }

    private static double median(List<Double> values) {
      return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
  }
}
