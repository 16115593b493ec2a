package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trine.model.Weights.Naming;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Weights of RWKV's own files by the names and in the shapes of Hugging Face folders, as
 * flash-linear-attention's convert_from_rwkv7.py and convert_from_rwkv6.py and the world models
 * have them: the logits are those of the files.
 */
class RwkvFolderTest {
  private static final String[][] FLA = {
    {"emb.", "model.embeddings."},
    {"head.", "lm_head."},
    {"ln_out.", "model.norm."},
    {"blocks.", "model.layers."},
    {".ln0.", ".pre_norm."},
    {".ln1.", ".attn_norm."},
    {".ln2.", ".ffn_norm."},
    {".att.", ".attn."},
    {".ln_x.", ".g_norm."},
    {"attn.output.", "attn.o_proj."},
  };
  private static final String[][] FLA7 = {
    {"attn.receptance.", "attn.r_proj."},
    {"attn.key.", "attn.k_proj."},
    {"attn.value.", "attn.v_proj."},
  };
  private static final String[][] FLA6 = {
    {"attn.receptance.", "attn.r_proj.linear."},
    {"attn.key.", "attn.k_proj.linear."},
    {"attn.value.", "attn.v_proj.linear."},
    {"attn.gate.", "attn.g_proj.linear."},
    {"attn.time_decay_w1", "attn.w_proj.linear.lora.0.weight"},
    {"attn.time_decay_w2", "attn.w_proj.linear.lora.2.weight"},
    {"attn.time_decay", "attn.w_proj.linear.lora.2.bias"},
    {"attn.time_faaaa", "attn.bonus"},
    {"attn.time_maa_x", "attn.x_proj.0.mu"},
    {"ffn.key.weight", "ffn.key.linear.weight"},
    {"ffn.receptance.weight", "ffn.receptance.linear.weight"},
    {"ffn.time_maa_k", "ffn.key.mu"},
    {"ffn.time_maa_r", "ffn.receptance.mu"},
  };
  private static final String[][] WORLD = {
    {"emb.", "rwkv.embeddings."},
    {"ln_out.", "rwkv.ln_out."},
    {"blocks.", "rwkv.blocks."},
    {".ln0.", ".pre_ln."},
    {".att.", ".attention."},
    {".ffn.", ".feed_forward."},
  };

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  @Test
  void version7OfFlashLinearAttention() throws IOException {
    Weights own = file("7v0-834K");
    int hidden = tensor(own, "ln_out.weight").columns();
    own.tensors()
        .forEach((name, tensor) -> {
          String theirs = renamed(renamed(name, FLA), FLA7);
          if (theirs.endsWith("x_rwkvag")) {
            float[] all = tensor.floats();
            for (int i = 0; i < 6; i++) {
              float[] part = new float[hidden];
              System.arraycopy(all, i * hidden, part, 0, hidden);
              put(theirs.replace("rwkvag", "" + "rwkvag".charAt(i)), part, 1, 1, hidden);
            }
          } else {
            String lora =
                theirs
                    .replaceAll("\\.([wavg])1$", ".$1_lora.lora.0.weight")
                    .replaceAll("\\.([wavg])2$", ".$1_lora.lora.2.weight")
                    .replaceAll("\\.([wav])0$", ".$1_lora.lora.2.bias");
            put(lora, tensor.floats(), lora.endsWith(".bias") ? flat(tensor) : tensor.shape());
          }
        });
    int head = tensor(own, "blocks.0.att.r_k").columns();
    assertThat(last(open("rwkv7", own, Map.of("norm_eps", 64e-5 / head)), RwkvTest.PROMPT))
        .containsExactly(RwkvTest.expected("7v0-834K"), within(1e-3f));
  }

  @Test
  void version6OfFlashLinearAttention() {
    Weights own = PaperTest.weights("rwkv6");
    own.tensors()
        .forEach((name, tensor) -> {
          if (!name.matches(".*att.time_maa_[wkvrg][12]?")) {
            put(renamed(renamed(name, FLA), FLA6), tensor.floats(), tensor.shape());
          }
        });
    for (int layer = 0; layer < 2; layer++) {
      String at = "blocks." + layer + ".att.";
      Tensor down = tensor(own, at + "time_maa_w1");
      Tensor up = tensor(own, at + "time_maa_w2");
      int rank = down.rows() / 5;
      float[] shares = new float[5 * 8];
      float[] downs = new float[5 * rank * 8];
      float[] ups = new float[8 * 5 * rank];
      for (int part = 0; part < 5; part++) { // r, w, k, v, g; RWKV's own are w, k, v, r, g
        int own5 = "wkvrg".indexOf("rwkvg".charAt(part));
        float[] share = tensor(own, at + "time_maa_" + "rwkvg".charAt(part)).floats();
        System.arraycopy(share, 0, shares, part * 8, 8);
        System.arraycopy(down.floats(), own5 * rank * 8, downs, part * rank * 8, rank * 8);
        for (int i = 0; i < 8; i++) {
          System.arraycopy(up.floats(), (own5 * 8 + i) * rank, ups, (i * 5 + part) * rank, rank);
        }
      }
      String theirs = renamed(at, FLA);
      put(theirs + "x_bias", shares, 5, 8);
      put(theirs + "x_proj.0.linear.weight", downs, 5L * rank, 8);
      put(theirs + "x_proj.2.weight", ups, 8, 5L * rank);
    }
    assertThat(last(open("rwkv6", own, Map.of("norm_eps", 1e-5, "hidden_act", "sqrelu")), 3, 7, 1))
        .isEqualTo(last(Architectures.open(withEpsilon(own, 1e-5)), 3, 7, 1));
  }

