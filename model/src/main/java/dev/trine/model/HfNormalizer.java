package dev.trine.model;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The {@code normalizer} of a tokenizer.json: how a text is rewritten before it is cut. */
final class HfNormalizer {

  private HfNormalizer() {}

  /** What the node describes; nothing if it is null or missing. */
  static UnaryOperator<String> of(String source, JsonNode node) {
    if (node.isNull() || node.isMissingNode()) {
      return UnaryOperator.identity();
    }
    String type = node.path("type").asString("");
    return switch (type) {
      case "Sequence" -> {
        List<UnaryOperator<String>> parts = new ArrayList<>();
        node.path("normalizers").forEach(part -> parts.add(of(source, part)));
        yield text -> {
          String result = text;
          for (UnaryOperator<String> part : parts) {
            result = part.apply(result);
          }
          return result;
        };
      }
      case "NFC", "NFD", "NFKC", "NFKD" -> {
        Normalizer.Form form = Normalizer.Form.valueOf(type);
        yield text -> Normalizer.normalize(text, form);
      }
      case "Lowercase" -> WordPiece::lowercase;
      case "StripAccents" -> text -> text.replaceAll("\\p{Mn}", "");
      case "Strip" ->
          strip(node.path("strip_left").asBoolean(true), node.path("strip_right").asBoolean(true));
      case "Prepend" -> {
        String prefix = node.path("prepend").asString("");
        yield text -> text.isEmpty() ? text : prefix + text;
      }
      case "Replace" -> {
        Pattern pattern = pattern(node.path("pattern"));
        String content = Matcher.quoteReplacement(node.path("content").asString(""));
        yield text -> pattern.matcher(text).replaceAll(content);
      }
      case "Precompiled" ->
          CharsMap.of(
              source, Base64.getDecoder().decode(node.path("precompiled_charsmap").asString("")));
      case "BertNormalizer" -> bert(source, node);
      default -> throw unknown(source, "normalizer", type);
    };
  }

  private static UnaryOperator<String> strip(boolean left, boolean right) {
    String regex = (left ? "\\A\\s+" : "\\A") + (right ? "|\\s+\\z" : "");
    Pattern pattern = Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
    return text -> pattern.matcher(text).replaceAll("");
  }

  private static UnaryOperator<String> bert(String source, JsonNode node) {
    if (!node.path("clean_text").asBoolean(true)
        || !node.path("handle_chinese_chars").asBoolean(true)) {
      throw new ModelException(
          source + ": normalizer BertNormalizer is read with clean_text and handle_chinese_chars");
    }
    boolean lowercase = node.path("lowercase").asBoolean(true);
    boolean stripAccents = node.path("strip_accents").asBoolean(lowercase);
    return text -> WordPiece.normal(text, lowercase, stripAccents);
  }

  /** A plain string or a regular expression. */
  static Pattern pattern(JsonNode node) {
    return node.has("String")
        ? Pattern.compile(node.path("String").asString(""), Pattern.LITERAL)
        : Pattern.compile(node.path("Regex").asString(""), Pattern.UNICODE_CHARACTER_CLASS);
  }

  static ModelException unknown(String source, String part, String type) {
    return new ModelException(
        "%s: %s '%s' is unknown; use the model as .gguf instead"
            .formatted(source, part, type.replaceAll("\\p{Cntrl}", " ")));
  }
}
