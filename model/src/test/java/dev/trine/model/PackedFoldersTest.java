package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Folders whose weights are packed, against the same weights as floats, which are decoded here as
 * transformers 5.18 says: {@code integrations/bitnet.py} and {@code integrations/mxfp4.py}.
 */
class PackedFoldersTest {
  private static final float SCALE = 0.75f;

  /** The values of a four-bit float, by the specification; then the same below zero. */
  private static final float[] FP4 = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6};

  @Test
  void bitNetPacked() {
    Map<String, Object> settings =
        Map.of("quant_method", "bitnet", "linear_class", "autobitlinear");
    Map<String, Tensor> packed = new HashMap<>();
    Map<String, Tensor> floats = new HashMap<>();
    Weights given = PaperTest.weights("transformers/bitnet");
    given
        .tensors()
        .forEach((name, tensor) -> {
          boolean ternary = name.contains("proj.weight");
          packed.put(name, ternary ? packed(tensor) : tensor);
          floats.put(name, ternary ? digits(tensor) : tensor);
          if (ternary) {
            String scale = name + "_scale";
            packed.put(scale, Tensor.of(scale, new float[] {SCALE}, 1));
          }
        });
    assertSameLogits(quantized(given, packed, settings), with(given, floats));
  }

  @Test
  void bitNetToBeRounded() {
    Map<String, Object> settings = Map.of("quant_method", "bitnet", "quantization_mode", "online");
    Weights given = PaperTest.weights("transformers/bitnet");
    Map<String, Tensor> rounded = new HashMap<>(given.tensors());
    rounded.replaceAll((name, it) -> name.contains("proj.weight") ? rounded(it) : it);
    assertSameLogits(quantized(given, given.tensors(), settings), with(given, rounded));
  }

  @Test
  void ternaryRowsOfWholeBlocks() {
    Tensor weight = Tensor.of("w", new float[8 * 256], 8, 256);
    Tensor read = TernaryWeights.unpacked(packed(weight), 8, SCALE);
    assertThat(read.format()).isEqualTo(BlockFormat.TQ2_0);
    assertThat(read.floats()).isEqualTo(digits(weight).floats());
  }

  @Test
  void fourBitFloats() {
    int rows = 4;
    byte[] blocks = new byte[rows * 2 * 16];
    byte[] scales = new byte[rows * 2];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (byte) (i * 37);
      scales[i / 16] = (byte) (120 + i / 16);
    }
    Tensor read =
        MxFp4.rows(bytes("w", blocks, 1, rows, 2, 16), bytes("s", scales, 1, rows, 2), 1, 2, 2, 64);
    float[] floats = read.floats();
    for (int i = 0; i < floats.length; i++) {
      int row = 1 + 2 * (i / 64);
      int at = row * 32 + i % 64 / 2;
      int four = (blocks[at] & 0xff) >> 4 * (i % 2) & 15;
      double scale = Math.pow(2, (scales[at / 16] & 0xff) - 127);
      double expected = FP4[four % 8] * (four < 8 ? 1 : -1) * scale;
      assertThat((double) floats[i]).as("weight %d", i).isEqualTo(expected);
    }
  }

  private static void assertSameLogits(Weights some, Weights others) {
    int[] ids = {3, 7, 1, 4, 9};
    Transformer first = Architectures.open(some);
    Transformer second = Architectures.open(others);
    float[][] logits = first.forward(ids, first.newCache(5), true);
    float[][] expected = second.forward(ids, second.newCache(5), true);
    for (int t = 0; t < ids.length; t++) {
      assertThat(logits[t]).containsExactly(expected[t], within(1e-4f));
    }
  }

  private static Weights quantized(
      Weights given, Map<String, Tensor> tensors, Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(given.config());
    config.put("quantization_config", settings);
    return new Weights("packed", given.naming(), config, tensors);
  }

  private static Weights with(Weights given, Map<String, Tensor> tensors) {
    return new Weights("floats", given.naming(), given.config(), tensors);
  }

  /** What stands at a place: 0, 1 or 2. */
  private static int digit(int row, int column) {
    return (row * 5 + column * column) % 3;
  }

  private static Tensor digits(Tensor shape) {
    float[] floats = new float[(int) shape.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (digit(i / shape.columns(), i % shape.columns()) - 1) * SCALE;
    }
    return Tensor.of(shape.name(), floats, shape.shape());
  }

  private static Tensor packed(Tensor shape) {
    int each = (shape.rows() + 3) / 4;
    byte[] bytes = new byte[each * shape.columns()];
    for (int row = 0; row < shape.rows(); row++) {
      for (int column = 0; column < shape.columns(); column++) {
        bytes[row % each * shape.columns() + column] |=
            (byte) (digit(row, column) << 2 * (row / each));
      }
    }
    return bytes(shape.name(), bytes, each, shape.columns());
  }

  private static Tensor rounded(Tensor weight) {
    float[] floats = weight.floats();
    double sum = 0;
    for (float number : floats) {
      sum += Math.abs(number);
    }
    float mean = (float) (sum / floats.length);
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Math.max(-1, Math.min(1, Math.round(floats[i] / mean))) * mean;
    }
    return Tensor.of(weight.name(), floats, weight.shape());
  }

  private static Tensor bytes(String name, byte[] bytes, long... shape) {
    return new Tensor(name, BlockFormat.U8, shape, MemorySegment.ofArray(bytes));
  }
}
