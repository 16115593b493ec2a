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
  private static final String PUNCTUATION = "[\\p{P}$+<=>^`|~]";

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
          steps.add((piece, first) -> List.of(piece.startsWith(" ") ? piece : " " + piece));
        }
        if (node.path("use_regex").asBoolean(true)) {
          steps.add(PreSplit.pattern(PreSplit.GPT2, Match.ISOLATED, false));
        }
        steps.add(PreSplit::spell);
      }
      case "Metaspace" -> metaspace(source, node, steps);
      case "Digits" -> {
        boolean single = node.path("individual_digits").asBoolean(false);
        steps.add(PreSplit.pattern(single ? "\\p{N}" : "\\p{N}+", Match.ISOLATED, false));
      }
      case "Punctuation" ->
          steps.add(PreSplit.pattern(PUNCTUATION, match(source, node, "Isolated"), false));
      case "Whitespace" -> steps.add(PreSplit.pattern("\\w+|[^\\w\\s]+", Match.REMOVED, true));
      case "WhitespaceSplit" -> steps.add(PreSplit.pattern("\\s+", Match.REMOVED, false));
      case "BertPreTokenizer" -> steps.addAll(WordPiece.WORDS);
      case "Split" ->
          steps.add(
              PreSplit.pattern(
                  HfNormalizer.pattern(node.path("pattern")),
                  match(source, node, "Removed"),
                  node.path("invert").asBoolean(false)));
      default -> throw HfNormalizer.unknown(source, "pre_tokenizer", type);
    }
  }

  private static void metaspace(String source, JsonNode node, List<Step> steps) {
    String space = node.path("replacement").asString("\u2581");
    // Older files have a flag instead of a scheme.
    String otherwise = node.path("add_prefix_space").asBoolean(true) ? "always" : "never";
    String scheme = node.path("prepend_scheme").asString(otherwise);
    if (!List.of("always", "first", "never").contains(scheme)) {
      throw HfNormalizer.unknown(source, "prepend_scheme", scheme);
    }
    steps.add((piece, first) -> {
      String marked = piece.replace(" ", space);
      boolean prepend = scheme.equals("always") || scheme.equals("first") && first;
      return List.of(prepend && !marked.startsWith(space) ? space + marked : marked);
    });
    if (node.path("split").asBoolean(true)) {
      steps.add(
          PreSplit.pattern(Pattern.compile(space, Pattern.LITERAL), Match.MERGED_WITH_NEXT, false));
    }
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
