package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Encoders against the vectors of tokens that Hugging Face transformers computed ({@code
 * reference/transformers_logits.py encoders}), and forward passes in numpy by the papers where it
 * knows none ({@code reference/reference.py encoders}), in folders and in the names of GGUF files.
 */
class EncodersTest {
  private static final float TOLERANCE = 1e-4f;

  static final List<PaperTest.Case> CASES =
      Stream.concat(PaperTest.cases("encoders.jsonl"), PaperTest.cases("encoders_by_paper.jsonl"))
          .toList();

  /** The first, the last and the mean of the tokens' vectors, as they are. */
  @ParameterizedTest
  @FieldSource("CASES")
  void givesTheVectorsOfTransformers(PaperTest.Case reference) {
    assertVectors(reference.json(), PaperTest.weights(reference.json()));
  }

  static void assertVectors(JsonNode reference, Weights weights) {
    boolean gguf = weights.naming() == Weights.Naming.GGUF;
    String prefix = gguf ? weights.config().get("general.architecture") + "." : "";
    String[] kinds =
        gguf
            ? new String[] {"2", "3", "1"}
            : new String[] {"cls_token", "lasttoken", "mean_tokens"};
    int[] ids = References.ints(reference.path("ids"));
    JsonNode rows = reference.path("logits");
    int width = rows.get(0).size();
    float[][] expected = new float[3][width];
    for (int i = 0; i < width; i++) {
      expected[0][i] = rows.get(0).get(i).floatValue();
      expected[1][i] = rows.get(ids.length - 1).get(i).floatValue();
      for (JsonNode row : rows) {
        expected[2][i] += row.get(i).floatValue() / ids.length;
      }
    }
    for (int kind = 0; kind < 3; kind++) {
      Weights pooled =
          with(
              with(weights, prefix + (gguf ? "pooling_type" : "pooling"), kinds[kind]),
              prefix + "normalized",
              false);
      assertThat(Architectures.embedder(pooled).embed(ids))
          .as(kinds[kind])
          .containsExactly(expected[kind], within(TOLERANCE));
    }
  }

  private static Weights with(Weights weights, String key, Object value) {
    Map<String, Object> config = new LinkedHashMap<>(weights.config());
    config.put(key, value);
    return new Weights(weights.source(), weights.naming(), config, weights.tensors());
  }

  static JsonNode reference(String name) {
    return CASES.stream()
        .filter(it -> it.toString().matches("(transformers/)?" + name))
        .findFirst()
        .orElseThrow()
        .json();
  }

