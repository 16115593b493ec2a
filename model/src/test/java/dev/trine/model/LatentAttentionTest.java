package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.LatentAttention.Mode;
import dev.trine.model.Weights.Naming;
import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Both ways of latent attention, and both generations of DeepSeek's GGUF files, give one result.
 */
class LatentAttentionTest {
  private static final float TOLERANCE = 1e-5f;

  @Test
  void absorbedAndNaiveAgreeOnRandomWeights() {
    Random random = new Random(11);
    int hidden = 24;
    int heads = 3;
    int nope = 6;
    int turned = 4;
    int value = 5;
    int rank = 7;
    Map<String, Object> config =
        Map.of("model_type", "deepseek_v2", "max_position_embeddings", 64, "rope_theta", 100.0);
    Rope rope =
        Rope.of(
            new Checkpoint(new Weights("", Naming.HUGGING_FACE, config, Map.of())), turned, true);
    Attention spec =
        Attention.of(heads, 1, rank + turned)
            .withLatentValues(rank)
            .withScale(1 / Math.sqrt(nope + turned))
            .withRope(rope.atEndOf(rank + turned));
    Tensor[] keyUp = new Tensor[heads];
    Tensor[] valueUp = new Tensor[heads];
    for (int h = 0; h < heads; h++) {
      keyUp[h] = tensor(random, nope, rank);
      valueUp[h] = tensor(random, value, rank);
    }
    LatentAttention naive =
        new LatentAttention(
            0,
            Optional.empty(),
            Optional.empty(),
            linear(random, heads * (nope + turned), hidden),
            linear(random, rank + turned, hidden),
            Norm.rms(tensor(random, 1, rank).floats(), 1e-6),
            "kv_b_proj",
            keyUp,
            false,
            valueUp,
            linear(random, hidden, heads * value),
            spec,
            Mode.NAIVE);
    float[] x = tensor(random, 9, hidden).floats();
    Layers layers = new Layers(Kernels.scalar());
    float[] expected = run(naive, x, layers);
    float[] absorbed = run(naive.in(Mode.ABSORBED), x, layers);
    assertThat(absorbed).containsExactly(expected, within(TOLERANCE));
    assertThat(expected[8 * hidden]).isNotCloseTo(0, within(1e-3f));
  }

  /** In two steps, so that the second one finds a past in the cache. */
  private static float[] run(LatentAttention attention, float[] x, Layers layers) {
    AttentionCache cache =
        new AttentionCache(java.util.List.of(attention.spec()), 9, Precision.EXACT);
    float[] out = new float[x.length];
    int width = x.length / 9;
    for (int[] part : new int[][] {{0, 5}, {5, 9}}) {
      int from = part[0] * width;
      Batch batch = Batch.of(new int[part[1] - part[0]], cache, true);
      Layers.reserve(batch);
      float[] y =
          attention.of(java.util.Arrays.copyOfRange(x, from, part[1] * width), batch, layers);
      System.arraycopy(y, 0, out, from, y.length);
      Layers.advance(batch);
    }
    return out;
  }

