package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Model;
import dev.trine.model.Transformer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libtorch's network and Trine's engine, each written for itself, read the same files. */
class GgufDecoderTest {
  private static final long[] IDS = {1, 403, 407, 261, 378, 9, 45, 300};

  @TempDir Path folder;

  private static Path shared(String name) {
    Path path = Path.of(System.getProperty("trine.shared", "../../shared"), "data").resolve(name);
    Assumptions.assumeTrue(Files.exists(path), "the reference " + path + " is not here");
    return path;
  }

  private static void foreseesAsTheEngine(Path path) {
    Transformer engine = Model.open(path).transformer();
    int[] ids = new int[IDS.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (int) IDS[i];
    }
    float[][] expected = engine.forward(ids, engine.newCache(ids.length), true);
    long[] all = LongStream.range(0, IDS.length).toArray();
    Tensor logits =
        new GgufDecoder(path, false).logits(Tensor.create(IDS, 1, IDS.length), Tensor.create(all));
    FloatBuffer actual = logits.createBuffer();
    for (float[] row : expected) {
      for (float logit : row) {
        assertThat(actual.get()).isCloseTo(logit, within(1e-3f));
      }
    }
  }

  @Test
  void llamaTurnsNeighbours() {
    foreseesAsTheEngine(shared("lm-stories260k/stories260K.f32.gguf"));
  }

  @Test
  void qwen3TurnsHalvesAndNormsHeads() {
    Path home = Path.of("../models/trine-home.gguf");
    Assumptions.assumeTrue(Files.exists(home), "there is no default model");
    foreseesAsTheEngine(home);
  }

  @Test
  void whatIsWrittenIsWhatWasRead() throws Exception {
    Path model = shared("lm-stories260k/stories260K.f32.gguf");
    Path copy = folder.resolve("copy.gguf");
    new GgufDecoder(model, true).write(copy);
    foreseesAsTheEngine(copy);
    assertThat(Model.open(copy).metadata()).isEqualTo(Model.open(model).metadata());
  }
}
