package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are cut short or changed in places are read, or refused in one line that names the
 * file: nothing else is thrown, and no lie of a small file costs much memory.
 */
class MutationTest {
  /** Mutants of each file, some hundred milliseconds; more by {@code -Dtrine.mutants}. */
  private static final int MUTANTS = Integer.getInteger("trine.mutants", 250);

  private static final long MEMORY = 96 << 20; // bytes that one file may cost
  private static final String[] LIES = {
    "-1",
    "0",
    "1e999",
    "2147483647",
    "9223372036854775807",
    "123456789012345678901",
    "0.5",
    "null",
    "\"\"",
    "[]",
    "{}",
    "true",
    "\"\\ud800\"",
    "[[[[[[[[[[[[[[[[",
    "\u0000"
  };

  private static final List<Object> VALUES =
      List.of(
          -1,
          0,
          1,
          2,
          3,
          7,
          8,
          64,
          1000,
          2147483647,
          9223372036854775807L,
          Double.POSITIVE_INFINITY,
          Double.NaN,
          0.5,
          1e-30,
          1e30,
          "",
          "full_attention",
          "gelu",
          List.of(),
          List.of(1, 2),
          Map.of(),
          true,
          false);

  @TempDir Path folder;

  /** Reads everything that a user could ask of a folder or file. */
  private void use(Path model) {
    Model opened = Model.open(model);
    opened.tokenizer().ifPresent(MutationTest::use);
    if (opened.architecture().equals("bert")) {
      assertThat(opened.embedder().embed(new int[] {0})).isNotEmpty();
      return;
    }
    Transformer transformer = opened.transformer();
    transformer.forward(new int[] {0}, transformer.newCache(1), true);
  }

