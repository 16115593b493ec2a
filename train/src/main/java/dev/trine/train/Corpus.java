package dev.trine.train;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Examples to learn from, as token ids, cut into batches of like length. */
final class Corpus {

  /** One line of a corpus file. The prompt carries its own separator at its end. */
  record Example(String prompt, String answer) {}

  /** Prompt, answer and end token; the loss counts from {@code answerAt} on. */
  record Sequence(int[] ids, int answerAt) {}

  final List<Sequence> learnt;
  final List<Sequence> heldOut;

  /**
   * One example in a hundred, 512 at most, is held out; which ones, the seed says. Examples that
   * are there more than once weigh more, and are never held out.
   */
  Corpus(List<Example> examples, Bpe bpe, int longest, long seed) {
    var sequences = new ArrayList<Sequence>();
    var times = new HashMap<String, Integer>();
    examples.forEach(example -> times.merge(example.prompt(), 1, Integer::sum));
    var once = new ArrayList<Sequence>();
    var copying = new Copying(bpe);
    for (var example : examples) {
      int[] prompt = bpe.encode(example.prompt());
      int[] answer = copying.encode(example.answer(), example.prompt(), prompt);
      int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length + 1);
      System.arraycopy(answer, 0, ids, prompt.length, answer.length);
      ids[ids.length - 1] = bpe.end();
      if (prompt.length > 0 && ids.length <= longest) {
        var to = times.getOrDefault(example.prompt(), 0) == 1 ? once : sequences;
        to.add(new Sequence(ids, prompt.length));
      }
    }
    Collections.shuffle(once, new Random(seed));
    int held = Math.min(512, (once.size() + 99) / 100);
    heldOut = List.copyOf(once.subList(0, held));
    sequences.addAll(once.subList(held, once.size()));
    learnt = List.copyOf(sequences);
    if (learnt.isEmpty()) {
      throw new TrainingException(
          "corpus: no example to learn from; give two or more lines of at most "
              + longest
              + " tokens with a prompt");
    }
  }

  /** Reads a corpus file; the first bad line is named. */
  static List<Example> read(Path file) {
    var json = JsonMapper.builder().build();
    var examples = new ArrayList<Example>();
    try (var lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var node = json.readTree(line);
        if (!node.path("prompt").isString() || !node.path("answer").isString()) {
          throw bad(file, examples, "needs the texts prompt and answer");
        }
        examples.add(new Example(node.get("prompt").asString(), node.get("answer").asString()));
      }
    } catch (JacksonException e) {
      throw bad(file, examples, "not JSON; write one object a line");
    } catch (CharacterCodingException e) {
      throw bad(file, examples, "or one soon after it is not UTF-8; save the file as UTF-8");
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be read; name a corpus file");
    }
    return examples;
  }

  private static TrainingException bad(Path file, List<Example> before, String what) {
    return new TrainingException(file + " line " + (before.size() + 1) + ": " + what);
  }

  /** An epoch's batches in their order, the same for the same seed and epoch. */
  List<List<Sequence>> epoch(long seed, int epoch, int tokensPerBatch) {
    var random = new Random(seed * 1_000_003 + epoch);
    var order = new ArrayList<>(learnt);
    Collections.shuffle(order, random);
    order.sort(Comparator.comparingInt(s -> s.ids().length)); // stable: shuffled within a length
    var batches = batches(order, tokensPerBatch);
    Collections.shuffle(batches, random);
    return batches;
  }

  /** Neighbours together while their padded batch stays within this many tokens. */
  static List<List<Sequence>> batches(List<Sequence> byLength, int tokensPerBatch) {
    var batches = new ArrayList<List<Sequence>>();
    var batch = new ArrayList<Sequence>();
    int width = 0;
    for (var sequence : byLength) {
      width = Math.max(width, sequence.ids().length);
      if (!batch.isEmpty() && width * (batch.size() + 1) > tokensPerBatch) {
        batches.add(List.copyOf(batch));
        batch.clear();
        width = sequence.ids().length;
      }
      batch.add(sequence);
    }
    batches.add(List.copyOf(batch));
    return batches;
  }
}
