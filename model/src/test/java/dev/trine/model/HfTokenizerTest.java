package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cases were made with Hugging Face tokenizers, which look for special tokens. */
class HfTokenizerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "byte_level",
        "bytelevel_noregex",
        "digits_bytelevel",
        "falcon_seq",
        "metaspace",
        "metaspace_pretok",
        "split_cl100k",
        "split_deepseek",
        "split_o200k",
        "split_o200k_harmony",
        "split_qwen2",
        "split_qwen35",
        "split_qwen35_ascii",
        "spm_bpe_model",
        "spm_bytefallback",
        "spm_model",
        "unigram",
        "wordpiece"
      })
  void referenceCases(String name) {
    JsonNode group = References.json("hf-tiny-archs/hf_tokenizer_cases.json").path(name);
    Path file = References.file("hf-tiny-archs/" + group.path("tokenizer").asString());
    Tokenizer tokenizer = TokenizerFiles.open(file);
    boolean sentencePiece = file.toString().endsWith(".model"); // whose cases have no BOS
    assertThat(group.path("cases").size()).isGreaterThan(7);
    SoftAssertions all = new SoftAssertions();
    for (JsonNode one : group.path("cases")) {
      String text = one.path("text").asString();
      int[] ids = References.ints(one.path("ids"));
      all.assertThat(tokenizer.encode(text, !sentencePiece))
          .as("%s: %s", name, text)
          .isEqualTo(ids);
      all.assertThat(tokenizer.decode(ids)).isEqualTo(one.path("decoded").asString());
    }
    all.assertAll();
  }

  /** 307 Chinese and English texts. */
  @ParameterizedTest
  @ValueSource(strings = {"minimind", "phi-3-mini", "bge-small-zh"})
  void realVocabularies(String name) throws IOException {
    Tokenizer tokenizer =
        TokenizerFiles.open(References.file("tokenizers/" + name + "/tokenizer.json"));
    // What the model puts around a text is absent in the cases.
    int around = tokenizer.encode("", true).length / 2;
    SoftAssertions all = new SoftAssertions();
    Path cases = References.file("tokenizers-encodings/encodings.jsonl");
    for (String line : Files.readAllLines(cases)) {
      JsonNode one = JsonMapper.shared().readTree(line);
      int[] ids = tokenizer.encode(one.path("text").asString(), true);
      all.assertThat(Arrays.copyOfRange(ids, around, ids.length - around))
          .as(one.path("text").asString())
          .isEqualTo(References.ints(one.path(name)));
    }
    all.assertAll();
  }

  /**
   * A model with rules of its own for characters (A to a, U+FB01 to fi, white space to a space
   * ...); ids and texts come from sentencepiece 0.2.2, which trained it too.
   */
  @Test
  void rulesForCharacters() throws Exception {
    Path file = resource("rules_unigram.model");
    Tokenizer tokenizer = TokenizerFiles.open(file);
    SoftAssertions all = new SoftAssertions();
    for (String line : Files.readAllLines(resource("rules_unigram.jsonl"))) {
      JsonNode one = JsonMapper.shared().readTree(line);
      int[] ids = References.ints(one.path("ids"));
      all.assertThat(tokenizer.encode(one.path("text").asString(), false)).as(line).isEqualTo(ids);
      all.assertThat(tokenizer.decode(ids)).isEqualTo(one.path("decoded").asString());
    }
    all.assertAll();
  }

  @Test
  void filesBesideTheTokenizerSayWhatEndsAText(@TempDir Path folder) throws IOException {
    copy("tiny_bpe_split_qwen2_tokenizer.json", folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": 0}");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\": \"!\"}");
    Tokenizer tokenizer = TokenizerFiles.find(folder).orElseThrow();
    assertThat(tokenizer.eos()).hasValue(0);
    assertThat(tokenizer.endsGeneration(2)).as("!, of tokenizer_config").isTrue();
    assertThat(tokenizer.endsGeneration(3)).isFalse();
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [1, 0]}");
    assertThat(TokenizerFiles.find(folder).orElseThrow().eos()).hasValue(1);
  }

  @Test
  void sentencePieceBeginsATextUnlessToldOtherwise(@TempDir Path folder) throws IOException {
    copy("tiny_spm_bpe.model", folder.resolve("tokenizer.model"));
    // Ids of the reference cases; 1 is <s> in the file.
    assertThat(TokenizerFiles.find(folder).orElseThrow().encode("cat", true))
        .containsExactly(1, 275);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"add_bos_token\": false}");
    assertThat(TokenizerFiles.find(folder).orElseThrow().encode("cat", true)).containsExactly(275);
  }

  @Test
  void anUnknownPartIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(
        file,
        "{\"normalizer\": {\"type\": \"Rot13\"}, \"model\": {\"type\": \"BPE\", \"vocab\": {}}}");
    assertThatThrownBy(() -> TokenizerFiles.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tokenizer.json: normalizer 'Rot13' is unknown");
  }

  private static void copy(String from, Path to) throws IOException {
    Files.copy(References.file("hf-tiny-archs/" + from), to);
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(
        Optional.ofNullable(HfTokenizerTest.class.getResource(name)).orElseThrow().toURI());
  }
}
