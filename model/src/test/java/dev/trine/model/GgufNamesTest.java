package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Weights.Naming;
import dev.trine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The same checkpoints with the names, the order and the changes that llama.cpp's converter gives
 * them, against the same logits of Hugging Face transformers.
 */
class GgufNamesTest {
  private static final double TOLERANCE = 1e-4;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Object> config = new LinkedHashMap<>();

  /** As gguf-py's constants have them. */
  @Test
  void namesThatHoldOthers() {
    GgufNames names = new GgufNames();
    assertThat(names.tensor("model.layers.1.mlp.gate.e_score_correction_bias"))
        .isEqualTo("blk.1.exp_probs_b.bias");
    assertThat(names.tensor("score.weight")).isEqualTo("cls.output.weight");
  }

  private void architecture(String name, int hidden, int heads, int kvHeads, int inner) {
    config.put("general.architecture", name);
    set("block_count", 2);
    set("context_length", 16);
    set("embedding_length", hidden);
    set("feed_forward_length", inner);
    set("attention.head_count", heads);
    set("attention.head_count_kv", kvHeads);
    set("attention.layer_norm_rms_epsilon", 1e-5);
    set("rope.freq_base", 10_000.0);
  }

  private void set(String key, Object value) {
    config.put(config.get("general.architecture") + "." + key, value);
  }

  /** Takes over tensors; {@code names} are pairs of a part and what stands for it. */
  private void take(Weights hf, String... names) {
    hf.tensors()
        .forEach((name, tensor) -> {
          String own = name;
          for (int i = 0; i < names.length; i += 2) {
            own = own.replace(names[i], names[i + 1]);
          }
          tensors.put(own, tensor);
        });
  }

  private static final String[] COMMON = {
    "model.embed_tokens", "token_embd",
    "model.norm", "output_norm",
    "lm_head", "output",
    "model.layers", "blk",
    "input_layernorm", "attn_norm",
    "self_attn.q_norm", "attn_q_norm",
    "self_attn.k_norm", "attn_k_norm",
    "self_attn.q_proj", "attn_q",
    "self_attn.k_proj", "attn_k",
    "self_attn.v_proj", "attn_v",
    "self_attn.o_proj", "attn_output",
    "self_attn.qkv_proj", "attn_qkv",
    "mlp.gate_up_proj", "ffn_up",
    "mlp.gate_proj", "ffn_gate",
    "mlp.up_proj", "ffn_up",
    "mlp.down_proj", "ffn_down",
    "pre_feedforward_layernorm", "ffn_norm",
    "post_feedforward_layernorm", "post_ffw_norm",
    "block_sparse_moe.gate", "ffn_gate_inp",
    "mlp.gate.", "ffn_gate_inp.",
  };

  @Test
  void gemma2() {
    architecture("gemma2", 8, 2, 1, 12);
    set("attention.layer_norm_rms_epsilon", 1e-6);
    set("attention.value_length", 6);
    set("attention.sliding_window", 4);
    set("attn_logit_softcapping", 5.0);
    set("final_logit_softcapping", 0.5);
    set("attention.key_length", 6);
    take(References.tiny("tiny_gemma2"), COMMON);
    tensors.remove("output.weight");
    rename("post_attention_layernorm", "post_attention_norm");
    tensors.replaceAll((name, tensor) -> name.endsWith("norm.weight") ? plusOne(tensor) : tensor);
    // The scale of the scores is not in the files: it is the root of the head's size.
    float wanted = (float) Math.sqrt(6.0 / 12);
    tensors.replaceAll(
        (name, tensor) -> name.contains("attn_q.") ? scaled(tensor, wanted) : tensor);
    assertLogits("tiny_gemma2");
  }

  @Test
  void phi3() {
    architecture("phi3", 32, 4, 2, 24);
    set("attention.sliding_window", 4);
    set("rope.dimension_count", 6);
    take(References.tiny("tiny_phi3"), COMMON);
    rename("post_attention_layernorm", "ffn_norm");
    assertLogits("tiny_phi3");
  }

  @Test
  void gpt2() {
    architecture("gpt2", 8, 2, 2, 32);
    set("attention.layer_norm_epsilon", 1e-5);
    take(
        References.tiny("tiny_gpt2"),
        "wte",
        "token_embd",
        "wpe",
        "position_embd",
        "ln_f",
        "output_norm",
        "attn.c_attn",
        "attn_qkv",
        "attn.c_proj",
        "attn_output",
        "ln_1",
        "attn_norm",
        "ln_2",
        "ffn_norm",
        "mlp.c_fc",
        "ffn_up",
        "mlp.c_proj",
        "ffn_down",
        "h.",
        "blk.");
    tensors.keySet().removeIf(name -> name.endsWith("attn.bias"));
    tensors.replaceAll((name, tensor) ->
        name.matches("blk.*(qkv|output|up|down).weight") ? transposed(tensor) : tensor);
    assertLogits("tiny_gpt2");
  }

  @Test
  void qwen3Moe() {
    architecture("qwen3moe", 8, 2, 1, 12);
    set("attention.key_length", 6);
    set("expert_count", 4);
    set("expert_used_count", 2);
    set("expert_feed_forward_length", 5);
    take(References.tiny("tiny_qwen3_moe"), COMMON);
    rename("post_attention_layernorm", "ffn_norm");
    stack("mlp.experts.%d.gate_proj", "ffn_gate_exps", 5, 8);
    stack("mlp.experts.%d.up_proj", "ffn_up_exps", 5, 8);
    stack("mlp.experts.%d.down_proj", "ffn_down_exps", 8, 5);
    assertLogits("tiny_qwen3_moe");
  }

