package dev.trine.cli;

import dev.trine.compress.Calibration;
import dev.trine.compress.Progress;
import dev.trine.model.Precision;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.Divergence;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Passage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Option;

/**
 * How a text is cut that a model reads: a plain one into windows; of a file of prompts with answers
 * every line is a passage of its own, whose answer is what counts.
 */
final class CalibrationOptions {
  private static final double WORK = 2e12; // weights times tokens: minutes on one thread
  private static final int FEWEST = 512; // tokens that still say something

  @Option(
      names = "--ctx",
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a window of the text (${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "256",
      description = "Windows to read at most, or lines of prompts (${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "Tokens of the text to read at most, such as 2K: bounds the time.")
  private Optional<String> most = Optional.empty();

  private int bearable = Integer.MAX_VALUE; // tokens, where --tokens is not given
  private boolean shortened;

  /**
   * Without --tokens, so few tokens of the text are read that it takes minutes and not hours.
   *
   * @param weights of the model that reads it
   */
  void boundFor(long weights) {
    bearable = (int) Math.clamp(WORK / weights, FEWEST, Integer.MAX_VALUE);
  }

  /** The text as this model's tokens. */
  Calibration read(Path text, LanguageModel model) {
    TextInput input = new TextInput(text);
    return Calibration.of(
        input.name(), input.text(), passages(text, model).stream().map(Passage::ids).toList());
  }

  /** What the bound kept from being read of the text that was read last, in words. */
  Optional<String> shortened() {
    return shortened
        ? Optional.of(
            "the first %d tokens of the text are read, since the model is large; --tokens says how many"
                .formatted(bearable))
        : Optional.empty();
  }

  /** How far a model, computing in each of these precisions, is from its original on a text. */
  List<Divergence> divergences(
      Path text,
      LanguageModel original,
      LanguageModel model,
      List<Precision> precisions,
      Progress progress) {
    List<Passage> passages = passages(text, original);
    long all = passages.stream().mapToLong(it -> it.ids().length - 1).sum();
    List<Divergence> divergences =
        Divergence.of(
            original.transformer(),
            model.transformer(),
            passages,
            precisions,
            done -> progress.step("comparing", done, all));
    for (Divergence each : divergences) {
      if (!Double.isFinite(each.original().value())) {
        throw new BadInput("what the original foresees is not finite; get the original again");
      }
      if (!Double.isFinite(each.mean())) {
        throw new BadInput("what the result foresees is not finite; make the result again");
      }
    }
    return divergences;
  }

  /** Whether the text has prompts with answers. */
  static boolean hasPrompts(Path text) {
    return text.toString().endsWith(".jsonl");
  }

  private List<Passage> passages(Path text, LanguageModel model) {
    if (window < 2 || limit < 1 || tokens() < 2) {
      throw new BadInput("--ctx and --tokens: give 2 or more; --windows: 1 or more");
    }
    List<Passage> passages =
        hasPrompts(text)
            ? answers(new TextInput(text), model)
            : windows(new TextInput(text), model);
    if (passages.isEmpty()) {
      throw new BadInput(text + ": has nothing to read; give a text of two tokens or more");
    }
    return passages;
  }

  private int tokens() {
    long tokens = most.map(it -> Size.parse("--tokens", it)).orElse((long) bearable);
    return (int) Math.min(tokens, Integer.MAX_VALUE);
  }

  private List<Passage> windows(TextInput text, LanguageModel model) {
    Tokenizer tokenizer = model.tokenizer();
    OptionalInt bos = tokenizer.addsBos() ? tokenizer.bos() : OptionalInt.empty();
    int begin = bos.isPresent() ? 1 : 0;
    int[] whole = tokenizer.encode(text.text(), false);
    int[] ids = Arrays.copyOf(whole, Math.min(whole.length, tokens()));
    int length = Math.min(window, model.transformer().contextLength());
    shortened = most.isEmpty() && ids.length < Math.min(whole.length, (long) limit * length);
    List<Passage> windows = new ArrayList<>();
    for (int from = 0; from < ids.length && windows.size() < limit; from += length) {
      int[] part = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + length));
      if (begin + part.length > 1) {
        windows.add(new Passage(joined(bos, part), 1));
      }
    }
    return windows;
  }

  private List<Passage> answers(TextInput text, LanguageModel model) {
    Tokenizer tokenizer = model.tokenizer();
    List<Passage> answers = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(tokens());
    text.lines((line, number) -> {
      JsonLine json = JsonLine.of(line, text.name() + " line " + number);
      int[] prompt = tokenizer.encode(json.text("prompt"), true);
      int[] answer = tokenizer.encode(json.text("answer"), true);
      if (tokenizer.addsBos()) {
        answer = Arrays.copyOfRange(answer, 1, answer.length);
      }
      int[] all = Arrays.copyOf(prompt, prompt.length + answer.length + 1);
      System.arraycopy(answer, 0, all, prompt.length, answer.length);
      all[all.length - 1] = tokenizer.eos().orElse(0);
      int end = tokenizer.eos().isPresent() ? all.length : all.length - 1;
      boolean fits = answers.size() < limit && left.addAndGet(-end) >= 0;
      if (fits && prompt.length > 0 && prompt.length < end) {
        answers.add(new Passage(Arrays.copyOf(all, end), prompt.length));
      }
    });
    shortened = most.isEmpty() && left.get() < 0;
    return answers;
  }

  private static int[] joined(OptionalInt bos, int[] ids) {
    if (bos.isEmpty()) {
      return ids;
    }
    int[] joined = new int[ids.length + 1];
    joined[0] = bos.getAsInt();
    System.arraycopy(ids, 0, joined, 1, ids.length);
    return joined;
  }
}
