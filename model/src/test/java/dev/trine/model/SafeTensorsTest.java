package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
    var sharded = SafeTensors.openFolder(folder);
    assertThat(sharded).containsOnlyKeys(single.keySet());
    sharded.forEach((name, tensor) ->
        assertThat(tensor.data().mismatch(tensorOf(single, name).data())).isEqualTo(-1));
  }

  private static Tensor tensorOf(Map<String, Tensor> tensors, String name) {
    return Optional.ofNullable(tensors.get(name)).orElseThrow();
  }

  @Test
  void mutantsAreReadOrRejectedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(References.file("hf-tiny-archs/tiny_llama.safetensors"));
    Path file = folder.resolve("mutant.safetensors");
    Random random = new Random(12);
    for (int i = 0; i < 500; i++) {
      byte[] mutant =
          random.nextInt(4) == 0
              ? Arrays.copyOf(whole, random.nextInt(whole.length))
              : whole.clone();
      for (int n = random.nextInt(3); n >= 0 && mutant.length > 0; n--) {
        mutant[random.nextInt(Math.min(mutant.length, 2000))] = (byte) random.nextInt(256);
      }
      Files.write(file, mutant);
      try {
        assertThat(SafeTensors.open(file)).isNotNull();
      } catch (ModelException e) {
        assertThat(e.getMessage()).contains("mutant.safetensors").doesNotContain("\n");
      }
    }
  }
}
