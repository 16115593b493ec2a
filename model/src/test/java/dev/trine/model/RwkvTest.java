package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against logits that the reference implementation in PyTorch gave, as rwkv.cpp's tests have them.
 */
class RwkvTest {
  private static final int[] PROMPT = {'"', 'i', 'n'};

  /** The tolerance of blocks is what rounding to five bits costs. */
  @ParameterizedTest
  @CsvSource({
    "4v0-660K, FP32, 1e-4",
    "4v0-660K, FP16, 2e-2",
    "4v0-660K, Q5_0, 0.3",
    "4v0-660K, Q5_1, 0.3",
    "7v0-834K, FP32, 1e-3",
    "7v0-834K, FP16, 2e-2",
    "7v0-834K, Q5_0, 0.3",
    "7v0-834K, Q5_1, 0.3",
  })
  void giveTheReferenceLogits(String model, String format, float tolerance) throws IOException {
    float[] expected = expected(model);
    Transformer transformer =
        Model.open(References.file("lm-tiny-rwkv/tiny-rwkv-%s-%s.bin".formatted(model, format)))
            .transformer();
    assertThat(transformer.forward(PROMPT, transformer.newCache(3), false)[0])
        .containsExactly(expected, within(tolerance));
    KvCache state = transformer.newCache(3);
    float[] last = {};
    for (int id : PROMPT) {
      last = transformer.forward(new int[] {id}, state, false)[0];
    }
    assertThat(last).containsExactly(expected, within(tolerance));
  }

  private static float[] expected(String model) throws IOException {
    byte[] bytes =
        Files.readAllBytes(References.file("lm-tiny-rwkv/expected-logits-" + model + ".bin"));
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] expected = new float[floats.remaining()];
    floats.get(expected);
    return expected;
  }
}
