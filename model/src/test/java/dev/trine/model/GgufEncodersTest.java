package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Folders of encoders that became GGUF files give the vectors that others computed. */
class GgufEncodersTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert",
        "distilbert",
        "nomic_bert",
        "modernbert",
        "embeddinggemma",
        "jina_bert",
        "jina_bert_code",
      })
  void vectorsStay(String name) {
    JsonNode reference = EncodersTest.reference(name);
    Path file = folder.resolve("out.gguf");
    GgufConversion.convert(PaperTest.weights(reference), file, BlockFormat.F32);
    EncodersTest.assertVectors(reference, Model.open(file).weights());
  }

  /** Files lack the bias behind the experts, so it is taken away here. */
  @Test
  void expertsStay() {
    Weights made = PaperTest.weights(EncodersTest.reference("nomic_moe"));
    Map<String, Tensor> tensors = new LinkedHashMap<>(made.tensors());
    tensors.remove("encoder.layers.1.mlp.experts.bias");
    Weights weights = new Weights(made.source(), made.naming(), made.config(), tensors);
    Path file = folder.resolve("out.gguf");
    GgufConversion.convert(weights, file, BlockFormat.F32);
    int[] ids = {3, 7, 1, 4, 9};
    assertThat(Model.open(file).embedder().embed(ids))
        .containsExactly(Architectures.embedder(weights).embed(ids), within(1e-5f));
  }

  /** RoBERTa begins to count its positions behind the padding's id, which files leave out. */
  @Test
  void thePositionsOfRobertaBeginAtNought() {
    Weights bert = PaperTest.weights(EncodersTest.reference("bert"));
    Map<String, Object> config = new LinkedHashMap<>(bert.config());
    config.put("model_type", "roberta");
    config.put("pad_token_id", 1);
    Weights weights = new Weights("roberta", bert.naming(), config, bert.tensors());
    Path file = folder.resolve("out.gguf");
    GgufConversion.convert(weights, file, BlockFormat.F32);
    int[] ids = {3, 7, 1, 4, 9};
    Embedder converted = Model.open(file).embedder();
    assertThat(converted.contextLength()).isEqualTo(16 - 2);
    assertThat(converted.embed(ids))
        .containsExactly(Architectures.embedder(weights).embed(ids), within(1e-6f));
  }

  /** BERT's head and RoBERTa's are one in files: what sorts stands behind what bends. */
  @ParameterizedTest
  @CsvSource({
    "bert, pooler.dense, classifier",
    "roberta, classifier.dense, classifier.out_proj",
  })
  void classesStay(String type, String dense, String output) {
    Weights bert = PaperTest.weights(EncodersTest.reference("bert"));
    Map<String, Tensor> tensors = new LinkedHashMap<>(bert.tensors());
    tensors.keySet().removeIf(name -> name.startsWith("pooler."));
    float[] square = new float[16 * 16];
    float[] classes = new float[3 * 16];
    for (int i = 0; i < square.length; i++) {
      square[i] = (float) Math.sin(i);
    }
    System.arraycopy(square, 7, classes, 0, classes.length);
    tensors.put(dense + ".weight", Tensor.of("dense", square, 16, 16));
    tensors.put(output + ".weight", Tensor.of("output", classes, 3, 16));
    tensors.put(output + ".bias", Tensor.of("bias", new float[] {.1f, .2f, .3f}, 3));
    Map<String, Object> config = new LinkedHashMap<>(bert.config());
    config.put("model_type", type);
    config.put("id2label", Map.of("0", "bad", "1", "so so", "2", "good"));
    Weights weights = new Weights(type, bert.naming(), config, tensors);
    Path file = folder.resolve("out.gguf");
    GgufConversion.convert(weights, file, BlockFormat.F32);
    Classifier expected = Architectures.classifier(weights);
    Weights in = Model.open(file).weights();
    Map<String, Object> metadata = new LinkedHashMap<>(in.config());
    metadata.put("tokenizer.ggml.model", type.equals("bert") ? "bert" : "t5");
    Classifier converted =
        Architectures.classifier(new Weights("file", in.naming(), metadata, in.tensors()));
    assertThat(converted.labels()).containsExactly("bad", "so so", "good");
    int[] first = {3, 7, 2};
    int[] second = {3, 4, 9, 2};
    assertThat(converted.classify(first, second))
        .containsExactly(expected.classify(first, second), within(1e-5f));
    assertThat(metadata).containsEntry("bert.pooling_type", 4L);
  }

  /** As Sentence Transformers say beside the model. */
  @Test
  void thePoolingStays() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.copy(
        References.file("hf-tiny-archs/tiny_bert_config.json"), source.resolve("config.json"));
    Files.copy(
        References.file("hf-tiny-archs/tiny_bert.safetensors"),
        source.resolve("model.safetensors"));
    Files.writeString(
        source.resolve("modules.json"),
        """
        [{"path": "", "type": "sentence_transformers.models.Transformer"},
         {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """);
    Files.createDirectory(source.resolve("1_Pooling"));
    Files.writeString(
        source.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
    Path file = folder.resolve("out.gguf");
    GgufConversion.convert(source, file, BlockFormat.F32);
    int[] ids = {4, 0, 7, 3};
    float[] tokens =
        Bert.open(new Checkpoint(References.tiny("tiny_bert"))).hidden(ids, new int[4]);
    assertThat(Model.open(file).embedder().embed(ids))
        .containsExactly(Arrays.copyOf(tokens, tokens.length / 4), within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({
    "modernbert_biases, norm_bias",
    "nomic_moe, a bias behind all experts",
  })
  void whatFilesCannotTellIsNamed(String name, String what) {
    Weights weights = PaperTest.weights(EncodersTest.reference(name));
    Path file = folder.resolve("out.gguf");
    assertThatThrownBy(() -> GgufConversion.convert(weights, file, BlockFormat.F32))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(what + ", which GGUF files do not know");
  }
}
