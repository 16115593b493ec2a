package dev.trine.cli;

import dev.trine.compress.Certificate.Speed;
import dev.trine.model.KvCache;
import dev.trine.model.Transformer;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Two models run by turns on one machine, so that what else it does meets both. */
record Race(Speed first, Speed second) {
  private static final int PREFILL = 256; // tokens
  private static final int DECODE = 64;
  private static final int ROUNDS = 7;

  static Race of(Transformer first, Transformer second) {
    Runner one = new Runner(first);
    Runner other = new Runner(second);
    for (int round = -2; round < ROUNDS; round++) { // what is below 0 warms up
      one.run(round);
      other.run(round);
    }
    return new Race(one.speed(), other.speed());
  }

  /** Tokens a second that a model writes by itself. */
  static double decode(Transformer model) {
    return of(model, model).first().decode();
  }

  private static final class Runner {
    private final Transformer model;
    private final int prefill;
    private final double[] prefills = new double[ROUNDS];
    private final double[] decodes = new double[ROUNDS];
    private double cpuSeconds;
    private double joules;
    private boolean metered = true;

    Runner(Transformer model) {
      this.model = model;
      this.prefill = Math.clamp(model.contextLength() - DECODE, 1, PREFILL);
    }

    void run(int round) {
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
      if (round < 0) {
        return;
      }
      prefills[round] = prefill / reading;
      decodes[round] = DECODE / writing;
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
      int tokens = ROUNDS * DECODE;
      return new Speed(
          median(prefills),
          median(decodes),
          cpuSeconds / tokens,
          metered ? OptionalDouble.of(joules / tokens) : OptionalDouble.empty());
    }

    private static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }
}
