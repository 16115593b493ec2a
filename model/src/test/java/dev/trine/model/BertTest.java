package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Against hidden states that Hugging Face transformers computed. */
class BertTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  @Test
  void tokensGetTheVectorsOfTransformers() {
    Encoder bert = Bert.open(new Checkpoint(References.tiny("tiny_bert")));
    JsonNode reference = References.json("hf-tiny-archs/tiny_bert_hidden.json");
    for (int s = 0; s < reference.path("sequences").size(); s++) {
      int[] ids = References.ints(reference.path("sequences").get(s));
      int[] types = References.ints(reference.path("token_types").get(s));
      float[] hidden = bert.hidden(ids, types);
      for (int t = 0; t < ids.length; t++) {
        double[] expected = References.doubles(reference.path("hidden").get(s).get(t));
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) hidden[t * expected.length + i])
              .isCloseTo(expected[i], within(TOLERANCE));
        }
      }
    }
  }

  @Test
  void aTextGetsOneVectorAsItsModulesSay() throws IOException {
    Files.copy(
        References.file("hf-tiny-archs/tiny_bert_config.json"), folder.resolve("config.json"));
    Files.copy(
        References.file("hf-tiny-archs/tiny_bert.safetensors"),
        folder.resolve("model.safetensors"));
    int[] ids = {4, 0, 7, 3};
    float[] tokens =
        Bert.open(new Checkpoint(References.tiny("tiny_bert"))).hidden(ids, new int[4]);
    assertThat(length(Model.open(folder).embedder().embed(ids))).isCloseTo(1, within(1e-6));

    Files.writeString(
        folder.resolve("modules.json"),
        """
        [{"path": "", "type": "sentence_transformers.models.Transformer"},
         {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """);
    Files.createDirectory(folder.resolve("1_Pooling"));
    Path pooling = folder.resolve("1_Pooling/config.json");
    Files.writeString(
        pooling, "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
    assertThat(Model.open(folder).embedder().embed(ids)).startsWith(tokens[0], tokens[1]);
    Files.writeString(pooling, "{\"pooling_mode_mean_tokens\": true}");
    assertThat(Model.open(folder).embedder().embed(ids)[1])
        .isCloseTo((tokens[1] + tokens[9] + tokens[17] + tokens[25]) / 4, within(1e-6f));
    Files.writeString(pooling, "{\"pooling_mode_max_tokens\": true}");
    assertThatThrownBy(() -> Model.open(folder).embedder())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("max_tokens");
  }

  @Test
  void anEncoderWritesNoText() {
    var checkpoint = References.tiny("tiny_bert");
    assertThatThrownBy(() -> Architectures.open(checkpoint))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("\"bert\" reads texts and writes none");
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float number : vector) {
      squares += number * number;
    }
    return Math.sqrt(squares);
  }
}
