package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model in two files gives what it gives in one. */
class GgufPartsTest {
  private static final int[] IDS = {1, 403, 407, 261};

  @TempDir private Path folder;

  private Path part(int number) {
    return folder.resolve("stories-%05d-of-00002.gguf".formatted(number));
  }

  private void split(Gguf whole) {
    List<String> names = List.copyOf(whole.tensors().keySet());
    for (int number = 1; number <= 2; number++) {
      GgufWriter writer = new GgufWriter();
      if (number == 1) {
        whole.metadata().keySet().forEach(key -> writer.copy(whole, key));
      }
      writer.put("split.no", number - 1).put("split.count", 2);
      int half = names.size() / 2;
      for (String name : number == 1 ? names.subList(0, half) : names.subList(half, names.size())) {
        writer.put(whole.tensor(name).orElseThrow());
      }
      writer.write(part(number));
    }
  }

  private static float[] logits(Path path) {
    Transformer model = Model.open(path).transformer();
    return model.forward(IDS, model.newCache(IDS.length), false)[0];
  }

  @Test
  void twoPartsAreOneModel() throws Exception {
    Path file = References.file("lm-stories260k/stories260K.q8_0.gguf");
    split(Gguf.open(file));
    float[] expected = logits(file);
    assertThat(logits(part(1))).isEqualTo(expected);
    assertThat(logits(part(2))).isEqualTo(expected);
    for (int number = 1; number <= 2; number++) {
      assertThat(Model.files(part(number))).containsExactly(part(1), part(2));
    }
    Files.delete(part(2));
    assertThatThrownBy(() -> Model.open(part(1)).transformer())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("stories-00002-of-00002.gguf: this part of the model is missing");
  }
}