  /** In a GGUF file Mixtral is a Llama, whose rows of queries and keys are reordered. */
  @Test
  void mixtral() {
    architecture("llama", 8, 2, 1, 12);
    set("expert_count", 4);
    set("expert_used_count", 2);
    set("rope.dimension_count", 4);
    take(References.tiny("tiny_mixtral"), COMMON);
    rename("post_attention_layernorm", "ffn_norm");
    stack("block_sparse_moe.experts.%d.w1", "ffn_gate_exps", 12, 8);
    stack("block_sparse_moe.experts.%d.w3", "ffn_up_exps", 12, 8);
    stack("block_sparse_moe.experts.%d.w2", "ffn_down_exps", 8, 12);
    tensors.replaceAll(
        (name, tensor) -> name.matches(".*attn_[qk].weight") ? reordered(tensor, 4) : tensor);
    assertLogits("tiny_mixtral");
  }

  @Test
  void miniCpm() {
    architecture("minicpm", 8, 2, 1, 12);
    set("embedding_scale", 1.7);
    set("residual_scale", 1.4 / Math.sqrt(2));
    set("logit_scale", 8 / 5.0);
    take(References.tiny("tiny_minicpm"), COMMON);
    rename("post_attention_layernorm", "ffn_norm");
    tensors.replaceAll(
        (name, tensor) -> name.matches(".*attn_[qk].weight") ? reordered(tensor, 4) : tensor);
    assertLogits("tiny_minicpm");
  }

  @Test
  void bert() {
    architecture("bert", 8, 2, 2, 16);
    set("attention.layer_norm_epsilon", 1e-12);
    take(
        References.tiny("tiny_bert"),
        "embeddings.word_embeddings",
        "token_embd",
        "embeddings.position_embeddings",
        "position_embd",
        "embeddings.token_type_embeddings",
        "token_types",
        "embeddings.LayerNorm",
        "token_embd_norm",
        "encoder.layer",
        "blk",
        "attention.self.query",
        "attn_q",
        "attention.self.key",
        "attn_k",
        "attention.self.value",
        "attn_v",
        "attention.output.dense",
        "attn_output",
        "attention.output.LayerNorm",
        "attn_output_norm",
        "intermediate.dense",
        "ffn_up",
        "output.dense",
        "ffn_down",
        "output.LayerNorm",
        "layer_output_norm");
    tensors.keySet().removeIf(name -> name.startsWith("pooler"));
    int[] ids = {4, 0, 7};
    assertThat(Architectures.embedder(weights()).embed(ids))
        .containsExactly(
            Architectures.embedder(References.tiny("tiny_bert")).embed(ids), within(1e-6f));
  }

  private Weights weights() {
    return new Weights("made.gguf", Naming.GGUF, config, tensors);
  }

  private void assertLogits(String name) {
    Transformer model = Architectures.open(weights());
    JsonNode reference = References.json("hf-tiny-archs/" + name + "_logits.json");
    int[] ids = References.ints(reference.path("sequences").get(0));
    float[][] logits = model.forward(ids, model.newCache(ids.length), true);
    for (int t = 0; t < ids.length; t++) {
      double[] expected = References.doubles(reference.path("logits").get(0).get(t));
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) logits[t][i]).isCloseTo(expected[i], within(TOLERANCE));
      }
    }
  }

  private void rename(String part, String to) {
    Map<String, Tensor> old = new LinkedHashMap<>(tensors);
    tensors.clear();
    old.forEach((name, tensor) -> tensors.put(name.replace(part, to), tensor));
  }

  /** The experts of each layer in one tensor. */
  private void stack(String pattern, String to, int out, int in) {
    for (int layer = 0; layer < 2; layer++) {
      float[] all = new float[4 * out * in];
      for (int e = 0; e < 4; e++) {
        String name = "blk." + layer + "." + pattern.formatted(e) + ".weight";
        float[] one = Optional.ofNullable(tensors.remove(name)).orElseThrow().floats();
        System.arraycopy(one, 0, all, e * out * in, out * in);
      }
      tensors.put("blk." + layer + "." + to + ".weight", Tensor.of(to, all, 4, out, in));
    }
  }

  private static Tensor plusOne(Tensor tensor) {
    float[] weights = tensor.floats();
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 1;
    }
    return Tensor.of(tensor.name(), weights, tensor.shape());
  }

  private static Tensor scaled(Tensor tensor, float factor) {
    float[] weights = tensor.floats();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= factor;
    }
    return Tensor.of(tensor.name(), weights, tensor.shape());
  }

  private static Tensor transposed(Tensor tensor) {
    float[] from = tensor.floats();
    float[] to = new float[from.length];
    int columns = tensor.columns();
    int rows = tensor.rows();
    for (int i = 0; i < from.length; i++) {
      to[i % columns * rows + i / columns] = from[i];
    }
    return Tensor.of(tensor.name(), to, columns, rows);
  }

  /** From one number of each half of a head to pairs of neighbours. */
  private static Tensor reordered(Tensor tensor, int headDim) {
    float[] from = tensor.floats();
    float[] to = new float[from.length];
    int columns = tensor.columns();
    for (int row = 0; row < tensor.rows(); row++) {
      int place = row % headDim;
      int half = headDim / 2;
      int now = row - place + (place < half ? 2 * place : 2 * (place - half) + 1);
      System.arraycopy(from, row * columns, to, now * columns, columns);
    }
    return Tensor.of(tensor.name(), to, tensor.shape());
  }
}