  /** With other names; {@code parts} are pairs of a part and what stands for it. */
  private static Map<String, Tensor> renamed(Weights weights, String... parts) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights
        .tensors()
        .forEach((name, tensor) -> {
          String own = name;
          for (int i = 0; i < parts.length; i += 2) {
            own = own.replace(parts[i], parts[i + 1]);
          }
          tensors.put(own, tensor);
        });
    return tensors;
  }

  private static Map<String, Object> config(String architecture, Object... settings) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("general.architecture", architecture);
    Object[] common = {
      "block_count",
      2,
      "context_length",
      16,
      "embedding_length",
      16,
      "feed_forward_length",
      12,
      "attention.head_count",
      4,
      "attention.layer_norm_epsilon",
      1e-12,
    };
    for (Object[] part : new Object[][] {common, settings}) {
      for (int i = 0; i < part.length; i += 2) {
        config.put(architecture + "." + part[i], part[i + 1]);
      }
    }
    return config;
  }

  private static Weights gguf(Map<String, Object> config, Map<String, Tensor> tensors) {
    return new Weights("made.gguf", Weights.Naming.GGUF, config, tensors);
  }

  @Test
  void distilBertInGgufFilesIsBertWithoutTypes() {
    JsonNode reference = reference("distilbert");
    Map<String, Tensor> tensors =
        renamed(
            PaperTest.weights(reference),
            "embeddings.word_embeddings",
            "token_embd",
            "embeddings.position_embeddings",
            "position_embd",
            "embeddings.LayerNorm",
            "token_embd_norm",
            "transformer.layer",
            "blk",
            "attention.q_lin",
            "attn_q",
            "attention.k_lin",
            "attn_k",
            "attention.v_lin",
            "attn_v",
            "attention.out_lin",
            "attn_output",
            "sa_layer_norm",
            "attn_output_norm",
            "ffn.lin1",
            "ffn_up",
            "ffn.lin2",
            "ffn_down",
            "output_layer_norm",
            "layer_output_norm");
    assertVectors(reference, gguf(config("bert"), tensors));
  }

  @Test
  void nomicBertInGgufFilesAndInItsFirstFolders() {
    JsonNode reference = reference("nomic_bert");
    Weights made = PaperTest.weights(reference);
    Map<String, Tensor> tensors =
        renamed(
            made,
            "embeddings.word_embeddings",
            "token_embd",
            "embeddings.token_type_embeddings",
            "token_types",
            "emb_ln",
            "token_embd_norm",
            "encoder.layers.",
            "blk.",
            "attn.Wqkv",
            "attn_qkv",
            "attn.out_proj",
            "attn_output",
            "norm1",
            "attn_output_norm",
            "norm2",
            "layer_output_norm",
            "mlp.fc11",
            "ffn_up",
            "mlp.fc12",
            "ffn_gate",
            "mlp.fc2",
            "ffn_down");
    assertVectors(reference, gguf(config("nomic-bert", "rope.freq_base", 1_000.0), tensors));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "nomic_bert");
    config.put("n_embd", 16);
    config.put("n_head", 4);
    config.put("n_inner", 12);
    config.put("n_layer", 2);
    config.put("n_positions", 16);
    config.put("layer_norm_epsilon", 1e-12);
    config.put("activation_function", "swiglu");
    config.put("rotary_emb_base", 1_000);
    config.put("rotary_emb_fraction", 1.0);
    assertVectors(
        reference, new Weights("first", Weights.Naming.HUGGING_FACE, config, made.tensors()));
  }

  /** As llama.cpp's converter has them, by gguf-py's table: the gate apart from what it gates. */
  @ParameterizedTest
  @ValueSource(strings = {"jina_bert", "jina_bert_code"})
  void jinaBertInGgufFiles(String name) {
    JsonNode reference = reference(name);
    boolean code = name.endsWith("code");
    Map<String, Tensor> tensors =
        renamed(
            PaperTest.weights(reference),
            "embeddings.word_embeddings",
            "token_embd",
            "embeddings.token_type_embeddings",
            "token_types",
            "embeddings.LayerNorm",
            "token_embd_norm",
            "encoder.layer.",
            "blk.",
            "attention.self.query",
            "attn_q",
            "attention.self.key",
            "attn_k",
            "attention.self.value",
            "attn_v",
            "attention.self.layer_norm_q",
            "attn_q_norm",
            "attention.self.layer_norm_k",
            "attn_k_norm",
            "attention.output.dense",
            "attn_output",
            "attention.output.LayerNorm",
            "attn_output_norm",
            "layer_norm_1",
            "attn_norm_2",
            "layer_norm_2",
            "layer_output_norm",
            "mlp.layernorm",
            "layer_output_norm",
            "mlp.wo",
            "ffn_down",
            "mlp.down_layer",
            "ffn_down");
    for (int layer = 0; layer < 2; layer++) {
      String at = "blk." + layer + ".";
      String both = at + (code ? "mlp.up_gated_layer" : "mlp.gated_layers") + ".weight";
      Tensor pair = Objects.requireNonNull(tensors.remove(both));
      tensors.put(at + "ffn_gate.weight", pair.rows(code ? 12 : 0, 12));
      tensors.put(at + "ffn_up.weight", pair.rows(code ? 0 : 12, 12));
    }
    assertVectors(reference, gguf(config("jina-bert-v2", "embedding_length", 8), tensors));
  }

  /** Files lack the bias behind the experts, so it is taken away here too. */
  @Test
  void nomicBertWithExpertsInGgufFiles() {
    Weights made = PaperTest.weights(reference("nomic_moe"));
    Map<String, Tensor> folder = new LinkedHashMap<>(made.tensors());
    folder.remove("encoder.layers.1.mlp.experts.bias");
    Map<String, Tensor> tensors =
        renamed(
            new Weights(made.source(), made.naming(), made.config(), folder),
            "embeddings.word_embeddings",
            "token_embd",
            "embeddings.token_type_embeddings",
            "token_types",
            "emb_ln",
            "token_embd_norm",
            "encoder.layers.",
            "blk.",
            "attn.Wqkv",
            "attn_qkv",
            "attn.out_proj",
            "attn_output",
            "norm1",
            "attn_output_norm",
            "norm2",
            "layer_output_norm",
            "mlp.fc1",
            "ffn_up",
            "mlp.fc2",
            "ffn_down",
            "mlp.router.layer",
            "ffn_gate_inp");
    String at = "blk.1.mlp.experts.mlp.";
    float[] up = Objects.requireNonNull(tensors.remove(at + "w1")).floats();
    float[] down = Objects.requireNonNull(tensors.remove(at + "w2")).floats();
    float[] upright = new float[down.length];
    for (int i = 0; i < down.length; i++) {
      int expert = i / 96;
      upright[expert * 96 + i % 8 * 12 + i % 96 / 8] = down[i];
    }
    tensors.put("blk.1.ffn_up_exps.weight", Tensor.of("up", up, 4, 12, 8));
    tensors.put("blk.1.ffn_down_exps.weight", Tensor.of("down", upright, 4, 8, 12));
    Map<String, Object> config =
        config(
            "nomic-bert-moe",
            "embedding_length",
            8,
            "attention.head_count",
            2,
            "attention.layer_norm_epsilon",
            1e-5,
            "rope.freq_base",
            10_000.0,
            "moe_every_n_layers",
            2,
            "expert_count",
            4,
            "expert_used_count",
            2);
    int[] ids = {3, 7, 1, 4, 9};
    float[] expected =
        Architectures.embedder(new Weights(made.source(), made.naming(), made.config(), folder))
            .embed(ids);
    assertThat(Architectures.embedder(gguf(config, tensors)).embed(ids))
        .containsExactly(expected, within(TOLERANCE));
  }

  @Test
  void modernBertInGgufFiles() {
    JsonNode reference = reference("modernbert");
    Map<String, Tensor> tensors =
        renamed(
            PaperTest.weights(reference),
            "embeddings.tok_embeddings",
            "token_embd",
            "embeddings.norm",
            "token_embd_norm",
            "final_norm",
            "output_norm",
            "layers.",
            "blk.",
            "attn.Wqkv",
            "attn_qkv",
            "attn.Wo",
            "attn_output",
            "mlp_norm",
            "ffn_norm",
            "mlp.Wi",
            "ffn_up",
            "mlp.Wo",
            "ffn_down");
    Map<String, Object> config =
        config(
            "modern-bert",
            "block_count",
            4,
            "attention.layer_norm_epsilon",
            1e-5,
            "attention.sliding_window",
            4,
            "rope.freq_base",
            160_000.0,
            "rope.freq_base_swa",
            10_000.0);
    assertVectors(reference, gguf(config, tensors));
  }

  @Test
  void embeddingGemmaInGgufFiles() {
    JsonNode reference = reference("embeddinggemma");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    PaperTest.weights(reference)
        .tensors()
        .forEach((name, tensor) -> {
          float[] numbers = tensor.floats();
          for (int i = 0; name.contains("norm") && i < numbers.length; i++) {
            numbers[i] += 1;
          }
          String full = "model." + name;
          for (String[] part :
              new String[][] {
                {"pre_feedforward_layernorm", "ffn_norm"},
                {"post_attention_layernorm", "post_attention_norm"},
                {"post_feedforward_layernorm", "post_ffw_norm"},
              }) {
            full = full.replace(part[0], part[1]);
          }
          tensors.put(Weights.ggufName(full), Tensor.of(name, numbers, tensor.shape()));
        });
    Map<String, Object> config =
        config(
            "gemma-embedding",
            "block_count",
            6,
            "attention.layer_norm_rms_epsilon",
            1e-6,
            "attention.head_count_kv",
            2,
            "attention.key_length",
            8,
            "attention.sliding_window",
            6,
            "query_pre_attn_scalar",
            12,
            "rope.freq_base",
            1_000_000.0);
    assertVectors(reference, gguf(config, tensors));
  }

  /** The layers that EmbeddingGemma has behind the pooling: here the first two numbers, doubled. */
  @Test
  void whatStandsBehindThePoolingIsComputed() {
    JsonNode reference = reference("embeddinggemma");
    Weights made = with(PaperTest.weights(reference), "normalized", false);
    Map<String, Tensor> tensors = new LinkedHashMap<>(made.tensors());
    float[] weight = new float[2 * 16];
    weight[0] = 2;
    weight[16 + 1] = 2;
    tensors.put("dense.0.linear.weight", Tensor.of("dense", weight, 2, 16));
    int[] ids = References.ints(reference.path("ids"));
    Embedder plain = Architectures.embedder(made);
    Embedder dense =
        Architectures.embedder(new Weights(made.source(), made.naming(), made.config(), tensors));
    float[] vector = plain.embed(ids);
    assertThat(dense.width()).isEqualTo(2);
    assertThat(dense.embed(ids))
        .containsExactly(new float[] {2 * vector[0], 2 * vector[1]}, within(1e-6f));
  }

  @Test
  void whatSeesBothWaysWritesNoText() {
    Weights weights = PaperTest.weights(reference("embeddinggemma"));
    assertThatThrownBy(() -> Architectures.open(weights))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("reads texts and writes none");
  }
}
