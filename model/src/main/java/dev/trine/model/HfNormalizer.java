package dev.trine.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The {@code normalizer} of a tokenizer.json: how a text is rewritten before it is cut. */
final class HfNormalizer {

  // Those of SentencePiece's nmt_nfkc rules.
  private static final Pattern NMT_GONE =
      Pattern.compile("[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]");
  private static final Pattern NMT_SPACES =
      Pattern.compile(
          "[\\x09\\x0a\\x0c\\x0d\\u1680\\u200b-\\u200f\\u2028\\u2029\\u2581\\ufeff\\ufffd]");

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
        yield text -> normalize(text, form);
      }
      case "Lowercase" -> HfNormalizer::lowercase;
      case "StripAccents" -> text -> text.replaceAll("\\p{M}", "");
      case "Strip" ->
          strip(node.path("strip_left").asBoolean(true), node.path("strip_right").asBoolean(true));
      case "Prepend" -> {
        String prefix = node.path("prepend").asString("");
        yield text -> text.isEmpty() ? text : prefix + text;
      }
      case "Replace" -> {
        String content = node.path("content").asString("");
        String literal = node.path("pattern").path("String").asString("");
        if (!literal.isEmpty()) {
          yield text -> text.replace(literal, content);
        }
        Pattern pattern = pattern(node.path("pattern"));
        String replacement = Matcher.quoteReplacement(content);
        yield text -> pattern.matcher(text).replaceAll(replacement);
      }
      case "Precompiled" ->
          CharsMap.byGrapheme(
              source, Base64.getDecoder().decode(node.path("precompiled_charsmap").asString("")));
      case "BertNormalizer" -> bert(node);
      case "ByteLevel" -> text -> Spelling.spell(text.getBytes(StandardCharsets.UTF_8));
      case "Nmt" ->
          text -> NMT_SPACES.matcher(NMT_GONE.matcher(text).replaceAll("")).replaceAll(" ");
      default -> throw unknown(source, "normalizer", type);
    };
  }

  private static UnaryOperator<String> strip(boolean left, boolean right) {
    String regex = (left ? "\\A\\s+" : "(?!)") + (right ? "|\\s+\\z" : "");
    Pattern pattern = Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
    return text -> pattern.matcher(text).replaceAll("");
  }

  private static UnaryOperator<String> bert(JsonNode node) {
    boolean lowercase = node.path("lowercase").asBoolean(true);
    return new BertNormalizer(
        node.path("clean_text").asBoolean(true),
        node.path("handle_chinese_chars").asBoolean(true),
        node.path("strip_accents").asBoolean(lowercase),
        lowercase);
  }

  /** A form of Unicode; most texts are in it already. */
  static String normalize(String text, Normalizer.Form form) {
    boolean simple = true;
    for (int i = 0; i < text.length() && simple; i++) {
      char c = text.charAt(i);
      // Below U+0300 nothing composes; kana has marks of its own from U+3099, ideographs have none.
      simple = c < 0x80 || form == Normalizer.Form.NFC && (c < 0x300 || isPlainCjk(c));
    }
    return simple ? text : Normalizer.normalize(text, form);
  }

  private static boolean isPlainCjk(char c) {
    return c >= 0x4e00 && c <= 0x9fff || c >= 0x3000 && c < 0x3099 || c >= 0xff00 && c <= 0xff9d;
  }

  /** Each character by itself, so that a final sigma is no special case. */
  static String lowercase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (c < 0x80) {
            out.append((char) (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c));
          } else {
            out.append(Character.toString(c).toLowerCase(Locale.ROOT));
          }
        });
    return out.toString();
  }

  /** A plain string or a regular expression. */
  static Pattern pattern(JsonNode node) {
    return node.has("String")
        ? Pattern.compile(node.path("String").asString(""), Pattern.LITERAL)
        : Oniguruma.compile(node.path("Regex").asString(""));
  }

  static ModelException unknown(String source, String part, String type) {
    return new ModelException(
        "%s: %s '%s' is unknown; use the model as .gguf instead"
            .formatted(source, part, type.replaceAll("\\p{Cntrl}", " ")));
  }
}
