package dev.trine.cli;

import dev.trine.model.Tokenizer;
import dev.trine.runtime.Engine;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Generation;
import dev.trine.runtime.Grammar;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.TokenMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** What a service of a model pays for besides the model: masks of grammars, and many at once. */
final class ServingBench {
  private static final int PROMPT = 16;
  private static final int TEXTS = 8;
  private static final int LONGEST = 256;

  private final LanguageModel model;

  ServingBench(LanguageModel model) {
    this.model = model;
  }

  /**
   * How long it takes to compile a grammar, the first one of this process and once more, and to
   * find the tokens that it allows, in texts made by chance.
   *
   * @param tokenMillis what a token takes without a grammar; 0 if that is not known
   */
  Map<String, Object> masks(Supplier<Grammar> compile, double tokenMillis) {
    Tokenizer tokenizer = model.tokenizer();
    long begun = System.nanoTime();
    Grammar grammar = compile.get();
    long compiled = System.nanoTime();
    TokenMask first = grammar.mask(tokenizer);
    long ready = System.nanoTime();
    Random random = new Random(1);
    List<Double> micros = new ArrayList<>();
    for (int text = 0; text < TEXTS; text++) {
      TokenMask mask = text == 0 ? first : grammar.mask(tokenizer);
      int budget = Math.max(LONGEST, mask.tokensToFinish());
      for (; !mask.isComplete() && budget > 0; budget--) {
        long from = System.nanoTime();
        BitSet allowed = mask.allowed(budget);
        long found = System.nanoTime();
        int token =
            allowed.stream().skip(random.nextInt(allowed.cardinality())).findFirst().orElse(0);
        long chosen = System.nanoTime();
        mask.accept(token);
        micros.add((System.nanoTime() - chosen + found - from) / 1e3);
      }
    }
    long before = System.nanoTime();
    compile.get().mask(tokenizer);
    double again = (System.nanoTime() - before) / 1e6;
    double mean = micros.stream().mapToDouble(it -> it).sum() / Math.max(1, micros.size());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("vocabulary", tokenizer.size());
    line.put("compileMillis", (compiled - begun) / 1e6);
    line.put("vocabularyMillis", (ready - compiled) / 1e6);
    line.put("compileAgainMillis", again);
    line.put("masks", micros.size());
    line.put("meanMicros", mean);
    line.put("medianMicros", middle(micros));
    line.put("maxMicros", micros.stream().mapToDouble(it -> it).max().orElse(0));
    if (tokenMillis > 0) {
      line.put("shareOfToken", mean / 1e3 / tokenMillis);
    }
    return line;
  }

  /** So many texts at once beside one alone, greedily, after a pass that is not measured. */
  Map<String, Object> sessions(int count, int tokens) {
    try (Engine engine = new Engine(model, count, PROMPT + tokens)) {
      run(engine, count, tokens);
      Pass one = run(engine, 1, tokens);
      Pass all = run(engine, count, tokens);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("sessions", count);
      line.put("one", one.tokensPerSecond());
      line.put("total", all.tokensPerSecond());
      line.put("ratio", all.tokensPerSecond() / one.tokensPerSecond());
      line.put("tokenMillisOfOne", one.tokenMillis().getFirst());
      line.put("tokenMillisOfEach", all.tokenMillis());
      line.put("firstTokenMillisOfEach", all.firstMillis());
      return line;
    }
  }

  private record Pass(double tokensPerSecond, List<Double> tokenMillis, List<Double> firstMillis) {}

  private Pass run(Engine engine, int count, int tokens) {
    Generation generation = Generation.greedy(tokens).ignoringEnd();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begun = System.nanoTime();
      List<Future<End>> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int[] prompt = prompt(i);
        texts.add(threads.submit(() -> engine.generate(prompt, generation, _ -> {})));
      }
      List<Double> each = new ArrayList<>();
      List<Double> first = new ArrayList<>();
      for (Future<End> text : texts) {
        End end = text.get();
        each.add(1e3 / end.usage().tokensPerSecond());
        first.add(end.usage().firstTokenNanos() / 1e6);
      }
      return new Pass(count * tokens * 1e9 / (System.nanoTime() - begun), each, first);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a session failed: " + e.getCause(), e);
    }
  }

  /** Tokens of all kinds, others for each text. */
  private int[] prompt(int text) {
    int[] ids = new int[PROMPT];
    int size = model.transformer().vocabularySize();
    Arrays.setAll(ids, at -> (int) ((text * 104_729L + at * 7_919L) % size));
    return ids;
  }

  private static double middle(List<Double> numbers) {
    double[] sorted = numbers.stream().mapToDouble(it -> it).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
