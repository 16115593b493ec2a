package dev.trine.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Adapter.LowRank;
import dev.trine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AdapterFileTest {

  /** Against what PEFT computed (see the SOURCE.md of hf-tiny-archs). */
  @Test
  void aPeftAdapterChangesALayerAsInPeft() {
    Path folder = References.file("hf-tiny-archs");
    JsonNode reference = References.json("hf-tiny-archs/tiny_lora_logits.json");
    float[] weight =
        requireNonNull(
                SafeTensors.open(folder.resolve("tiny_lora_base.safetensors")).get("proj.weight"))
            .floats();
    LowRank change =
        requireNonNull(
            AdapterFile.read(folder.resolve("tiny_lora_adapter.safetensors"), 1)
                .changes()
                .get("proj"));
    float[] a = change.a().floats();
    float[] b = change.b().floats();
    for (int s = 0; s < reference.path("inputs").size(); s++) {
      double[] x = References.doubles(reference.path("inputs").get(s));
      double[] expected = References.doubles(reference.path("outputs").get(s));
      for (int row = 0; row < expected.length; row++) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
          sum += weight[row * x.length + i] * x[i];
          for (int rank = 0; rank < change.a().rows(); rank++) {
            sum +=
                change.scale() * b[row * change.a().rows() + rank] * a[rank * x.length + i] * x[i];
          }
        }
        assertThat(sum).isCloseTo(expected[row], within(1e-5));
      }
    }
  }

  @Test
  void aGgufAdapterNamesItsLayersAnew(@TempDir Path folder) {
    Path file = folder.resolve("adapter.gguf");
    new GgufWriter()
        .put("general.architecture", "llama")
        .put("adapter.type", "lora")
        .put("adapter.lora.alpha", 6f)
        .put(Tensor.of("blk.3.attn_q.weight.lora_a", new float[8], 2, 4))
        .put(Tensor.of("blk.3.attn_q.weight.lora_b", new float[10], 5, 2))
        .write(file);
    LowRank change =
        requireNonNull(
            AdapterFile.read(file, 0.5f).changes().get("model.layers.3.self_attn.q_proj"));
    assertThat(change.scale()).isEqualTo(1.5f);
    assertThat(change.a().rows()).isEqualTo(2);
    assertThat(change.b().rows()).isEqualTo(5);
  }

  @Test
  void whatIsNoAdapterIsRefusedInOneLine(@TempDir Path folder) throws Exception {
    for (String name : new String[] {"absent", "a.gguf", "a.safetensors"}) {
      Path file = folder.resolve(name);
      if (name.contains(".")) {
        Files.write(file, new byte[] {1, 2, 3});
      }
      assertThatThrownBy(() -> AdapterFile.read(file, 1))
          .isInstanceOf(ModelException.class)
          .message()
          .hasLineCount(1);
    }
  }
}
