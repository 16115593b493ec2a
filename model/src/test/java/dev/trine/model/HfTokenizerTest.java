package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The cases were made with Hugging Face tokenizers, which look for special tokens. */
class HfTokenizerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "byte_level", "split_qwen2", "split_cl100k", "split_deepseek", "split_o200k",
        "split_o200k_harmony", "split_qwen35", "split_qwen35_ascii", "digits_bytelevel",
            "falcon_seq"
      })
  void referenceCases(String name) {
    Path folder = References.file("hf-tiny-archs");
    JsonNode group = Json.read(folder.resolve("hf_tokenizer_cases.json")).path(name);
    Tokenizer tokenizer = HfTokenizer.open(folder.resolve(group.path("tokenizer").asString()));
    assertThat(group.path("cases").size()).isGreaterThan(10);
    SoftAssertions all = new SoftAssertions();
    for (JsonNode one : group.path("cases")) {
      String text = one.path("text").asString();
      int[] ids = one.path("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
      all.assertThat(tokenizer.encode(text, true)).as("%s: %s", name, text).isEqualTo(ids);
      all.assertThat(tokenizer.decode(ids)).isEqualTo(one.path("decoded").asString());
    }
    all.assertAll();
  }
}
