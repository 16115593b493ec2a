package dev.trine.cli;

import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model of a real one's shape with random weights, for measurements without a download. It is
 * made once, from a fixed seed, and kept in the user's cache; llama.cpp opens it too.
 */
final class SyntheticModel {

  /** The widths of an architecture, in the terms of GGUF. */
  private record Shape(
      String architecture,
      int layers,
      int hidden,
      int inner,
      int heads,
      int kvHeads,
      int headDim,
      int vocabulary,
      boolean tied,
      int experts,
      int used) {}

  private static final Map<String, Shape> SHAPES =
      Map.of(
          "llama-1b", new Shape("llama", 16, 2048, 8192, 32, 8, 64, 128256, true, 0, 0),
          "llama-3b", new Shape("llama", 28, 3072, 8192, 24, 8, 128, 128256, true, 0, 0),
          "llama-8b", new Shape("llama", 32, 4096, 14336, 32, 8, 128, 128256, false, 0, 0),
          "qwen3-0.6b", new Shape("qwen3", 28, 1024, 3072, 16, 8, 128, 151936, true, 0, 0),
          "qwen3-4b", new Shape("qwen3", 36, 2560, 9728, 32, 8, 128, 151936, true, 0, 0),
          "qwen3-moe-small", new Shape("qwen3moe", 12, 2048, 768, 32, 4, 128, 151936, false, 32, 8),
          "deepseek2-small",
              new Shape("deepseek2", 8, 2048, 1408, 16, 1, 128, 102400, false, 64, 6));

  /** The format of most weights, of the embedding, and of the layers that Q4_K_M keeps better. */
  private record Mix(BlockFormat most, BlockFormat embedding, BlockFormat better) {
    static Mix of(BlockFormat format) {
      return new Mix(format, format, format);
    }
  }

  private static final Map<String, Mix> MIXES =
      Map.of(
          "q8_0", Mix.of(BlockFormat.Q8_0),
          "q4_0", new Mix(BlockFormat.Q4_0, BlockFormat.Q6_K, BlockFormat.Q4_0),
          "q4_k_m", new Mix(BlockFormat.Q4_K, BlockFormat.Q6_K, BlockFormat.Q6_K),
          "q5_k_m", new Mix(BlockFormat.Q5_K, BlockFormat.Q6_K, BlockFormat.Q6_K),
          "q6_k", Mix.of(BlockFormat.Q6_K),
          "f16", Mix.of(BlockFormat.F16),
          "bf16", Mix.of(BlockFormat.BF16),
          "f32", Mix.of(BlockFormat.F32));

  private final Shape shape;
  private final Mix mix;
  private final GgufWriter writer = new GgufWriter();

  private SyntheticModel(Shape shape, Mix mix) {
    this.shape = shape;
    this.mix = mix;
  }

  /**
   * The file of a shape and a mix such as {@code llama-1b:q4_0}; made if it is not there.
   *
   * @throws BadInput if either is not known
   */
  static Path file(String name) {
    String[] parts = name.toLowerCase(Locale.ROOT).split(":", -1);
    Shape shape = SHAPES.get(parts[0]);
    Mix mix = parts.length == 2 ? MIXES.get(parts[1]) : null;
    if (shape == null || mix == null) {
      throw new BadInput(
          "--synthetic %s: give SHAPE:TYPE; shapes are %s, types %s"
              .formatted(name, sorted(SHAPES), sorted(MIXES)));
    }
    try {
      Path file = cache().resolve(parts[0] + "." + parts[1] + ".gguf");
      if (!Files.exists(file)) {
        new SyntheticModel(shape, mix).write(parts[0], file);
      }
      return file;
    } catch (IOException e) {
      throw new BadInput("the cache of synthetic models cannot be written: " + e.getMessage());
    }
  }

  private static String sorted(Map<String, ?> names) {
    return names.keySet().stream().sorted().collect(Collectors.joining(", "));
  }

  private static Path cache() throws IOException {
    String base = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        base.startsWith("/") ? Path.of(base) : Path.of(System.getProperty("user.home"), ".cache");
    return Files.createDirectories(folder.resolve("trine").resolve("synthetic"));
  }

