package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Scanners written by hand cut as the patterns do that they stand for. */
class WordScannersTest {
  private static final String[] PARTS = {
    "a",
    "s",
    "S",
    "ll",
    "LL",
    "re",
    "Re",
    "'",
    "'s",
    "'\u017f",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "1",
    "23",
    "4567",
    ".",
    ",",
    "!",
    "/",
    "-",
    "\u4f60\u597d",
    "\u65e5",
    "\u3042",
    "\u30ab\u30fc",
    "\ud55c",
    "A",
    "Bc",
    "\u00c9",
    "\u00e9",
    "e\u0301",
    "\u0301",
    "\u0915\u094d\u0937",
    "\u01c5",
    "\u02b0",
    "\u00aa",
    "\u2167",
    "\u00bd",
    "\u0663",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u0085",
    "\u200b",
    "\ufeff",
    "\ud83d\ude00",
    "\ud840\udc00",
    "\ud835\udcd7",
    "+",
    "$",
    "\u20ac",
    "\u0000"
  };

  @Test
  void asThePatterns() {
    assertThat(WordScanners.all()).hasSizeGreaterThan(10);
    WordScanners.all().forEach(WordScannersTest::assertSame);
  }

  /** What is compiled of any pattern, for those of all names in GGUF files and some more. */
  @Test
  void compiledAsThePatterns() {
    Stream<String> named = PreSplits.all().values().stream().flatMap(it -> it.patterns().stream());
    Stream<String> more =
        Stream.of(
            "a",
            "\\s+$",
            " ?[^\\s\\p{L}]++'",
            "\\p{L}*a\\p{L}{2,}",
            "[ab[1-3]&&[^2]]{1,2}|\\x{20}\\n?");
    List<String> known =
        Stream.concat(named, more)
            .distinct()
            .filter(pattern -> RunPattern.of(pattern).isPresent())
            .toList();
    assertThat(known).hasSizeGreaterThan(30);
    known.forEach(pattern -> assertSame(pattern, RunPattern.of(pattern).orElseThrow()));
  }

  @Test
  void otherPatternsAreLeftToJava() {
    for (String pattern :
        List.of(
            "(a|b)+", "a*?", "a{2}+", "(?=a)", "^a", ".", "\\b", "[]a]", "a(?!b)", "[a", "", "a*",
            "a|b?", "\\p{L")) {
      assertThat(RunPattern.of(pattern)).as(pattern).isEmpty();
    }
  }

  private static void assertSame(String pattern, PreSplit.Scanner scanner) {
    Random random = new Random(1);
    PreSplit slow =
        new PreSplit(
            List.of(PreSplit.pattern(Oniguruma.compile(pattern), PreSplit.Match.ISOLATED, false)));
    PreSplit fast = new PreSplit(List.of(PreSplit.words(scanner)));
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1, 12); n > 0; n--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      assertThat(fast.split(text.toString(), true))
          .as(pattern)
          .isEqualTo(slow.split(text.toString(), true));
    }
  }

  @Test
  void everyNameInGgufFilesHasPatternsThatCanBeRead() {
    assertThat(PreSplits.all()).hasSizeGreaterThan(60);
    PreSplits.all()
        .forEach((name, split) ->
            assertThat(
                    String.join(
                        "", split.cutting().split().withoutSpelling().split("It's 12, ok", true)))
                .as(name)
                .hasSizeGreaterThan(8));
  }

  /** They matter for speed. */
  @Test
  void theUsualSplitsHaveScanners() {
    for (String name :
        List.of(
            "gpt-2",
            "llama-bpe",
            "qwen2",
            "qwen35",
            "gpt-4o",
            "tekken",
            "deepseek-v3",
            "smollm",
            "falcon",
            "deepseek-llm",
            "deepseek-coder",
            "default",
            "seed-coder",
            "bailingmoe",
            "youtu")) {
      assertThat(PreSplits.named(name).orElseThrow().patterns())
          .as(name)
          .allMatch(pattern -> WordScanners.of(pattern).isPresent());
    }
  }
}