  @Test
  void version6OfTheWorldModels() {
    Weights own = PaperTest.weights("rwkv6");
    own.tensors()
        .forEach((name, tensor) -> {
          boolean turned = name.matches(".*(time_maa_w[12]|time_decay_w[12])");
          Tensor theirs = turned ? turned(tensor) : tensor;
          long[] shape = theirs.shape();
          put(
              renamed(name, WORLD),
              theirs.floats(),
              shape.length == 1 && name.contains("time_") ? new long[] {1, 1, shape[0]} : shape);
        });
    assertThat(last(open("rwkv6", own, Map.of("layer_norm_epsilon", 1e-5)), 3, 7, 1))
        .isEqualTo(last(Architectures.open(own), 3, 7, 1));
  }

  /** Whose files have been through exp; here they are not. */
  @Test
  void version5OfTheWorldModels() {
    Weights own = PaperTest.weights("rwkv5_2");
    Map<String, Tensor> decayed = new LinkedHashMap<>(own.tensors());
    own.tensors()
        .forEach((name, tensor) -> {
          put(renamed(name, WORLD), tensor.floats(), tensor.shape());
          if (name.endsWith("time_decay")) {
            float[] through = through(tensor, it -> Math.exp(-Math.exp(it)));
            decayed.put(name, Tensor.of(name, through, tensor.shape()));
          }
        });
    Weights file = new Weights("file", Naming.HUGGING_FACE, own.config(), decayed);
    assertThat(last(open("rwkv5", own, Map.of("head_size_divisor", 1)), 3, 7, 1))
        .isEqualTo(last(Architectures.open(file), 3, 7, 1));
  }

  @Test
  void version4OfTransformers() throws IOException {
    Weights own = file("4v0-660K");
    own.tensors()
        .forEach((name, tensor) -> {
          boolean decay = name.endsWith("time_decay");
          float[] numbers = decay ? through(tensor, it -> Math.log(-it)) : tensor.floats();
          boolean mix = name.contains("time_mix");
          long[] shape = mix ? new long[] {1, 1, tensor.size()} : tensor.shape();
          put(renamed(name, WORLD), numbers, shape);
        });
    assertThat(last(open("rwkv", own, Map.of()), RwkvTest.PROMPT))
        .containsExactly(RwkvTest.expected("4v0-660K"), within(1e-4f));
  }

  @Test
  void layersWithAttentionAreRefused() throws IOException {
    Weights own = file("7v0-834K");
    assertThatThrownBy(() -> open("rwkv7", own, Map.of("attn", Map.of("layers", 1))))
        .isInstanceOf(ModelException.class)
        .hasMessage("made: config.json: attn is {layers=1}, which is not known; known is none");
  }

  private Transformer open(String type, Weights own, Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("model_type", type);
    config.put("hidden_size", Objects.requireNonNull(own.config().get("hidden_size")));
    config.put("num_hidden_layers", Objects.requireNonNull(own.config().get("num_hidden_layers")));
    return Architectures.open(
        RwkvFolder.of(new Weights("made", Naming.HUGGING_FACE, config, tensors)));
  }

  private static Weights withEpsilon(Weights own, double eps) {
    Map<String, Object> config = new HashMap<>(own.config());
    config.put("group_norm_eps", eps);
    return new Weights("own", own.naming(), config, own.tensors());
  }

  private static Weights file(String model) {
    return Model.open(References.file("lm-tiny-rwkv/tiny-rwkv-" + model + "-FP32.bin")).weights();
  }

  private static Tensor tensor(Weights weights, String name) {
    return Objects.requireNonNull(weights.tensors().get(name));
  }

  private void put(String name, float[] numbers, long... shape) {
    tensors.put(name, Tensor.of(name, numbers, shape));
  }

  private static String renamed(String name, String[][] names) {
    String renamed = name;
    for (String[] part : names) {
      renamed = renamed.replace(part[0], part[1]);
    }
    return renamed;
  }

  private static long[] flat(Tensor tensor) {
    return new long[] {tensor.size()};
  }

  private static float[] through(Tensor tensor, DoubleUnaryOperator function) {
    float[] numbers = tensor.floats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) function.applyAsDouble(numbers[i]);
    }
    return numbers;
  }

  /** The last two dimensions, the other way round. */
  private static Tensor turned(Tensor tensor) {
    long[] shape = tensor.shape();
    int columns = tensor.columns();
    int rows = (int) shape[shape.length - 2];
    float[] from = tensor.floats();
    float[] to = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      int part = i / (rows * columns) * rows * columns;
      int within = i - part;
      to[part + within % columns * rows + within / columns] = from[i];
    }
    shape[shape.length - 2] = columns;
    shape[shape.length - 1] = rows;
    return Tensor.of(tensor.name(), to, shape);
  }

  private static float[] last(Transformer model, int... ids) {
    return model.forward(ids, model.newCache(ids.length), false)[0];
  }
}
