package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Against weights that the gguf package of Python decoded from the same file. */
class KQuantsTest {

  @ParameterizedTest
  @EnumSource(names = {"Q2_K", "Q4_K", "Q5_K", "Q6_K"})
  void areReadExactly(BlockFormat format) {
    JsonNode reference = References.json("hf-tiny-archs/tiny_kquant_ref.json").path("dequant");
    double[] expected = References.doubles(reference.path(format.name()));
    Tensor tensor =
        Gguf.open(References.file("hf-tiny-archs/tiny_kquant.gguf"))
            .tensor("kq." + format.name() + ".weight")
            .orElseThrow();
    float[] weights = tensor.floats();
    assertThat(tensor.format()).isEqualTo(format);
    assertThat(weights).hasSize(expected.length);
    for (int i = 0; i < weights.length; i++) {
      assertThat(weights[i]).as("weight %d", i).isEqualTo((float) expected[i]);
    }
  }
}
