package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {

  @TempDir Path folder;

  @Test
  void shardsHoldWhatTheSingleFileHolds() throws IOException {
    Path shared = References.file("hf-tiny-archs");
    var single = SafeTensors.open(shared.resolve("tiny_llama.safetensors"));
    Path index = shared.resolve("tiny_llama.safetensors.index.json");
    Files.copy(index, folder.resolve("model.safetensors.index.json"));
    for (String shard : new String[] {"00001", "00002"}) {
      String name = "tiny_llama-" + shard + "-of-00002.safetensors";
      Files.copy(shared.resolve(name), folder.resolve(name));
    }
    var sharded = SafeTensors.openFolder(folder, Arena.ofAuto());
    assertThat(sharded).containsOnlyKeys(single.keySet());
    sharded.forEach((name, tensor) ->
        assertThat(tensor.data().mismatch(tensorOf(single, name).data())).isEqualTo(-1));
  }

  @Test
  void pickledWeightsAreNamed() throws IOException {
    Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "{}");
    assertThatThrownBy(() -> SafeTensors.openFolder(folder, Arena.ofAuto()))
        .isInstanceOf(ModelException.class)
        .hasMessage(folder + ": its weights are pickled (pytorch_model.bin); get .safetensors");
  }

  private static Tensor tensorOf(Map<String, Tensor> tensors, String name) {
    return Optional.ofNullable(tensors.get(name)).orElseThrow();
  }
}
