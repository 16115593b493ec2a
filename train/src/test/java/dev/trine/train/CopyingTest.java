package dev.trine.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is copied has the tokens of the prompt, and the answer's text is never changed. */
class CopyingTest {
  private static final Bpe BPE =
      BpeTrainer.train(
          List.of("播报大家起床 播报大家起床 大家", "> remind me to buy milk", "do any note add"),
          Bpe.QWEN2,
          400);

  private static int[] answer(String prompt, String answer) {
    return new Copying(BPE).encode(answer, prompt, BPE.encode(prompt));
  }

  private static String text(int[] ids) {
    List<String> tokens = Bpe.byteTokens(BPE.merges);
    String bytes = Arrays.stream(ids).mapToObj(tokens::get).collect(Collectors.joining());
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }

  @Test
  void latinWordsAreCopiedWithTheirBlank() {
    String prompt = "> remind me to buy milk\n";
    int[] ids = answer(prompt, "do any note add \" buy milk \"");
    assertThat(ids).containsSubsequence(BPE.encode(" buy milk"));
    assertThat(text(ids)).isEqualTo("do any note add \" buy milk \"");
  }

  @Test
  void aWordThatTheVocabularyJoinsToItsNeighbourIsCutThere() {
    String prompt = "> 播报大家起床\n";
    int[] whole = BPE.encode(" 播报大家起床");
    assertThat(whole).as("one token in the prompt").hasSize(1);
    assertThat(text(answer(prompt, "\" 大家起床 \""))).isEqualTo("\" 大家起床 \"");
    assertThat(answer(prompt, "\" 播报大家起床 \"")).contains(whole[0]);
  }

  @Test
  void severalTextsAndWhatIsNotInTheSentence() {
    String prompt = "A x\n> go to rome via bonn\n";
    for (String answer :
        List.of(
            "to \" rome \" via \" bonn \"",
            "via \" bonn \" \" rome \" avoid \" x \"",
            "to \" elsewhere \"",
            "set any A on true",
            "\" unfinished")) {
      assertThat(text(answer(prompt, answer))).isEqualTo(answer);
    }
  }
}