  private void write(String name, Path file) {
    writer.put("general.architecture", shape.architecture()).put("general.name", name);
    put("block_count", shape.layers());
    put("context_length", 32768);
    put("embedding_length", shape.hidden());
    put("feed_forward_length", shape.experts() == 0 ? shape.inner() : 4 * shape.inner());
    put("attention.head_count", shape.heads());
    put("attention.head_count_kv", shape.kvHeads());
    put("vocab_size", shape.vocabulary());
    writer.put(shape.architecture() + ".attention.layer_norm_rms_epsilon", 1e-5f);
    writer.put(shape.architecture() + ".rope.freq_base", 500000f);
    vocabulary();
    // Where there are experts the embeddings outweigh what layers add, so that tokens differ in the
    // experts that they go to, as they do in models that have learned.
    double embedded = shape.experts() == 0 ? 0.02 : 50;
    tensor("token_embd.weight", mix.embedding(), embedded, shape.vocabulary(), shape.hidden());
    if (!shape.tied()) {
      tensor("output.weight", mix.embedding(), 0.02, shape.vocabulary(), shape.hidden());
    }
    norm("output_norm.weight", shape.hidden());
    if (shape.architecture().equals("deepseek2")) {
      latentSizes();
    } else {
      put("attention.key_length", shape.headDim());
      put("attention.value_length", shape.headDim());
      put("rope.dimension_count", shape.headDim());
    }
    if (shape.experts() > 0) {
      put("expert_count", shape.experts());
      put("expert_used_count", shape.used());
      put("expert_feed_forward_length", shape.inner());
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      String at = "blk." + layer + ".";
      norm(at + "attn_norm.weight", shape.hidden());
      norm(at + "ffn_norm.weight", shape.hidden());
      if (shape.architecture().equals("deepseek2")) {
        latentAttention(at);
      } else {
        attention(at, layer);
      }
      if (shape.experts() > 0) {
        experts(at, layer);
      } else {
        mlp(at, layer, shape.inner());
      }
    }
    writer.write(file);
  }

  private void put(String key, int value) {
    writer.put(shape.architecture() + "." + key, value);
  }

  private void attention(String at, int layer) {
    int queries = shape.heads() * shape.headDim();
    int keys = shape.kvHeads() * shape.headDim();
    matrix(at + "attn_q.weight", mix.most(), queries, shape.hidden());
    matrix(at + "attn_k.weight", mix.most(), keys, shape.hidden());
    matrix(at + "attn_v.weight", better(layer), keys, shape.hidden());
    matrix(at + "attn_output.weight", mix.most(), shape.hidden(), queries);
    if (shape.architecture().startsWith("qwen3")) {
      norm(at + "attn_q_norm.weight", shape.headDim());
      norm(at + "attn_k_norm.weight", shape.headDim());
    }
  }

  private void mlp(String at, int layer, int inner) {
    matrix(at + "ffn_gate.weight", mix.most(), inner, shape.hidden());
    matrix(at + "ffn_up.weight", mix.most(), inner, shape.hidden());
    matrix(at + "ffn_down.weight", better(layer), shape.hidden(), inner);
  }

  private static final int RANK = 512;
  private static final int QUERY_RANK = 768;
  private static final int ROPE = 64;

  private void latentSizes() {
    put("attention.q_lora_rank", QUERY_RANK);
    put("attention.kv_lora_rank", RANK);
    put("attention.key_length", RANK + ROPE);
    put("attention.value_length", RANK);
    put("attention.key_length_mla", shape.headDim() + ROPE);
    put("attention.value_length_mla", shape.headDim());
    put("rope.dimension_count", ROPE);
    put("leading_dense_block_count", 1);
    put("expert_shared_count", 2);
    put("expert_gating_func", 1);
    writer.put("deepseek2.expert_weights_scale", 1f);
  }

  private void latentAttention(String at) {
    int heads = shape.heads();
    norm(at + "attn_q_a_norm.weight", QUERY_RANK);
    norm(at + "attn_kv_a_norm.weight", RANK);
    matrix(at + "attn_q_a.weight", mix.most(), QUERY_RANK, shape.hidden());
    matrix(at + "attn_q_b.weight", mix.most(), heads * (shape.headDim() + ROPE), QUERY_RANK);
    matrix(at + "attn_kv_a_mqa.weight", mix.most(), RANK + ROPE, shape.hidden());
    matrix(at + "attn_k_b.weight", mix.most(), heads, RANK, shape.headDim());
    matrix(at + "attn_v_b.weight", mix.most(), heads, shape.headDim(), RANK);
    matrix(at + "attn_output.weight", mix.most(), shape.hidden(), heads * shape.headDim());
  }

