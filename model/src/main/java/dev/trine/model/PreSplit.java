package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into the pieces within which tokens are looked for: each step cuts what the ones
 * before have left.
 */
record PreSplit(List<Step> steps) {

  static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String CONTRACTIONS = "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])";
  private static final String CJK = "[\\u4e00-\\u9fa5\\u0800-\\u4e00\\uac00-\\ud7ff]+";

  /** One text, uncut. */
  static final PreSplit NONE = new PreSplit(List.of());

  /** Cuts one piece; {@code first} says whether the whole text begins with it. */
  @FunctionalInterface
  interface Step {
    List<String> cut(String piece, boolean first);
  }

  /** What becomes of a match. The names are those of Hugging Face. */
  enum Match {
    /** It is left out. */
    REMOVED,
    /** It is a piece. */
    ISOLATED,
    /** It is a piece together with the matches around it. */
    CONTIGUOUS,
    /** It ends the piece before it. */
    MERGED_WITH_PREVIOUS,
    /** It begins the piece after it. */
    MERGED_WITH_NEXT
  }

  /** By the name in {@code tokenizer.ggml.pre}; empty if the name is unknown. */
  static Optional<PreSplit> named(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "gpt-2", "mpt", "olmo", "jais", "roberta-bpe" -> bytes(GPT2);
          case "starcoder", "refact", "command-r", "smollm", "codeshell" -> bytes("\\p{N}", GPT2);
          case "qwen2", "deepseek-r1-qwen", "stablelm2" -> bytes(words("\\p{L}", "\\p{N}"));
          case "qwen35" -> bytes(words("\\p{L}\\p{M}", "\\p{N}"));
          case "llama-bpe", "llama3", "llama-v3" -> bytes(words("\\p{L}", "\\p{N}{1,3}"));
          case "falcon" -> bytes("[\\p{P}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]");
          case "default" -> bytes("[\\p{P}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]");
          case "deepseek-coder" -> bytes("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CJK, "\\p{N}");
          case "deepseek-llm" ->
              bytes(
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

  /** Patterns whose matches are isolated, then the spelling of bytes. */
  private static PreSplit bytes(String... patterns) {
    List<Step> steps = new ArrayList<>();
    for (String pattern : patterns) {
      steps.add(pattern(pattern, Match.ISOLATED, false));
    }
    steps.add(PreSplit::spell);
    return new PreSplit(steps);
  }

  static List<String> spell(String piece, boolean first) {
    return List.of(Spelling.spell(piece.getBytes(StandardCharsets.UTF_8)));
  }

  /** Cuts at the matches of a regular expression, or at what lies between them. */
  static Step pattern(String regex, Match behavior, boolean invert) {
    // Unicode classes, so that \s is every white space.
    return pattern(Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS), behavior, invert);
  }

  static Step pattern(Pattern pattern, Match behavior, boolean invert) {
    return (piece, first) -> {
      List<String> pieces = new ArrayList<>();
      Matcher matcher = pattern.matcher(piece);
      int end = 0;
      boolean before = false; // whether the piece before was a match
      while (end < piece.length()) {
        boolean found = findSome(matcher);
        int begin = found ? matcher.start() : piece.length();
        if (begin > end) {
          add(pieces, piece.substring(end, begin), invert, before, behavior);
          before = invert;
        }
        end = found ? matcher.end() : begin;
        if (found) {
          add(pieces, matcher.group(), !invert, before, behavior);
          before = !invert;
        }
      }
      return pieces;
    };
  }

  private static boolean findSome(Matcher matcher) {
    while (matcher.find()) {
      if (matcher.end() > matcher.start()) {
        return true;
      }
    }
    return false;
  }

  private static void add(
      List<String> pieces, String piece, boolean match, boolean before, Match behavior) {
    boolean join =
        switch (behavior) {
          case REMOVED, ISOLATED -> false;
          case CONTIGUOUS -> match == before;
          case MERGED_WITH_PREVIOUS -> match && !before;
          case MERGED_WITH_NEXT -> !match && before;
        };
    if (join && !pieces.isEmpty()) {
      pieces.add(pieces.removeLast() + piece);
    } else if (behavior != Match.REMOVED || !match) {
      pieces.add(piece);
    }
  }

  List<String> split(String text, boolean first) {
    List<String> pieces = text.isEmpty() ? List.of() : List.of(text);
    for (Step step : steps) {
      List<String> finer = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        finer.addAll(step.cut(pieces.get(i), first && i == 0));
      }
      pieces = finer;
    }
    return pieces;
  }
}
