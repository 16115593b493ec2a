package dev.trine.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The {@code decoder} of a tokenizer.json: steps that each rewrite the list of pieces. */
record HfDecoder(List<UnaryOperator<List<String>>> steps, boolean ofBytes, boolean fallsBack)
    implements Decoding {

  /** BERT's: what has no mark begins a word. */
  static final Decoding WORD_PIECE =
      new HfDecoder(List.of(pieces -> words(pieces, "##", true)), false, false);

  /** What the node describes; without one, pieces are words. */
  static Decoding of(String source, JsonNode node) {
    if (node.isNull() || node.isMissingNode()) {
      return new HfDecoder(List.of(pieces -> List.of(String.join(" ", pieces))), false, false);
    }
    List<JsonNode> parts = new ArrayList<>();
    flatten(node, parts);
    List<String> types = parts.stream().map(part -> part.path("type").asString("")).toList();
    if (types.equals(List.of("ByteLevel"))) {
      return BYTES;
    }
    return new HfDecoder(
        parts.stream().map(part -> step(source, part)).toList(),
        types.contains("ByteLevel"),
        types.contains("ByteFallback"));
  }

  private static void flatten(JsonNode node, List<JsonNode> parts) {
    if (node.path("type").asString("").equals("Sequence")) {
      node.path("decoders").forEach(part -> flatten(part, parts));
    } else {
      parts.add(node);
    }
  }

  private static UnaryOperator<List<String>> step(String source, JsonNode node) {
    String type = node.path("type").asString("");
    return switch (type) {
      case "ByteLevel" -> pieces -> List.of(BYTES.text(pieces));
      case "ByteFallback" -> HfDecoder::joinBytes;
      case "Fuse" -> pieces -> List.of(String.join("", pieces));
      case "Replace" -> {
        Pattern pattern = HfNormalizer.pattern(node.path("pattern"));
        String content = Matcher.quoteReplacement(node.path("content").asString(""));
        yield each(piece -> pattern.matcher(piece).replaceAll(content));
      }
      case "Strip" -> {
        String content = node.path("content").asString(" ");
        int start = node.path("start").asInt(0);
        int stop = node.path("stop").asInt(0);
        yield each(piece -> strip(piece, content, start, stop));
      }
      case "Metaspace" -> metaspace(node);
      case "WordPiece" -> {
        String prefix = node.path("prefix").asString("##");
        boolean cleanup = node.path("cleanup").asBoolean(true);
        yield pieces -> words(pieces, prefix, cleanup);
      }
      case "BPEDecoder" -> {
        String suffix = node.path("suffix").asString("</w>");
        yield pieces -> {
          List<String> words = new ArrayList<>(pieces);
          words.replaceAll(piece -> piece.replace(suffix, " "));
          if (!pieces.isEmpty()) {
            words.set(words.size() - 1, pieces.getLast().replace(suffix, ""));
          }
          return words;
        };
      }
      case "CTC" -> {
        String pad = node.path("pad_token").asString("<pad>");
        String space = node.path("word_delimiter_token").asString("|");
        boolean cleanup = node.path("cleanup").asBoolean(true);
        yield pieces -> letters(pieces, pad, space, cleanup);
      }
      default -> throw HfNormalizer.unknown(source, "decoder", type);
    };
  }

  private static UnaryOperator<List<String>> each(UnaryOperator<String> rewriting) {
    return pieces -> pieces.stream().map(rewriting).toList();
  }

  /** A run of pieces such as {@code <0xE4>} is one text, or none if it is no UTF-8. */
  private static List<String> joinBytes(List<String> pieces) {
    List<String> joined = new ArrayList<>();
    List<byte[]> run = new ArrayList<>();
    for (String piece : pieces) {
      if (Spelling.isByte(piece)) {
        run.add(Spelling.SPACES.bytes(piece));
      } else {
        addRun(run, joined);
        joined.add(piece);
      }
    }
    addRun(run, joined);
    return joined;
  }

  private static void addRun(List<byte[]> run, List<String> joined) {
    if (run.isEmpty()) {
      return;
    }
    byte[] bytes = new byte[run.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = run.get(i)[0];
    }
    try {
      joined.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      joined.add("\ufffd".repeat(bytes.length));
    }
    run.clear();
  }

  private static String strip(String piece, String content, int start, int stop) {
    if (content.isEmpty()) {
      return piece;
    }
    int from = 0;
    for (int i = 0; i < start && piece.startsWith(content, from); i++) {
      from += content.length();
    }
    String rest = piece.substring(from);
    for (int i = 0; i < stop && rest.endsWith(content); i++) {
      rest = rest.substring(0, rest.length() - content.length());
    }
    return rest;
  }

  /** The mark is a space, but for those that the first piece was given. */
  private static UnaryOperator<List<String>> metaspace(JsonNode node) {
    String space = node.path("replacement").asString("\u2581");
    boolean prepended = !HfPreTokenizer.scheme(node).equals("never");
    return pieces -> {
      List<String> text = new ArrayList<>(pieces);
      text.replaceAll(piece -> piece.replace(space, " "));
      if (prepended && !text.isEmpty()) {
        text.set(0, pieces.getFirst().replace(space, ""));
      }
      return text;
    };
  }

  private static List<String> words(List<String> pieces, String prefix, boolean cleanup) {
    List<String> words = new ArrayList<>();
    for (String piece : pieces) {
      String word = piece;
      if (!words.isEmpty()) {
        word = piece.startsWith(prefix) ? piece.substring(prefix.length()) : " " + piece;
      }
      words.add(cleanup ? cleanUp(word) : word);
    }
    return words;
  }

  /** What follows a word closely in English. */
  static String cleanUp(String text) {
    return text.replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" do not", " don't")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }

  private static List<String> letters(
      List<String> pieces, String pad, String space, boolean cleanup) {
    List<String> letters = new ArrayList<>();
    String before = "";
    for (String piece : pieces) {
      if (!piece.equals(before)) {
        String letter = piece.replace(pad, "");
        letter = cleanup ? cleanUp(letter).replace(space, " ") : letter;
        if (!letter.isEmpty()) {
          letters.add(letter);
        }
      }
      before = piece;
    }
    return letters;
  }

  @Override
  public String text(List<String> pieces) {
    List<String> text = pieces;
    for (UnaryOperator<List<String>> step : steps) {
      text = step.apply(text);
    }
    return String.join("", text);
  }

  /** What a piece adds to a text that ends with the same piece. */
  @Override
  public byte[] bytes(String piece) {
    if (ofBytes) {
      return BYTES.bytes(piece);
    }
    if (fallsBack && Spelling.isByte(piece)) {
      return SPACES.bytes(piece);
    }
    String one = text(List.of(piece));
    String two = text(List.of(piece, piece));
    String added = two.startsWith(one) ? two.substring(one.length()) : one;
    return added.getBytes(StandardCharsets.UTF_8);
  }
}
