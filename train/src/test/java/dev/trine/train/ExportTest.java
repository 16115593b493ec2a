package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trained on libtorch says the same in Trine's own engine. */
class ExportTest {
  private static final int[] IDS = {72, 101, 108, 108, 111, 32, 228, 189, 160, 229, 165, 189};
  private static final Bpe BPE =
      BpeTrainer.train(List.of("lamp lamp 打开客厅的灯 lamp", "on on off"), Bpe.QWEN2, 270);

  @TempDir Path folder;
  private final Qwen3 net = new Qwen3(Shape.of(BPE.size(), 128, 2), 7);

  /** Fresh weights all but repeat the input; four times the size, every part has its say. */
  @BeforeEach
  void stir() {
    var random = new Random(3);
    try (var scope = new PointerScope();
        var noGradients = new NoGradGuard()) {
      for (var p : net.tensors()) {
        if (p.dim() > 1) {
          p.mul_(new Scalar(4.0));
        } else {
          float[] gains = new float[Math.toIntExact(p.numel())];
          for (int i = 0; i < gains.length; i++) {
            gains[i] = 0.5f + random.nextFloat();
          }
          p.copy_(Tensor.create(gains, gains.length));
        }
      }
    }
  }

  @Test
  void exactWeightsGiveTheLogitsOfLibtorch() {
    assertThat(greatestDifference(true)).isLessThan(1e-3);
  }

  @Test
  void eightBitWeightsStayClose() {
    // Logits here reach about 3; a weight's rounding error is at most 1/254 of its block's
    // greatest.
    assertThat(greatestDifference(false)).isBetween(1e-6, 0.15);
  }

  @Test
  void theTokenizerComesAlong() {
    var tokenizer = open(true).tokenizer().orElseThrow();
    String text = "lamp 打开灯 on\n é😀";
    assertThat(tokenizer.encode(text, false)).containsExactly(BPE.encode(text));
  }

  @Test
  void trainingGoesOnFromTheFile() {
    open(true);
    var earlier = new Earlier(folder.resolve("model.gguf"));
    assertThat(earlier.vocabulary().merges).isEqualTo(BPE.merges);

    var other = new Qwen3(net.shape, 8);
    earlier.fill(other);
    net.parameters.forEach((name, w) ->
        assertThat(Export.floats(Objects.requireNonNull(other.parameters.get(name))))
            .as(name)
            .isEqualTo(Export.floats(w)));
  }

  @Test
  void aDeeperNetworkBeginsBySayingTheSame() {
    open(true);
    var deeper = new Qwen3(Shape.of(BPE.size(), 128, 5), 8);
    new Earlier(folder.resolve("model.gguf")).fill(deeper);
    assertThat(libtorch(deeper)).containsExactly(libtorch(net), within(1e-4f));
  }

  @Test
  void aModelOfOtherSizesIsRefused() {
    open(true);
    var earlier = new Earlier(folder.resolve("model.gguf"));
    var shallower = new Qwen3(Shape.of(BPE.size(), 128, 1), 8);
    var wider = new Qwen3(Shape.of(BPE.size(), 192, 2), 8);
    var narrower = new Qwen3(Shape.of(BPE.size(), 64, 2), 8);
    for (var unfit : List.of(shallower, wider, narrower)) {
      assertThatThrownBy(() -> earlier.fill(unfit))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("--dim and --layers");
    }
  }

  private Model open(boolean exact) {
    Path file = folder.resolve("model.gguf");
    Export.write(file, "small", "of a test", net, BPE, exact);
    return Model.open(file);
  }

  private double greatestDifference(boolean exact) {
    var transformer = open(exact).transformer();
    float[][] ours = transformer.forward(IDS, transformer.newCache(IDS.length), true);
    float[] expected = libtorch(net);
    double greatest = 0;
    for (int i = 0; i < expected.length; i++) {
      float value = ours[i / BPE.size()][i % BPE.size()];
      greatest = Math.max(greatest, Math.abs(value - expected[i]));
    }
    assertThat(expected[0]).isNotCloseTo(0f, within(1e-6f));
    return greatest;
  }

  private static float[] libtorch(Qwen3 net) {
    try (var scope = new PointerScope();
        var noGradients = new NoGradGuard()) {
      long[] ids = new long[IDS.length];
      long[] at = new long[IDS.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = IDS[i];
        at[i] = i;
      }
      return Export.floats(
          net.logits(Tensor.create(ids, 1, ids.length), Tensor.create(at), ScalarType.Float));
    }
  }
}
