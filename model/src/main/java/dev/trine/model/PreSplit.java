package dev.trine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into the pieces within which tokens are merged: each pattern in turn isolates its
 * matches in what the ones before have left.
 */
record PreSplit(List<Pattern> patterns) {

  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String CONTRACTIONS = "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])";
  private static final String CJK = "[\\u4e00-\\u9fa5\\u0800-\\u4e00\\uac00-\\ud7ff]+";

  /** By the name in {@code tokenizer.ggml.pre}; empty if the name is unknown. */
  static Optional<PreSplit> named(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "gpt-2", "mpt", "olmo", "jais", "roberta-bpe" -> of(GPT2);
          case "starcoder", "refact", "command-r", "smollm", "codeshell" -> of("\\p{N}", GPT2);
          case "qwen2", "deepseek-r1-qwen", "stablelm2" -> of(words("\\p{L}", "\\p{N}"));
          case "qwen35" -> of(words("\\p{L}\\p{M}", "\\p{N}"));
          case "llama-bpe", "llama3", "llama-v3" -> of(words("\\p{L}", "\\p{N}{1,3}"));
          case "falcon" -> of("[\\p{P}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]");
          case "default" -> of("[\\p{P}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]");
          case "deepseek-coder" -> of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CJK, "\\p{N}");
          case "deepseek-llm" ->
              of(
                  "[\\r\\n]",
                  // Letters that have a case, but for Mkhedruli and the mathematical alphabets.
                  "\\s?[\\p{Lu}\\p{Ll}\\p{Lt}&&[^\\u10d0-\\u10ff\\x{1d400}-\\x{1d7ff}]]+",
                  "\\s?[!-/:-~\\uff01-\\uff0f\\uff1a-\\uff5e\\u2018-\\u201f\\u3000-\\u3002]+",
                  "\\s+\\z",
                  CJK,
                  "\\p{N}+");
          default -> null;
        });
  }

  /** The shape that the splits after GPT-4's share. */
  private static String words(String letter, String number) {
    return CONTRACTIONS
        + "|[^\\r\\n\\p{L}\\p{N}]?["
        + letter
        + "]+|"
        + number
        + "| ?[^\\s"
        + letter
        + "\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  }

  static PreSplit of(String... patterns) {
    List<Pattern> compiled = new ArrayList<>();
    for (String pattern : patterns) {
      // Unicode classes, so that \s is every white space.
      compiled.add(Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS));
    }
    return new PreSplit(List.copyOf(compiled));
  }

  List<String> split(String text) {
    List<String> pieces = text.isEmpty() ? List.of() : List.of(text);
    for (Pattern pattern : patterns) {
      List<String> finer = new ArrayList<>();
      for (String piece : pieces) {
        isolate(pattern, piece, finer);
      }
      pieces = finer;
    }
    return pieces;
  }

  private static void isolate(Pattern pattern, String text, List<String> out) {
    Matcher matcher = pattern.matcher(text);
    int end = 0;
    while (matcher.find()) {
      if (matcher.end() == matcher.start()) {
        continue;
      }
      if (matcher.start() > end) {
        out.add(text.substring(end, matcher.start()));
      }
      out.add(matcher.group());
      end = matcher.end();
    }
    if (end < text.length()) {
      out.add(text.substring(end));
    }
  }
}
