package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Mutants} of the files of models, adapters and tokenizers. */
class MutationTest {
  @TempDir Path folder;
  private Mutants mutants;

  @BeforeEach
  void begin() {
    mutants = new Mutants(folder);
  }

  /** Reads everything that a user could ask of a folder or file. */
  private void use(Path model) {
    Model opened = Model.open(model);
    opened.tokenizer().ifPresent(Mutants::use);
    if (opened.architecture().equals("bert")) {
      assertThat(opened.embedder().embed(new int[] {0})).isNotEmpty();
      return;
    }
    Transformer transformer = opened.transformer();
    transformer.forward(new int[] {0}, transformer.newCache(1), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny_llama_f32.gguf", "tiny_kquant.gguf"})
  void ggufFiles(String from) throws IOException {
    byte[] whole = Files.readAllBytes(References.file("hf-tiny-archs/" + from));
    Path file = folder.resolve(from);
    for (int length = 0; length < 1200; length += 1 + length / 100) {
      mutants.tryOut(file, Arrays.copyOf(whole, length), () -> use(file));
    }
    mutants.mutate(whole, 1200, file, () -> use(file));
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
      mutants.tryOut(file, Arrays.copyOf(whole, length), () -> use(folder));
    }
    mutants.mutate(whole, 2500, file, () -> use(folder));
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
      mutants.mutate(whole, 4000, file, () -> use(folder), Mutants.COUNT / 5);
      Files.write(file, whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4v0-660K-Q5_0", "7v0-834K-Q5_0"})
  void filesOfRwkv(String name) throws IOException {
    byte[] whole = Files.readAllBytes(References.file("lm-tiny-rwkv/tiny-rwkv-" + name + ".bin"));
    Path file = folder.resolve("rwkv.bin");
    for (int length = 4; length < whole.length; length += 1 + length / 4) {
      mutants.tryOut(file, Arrays.copyOf(whole, length), () -> use(file));
    }
    mutants.mutate(whole, 1200, file, () -> use(file), Mutants.COUNT / 5);
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
      mutants.tryOut(file, Arrays.copyOf(whole, length), () -> AdapterFile.read(adapter, 1));
    }
    mutants.mutate(whole, 800, file, () -> AdapterFile.read(adapter, 1));
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
    mutants.mutate(
        Files.readAllBytes(file), 20_000, file, () -> Mutants.use(Tokenizers.of(Gguf.open(file))));
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
      mutants.tryOut(
          file, Arrays.copyOf(whole, length), () -> Mutants.use(TokenizerFiles.open(file)));
    }
    mutants.mutate(whole, 2500, file, () -> Mutants.use(TokenizerFiles.open(file)));
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
      mutants.tryOut(file, Arrays.copyOf(whole, length), () -> use(TokenizerFiles.find(folder)));
    }
    mutants.mutate(
        whole,
        whole.length,
        file,
        () -> use(TokenizerFiles.find(folder)),
        name.equals("merges.txt") ? 20 : Mutants.COUNT);
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
      mutants.tryOut(file, Arrays.copyOf(whole, length), () -> use(TokenizerFiles.find(folder)));
    }
    mutants.mutate(whole, whole.length, file, () -> use(TokenizerFiles.find(folder)));
  }

  private static void use(Optional<Tokenizer> tokenizer) {
    tokenizer.ifPresent(Mutants::use);
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(References.file("hf-tiny-archs/" + from), folder.resolve(to));
  }
}