  /**
   * The files are made here from the tiny checkpoint, as the converters of both times made them.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothGenerationsOfGgufGiveTheLogitsOfTransformers(boolean split) {
    Transformer model = Architectures.open(gguf(References.tiny("tiny_deepseek_v2"), split));
    JsonNode reference = References.json("hf-tiny-archs/tiny_deepseek_v2_logits.json");
    int[] ids = References.ints(reference.path("sequences").get(0));
    float[][] logits = model.forward(ids, model.newCache(ids.length), true);
    for (int t = 0; t < ids.length; t++) {
      double[] expected = References.doubles(reference.path("logits").get(0).get(t));
      for (int i = 0; i < expected.length; i++) {
        // The files have one epsilon for all norms, transformers a smaller one for the inner.
        assertThat((double) logits[t][i]).isCloseTo(expected[i], within(5e-4));
      }
    }
  }

  @Test
  void theCacheHoldsLatentsAlone() {
    Transformer model = Architectures.open(References.tiny("tiny_deepseek_v2"));
    assertThat(model.newCache(3).bytes(1)).isEqualTo(2 * (5 + 4) * 4); // layers, rank + rope, f32
  }

  private static Weights gguf(Weights hf, boolean split) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("general.architecture", "deepseek2");
    config.put("deepseek2.block_count", 2);
    config.put("deepseek2.context_length", 16);
    config.put("deepseek2.embedding_length", 8);
    config.put("deepseek2.feed_forward_length", 12);
    config.put("deepseek2.leading_dense_block_count", 1);
    config.put("deepseek2.attention.head_count", 2);
    config.put("deepseek2.attention.head_count_kv", split ? 1 : 2);
    config.put("deepseek2.attention.key_length", split ? 9 : 10);
    config.put("deepseek2.attention.value_length", split ? 5 : 6);
    if (split) {
      config.put("deepseek2.attention.key_length_mla", 10);
      config.put("deepseek2.attention.value_length_mla", 6);
    }
    config.put("deepseek2.attention.kv_lora_rank", 5);
    config.put("deepseek2.attention.layer_norm_rms_epsilon", 1e-5);
    config.put("deepseek2.rope.dimension_count", 4);
    config.put("deepseek2.rope.freq_base", 10_000.0);
    config.put("deepseek2.expert_count", 4);
    config.put("deepseek2.expert_used_count", 2);
    config.put("deepseek2.expert_shared_count", 2);
    config.put("deepseek2.expert_feed_forward_length", 5);
    config.put("deepseek2.expert_weights_scale", 1.5);
    config.put("deepseek2.expert_weights_norm", false);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    hf.tensors()
        .forEach((name, tensor) -> {
          if (!name.contains(".experts.")) {
            tensors.put(ggufName(name), tensor);
          }
        });
    for (String part : new String[] {"gate", "up", "down"}) {
      tensors.put("blk.1.ffn_" + part + "_exps.weight", stacked(hf, part));
    }
    for (int layer = 0; split && layer < 2; layer++) {
      String at = "blk." + layer + ".attn_";
      float[] up = Optional.ofNullable(tensors.remove(at + "kv_b.weight")).orElseThrow().floats();
      float[] keys = new float[2 * 5 * 6];
      float[] values = new float[2 * 6 * 5];
      for (int head = 0; head < 2; head++) {
        for (int d = 0; d < 6; d++) {
          for (int r = 0; r < 5; r++) {
            keys[(head * 5 + r) * 6 + d] = up[(head * 12 + d) * 5 + r];
            values[(head * 6 + d) * 5 + r] = up[(head * 12 + 6 + d) * 5 + r];
          }
        }
      }
      tensors.put(at + "k_b.weight", Tensor.of("k", keys, 2, 5, 6));
      tensors.put(at + "v_b.weight", Tensor.of("v", values, 2, 6, 5));
    }
    return new Weights("made.gguf", Naming.GGUF, config, tensors);
  }

  private static String ggufName(String name) {
    return name.replace("model.embed_tokens", "token_embd")
        .replace("model.norm", "output_norm")
        .replace("lm_head", "output")
        .replace("model.layers", "blk")
        .replace("input_layernorm", "attn_norm")
        .replace("post_attention_layernorm", "ffn_norm")
        .replace("self_attn.kv_a_proj_with_mqa", "attn_kv_a_mqa")
        .replace("self_attn.kv_a_layernorm", "attn_kv_a_norm")
        .replace("self_attn.kv_b_proj", "attn_kv_b")
        .replace("self_attn.q_proj", "attn_q")
        .replace("self_attn.o_proj", "attn_output")
        .replaceAll("mlp.shared_experts.(gate|up|down)_proj", "ffn_$1_shexp")
        .replace("mlp.gate.", "ffn_gate_inp.")
        .replaceAll("mlp.(gate|up|down)_proj", "ffn_$1");
  }

  private static Tensor stacked(Weights hf, String part) {
    long[] shape = part.equals("down") ? new long[] {4, 8, 5} : new long[] {4, 5, 8};
    float[] all = new float[4 * 40];
    for (int e = 0; e < 4; e++) {
      String name = "model.layers.1.mlp.experts." + e + "." + part + "_proj.weight";
      float[] one = Optional.ofNullable(hf.tensors().get(name)).orElseThrow().floats();
      System.arraycopy(one, 0, all, e * 40, 40);
    }
    return Tensor.of(part, all, shape);
  }

  private static Linear linear(Random random, int out, int in) {
    return new Linear("linear", tensor(random, out, in), Optional.empty());
  }

  private static Tensor tensor(Random random, int rows, int columns) {
    float[] weights = new float[rows * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() / Math.sqrt(columns));
    }
    return Tensor.of("random", weights, rows, columns);
  }
}
