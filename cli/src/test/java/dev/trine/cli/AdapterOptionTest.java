package dev.trine.cli;

import static dev.trine.cli.Call.shared;
import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.model.GgufWriter;
import dev.trine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code trine run --lora}: the text is that of a model whose weights were changed by hand, {@code
 * W + scale * alpha / rank * B A} (LoRA, arXiv:2106.09685).
 */
final class AdapterOptionTest {
  private static final String LAYER = "blk.0.ffn_gate.weight";
  private static final int IN = 64;
  private static final int OUT = 96;
  private static final int RANK = 2;

  private final float[] a = random(1, RANK * IN);
  private final float[] b = random(2, OUT * RANK);

  @TempDir private Path folder;

  @Test
  void anAdapterInGgufChangesTheTextAsItsWeightsDo() {
    Path adapter = folder.resolve("adapter.gguf");
    new GgufWriter()
        .put("general.architecture", "qwen3")
        .put("adapter.type", "lora")
        .put("adapter.lora.alpha", 4f)
        .put(Tensor.of(LAYER + ".lora_a", a, RANK, IN))
        .put(Tensor.of(LAYER + ".lora_b", b, OUT, RANK))
        .write(adapter);
    sameAsMerged(adapter);
  }

  @Test
  void anAdapterOfPeftChangesTheTextAsItsWeightsDo() throws Exception {
    String layer = "base_model.model.model.layers.0.mlp.gate_proj.";
    String header =
        "{\"%slora_A.weight\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]},"
                .formatted(layer, RANK, IN, 4 * a.length)
            + "\"%slora_B.weight\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}}"
                .formatted(layer, OUT, RANK, 4 * a.length, 4 * (a.length + b.length));
    byte[] names = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + names.length + 4 * (a.length + b.length))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(names.length)
            .put(names);
    for (float[] values : new float[][] {a, b}) {
      for (float value : values) {
        bytes.putFloat(value);
      }
    }
    Files.write(folder.resolve("adapter_model.safetensors"), bytes.array());
    Files.writeString(folder.resolve("adapter_config.json"), "{\"r\":2,\"lora_alpha\":4}");
    sameAsMerged(folder);
  }

  @Test
  void whatIsNoAdapterIsRefused() {
    Path model = RandomModel.write(folder.resolve("model.gguf"));
    Call call = trine("run", model, "-p", "Tom", "-n", 2, "--lora", folder.resolve("no.gguf"));
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("no.gguf");
  }

  @Test
  void headsThatAreNoWholeBlocksAreSaid() {
    Path model = shared("lm-stories260k/stories260K.f32.gguf");
    Call call = trine("run", model, "-p", "Tom", "-n", 2, "--kv", "q8_0");
    assertThat(call.code()).isZero();
    assertThat(call.err())
        .isEqualTo("trine: keys and values stay in f16: the heads are no whole blocks of q8_0\n");
  }

  /** At scale 0.5 and alpha 4 of rank 2 the change is {@code B A} itself. */
  private void sameAsMerged(Path adapter) {
    Path model = RandomModel.write(folder.resolve("model.gguf"));
    Path merged =
        RandomModel.write(
            folder.resolve("merged.gguf"), it -> it.name().equals(LAYER) ? merged(it) : it);
    String changed = text(model, "--lora", adapter + "=0.5");
    assertThat(changed).isEqualTo(text(merged)).isNotEqualTo(text(model));
    assertThat(text(model, "--lora", adapter + "=0.5", "--lora", adapter + "=-0.5"))
        .isEqualTo(text(model));
  }

  private Tensor merged(Tensor tensor) {
    float[] weights = tensor.floats();
    for (int row = 0; row < OUT; row++) {
      for (int column = 0; column < IN; column++) {
        for (int rank = 0; rank < RANK; rank++) {
          weights[row * IN + column] += b[row * RANK + rank] * a[rank * IN + column];
        }
      }
    }
    return Tensor.of(tensor.name(), weights, OUT, IN);
  }

  private static String text(Path model, Object... options) {
    Object[] words = {"run", model, "-p", "Tom", "-n", 24, "--temp", 0, "--ignore-eos"};
    Call call = trine(Stream.of(words, options).flatMap(Arrays::stream).toArray());
    assertThat(call.err()).isEmpty();
    return call.out();
  }

  private static float[] random(long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian() * 0.5f;
    }
    return values;
  }
}