  private void experts(String at, int layer) {
    boolean deepSeek = shape.architecture().equals("deepseek2");
    if (deepSeek && layer == 0) {
      mlp(at, layer, 4 * shape.inner());
      return;
    }
    int count = shape.experts();
    matrix(at + "ffn_gate_inp.weight", BlockFormat.F32, count, shape.hidden());
    matrix(at + "ffn_gate_exps.weight", mix.most(), count, shape.inner(), shape.hidden());
    matrix(at + "ffn_up_exps.weight", mix.most(), count, shape.inner(), shape.hidden());
    matrix(at + "ffn_down_exps.weight", better(layer), count, shape.hidden(), shape.inner());
    if (deepSeek) {
      matrix(at + "ffn_gate_shexp.weight", mix.most(), 2 * shape.inner(), shape.hidden());
      matrix(at + "ffn_up_shexp.weight", mix.most(), 2 * shape.inner(), shape.hidden());
      matrix(at + "ffn_down_shexp.weight", mix.most(), shape.hidden(), 2 * shape.inner());
    }
  }

  /** As llama.cpp's mixes choose: the first and last eighth of the layers, and every third. */
  private BlockFormat better(int layer) {
    int eighth = shape.layers() / 8;
    boolean kept = layer < eighth || layer >= 7 * eighth || (layer - eighth) % 3 == 2;
    return kept ? mix.better() : mix.most();
  }

  private void norm(String name, int width) {
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    byte[] bytes = BlockFormat.F32.encode(ones, 0, width);
    writer.put(name, BlockFormat.F32, new long[] {width}, () -> MemorySegment.ofArray(bytes));
  }

  private void matrix(String name, BlockFormat format, long... dimensions) {
    tensor(name, format, 0.7 / Math.sqrt(dimensions[dimensions.length - 1]), dimensions);
  }

  /** Rows that a format's blocks do not fit are kept as Q8_0, as llama.cpp does. */
  private void tensor(String name, BlockFormat format, double deviation, long... dimensions) {
    boolean fits = dimensions[dimensions.length - 1] % format.weightsPerBlock() == 0;
    BlockFormat used = fits ? format : BlockFormat.Q8_0;
    long weights = Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
    writer.put(
        name, used, dimensions, () -> RandomBlocks.of(used, weights, deviation, name.hashCode()));
  }

  /** The bytes, then words of letters, each of which is a shorter word and a letter. */
  private void vocabulary() {
    List<String> tokens = new ArrayList<>();
    for (int c = 0; c < 256; c++) {
      boolean printable = c > 32 && c < 127 || c > 160 && c != 173;
      int shown = printable ? c : 256 + (int) hiddenBefore(c);
      tokens.add(Character.toString(shown));
    }
    List<String> merges = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      words.add(String.valueOf(c));
    }
    for (int i = 0; tokens.size() < shape.vocabulary() - 1; i++) {
      for (char c = 'a'; c <= 'z' && tokens.size() < shape.vocabulary() - 1; c++) {
        words.add(words.get(i) + c);
        merges.add(words.get(i) + " " + c);
        tokens.add(words.getLast());
      }
    }
    tokens.add("<|end|>");
    int[] kinds = new int[tokens.size()];
    Arrays.fill(kinds, 1);
    kinds[kinds.length - 1] = 3; // a control token
    writer.put("tokenizer.ggml.model", "gpt2").put("tokenizer.ggml.pre", "llama-bpe");
    writer.put("tokenizer.ggml.tokens", tokens).put("tokenizer.ggml.token_type", kinds);
    writer.put("tokenizer.ggml.merges", merges);
    writer.put("tokenizer.ggml.bos_token_id", tokens.size() - 1);
    writer.put("tokenizer.ggml.eos_token_id", tokens.size() - 1);
    writer.put("tokenizer.ggml.add_bos_token", true);
  }

  /** How many bytes below this one have no printable character. */
  private static long hiddenBefore(int c) {
    return java.util.stream.IntStream.range(0, c)
        .filter(b -> b <= 32 || b >= 127 && b <= 160 || b == 173)
        .count();
  }
}
