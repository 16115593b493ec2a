package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against logits that the reference implementation in PyTorch gave, as rwkv.cpp's tests have them.
 */
class RwkvTest {
  @TempDir Path folder;

  static final int[] PROMPT = {'"', 'i', 'n'};

  /** The tolerance of blocks is what rounding to five bits costs. */
  @ParameterizedTest
  @CsvSource({
    "4v0-660K, FP32, 1e-4",
    "4v0-660K, FP16, 2e-2",
    "4v0-660K, Q5_0, 0.3",
    "4v0-660K, Q5_1, 0.3",
    "7v0-834K, FP32, 1e-3",
    "7v0-834K, FP16, 2e-2",
    "7v0-834K, Q5_0, 0.3",
    "7v0-834K, Q5_1, 0.3",
  })
  void giveTheReferenceLogits(String model, String format, float tolerance) throws IOException {
    float[] expected = expected(model);
    Transformer transformer =
        Model.open(References.file("lm-tiny-rwkv/tiny-rwkv-%s-%s.bin".formatted(model, format)))
            .transformer();
    assertThat(transformer.forward(PROMPT, transformer.newCache(3), false)[0])
        .containsExactly(expected, within(tolerance));
    KvCache state = transformer.newCache(3);
    float[] last = {};
    for (int id : PROMPT) {
      last = transformer.forward(new int[] {id}, state, false)[0];
    }
    assertThat(last).containsExactly(expected, within(tolerance));
  }

  /** The version is told by the tensors alone. */
  @ParameterizedTest
  @ValueSource(strings = {"rwkv5_1", "rwkv5_2", "rwkv6"})
  void filesOfRwkvCppAreUnderstoodByTheirTensors(String name) throws IOException {
    Weights made = PaperTest.weights(name);
    Path file = folder.resolve("model.bin");
    Files.write(file, bytes(made));
    Model opened = Model.open(file);
    assertThat(opened.architecture()).isEqualTo(name.substring(0, 5));
    assertThat(last(opened.transformer())).isEqualTo(last(Architectures.open(made)));
  }

