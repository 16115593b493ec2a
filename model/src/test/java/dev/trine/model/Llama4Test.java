package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * GGUF files of Llama 4 as llama.cpp's converter writes them, by gguf-py's table of names: experts
 * upright, gates apart from what they gate. The logits of folders are held to those of transformers
 * in {@link PaperTest}.
 */
class Llama4Test {
  private static final String[] NAMES = {
    "model.embed_tokens", "token_embd",
    "model.norm", "output_norm",
    "lm_head", "output",
    "model.layers", "blk",
    "input_layernorm", "attn_norm",
    "post_attention_layernorm", "ffn_norm",
    "self_attn.q_proj", "attn_q",
    "self_attn.k_proj", "attn_k",
    "self_attn.v_proj", "attn_v",
    "self_attn.o_proj", "attn_output",
    "feed_forward.router", "ffn_gate_inp",
    "feed_forward.shared_expert.gate_proj", "ffn_gate_shexp",
    "feed_forward.shared_expert.up_proj", "ffn_up_shexp",
    "feed_forward.shared_expert.down_proj", "ffn_down_shexp",
  };

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  @Test
  void ggufFilesGiveTheLogitsOfTheirFolder() {
    Weights folder = PaperTest.weights("transformers/llama4_bare");
    folder.tensors().forEach(this::take);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("general.architecture", "llama4");
    Object[] settings = {
      "block_count", 4,
      "context_length", 16,
      "embedding_length", 16,
      "feed_forward_length", 10,
      "attention.head_count", 4,
      "attention.head_count_kv", 2,
      "attention.key_length", 8,
      "attention.value_length", 8,
      "attention.layer_norm_rms_epsilon", 1e-5,
      "rope.freq_base", 500_000.0,
      "rope.dimension_count", 8,
      "expert_count", 4,
      "expert_used_count", 1,
      "expert_feed_forward_length", 12,
      "interleave_moe_layer_step", 1,
    };
    for (int i = 0; i < settings.length; i += 2) {
      config.put("llama4." + settings[i], settings[i + 1]);
    }
    Weights gguf = new Weights("made.gguf", Weights.Naming.GGUF, config, tensors);
    int[] ids = {3, 7, 1, 4, 9};
    float[][] expected = logits(folder, ids);
    float[][] actual = logits(gguf, ids);
    for (int t = 0; t < ids.length; t++) {
      assertThat(actual[t]).containsExactly(expected[t], within(1e-5f));
    }
  }

  private static float[][] logits(Weights weights, int[] ids) {
    Transformer model = Architectures.open(weights);
    return model.forward(ids, model.newCache(ids.length), true);
  }

  private void take(String name, Tensor tensor) {
    String own = name;
    for (int i = 0; i < NAMES.length; i += 2) {
      own = own.replace(NAMES[i], NAMES[i + 1]);
    }
    if (own.endsWith("experts.gate_up_proj")) {
      int inner = tensor.columns() / 2;
      put(
          own.replace("feed_forward.experts.gate_up_proj", "ffn_gate_exps.weight"),
          tensor,
          0,
          inner);
      put(
          own.replace("feed_forward.experts.gate_up_proj", "ffn_up_exps.weight"),
          tensor,
          inner,
          inner);
    } else if (own.endsWith("experts.down_proj")) {
      put(
          own.replace("feed_forward.experts.down_proj", "ffn_down_exps.weight"),
          tensor,
          0,
          tensor.columns());
    } else {
      tensors.put(own, tensor);
    }
  }

  /** Some columns of each expert, as rows. */
  private void put(String name, Tensor turned, int from, int count) {
    int experts = (int) turned.shape()[0];
    int in = (int) turned.shape()[1];
    float[] all = turned.floats();
    float[] upright = new float[experts * count * in];
    for (int e = 0; e < experts; e++) {
      for (int row = 0; row < count; row++) {
        for (int column = 0; column < in; column++) {
          upright[(e * count + row) * in + column] =
              all[(e * in + column) * turned.columns() + from + row];
        }
      }
    }
    tensors.put(name, Tensor.of(name, upright, experts, count, in));
  }
}