  private static void use(Tokenizer tokenizer) {
    int[] ids = tokenizer.encode("Hi <s> 灯\u00e9 12", true);
    assertThat(tokenizer.decode(ids)).isNotNull();
    for (int id : ids) {
      assertThat(tokenizer.piece(id)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny_llama_f32.gguf", "tiny_kquant.gguf"})
  void ggufFiles(String from) throws IOException {
    byte[] whole = Files.readAllBytes(References.file("hf-tiny-archs/" + from));
    Path file = folder.resolve(from);
    for (int length = 0; length < 1200; length += 1 + length / 100) {
      tryOut(file, Arrays.copyOf(whole, length), () -> use(file));
    }
    mutate(whole, 1200, file, () -> use(file));
  }

  @Test
  void ggufTokenizers() throws IOException {
    Path real = References.file("lm-stories260k/stories260K.q8_0.gguf");
    Path file = folder.resolve("vocabulary.gguf");
    Gguf gguf = Gguf.open(real);
    new GgufWriter()
        .put("tokenizer.ggml.model", "llama")
        .put("tokenizer.ggml.tokens", gguf.strings("tokenizer.ggml.tokens").orElseThrow())
        .put("tokenizer.ggml.scores", new float[512])
        .put("tokenizer.ggml.token_type", new int[512])
        .put("tokenizer.ggml.bos_token_id", 1)
        .write(file);
    mutate(Files.readAllBytes(file), 20_000, file, () -> use(Tokenizers.of(Gguf.open(file))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "config.json", "model.safetensors.index.json"})
  void foldersOfHuggingFace(String name) throws IOException {
    copy("tiny_llama_config.json", "config.json");
    if (name.contains("index")) {
      copy("tiny_llama.safetensors.index.json", "model.safetensors.index.json");
      copy("tiny_llama-00001-of-00002.safetensors", "tiny_llama-00001-of-00002.safetensors");
      copy("tiny_llama-00002-of-00002.safetensors", "tiny_llama-00002-of-00002.safetensors");
    } else {
      copy("tiny_llama.safetensors", "model.safetensors");
    }
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + length / 100) {
      tryOut(file, Arrays.copyOf(whole, length), () -> use(folder));
    }
    mutate(whole, 2500, file, () -> use(folder));
  }

  /** Settings and heads of tensors of all architectures. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny_bert",
        "tiny_bitnet",
        "tiny_deepseek_v2",
        "tiny_gemma2",
        "tiny_minicpm",
        "tiny_mixtral",
        "tiny_phi3",
        "tiny_qwen3_moe"
      })
  void architectures(String name) throws IOException {
    copy(name + "_config.json", "config.json");
    copy(name + ".safetensors", "model.safetensors");
    for (String mutated : new String[] {"config.json", "model.safetensors"}) {
      Path file = folder.resolve(mutated);
      byte[] whole = Files.readAllBytes(file);
      mutate(whole, 4000, file, () -> use(folder), MUTANTS / 5);
      Files.write(file, whole);
    }
  }

  /** Every setting of every architecture and way of setting it up, each with a lie. */
  @ParameterizedTest
  @FieldSource("dev.trine.model.PaperTest#CASES")
  void settings(PaperTest.Case reference) {
    Weights whole = PaperTest.weights(reference.json());
    Random random = new Random(reference.toString().hashCode());
    for (String setting : whole.config().keySet()) {
      if (setting.equals("model_type")) {
        continue;
      }
      for (int i = 0; i < MUTANTS / 80; i++) {
        Map<String, Object> config = new LinkedHashMap<>(whole.config());
        lie(config, setting, random);
        Weights mutant = new Weights("lies", whole.naming(), config, whole.tensors());
        long before = allocated();
        try {
          Transformer model = Architectures.open(mutant);
          model.forward(new int[] {3, 1}, model.newCache(2), true);
        } catch (ModelException e) {
          assertThat(e.getMessage()).startsWith("lies: ").satisfies(MutationTest::isOneClearLine);
        } catch (RuntimeException | Error e) {
          throw new AssertionError(setting + " " + config.get(setting) + " is not refused well", e);
        }
        assertThat(allocated() - before).as(setting).isLessThan(MEMORY);
      }
    }
  }

  /** Of a value, or of one that stands in it. */
  @SuppressWarnings("unchecked")
  private static void lie(Map<String, Object> config, String setting, Random random) {
    Object value = config.get(setting);
    if (value instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(4) > 0) {
      Map<String, Object> inner = new LinkedHashMap<>((Map<String, Object>) map);
      lie(
          inner,
          inner.keySet().stream().skip(random.nextInt(inner.size())).findFirst().orElseThrow(),
          random);
      config.put(setting, inner);
    } else if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
      List<Object> inner = new ArrayList<>(list);
      int at = random.nextInt(inner.size());
      inner.set(at, VALUES.get(random.nextInt(VALUES.size())));
      config.put(setting, random.nextBoolean() ? inner : inner.subList(0, at));
    } else {
      config.put(setting, VALUES.get(random.nextInt(VALUES.size())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4v0-660K-Q5_0", "7v0-834K-Q5_0"})
  void filesOfRwkv(String name) throws IOException {
    byte[] whole = Files.readAllBytes(References.file("lm-tiny-rwkv/tiny-rwkv-" + name + ".bin"));
    Path file = folder.resolve("rwkv.bin");
    for (int length = 4; length < whole.length; length += 1 + length / 4) {
      tryOut(file, Arrays.copyOf(whole, length), () -> use(file));
    }
    mutate(whole, 1200, file, () -> use(file), MUTANTS / 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adapter_model.safetensors", "adapter_config.json", "adapter.gguf"})
  void adapters(String name) throws IOException {
    Path file = folder.resolve(name);
    Path adapter = name.endsWith(".gguf") ? file : folder.resolve("adapter_model.safetensors");
    if (name.endsWith(".gguf")) {
      new GgufWriter()
          .put("general.architecture", "llama")
          .put("adapter.type", "lora")
          .put("adapter.lora.alpha", 6f)
          .put(Tensor.of("blk.0.attn_q.weight.lora_a", new float[8], 2, 4))
          .put(Tensor.of("blk.0.attn_q.weight.lora_b", new float[10], 5, 2))
          .write(file);
    } else {
      copy("tiny_lora_adapter.safetensors", "adapter_model.safetensors");
      copy("tiny_lora_adapter_config.json", "adapter_config.json");
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      tryOut(file, Arrays.copyOf(whole, length), () -> AdapterFile.read(adapter, 1));
    }
    mutate(whole, 800, file, () -> AdapterFile.read(adapter, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "tiny_bpe_falcon_seq_tokenizer.json, tokenizer.json",
    "tiny_bpe_metaspace_tokenizer.json, tokenizer.json",
    "tiny_unigram_tokenizer.json, tokenizer.json",
    "tiny_wordpiece_tokenizer.json, tokenizer.json",
    "tiny_spm.model, tokenizer.model",
    "tiny_spm_bpe.model, tokenizer.model",
  })
  void tokenizers(String from, String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(References.file("hf-tiny-archs/" + from));
    for (int length = 0; length < whole.length; length += 1 + length / 100) {
      tryOut(file, Arrays.copyOf(whole, length), () -> use(TokenizerFiles.open(file)));
    }
    mutate(whole, 2500, file, () -> use(TokenizerFiles.open(file)));
  }

  /** The lists of real vocabularies are long; their beginning is mutated. */
  @ParameterizedTest
  @CsvSource({
    "tiktoken/cl100k_base.tiktoken, x.tiktoken, 300",
    "rwkv-world/rwkv_vocab_v20230424.txt, rwkv_vocab_v20230424.txt, 400",
    "gpt2/gpt2_merges.txt, merges.txt, 40",
    "rwkv-world/rwkv_vocab_v20230424.txt, vocab.txt, 40",
  })
  void listsOfTokens(String from, String name, int lines) throws IOException {
    List<String> all = Files.readAllLines(References.file("tokenizers/" + from));
    byte[] whole =
        (String.join("\n", all.subList(0, lines)) + "\n").getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve(name);
    if (name.equals("merges.txt")) {
      // Only what the first merges are made of, so that the whole list can be read.
      Files.copy(References.file("tokenizers/gpt2/gpt2_vocab.json"), folder.resolve("vocab.json"));
    }
    for (int length = 0; length < whole.length; length += 1 + length / 20) {
      tryOut(file, Arrays.copyOf(whole, length), () -> use(TokenizerFiles.find(folder)));
    }
    mutate(
        whole,
        whole.length,
        file,
        () -> use(TokenizerFiles.find(folder)),
        name.equals("merges.txt") ? 20 : MUTANTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer_config.json", "added_tokens.json", "vocab.json"})
  void whatStandsBesideATokenizer(String name) throws IOException {
    if (name.equals("vocab.json")) {
      Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b\n");
    } else {
      copy("tiny_spm_bpe.model", "tokenizer.model");
    }
    String text =
        switch (name) {
          case "vocab.json" -> "{\"a\": 0, \"b\": 1, \"ab\": 2, \"<|endoftext|>\": 3}";
          case "added_tokens.json" -> "{\"<one>\": 600, \"<two>\": 601}";
          default ->
              "{\"add_bos_token\": true, \"bos_token\": {\"content\": \"<s>\"}, \"eos_token\":"
                  + " \"</s>\",\"added_tokens_decoder\": {\"600\": {\"content\": \"<x>\","
                  + " \"special\": true, \"lstrip\": true}}}";
        };
    byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve(name);
    for (int length = 0; length < whole.length; length++) {
      tryOut(file, Arrays.copyOf(whole, length), () -> use(TokenizerFiles.find(folder)));
    }
    mutate(whole, whole.length, file, () -> use(TokenizerFiles.find(folder)));
  }

  private static void use(Optional<Tokenizer> tokenizer) {
    tokenizer.ifPresent(MutationTest::use);
  }

  private void mutate(byte[] whole, int head, Path file, Runnable use) throws IOException {
    mutate(whole, head, file, use, MUTANTS);
  }

  private void mutate(byte[] whole, int head, Path file, Runnable use, int mutants)
      throws IOException {
    Random random = new Random(file.toString().length());
    boolean text = file.toString().endsWith(".json") || file.toString().endsWith(".safetensors");
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = whole;
      for (int n = random.nextInt(3); n >= 0; n--) {
        // Most of what is read is at the beginning, some at the end.
        int from = random.nextInt(4) > 0 ? 0 : Math.max(0, mutant.length - head);
        int at = from + random.nextInt(Math.min(head, mutant.length - from));
        mutant =
            text && random.nextBoolean()
                ? lie(mutant, at, LIES[random.nextInt(LIES.length)])
                : disturb(mutant, at, random);
      }
      tryOut(file, mutant, use);
    }
  }

  /** Replaces the value that begins after {@code at} in a text of JSON. */
  private static byte[] lie(byte[] bytes, int at, String value) {
    int begin = at;
    while (begin < bytes.length && bytes[begin] != ':' && bytes[begin] != ',') {
      begin++;
    }
    begin = Math.min(begin + 1, bytes.length);
    int end = begin;
    while (end < bytes.length && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != ']') {
      end++;
    }
    return splice(bytes, begin, end, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] disturb(byte[] bytes, int at, Random random) {
    int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
    return switch (random.nextInt(4)) {
      case 0 -> splice(bytes, at, end, new byte[0]);
      case 1 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      default -> {
        byte[] noise = new byte[random.nextBoolean() ? 1 : end - at];
        random.nextBytes(noise);
        if (random.nextInt(3) == 0) {
          Arrays.fill(noise, (byte) (random.nextBoolean() ? 0xff : 0x7f));
        }
        yield splice(bytes, at, Math.min(bytes.length, at + noise.length), noise);
      }
    };
  }

  private static byte[] splice(byte[] bytes, int begin, int end, byte[] middle) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - (end - begin) + middle.length);
    System.arraycopy(middle, 0, result, begin, middle.length);
    System.arraycopy(bytes, end, result, begin + middle.length, bytes.length - end);
    return result;
  }

  private void tryOut(Path file, byte[] bytes, Runnable use) throws IOException {
    Files.write(file, bytes);
    long before = allocated();
    try {
      use.run();
    } catch (ModelException e) {
      assertThat(e.getMessage())
          .contains(folder.toString())
          .satisfies(MutationTest::isOneClearLine);
    } catch (RuntimeException | Error e) {
      Path kept = Files.write(Path.of("target", "failed-" + file.getFileName()), bytes);
      throw new AssertionError("a mutant, kept as " + kept + ", is not refused well", e);
    }
    assertThat(allocated() - before).isLessThan(MEMORY);
  }

  /** What is wrong, and behind a semicolon what to do. */
  private static void isOneClearLine(String message) {
    assertThat(message).contains("; ").doesNotContain("\n").hasSizeLessThan(500);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(References.file("hf-tiny-archs/" + from), folder.resolve(to));
  }
}
