package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
  private static final Bpe BYTES = new Bpe(List.of(), Bpe.QWEN2);
  private static final Shape SMALL = Shape.of(BYTES.size(), 64, 1);

  @TempDir Path folder;

  /** One thread: sums are then made in one order, and equal runs give equal bits. */
  @BeforeAll
  static void oneThread() {
    torch.set_num_threads(1);
  }

  private static Corpus corpus() {
    var examples = new ArrayList<Corpus.Example>();
    for (int i = 0; i < 60; i++) {
      examples.add(new Corpus.Example("lamp " + i + " =>", "set " + i % 10));
    }
    return new Corpus(examples, BYTES, Shape.CONTEXT, 7);
  }

  private Pretraining training(Qwen3 net, String run) {
    return training(net, run, 1);
  }

  private Pretraining training(Qwen3 net, String run, int threads) {
    var plan = new Pretraining.Plan(0, 5, 0, 256, 0.01, 7, threads, 1, run);
    return new Pretraining(net, corpus(), plan, folder);
  }

  @Test
  void threadsShareAStepWithoutChangingIt() throws Exception {
    var alone = new Qwen3(SMALL, 7);
    var shared = new Qwen3(SMALL, 7);
    training(alone, "a", 1).run(4, ScalarType.Float);
    training(shared, "a", 3).run(4, ScalarType.Float);
    alone.parameters.forEach((name, w) ->
        assertThat(Export.floats(Objects.requireNonNull(shared.parameters.get(name))))
            .as(name)
            .containsExactly(Export.floats(w), within(2e-4f)));
  }

  @Test
  void theLossGoesDown() throws Exception {
    var training = training(new Qwen3(SMALL, 7), "a");
    double before = training.score().loss();
    assertThat(before).isBetween(5.0, 6.2); // ln 257 = 5.55: it begins by guessing evenly
    assertThat(training.run(20, ScalarType.Float).loss()).isLessThan(before - 1);
    assertThat(folder.resolve("loss.csv")).isNotEmptyFile();
  }

  @Test
  void whatIsAnsweredRightAlreadyIsPassedOver() throws Exception {
    var examples = new ArrayList<Corpus.Example>();
    for (int i = 0; i < 60; i++) {
      examples.add(new Corpus.Example("lamp " + i + " =>", "on"));
    }
    var corpus = new Corpus(examples, BYTES, Shape.CONTEXT, 7);
    var plan = new Pretraining.Plan(0, 0, 30, 256, 0.01, 7, 1, 0.1, "a");
    var training = new Pretraining(new Qwen3(SMALL, 7), corpus, plan, folder);
    assertThat(training.hard(corpus.learnt)).isEqualTo(corpus.learnt);
    training.run(30, ScalarType.Float);
    assertThat(training.hard(corpus.learnt)).hasSizeLessThan(corpus.learnt.size() / 2);
  }

  @Test
  void aResumedRunEndsWhereAnUninterruptedOneDoes() throws Exception {
    var whole = new Qwen3(SMALL, 7);
    training(whole, "a").run(8, ScalarType.Float);

    training(new Qwen3(SMALL, 7), "a").run(4, ScalarType.Float);
    var net = new Qwen3(SMALL, 8);
    var resumed = training(net, "a");
    resumed.resume();
    resumed.run(8, ScalarType.Float);

    net.parameters.forEach((name, w) ->
        assertThat(Export.floats(w))
            .as(name)
            .isEqualTo(Export.floats(Objects.requireNonNull(whole.parameters.get(name)))));
  }

  @Test
  void aRunThatIsStoppedLeavesACheckpointToGoOnFrom() throws Exception {
    var stopped = training(new Qwen3(SMALL, 7), "a");
    stopped.stop(); // what Ctrl-C calls
    stopped.run(8, ScalarType.Float);

    var net = new Qwen3(SMALL, 8);
    training(net, "a").resume();
    var fresh = new Qwen3(SMALL, 7);
    assertThat(Export.floats(net.tensors().getFirst()))
        .isEqualTo(Export.floats(fresh.tensors().getFirst()));
  }

  @Test
  void aTruncatedCheckpointIsRefused() throws Exception {
    training(new Qwen3(SMALL, 7), "a").run(1, ScalarType.Float);
    Path file = folder.resolve("checkpoint");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, 10, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> training(new Qwen3(SMALL, 7), "a").resume())
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("no whole checkpoint");
    }
  }

  @Test
  void anotherRunsCheckpointIsRefused() throws Exception {
    training(new Qwen3(SMALL, 7), "a").run(1, ScalarType.Float);
    assertThatThrownBy(() -> training(new Qwen3(SMALL, 7), "b").resume())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("another run");
  }
}
