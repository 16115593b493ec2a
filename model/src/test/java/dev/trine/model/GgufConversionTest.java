package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.trine.tensor.BlockFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Folders that became GGUF files give the logits that Hugging Face transformers computed. */
class GgufConversionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny_gemma2",
        "tiny_gpt2",
        "tiny_llama",
        "tiny_minicpm",
        "tiny_mistral",
        "tiny_mixtral",
        "tiny_phi3",
        "tiny_qwen2",
        "tiny_qwen3",
        "tiny_qwen3_moe",
        "tiny_smollm2",
      })
  void logitsStay(String name) throws IOException {
    Path file = convert(name, BlockFormat.F32);
    Transformer model = Model.open(file).transformer();
    JsonNode reference = References.json("hf-tiny-archs/" + name + "_logits.json");
    for (int s = 0; s < reference.path("sequences").size(); s++) {
      int[] ids = References.ints(reference.path("sequences").get(s));
      float[][] logits = model.forward(ids, model.newCache(ids.length), true);
      for (int t = 0; t < ids.length; t++) {
        double[] expected = References.doubles(reference.path("logits").get(s).get(t));
        assertThat(logits[t]).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) logits[t][i]).isCloseTo(expected[i], within(1e-4));
        }
      }
    }
  }

  /** Those whose reference is a pass in numpy give in a GGUF file what they give in a folder. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "deepseek2",
        "deepseek3",
        "gemma",
        "gemma3",
        "granite",
        "olmo2",
        "olmoe",
        "qwen2_moe",
        "smollm3",
        "stablelm",
        "starcoder2",
        "olmo",
        "seed_oss",
        "ernie",
        "glm4",
        "nemotron",
        "phi2",
        "cohere2",
        "transformers/hunyuan",
        "transformers/arcee",
        "transformers/dots1",
        "transformers/glm4_moe",
        "transformers/minimax_m2",
        "transformers/olmo_clipped",
        "transformers/phi",
        "transformers/gpt2",
        "transformers/gpt_bigcode",
        "transformers/gpt_bigcode_heads",
        "transformers/gpt_neox_half",
        "transformers/gpt_neox_in_turn",
        "transformers/falcon_7b",
        "transformers/falcon_40b",
        "transformers/granitemoe",
        "transformers/granitemoeshared",
        "transformers/granitehybrid",
        "transformers/granitehybrid_experts",
        "transformers/lfm2",
        "transformers/lfm2_moe_plain",
        "transformers/mamba",
        "transformers/mamba2_single",
        "transformers/jamba",
        "transformers/jamba_bare",
        "transformers/falcon_h1",
        "transformers/falcon_h1_gated",
        "transformers/mixtral_window",
        "transformers/bitnet",
        "transformers/olmo3",
        "transformers/qwen3_next",
        "transformers/ernie4_5_moe",
        "transformers/hunyuan_moe",
        "transformers/gpt_oss_bare",
        "transformers/bloom",
        "transformers/mpt",
        "transformers/phimoe",
        "transformers/llama4_bare",
        "transformers/qwen3_5_tied",
        "transformers/qwen3_5_moe",
        "rwkv6",
      })
  void logitsAreThoseOfTheFolder(String name) {
    Weights weights = PaperTest.weights(name);
    Map<String, Object> config = new HashMap<>(weights.config());
    if (Set.of("gemma3", "smollm3", "cohere2").contains(name)) {
      config.remove("layer_types"); // GGUF files know of one pattern only
      config.remove("no_rope_layers");
    }
    assertLogitsStay(new Weights(name, weights.naming(), config, weights.tensors()));
  }

  /** Its dynamic scaling by a fixed alpha is a larger base, which files can tell. */
  @Test
  void theScalingOfHunyuan() {
    Weights weights = PaperTest.weights("transformers/hunyuan");
    Map<String, Object> config = new HashMap<>(weights.config());
    config.put(
        "rope_parameters", Map.of("rope_type", "dynamic", "alpha", 1000.0, "rope_theta", 10000.0));
    assertLogitsStay(new Weights("hunyuan", weights.naming(), config, weights.tensors()));
    assertThat(Gguf.open(folder.resolve("out.gguf")).metadata())
        .hasEntrySatisfying(
            "hunyuan-dense.rope.freq_base",
            base ->
                assertThat(((Number) base).doubleValue())
                    .isCloseTo(10000 * Math.pow(1000, 8 / 6.0), withinPercentage(0.001)));
  }

  private void assertLogitsStay(Weights folderWeights) {
    Path file = folder.resolve("out.gguf");
    GgufConversion.convert(folderWeights, file, BlockFormat.F32);
    int[] ids = {3, 7, 1, 4, 9, 2, 8, 5};
    Transformer original = Architectures.open(folderWeights);
    Transformer converted = Model.open(file).transformer();
    float[][] expected = original.forward(ids, original.newCache(8), true);
    float[][] logits = converted.forward(ids, converted.newCache(8), true);
    for (int t = 0; t < ids.length; t++) {
      assertThat(logits[t]).containsExactly(expected[t], within(1e-4f));
    }
  }

  @Test
  void theSameBytesEachTime() throws IOException {
    Path first = convert("tiny_qwen3_moe", BlockFormat.BF16);
    byte[] bytes = Files.readAllBytes(first);
    assertThat(Files.readAllBytes(convert("tiny_qwen3_moe", BlockFormat.BF16))).isEqualTo(bytes);
  }

  /** Rows that are no whole blocks stay F16, small tensors F32. */
  @Test
  void typesOfTensors() throws IOException {
    Gguf gguf = Gguf.open(convert("tiny_phi3", BlockFormat.Q8_0));
    assertThat(gguf.tensor("token_embd.weight").orElseThrow().format()).isEqualTo(BlockFormat.Q8_0);
    assertThat(gguf.tensor("blk.0.ffn_down.weight").orElseThrow().format())
        .isEqualTo(BlockFormat.F16);
    assertThat(gguf.tensor("output_norm.weight").orElseThrow().format()).isEqualTo(BlockFormat.F32);
    assertThat(gguf.metadata()).containsEntry("general.file_type", 7L);
  }

  /** A published GGUF of the same checkpoint: the order of its rows is the converter's. */
  @Test
  void theRowsOfLlamaStandAsInAPublishedFile() throws IOException {
    Gguf ours = Gguf.open(convert("tiny_llama", BlockFormat.F32));
    Gguf theirs = Gguf.open(References.file("hf-tiny-archs/tiny_llama_f32.gguf"));
    assertThat(ours.tensors().keySet()).isEqualTo(theirs.tensors().keySet());
    for (String name : theirs.tensors().keySet()) {
      assertThat(ours.tensor(name).orElseThrow().floats())
          .as(name)
          .isEqualTo(theirs.tensor(name).orElseThrow().floats());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tiny_bpe_split_qwen2, tokenizer.json, stablelm2, split_qwen2, 600",
    "tiny_bpe_split_cl100k, tokenizer.json, dbrx, split_cl100k, 600",
    "tiny_bpe_bytelevel, tokenizer.json, gpt-2, byte_level, 600",
    "tiny_bpe_digits_bytelevel, tokenizer.json, starcoder, digits_bytelevel, 600",
    "tiny_bpe_split_o200k_harmony, tokenizer.json, gpt-4o, split_o200k_harmony, 600",
    "tiny_bpe_metaspace, tokenizer.json, , metaspace, 600",
    "tiny_spm_bpe, tokenizer.model, , spm_bpe_model, 600",
    "tiny_spm_bytefallback, tokenizer.model, , spm_bytefallback, 600",
    "tiny_unigram, tokenizer.json, default, unigram, 60",
    "tiny_spm, tokenizer.model, , spm_model, 60",
    "tiny_wordpiece, tokenizer.json, default, wordpiece, 600",
  })
  void tokenizersStay(String from, String name, String pre, String cases, int rows)
      throws IOException {
    String suffix = name.endsWith(".json") ? "_tokenizer.json" : ".model";
    Files.copy(References.file("hf-tiny-archs/" + from + suffix), folder.resolve(name));
    Path file = folder.resolve("out.gguf");
    GgufWriter writer = new GgufWriter();
    new GgufTokenizer(writer, folder, rows).write(java.util.Optional.empty());
    writer.write(file);
    Gguf gguf = Gguf.open(file);
    assertThat(gguf.string("tokenizer.ggml.pre").orElse(null)).isEqualTo(pre);
    Tokenizer tokenizer = Tokenizers.of(gguf);
    assertThat(tokenizer.size()).isEqualTo(rows);
    for (JsonNode one :
        References.json("hf-tiny-archs/hf_tokenizer_cases.json").path(cases).path("cases")) {
      String text = one.path("text").asString();
      if (!text.contains("<") && !text.contains("[CLS]")) { // the cases look for special tokens
        assertThat(tokenizer.encode(text, false))
            .as(text)
            .isEqualTo(References.ints(one.path("ids")));
      }
    }
  }

  /** Ids are Hugging Face's for the folder; with and without what the model wants added. */
  @Test
  void wordPiecesOfAPublishedEmbedderStay() throws IOException {
    Files.copy(
        References.file("tokenizers/bge-small-zh/tokenizer.json"),
        folder.resolve("tokenizer.json"));
    Path file = folder.resolve("out.gguf");
    GgufWriter writer = new GgufWriter();
    new GgufTokenizer(writer, folder, 21_128).write(java.util.Optional.empty());
    writer.write(file);
    Tokenizer folders = Model.open(folder).tokenizer().orElseThrow();
    Tokenizer files = Tokenizers.of(Gguf.open(file));
    int cases = 0;
    for (String line :
        Files.readAllLines(References.file("tokenizers-encodings/encodings.jsonl"))) {
      JsonNode one = Json.MAPPER.readTree(line);
      String text = one.path("text").asString();
      assertThat(files.encode(text, false))
          .as(text)
          .isEqualTo(References.ints(one.path("bge-small-zh")));
      assertThat(files.encode(text, true)).as(text).isEqualTo(folders.encode(text, true));
      cases++;
    }
    assertThat(cases).isGreaterThan(100);
  }

  @Test
  void whatCannotBeConvertedIsNamed() {
    Path file = folder.resolve("out.gguf");
    Weights opt = PaperTest.weights("transformers/opt");
    assertThatThrownBy(() -> GgufConversion.convert(opt, file, BlockFormat.F16))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("\"opt\" cannot be converted");
  }

  @ParameterizedTest
  @CsvSource({
    "transformers/cohere_norms, use_qk_norm in a model of less than 64 layers",
    "transformers/qwen3_moe, layer 1 has no experts",
    "transformers/gpt2_unscaled, attention is scaled by settings of its own",
    "exaone4, sliding_window in a model of other than 64 layers",
    "transformers/falcon_alibi, 'alibi, biases, or attention before the MLP'",
    "transformers/lfm2_adjusted, conv_bias",
    "transformers/lfm2_moe, routed_scaling_factor or norm_topk_prob",
    "transformers/mamba2, a norm of all groups together",
    "transformers/falcon_h1_norm, mamba_norm_before_gate",
    "transformers/llama4, 'layers, chunks, temperatures or norms of its own'",
  })
  void whatFilesCannotTellIsNamed(String name, String what) {
    Path file = folder.resolve("out.gguf");
    assertThatThrownBy(() -> GgufConversion.convert(PaperTest.weights(name), file, BlockFormat.F32))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(what + ", which GGUF files do not know");
  }

  private Path convert(String name, BlockFormat type) throws IOException {
    Path from = Files.createTempDirectory(folder, name);
    Weights weights = References.tiny(name);
    Files.writeString(
        from.resolve("config.json"), Json.MAPPER.writeValueAsString(weights.config()));
    Files.copy(
        References.file("hf-tiny-archs/" + name + ".safetensors"),
        from.resolve("model.safetensors"));
    Path named = Files.createDirectories(folder.resolve(name));
    Path out = named.resolve("out.gguf");
    Path source = named.resolve("source");
    if (!Files.exists(source)) {
      Files.move(from, source);
    }
    GgufConversion.convert(source, out, type);
    return out;
  }
}
