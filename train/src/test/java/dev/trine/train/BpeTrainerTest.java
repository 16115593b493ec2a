package dev.trine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

  /** Merges that the Stanford CS336 course gives for its corpus.en, vocabulary 500. */
  @Test
  void learnsTheReferenceMerges() throws Exception {
    Path folder =
        Path.of(
            System.getProperty("trine.shared", "shared"), "data/tokenizers/bpe-train-reference");
    boolean there = Files.isDirectory(folder);
    if (!there && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(folder + ": CI needs the reference merges");
    }
    assumeTrue(there, folder + ": no reference merges here, the comparison is skipped");
    String corpus = Files.readString(folder.resolve("corpus.en"));
    var expected = Files.readAllLines(folder.resolve("train-bpe-reference-merges.txt"));

    var bpe = BpeTrainer.train(List.of(corpus), Bpe.GPT2, 500);

    assertThat(bpe.mergeLines()).isEqualTo(expected);
  }

  @Test
  void everyTextComesBackFromItsTokens() {
    var texts = List.of("打开客厅的灯 and the lamp", "lamp lamp 12 34\n", "é😀\u0000");
    var bpe = BpeTrainer.train(texts, Bpe.QWEN2, 300);
    var tokens = Bpe.byteTokens(bpe.merges);
    for (String text : texts) {
      var bytes = new StringBuilder();
      for (int id : bpe.encode(text)) {
        bytes.append(tokens.get(id));
      }
      assertThat(
              new String(
                  bytes.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                  java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(text);
    }
    assertThat(bpe.encode("lamp")).hasSize(1);
  }

  @Test
  void refusesAVocabularyWithoutRoomForTheBytes() {
    assertThatThrownBy(() -> BpeTrainer.train(List.of("a"), Bpe.QWEN2, 256))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("257");
  }
}
