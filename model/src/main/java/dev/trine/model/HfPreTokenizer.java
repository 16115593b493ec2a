package dev.trine.model;

import dev.trine.model.PreSplit.Match;
import dev.trine.model.PreSplit.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The {@code pre_tokenizer} of a tokenizer.json: how a text is cut into pieces. */
final class HfPreTokenizer {
  static final String PUNCTUATION = "[\\p{P}$+<=>^`|~]";

  private HfPreTokenizer() {}

  /** What the node describes; one piece if it is null or missing. */
  static PreSplit of(String source, JsonNode node) {
    List<Step> steps = new ArrayList<>();
    if (!node.isNull() && !node.isMissingNode()) {
      add(source, node, steps);
    }
    return new PreSplit(List.copyOf(steps));
  }

  private static void add(String source, JsonNode node, List<Step> steps) {
    String type = node.path("type").asString("");
    switch (type) {
      case "Sequence" -> node.path("pretokenizers").forEach(part -> add(source, part, steps));
      case "ByteLevel" -> {
        if (node.path("add_prefix_space").asBoolean(true)) {
          steps.add(
              PreSplit.rewriting((piece, first) -> piece.startsWith(" ") ? piece : " " + piece));
        }
        if (node.path("use_regex").asBoolean(true)) {
          steps.add(PreSplit.words(WordScanners.of(WordScanners.GPT2).orElseThrow()));
        }
        steps.add(PreSplit.SPELL);
      }
      case "Metaspace" -> metaspace(source, node, steps);
      case "Digits" -> {
        boolean single = node.path("individual_digits").asBoolean(false);
        steps.add(PreSplit.words(WordScanners.of(single ? "\\p{N}" : "\\p{N}+").orElseThrow()));
      }
      case "Punctuation" ->
          steps.add(PreSplit.pattern(PUNCTUATION, match(source, node, "Isolated"), false));
      case "Whitespace" -> steps.add(PreSplit.pattern("\\w+|[^\\w\\s]+", Match.REMOVED, true));
      case "WhitespaceSplit" -> steps.add(PreSplit.pattern("\\s+", Match.REMOVED, false));
      case "CharDelimiterSplit" ->
          steps.add(PreSplit.pattern(literal(node.path("delimiter")), Match.REMOVED, false));
      case "FixedLength" -> {
        int length = Math.clamp(node.path("length").asInt(5), 1, 1 << 16);
        steps.add(PreSplit.pattern("(?s).{1," + length + "}", Match.ISOLATED, false));
      }
      case "BertPreTokenizer" -> steps.addAll(WordPiece.WORDS);
      case "UnicodeScripts" -> steps.add(HfPreTokenizer::scripts);
      case "Split" -> steps.add(split(source, node));
      default -> throw HfNormalizer.unknown(source, "pre_tokenizer", type);
    }
  }

  private static Step split(String source, JsonNode node) {
    Match match = match(source, node, "Removed");
    boolean invert = node.path("invert").asBoolean(false);
    if (match == Match.ISOLATED && !invert) {
      var scanner = WordScanners.of(node.path("pattern").path("Regex").asString(""));
      if (scanner.isPresent()) {
        return PreSplit.words(scanner.get());
      }
    }
    return PreSplit.pattern(HfNormalizer.pattern(node.path("pattern")), match, invert);
  }

  private static Pattern literal(JsonNode text) {
    return Pattern.compile(text.asString(""), Pattern.LITERAL);
  }

  private static void metaspace(String source, JsonNode node, List<Step> steps) {
    String space = node.path("replacement").asString("\u2581");
    String scheme = scheme(node);
    if (!List.of("always", "first", "never").contains(scheme)) {
      throw HfNormalizer.unknown(source, "prepend_scheme", scheme);
    }
    steps.add(
        PreSplit.rewriting((piece, first) -> {
          String marked = piece.replace(" ", space);
          boolean prepend = scheme.equals("always") || scheme.equals("first") && first;
          return prepend && !marked.startsWith(space) ? space + marked : marked;
        }));
    if (node.path("split").asBoolean(true)) {
      steps.add(
          PreSplit.pattern(Pattern.compile(space, Pattern.LITERAL), Match.MERGED_WITH_NEXT, false));
    }
  }

  /** When a Metaspace prepends its mark; older files have a flag instead of a scheme. */
  static String scheme(JsonNode node) {
    String otherwise = node.path("add_prefix_space").asBoolean(true) ? "always" : "never";
    return node.path("prepend_scheme").asString(otherwise);
  }

  /** Cuts where the script changes; what stands before the first letter is lost, as it is there. */
  private static PreSplit.Pieces scripts(PreSplit.Pieces next) {
    return (text, from, to, first) -> {
      Character.UnicodeScript last = Character.UnicodeScript.UNKNOWN;
      int begin = -1;
      for (int at = from; at < to; at += Character.charCount(text.codePointAt(at))) {
        Character.UnicodeScript script = script(text.codePointAt(at));
        if (script == Character.UnicodeScript.UNKNOWN) { // belongs to any
          continue;
        }
        if (script != last) {
          if (begin >= 0) {
            next.add(text, begin, at, first && begin == from);
          }
          begin = at;
        }
        last = script;
      }
      if (begin >= 0) {
        next.add(text, begin, to, first && begin == from);
      }
    };
  }

  private static Character.UnicodeScript script(int character) {
    Character.UnicodeScript script = Character.UnicodeScript.of(character);
    return switch (character) {
      case ' ' -> Character.UnicodeScript.UNKNOWN;
      case '\u30fc' -> Character.UnicodeScript.HAN; // lengthens a vowel of kana
      default ->
          script == Character.UnicodeScript.HIRAGANA || script == Character.UnicodeScript.KATAKANA
              ? Character.UnicodeScript.HAN
              : script;
    };
  }

  private static Match match(String source, JsonNode node, String otherwise) {
    String behavior = node.path("behavior").asString(otherwise);
    String name = behavior.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    for (Match match : Match.values()) {
      if (match.name().equals(name)) {
        return match;
      }
    }
    throw HfNormalizer.unknown(source, "behavior", behavior);
  }
}