  /** As rwkv.cpp's converter writes them: names, and dimensions from the innermost on. */
  private static byte[] bytes(Weights weights) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x67676d66).putInt(101).putInt(11).putInt(8).putInt(2).putInt(0);
    weights
        .tensors()
        .forEach((name, tensor) -> {
          long[] shape = tensor.shape();
          out.putInt(shape.length).putInt(name.length()).putInt(0);
          for (int i = shape.length - 1; i >= 0; i--) {
            out.putInt((int) shape[i]);
          }
          out.put(name.getBytes(StandardCharsets.UTF_8));
          for (float number : tensor.floats()) {
            out.putFloat(number);
          }
        });
    return Arrays.copyOf(out.array(), out.position());
  }

  /** As llama.cpp's converter names, joins and scales them; after each layer here it halves. */
  @Test
  void ggufFilesOfVersion6GiveTheSame() {
    Weights made = PaperTest.weights("rwkv6");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    made.tensors().forEach((name, tensor) -> tensors.put(ggufName(name), tensor));
    for (int layer = 0; layer < 2; layer++) {
      String at = "blk." + layer + ".";
      float[] fused = new float[5 * 8];
      for (int i = 0; i < 5; i++) {
        Tensor one =
            Objects.requireNonNull(
                tensors.remove(at + "time_mix_lerp_" + "wkvrg".charAt(i) + ".weight"));
        System.arraycopy(one.floats(), 0, fused, i * 8, 8);
      }
      String name = at + "time_mix_lerp_fused.weight";
      tensors.put(name, Tensor.of(name, fused, 5, 1, 1, 8));
    }
    for (String name : List.of("blk.1.time_mix_output.weight", "blk.1.channel_mix_value.weight")) {
      Tensor tensor = Objects.requireNonNull(tensors.get(name));
      float[] halves = tensor.floats();
      Layers.scale(halves, 0.5f);
      tensors.put(name, Tensor.of(name, halves, tensor.shape()));
    }
    Map<String, Object> config =
        Map.of(
            "general.architecture",
            "rwkv6",
            "rwkv6.embedding_length",
            8,
            "rwkv6.block_count",
            2,
            "rwkv6.rescale_every_n_layers",
            1,
            "rwkv6.wkv.head_size",
            4,
            "rwkv6.attention.layer_norm_epsilon",
            1e-5);
    Weights gguf = new Weights("made.gguf", Weights.Naming.GGUF, config, tensors);
    assertThat(last(Architectures.open(gguf)))
        .containsExactly(last(Architectures.open(made)), within(1e-3f)); // the last norm's epsilon
  }

  /**
   * Whose tensors are shaped and named as llama.cpp reads them; {@code bench/agree.mjs} lets it.
   */
  @Test
  void aFileOfVersion7BecomesOneInGguf() throws IOException {
    Path file = folder.resolve("out.gguf");
    GgufConversion.convert(
        References.file("lm-tiny-rwkv/tiny-rwkv-7v0-834K-FP32.bin"), file, BlockFormat.F32);
    Gguf gguf = Gguf.open(file);
    assertThat(gguf.tensor("blk.1.time_mix_lerp_fused.weight").orElseThrow().shape())
        .containsExactly(6, 1, 1, gguf.tensor("output_norm.weight").orElseThrow().size());
    assertThat(gguf.tensor("blk.0.time_mix_v1.weight")).isPresent(); // which it wants, unused
    Transformer model = Model.open(file).transformer();
    assertThat(model.forward(PROMPT, model.newCache(3), false)[0])
        .containsExactly(expected("7v0-834K"), within(1e-3f));
  }

  /** By gguf-py's table of names. */
  private static String ggufName(String name) {
    String[][] parts = {
      {"emb.weight", "token_embd.weight"},
      {"head.", "output."},
      {"ln_out", "output_norm"},
      {"blocks.0.ln0", "token_embd_norm"},
      {"blocks.", "blk."},
      {"ln1", "attn_norm"},
      {"ln2", "attn_norm_2"},
      {"att.ln_x", "time_mix_ln"},
      {"att.time_faaaa", "time_mix_first"},
      {"att.time_maa_w", "time_mix_lerp_w"},
      {"time_mix_lerp_w1", "time_mix_w1"},
      {"time_mix_lerp_w2", "time_mix_w2"},
      {"att.time_maa", "time_mix_lerp"},
      {"att.time_decay", "time_mix_decay"},
      {"att.", "time_mix_"},
      {"ffn.time_maa", "channel_mix_lerp"},
      {"ffn.", "channel_mix_"},
    };
    String own = name;
    for (String[] part : parts) {
      own = own.replace(part[0], part[1]);
    }
    return own.endsWith(".weight") || own.endsWith(".bias") ? own : own + ".weight";
  }

  private static float[] last(Transformer model) {
    return model.forward(new int[] {3, 7, 1}, model.newCache(3), false)[0];
  }

  @Test
  void aSavedStateGoesOn() {
    Transformer model = Architectures.open(PaperTest.weights("rwkv6"));
    KvCache state = model.newCache(8);
    model.forward(new int[] {3, 7, 1}, state, false);
    MemorySegment saved = Arena.ofAuto().allocate(state.bytes(3));
    state.save(0, 3, saved);
    float[] next = model.forward(new int[] {4}, state, false)[0];
    KvCache restored = model.newCache(8);
    restored.restore(3, saved);
    assertThat(model.forward(new int[] {4}, restored, false)[0]).isEqualTo(next);
  }

  static float[] expected(String model) throws IOException {
    byte[] bytes =
        Files.readAllBytes(References.file("lm-tiny-rwkv/expected-logits-" + model + ".bin"));
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] expected = new float[floats.remaining()];
    floats.get(expected);
    return expected;
  }
}
