package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts (.inp) and ids (.out) come from llama.cpp, which made them with the Hugging Face
 * tokenizers.
 */
class GgufTokenizerTest {

  private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-2",
        "mpt",
        "starcoder",
        "refact",
        "falcon",
        "deepseek-coder",
        "deepseek-llm",
        "llama-spm",
        "phi-3"
      })
  void publishedCases(String name) throws IOException {
    Path folder = References.file("tokenizers/llama.cpp-vocab");
    Path file = folder.resolve("ggml-vocab-" + name + ".gguf");
    check(Tokenizers.of(Gguf.open(file)), folder, "ggml-vocab-" + name + ".gguf", true);
  }

  /** As in llama.cpp: pieces without scores are all worth the same, the leftmost pair is first. */
  @Test
  void piecesOfSentencePieceNeedNoScores(@TempDir Path folder) {
    Path file = folder.resolve("scoreless.gguf");
    new GgufWriter()
        .put("tokenizer.ggml.model", "llama")
        .put("tokenizer.ggml.tokens", List.of("a", "b", "c", "ab", "bc"))
        .put("tokenizer.ggml.add_space_prefix", false)
        .write(file);
    assertThat(Tokenizers.of(Gguf.open(file)).encode("abcbc", false)).containsExactly(3, 2, 4);
  }

  /** Case, accents and spaces do not come back. */
  @Test
  void publishedCasesOfWordPiece() throws IOException {
    Path folder = References.file("tokenizers/llama.cpp-vocab");
    Tokenizer tokenizer = Tokenizers.of(Gguf.open(folder.resolve("ggml-vocab-bert-bge.gguf")));
    check(tokenizer, folder, "ggml-vocab-bert-bge.gguf", false);
  }

  @Test
  void qwen2FromItsRanks() throws IOException {
    // The published vocabulary lists tokens by rank; a token's merge is the pair that its own
    // encoding with only earlier tokens ends in.
    Path shared = References.file("tokenizers");
    List<String> pieces = new ArrayList<>();
    for (String line : Files.readAllLines(shared.resolve("qwen/qwen.tiktoken"))) {
      pieces.add(Spelling.spell(Base64.getDecoder().decode(line.split(" ")[0])));
    }
    Tokenizer tokenizer = byteLevel(pieces, merges(pieces), "qwen2");
    check(tokenizer, shared.resolve("llama.cpp-vocab"), "ggml-vocab-qwen2.gguf", true);
  }

  @Test
  void llama3FromItsMerges() throws IOException {
    Path shared = References.file("tokenizers");
    var vocabulary =
        new tools.jackson.databind.json.JsonMapper()
            .readTree(shared.resolve("llama3.2/encoder.json"));
    String[] pieces = new String[vocabulary.size()];
    vocabulary.properties().forEach(e -> pieces[e.getValue().asInt()] = e.getKey());
    List<String> merges =
        Files.readAllLines(shared.resolve("llama3.2/vocab.bpe")).stream()
            .filter(line -> !line.startsWith("#version"))
            .toList();
    Tokenizer tokenizer = byteLevel(Arrays.asList(pieces), merges, "llama-bpe");
    check(tokenizer, shared.resolve("llama.cpp-vocab"), "ggml-vocab-llama-bpe.gguf", true);
  }

  private static Tokenizer byteLevel(List<String> pieces, List<String> merges, String pre) {
    Vocabulary vocabulary =
        Vocabulary.of(
            pieces,
            Vocabulary.ids(pieces),
            List.of(),
            Map.of(),
            new int[0],
            new int[0],
            OptionalInt.empty(),
            List.of());
    return Tokenizers.byteLevel(
        "vocabulary", vocabulary, merges, Tokenizers.preSplit("vocabulary", pre));
  }

  private static List<String> merges(List<String> pieces) {
    var ranks = new java.util.HashMap<String, Integer>();
    for (int id = 0; id < pieces.size(); id++) {
      ranks.put(pieces.get(id), id);
    }
    List<String> merges = new ArrayList<>();
    for (int id = 256; id < pieces.size(); id++) {
      List<String> parts = new ArrayList<>(List.of(pieces.get(id).split("")));
      while (parts.size() > 2) {
        int best = -1;
        int bestRank = id;
        for (int i = 0; i + 1 < parts.size(); i++) {
          int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
          if (rank < bestRank) {
            best = i;
            bestRank = rank;
          }
        }
        parts.set(best, parts.get(best) + parts.remove(best + 1));
      }
      merges.add(parts.get(0) + " " + parts.get(1));
    }
    return merges;
  }

  static void check(Tokenizer tokenizer, Path folder, String name, boolean roundTrip)
      throws IOException {
    String inp = Files.readString(folder.resolve(name + ".inp"));
    List<String> out = Files.readAllLines(folder.resolve(name + ".out"));
    String[] texts = inp.split(SEPARATOR, -1);
    assertThat(texts.length).isGreaterThanOrEqualTo(46);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < out.size(); i++) {
      int[] ids = tokenizer.encode(texts[i], false);
      String got = IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
      all.assertThat(got).as("%s text %d: %s", name, i, texts[i]).isEqualTo(out.get(i).trim());
      if (roundTrip) {
        String decoded = tokenizer.decode(ids);
        all.assertThat(decoded).as("round trip").isEqualTo(texts[i]);
      }
    }
    all.assertAll();
  }

  @Test
  void specialTokensAreTextUnlessAskedFor() {
    Path file = References.file("tokenizers/llama.cpp-vocab/ggml-vocab-llama-spm.gguf");
    Tokenizer tokenizer = Tokenizers.of(Gguf.open(file));
    // Ids 1 and 2 are <s> and </s> in the file's vocabulary.
    assertThat(tokenizer.encode("Hello</s>", true)).startsWith(1).endsWith(2);
    assertThat(tokenizer.encode("Hello</s>", false)).doesNotContain(1, 2);
    assertThat(tokenizer.endsGeneration(2)).isTrue();
    assertThat(tokenizer.bytes(2)).isEmpty();
  }

  @Test
  void unknownPreSplitIsOneLine() {
    assertThatThrownBy(() -> byteLevel(List.of("a"), List.of(), "nonsense"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("nonsense")
        .hasMessageNotContaining("\n");
  }

  @Test
  void longPiecesTakeNoQuadraticTime() {
    Path file = References.file("lm-stories260k/stories260K.q8_0.gguf");
    Tokenizer tokenizer = Tokenizers.of(Gguf.open(file));
    String text = "once upon a time ".repeat(10_000);
    byte[] back = tokenizer.decode(tokenizer.encode(text, false)).getBytes(StandardCharsets.UTF_8);
    assertThat(back).hasSize(text.length());
  }
}
