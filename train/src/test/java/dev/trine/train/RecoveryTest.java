package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;

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
    return new Recovery(
        new GgufDecoder(student, true), new GgufDecoder(teacher, false), lessons, "run");
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
    assertThat(recovery(LESSONS).run(TOKENS, 1e-2, whole)).isTrue();
    Recovery[] first = new Recovery[1];
    first[0] =
        recovery(step -> {
          if (step == 3) {
            first[0].stop();
          }
          return LESSONS.of(step);
        });
    assertThat(first[0].run(TOKENS, 1e-2, resumed)).isFalse();
    assertThat(resumed).doesNotExist();
    assertThat(recovery(LESSONS).run(TOKENS, 1e-2, resumed)).isTrue();
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
}
