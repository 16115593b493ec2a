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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Files as others wrote them, opened as a user would, against what others computed: Hugging Face
 * transformers for hf-tiny-archs, llama2.c and a float64 forward pass for stories260K (see the
 * folders' SOURCE.md).
 */
class ModelTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"tiny_llama", "tiny_qwen2", "tiny_qwen3", "tiny_smollm2"})
  void foldersGiveTheLogitsOfTransformers(String name) throws IOException {
    copy(name + "_config.json", "config.json");
    copy(name + ".safetensors", "model.safetensors");
    assertLogits(Model.open(folder), name, TOLERANCE);
  }

  @Test
  void shardsGiveTheLogitsOfTransformers() throws IOException {
    copy("tiny_llama_config.json", "config.json");
    copy("tiny_llama.safetensors.index.json", "model.safetensors.index.json");
    copy("tiny_llama-00001-of-00002.safetensors", "tiny_llama-00001-of-00002.safetensors");
    copy("tiny_llama-00002-of-00002.safetensors", "tiny_llama-00002-of-00002.safetensors");
    assertLogits(Model.open(folder), "tiny_llama", TOLERANCE);
  }

  @Test
  void aFolderWithoutTokenizerConvertsToAFileWithoutOne() throws IOException {
    copy("tiny_llama_config.json", "config.json");
    copy("tiny_llama.safetensors", "model.safetensors");
    Path file = folder.resolve("m.gguf");
    GgufConversion.convert(folder, file, BlockFormat.F32);
    assertThat(Model.open(file).tokenizer()).isEmpty();
    assertLogits(Model.open(file), "tiny_llama", TOLERANCE);
  }

  /** As transformers takes it: turns are plain unless a type says otherwise. */
  @Test
  void theNewPlaceOfTurnsNeedsNoType() throws IOException {
    String config =
        Files.readString(References.file("hf-tiny-archs/tiny_smollm2_config.json"))
            .replaceFirst("(\"rope_theta\": *[0-9.e+]+)", "\"rope_parameters\": {$1}");
    Files.writeString(folder.resolve("config.json"), config);
    copy("tiny_smollm2.safetensors", "model.safetensors");
    assertLogits(Model.open(folder), "tiny_smollm2", TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({"tiny_llama_f32.gguf, 1e-4", "tiny_llama_f16.gguf, 1e-2"})
  void ggufFilesGiveTheLogitsOfTransformers(String file, double tolerance) {
    assertLogits(Model.open(References.file("hf-tiny-archs/" + file)), "tiny_llama", tolerance);
  }

  /** The two files hold one model, the .gguf rounded to 8 bits a weight. */
  @Test
  void eightBitsAreTheFloatsTheyWereMadeFrom() throws IOException {
    copy("tiny_llama_q8_config.json", "config.json");
    copy("tiny_llama_q8.safetensors", "model.safetensors");
    Model eightBits = Model.open(References.file("hf-tiny-archs/tiny_llama_q8.gguf"));
    Tensor rounded = tensor(eightBits, "blk.1.ffn_down.weight");
    float[] floats = tensor(Model.open(folder), "model.layers.1.mlp.down_proj.weight").floats();
    assertThat(rounded.format()).isEqualTo(BlockFormat.Q8_0);
    float largest = 0;
    for (float weight : floats) {
      largest = Math.max(largest, Math.abs(weight));
    }
    float halfStep = 0.501f * largest / 127;
    assertThat(rounded.floats()).containsExactly(floats, within(halfStep));
    assertThat(logits(eightBits, new int[] {1, 5, 2})).hasNumberOfRows(3);
  }

  private static Tensor tensor(Model model, String name) {
    return Optional.ofNullable(model.weights().tensors().get(name)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "stories260K.f32.gguf, 1e-4",
    "tinyllamas-stories-260k-f32.v1.gguf, 1e-4",
  })
  void storiesGiveTheReferenceLogits(String file, double tolerance) {
    Model model = Model.open(References.file("lm-stories260k/" + file));
    for (JsonNode example : References.json("lm-stories260k/reference_dev.json").path("cases")) {
      int[] prompt = References.ints(example.path("prompt_token_ids"));
      Tokenizer tokenizer = model.tokenizer().orElseThrow();
      assertThat(tokenizer.encode(example.path("prompt").asString(), true)).isEqualTo(prompt);
      float[][] logits = logits(model, prompt);
      assertThat(doubles(logits[prompt.length - 1]))
          .containsExactly(
              References.doubles(example.path("logits_last_position")), within(tolerance));
    }
  }

  /** What rounding costs, as a difference of the mean negative log likelihood. */
  @ParameterizedTest
  @CsvSource({
    "stories260K.f32.gguf, 1e-4",
    "stories260K.q8_0.gguf, 0.002",
    "stories260K.q5_1.gguf, 0.1",
    "stories260K.q4_0.gguf, 0.15",
  })
  void storiesGiveTheReferencePerplexity(String file, double tolerance) {
    Model model = Model.open(References.file("lm-stories260k/" + file));
    for (JsonNode text : References.json("lm-stories260k/reference_dev.json").path("perplexity")) {
      int[] ids = References.ints(text.path("token_ids"));
      float[][] logits = logits(model, ids);
      double nll = 0;
      for (int t = 0; t + 1 < ids.length; t++) {
        double sum = 0;
        for (float logit : logits[t]) {
          sum += Math.exp(logit);
        }
        nll += Math.log(sum) - logits[t][ids[t + 1]];
      }
      assertThat(nll / (ids.length - 1))
          .isCloseTo(text.path("mean_nll").asDouble(), within(tolerance));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "stories260K.f32.gguf, 465",
    "tinyllamas-stories-260k-f32.v1.gguf, 465",
    "stories260K.q8_0.gguf, 60",
  })
  void storiesAreToldAsPublished(String file, int characters) throws IOException {
    Model model = Model.open(References.file("lm-stories260k/" + file));
    String story =
        Files.readString(References.file("lm-stories260k/expected_stdout_temp0_n200.txt")).strip();
    Tokenizer tokenizer = model.tokenizer().orElseThrow();
    Transformer transformer = model.transformer();
    int[] ids = {tokenizer.bos().orElseThrow()};
    KvCache cache = transformer.newCache(200);
    while (ids.length <= 200) { // BOS and 200 tokens
      float[] logits =
          transformer.forward(Arrays.copyOfRange(ids, cache.length(), ids.length), cache, false)[0];
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = largest(logits);
    }
    int told = Math.min(characters, story.length());
    assertThat(tokenizer.decode(ids).strip()).startsWith(story.substring(0, told));
  }

  @Test
  void whatIsNoModelIsToldInOneLine() throws IOException {
    assertThatThrownBy(() -> Model.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json");
    assertThatThrownBy(() -> Model.open(folder.resolve("absent.gguf")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("absent.gguf");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"");
    assertThatThrownBy(() -> Model.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json");
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(References.file("hf-tiny-archs/" + from), folder.resolve(to));
  }

  private static void assertLogits(Model model, String reference, double tolerance) {
    JsonNode expected = References.json("hf-tiny-archs/" + reference + "_logits.json");
    for (int s = 0; s < expected.path("sequences").size(); s++) {
      float[][] logits = logits(model, References.ints(expected.path("sequences").get(s)));
      for (int t = 0; t < logits.length; t++) {
        double[] row = References.doubles(expected.path("logits").get(s).get(t));
        assertThat(doubles(logits[t])).containsExactly(row, within(tolerance));
      }
    }
  }

  private static float[][] logits(Model model, int[] ids) {
    Transformer transformer = model.transformer();
    return transformer.forward(ids, transformer.newCache(ids.length), true);
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    Arrays.setAll(doubles, i -> floats[i]);
    return doubles;
  }

  private static int largest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
