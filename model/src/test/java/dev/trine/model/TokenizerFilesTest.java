package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers in the forms that came before tokenizer.json. */
class TokenizerFilesTest {
  private static final Pattern CASE =
      Pattern.compile("(?:\"((?:[^\"]|\"\")*)\"|([^,\"\\n]*)),\"?\\[([0-9, ]*)]\"?,.*\\n");

  /** The texts and ids are those that jtokkit checks itself with; tiktoken made them. */
  @ParameterizedTest
  @ValueSource(strings = {"cl100k_base", "o200k_base"})
  void tiktoken(String name) throws IOException {
    Path folder = References.file("tokenizers/tiktoken");
    Tokenizer tokenizer = TokenizerFiles.open(folder.resolve(name + ".tiktoken"));
    String csv = Files.readString(folder.resolve(name + "_encodings.csv"));
    SoftAssertions all = new SoftAssertions();
    int count = 0;
    for (Matcher one = CASE.matcher(csv); one.find(); count++) {
      String text = one.group(1) == null ? one.group(2) : one.group(1).replace("\"\"", "\"");
      int[] ids =
          Arrays.stream(one.group(3).split(", "))
              .filter(id -> !id.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      all.assertThat(tokenizer.encode(text, false)).as(text).isEqualTo(ids);
      all.assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }
    all.assertAll();
    assertThat(count).isGreaterThan(400);
  }

  /** Texts and ids come from llama.cpp, which made them with the Hugging Face tokenizers. */
  @ParameterizedTest
  @CsvSource({
    "qwen/qwen.tiktoken, llama.cpp-vocab/ggml-vocab-qwen2.gguf",
    "qwen/qwen.tiktoken, llama.cpp-vocab-2025-02/ggml-vocab-deepseek-r1-qwen.gguf",
    "gpt2/gpt2_vocab.json, llama.cpp-vocab/ggml-vocab-gpt-2.gguf",
  })
  void publishedCases(String file, String cases) throws IOException {
    Path shared = References.file("tokenizers");
    GgufTokenizerTest.check(
        TokenizerFiles.open(shared.resolve(file)),
        shared.resolve(cases).resolveSibling(""),
        shared.resolve(cases).getFileName().toString(),
        true);
  }

  @Test
  void aTiktokenFileKnowsItsSpecialTokens() {
    Path file = References.file("tokenizers/qwen/qwen.tiktoken");
    Tokenizer tokenizer = TokenizerFiles.open(file);
    // Ids of <|im_start|> and <|im_end|> in Qwen's published tokenizers.
    assertThat(tokenizer.encode("<|im_start|>a<|im_end|>", true))
        .containsExactly(151644, 64, 151645);
    assertThat(tokenizer.endsGeneration(151645)).isTrue();
    assertThat(tokenizer.encode("<|im_start|>", false)).doesNotContain(151644);
  }

  /** The longest token each time: what the list itself says of these ids. */
  @Test
  void rwkv() throws IOException {
    Path file = References.file("tokenizers/rwkv-world/rwkv_vocab_v20230424.txt");
    Tokenizer tokenizer = TokenizerFiles.open(file);
    // As the RWKV-LM repository prints them for this text.
    assertThat(tokenizer.encode("Hello world!", false)).containsExactly(33155, 40213, 34);
    String text = "\u4f60\u597d\n\n\ttab \\x 'q' \"\u00e9\u00ff\ud83d\ude00 \u0000\r";
    assertThat(tokenizer.decode(tokenizer.encode(text, false))).isEqualTo(text);
    assertThat(Files.readAllLines(file)).contains("33155 'Hello' 5", "40213 ' world' 6");
    assertThat(tokenizer.endsGeneration(0)).isTrue();
  }

  /** The cases were made with Hugging Face tokenizers; the list of pieces is that of the file. */
  @Test
  void wordPieceFromItsList(@TempDir Path folder) throws IOException {
    var root = References.json("hf-tiny-archs/tiny_wordpiece_tokenizer.json");
    List<String> pieces = new ArrayList<>();
    root.path("model")
        .path("vocab")
        .properties()
        .forEach(entry -> {
          while (pieces.size() <= entry.getValue().asInt()) {
            pieces.add("");
          }
          pieces.set(entry.getValue().asInt(), entry.getKey());
        });
    Files.write(folder.resolve("vocab.txt"), pieces);
    Tokenizer tokenizer = TokenizerFiles.find(folder).orElseThrow();
    for (var one :
        References.json("hf-tiny-archs/hf_tokenizer_cases.json").path("wordpiece").path("cases")) {
      if (!one.path("text").asString().contains("[")) { // the cases look for special tokens
        assertThat(tokenizer.encode(one.path("text").asString(), false))
            .isEqualTo(References.ints(one.path("ids")));
      }
    }
    assertThat(tokenizer.encode("", true))
        .containsExactly(pieces.indexOf("[CLS]"), pieces.indexOf("[SEP]"));
  }
}
