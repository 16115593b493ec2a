package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.trine.model.Gguf;
import dev.trine.model.Model;
import dev.trine.train.Corpus.Example;
import dev.trine.train.Corpus.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  private static final Lessons LESSONS =
      step ->
          List.of(
              new Sequence(
                  IntStream.range(0, 40).map(i -> (int) (97 + (i * step) % 20)).toArray(), 1));
  private static final int TOKENS = 39 * 6; // six steps

  @TempDir Path folder;
  private Path student;
  private Path teacher;

  @BeforeEach
  void write() {
    var shape = Shape.of(257, 64, 1);
    var bpe = new Bpe(List.of(), Bpe.QWEN2);
    student = folder.resolve("student.gguf");
    teacher = folder.resolve("teacher.gguf");
    Export.write(student, "student", "", new Qwen3(shape, 1), bpe, true);
    Export.write(teacher, "teacher", "", new Qwen3(shape, 2), bpe, true);
  }

  private Recovery recovery(Lessons lessons) {
    var plan = Recovery.Plan.of(TOKENS, 1e-2);
    return new Recovery(
        new GgufDecoder(student, true), new GgufDecoder(teacher, false), lessons, plan, "run");
  }

  private static Map<String, List<Float>> weights(Path file) {
    Map<String, List<Float>> all = new TreeMap<>();
    Gguf gguf = Gguf.open(file);
    for (String name : gguf.tensors().keySet()) {
      float[] values = gguf.tensor(name).orElseThrow().floats();
      all.put(name, IntStream.range(0, values.length).mapToObj(i -> values[i]).toList());
    }
    return all;
  }

  @Test
  void whatIsCutOffIsGoneOnWithToTheSameBits() throws IOException {
    Path whole = folder.resolve("whole.gguf");
    Path resumed = folder.resolve("resumed.gguf");
    assertThat(recovery(LESSONS).run(whole)).isTrue();
    Recovery[] first = new Recovery[1];
    first[0] =
        recovery(step -> {
          if (step == 3) {
            first[0].stop();
          }
          return LESSONS.of(step);
        });
    assertThat(first[0].run(resumed)).isFalse();
    assertThat(resumed).doesNotExist();
    assertThat(recovery(LESSONS).run(resumed)).isTrue();
    assertThat(weights(resumed)).isEqualTo(weights(whole)).isNotEqualTo(weights(student));
    assertThat(folder.resolve("resumed.gguf.checkpoint")).doesNotExist();
  }

  @Test
  void aTextIsReadInWindowsAndACorpusInExamples() throws IOException {
    var bpe = new Bpe(List.of(), Bpe.QWEN2);
    List<Example> examples =
        IntStream.range(0, 30).mapToObj(i -> new Example("say " + i + "> ", "done " + i)).toList();
    Lessons lessons = Lessons.ofExamples(new Corpus(examples, bpe, 64, 1), 64, 1);
    for (long step = 1; step < 40; step++) {
      assertThat(lessons.of(step)).isNotEmpty().isEqualTo(lessons.of(step));
    }
    Path text = Files.writeString(folder.resolve("text.txt"), "a cat sat on a mat. ".repeat(20));
    Lessons windows = Lessons.ofText(text, Model.open(student).tokenizer().orElseThrow(), 16, 4, 1);
    assertThat(windows.of(1)).hasSize(4).allMatch(row -> row.ids().length == 17);
  }

  @Test
  void runsAfterOneAnotherShareOneScheduleAndOneText() {
    var whole = Recovery.Plan.of(1000, 1e-2);
    var first = new Recovery.Plan(400, 0, 1000, 1e-2, 0);
    var second = new Recovery.Plan(600, 400, 1000, 1e-2, 0);
    assertThat(whole.rateAt(100, 20)).as("the peak").isEqualTo(1e-2);
    assertThat(whole.rateAt(1000, 200)).as("a tenth at the end").isCloseTo(1e-3, offset(1e-9));
    assertThat(first.rateAt(300, 60)).isEqualTo(whole.rateAt(300, 60));
    assertThat(second.rateAt(300, 60)).isEqualTo(whole.rateAt(700, 140));
    assertThat(second.rateAt(10, 1)).as("slowly at first").isLessThan(1e-3);
    assertThat(LESSONS.after(3).of(2).getFirst().ids())
        .isEqualTo(LESSONS.of(5).getFirst().ids())
        .isNotEqualTo(LESSONS.of(2).getFirst().ids());
  }
}
