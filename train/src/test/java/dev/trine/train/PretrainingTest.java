package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    var plan = new Pretraining.Plan(0, 5, 256, 0.01, 7, threads, run);
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
  void aResumedRunEndsWhereAnUninterruptedOneDoes() throws Exception {
    var whole = new Qwen3(SMALL, 7);
    training(whole, "a").run(8, ScalarType.Float);

    training(new Qwen3(SMALL, 7), "a").run(4, ScalarType.Float);
    var net = new Qwen3(SMALL, 8);
    var resumed = training(net, "a");
    resumed.resume();
    resumed.run(4, ScalarType.Float);

    net.parameters.forEach((name, w) ->
        assertThat(Export.floats(w))
            .as(name)
            .isEqualTo(Export.floats(Objects.requireNonNull(whole.parameters.get(name)))));
  }

  @Test
  void anotherRunsCheckpointIsRefused() throws Exception {
    training(new Qwen3(SMALL, 7), "a").run(1, ScalarType.Float);
    assertThatThrownBy(() -> training(new Qwen3(SMALL, 7), "b").resume())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("another run");
  }

  @Test
  void theFileNamesEveryTensorOfQwen3() throws Exception {
    Path file = folder.resolve("model.gguf");
    Export.write(file, "small", new Qwen3(SMALL, 7), BYTES, false);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("GGUF").contains("qwen3.attention.head_count_kv");
    for (String part :
        "attn_norm attn_q attn_k attn_v attn_q_norm attn_k_norm attn_output ffn_norm ffn_gate ffn_up ffn_down"
            .split(" ")) {
      assertThat(text).contains("blk.0." + part + ".weight");
    }
    assertThat(text).contains("token_embd.weight", "output_norm.weight").doesNotContain("_qkv");
  }
}
