package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
  private static final String GOOD = "{\"prompt\": \"开灯\", \"answer\": \"set on\"}\n";
  private static final Bpe BYTES = new Bpe(List.of(), Bpe.QWEN2);

  @TempDir Path folder;

  @Test
  void readsALineAnExample() throws Exception {
    Path file = Files.writeString(folder.resolve("corpus.jsonl"), GOOD + GOOD);
    var example = new Corpus.Example("开灯", "set on");
    assertThat(Corpus.read(file)).containsExactly(example, example);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{\"prompt\": \"a\"}",
        "{\"prompt\": 1, \"answer\": \"b\"}",
        "{"
      })
  void namesTheFirstBadLine(String bad) throws Exception {
    Path file = Files.writeString(folder.resolve("corpus.jsonl"), GOOD + bad + "\n" + GOOD);
    assertThatThrownBy(() -> Corpus.read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(file + " line 2");
  }

  @Test
  void saysThatAFileIsNotUtf8() throws Exception {
    Path file = Files.write(folder.resolve("corpus.jsonl"), new byte[] {'{', (byte) 0xff});
    assertThatThrownBy(() -> Corpus.read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> Corpus.read(folder.resolve("none")))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("none: cannot be read");
  }

  @Test
  void heldOutExamplesAreNotLearntAndEveryOtherOneIsSeenOnceAnEpoch() {
    var examples =
        IntStream.range(0, 500).mapToObj(i -> new Corpus.Example("lamp " + i, "on")).toList();
    var corpus = new Corpus(examples, BYTES, Shape.CONTEXT, 7);
    assertThat(corpus.heldOut).hasSize(5).doesNotContainAnyElementsOf(corpus.learnt);
    for (int epoch = 0; epoch < 2; epoch++) {
      var seen = corpus.epoch(7, epoch, 256).stream().flatMap(List::stream).toList();
      assertThat(seen).containsExactlyInAnyOrderElementsOf(corpus.learnt);
    }
    assertThat(corpus.epoch(7, 0, 256)).isNotEqualTo(corpus.epoch(7, 1, 256));
  }
}
