package dev.trine.model;

import dev.trine.model.AddedTokens.Added;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Reads a vocabulary in tiktoken's form: a line for each token, its bytes in Base64 and its rank.
 * The file does not say how a text is split nor what is special; {@code tiktoken.txt} knows the
 * usual ones.
 */
final class TiktokenFile {

  private static final String NO_BOS = "-";

  /** What a vocabulary of a known size is used with. */
  private record Known(String preSplit, String bos, List<Added> specials) {

    static Known of(int ranks) {
      for (String line : Resources.lines("tiktoken.txt")) {
        String[] words = line.split(" ");
        if (words[0].equals(Integer.toString(ranks))) {
          List<Added> specials = new ArrayList<>();
          for (int i = 3; i < words.length; i++) {
            int equals = words[i].lastIndexOf('=');
            int id = Integer.parseInt(words[i].substring(equals + 1));
            specials.add(Added.of(id, words[i].substring(0, equals), true));
          }
          return new Known(words[1], words[2], specials);
        }
      }
      return new Known("dbrx", NO_BOS, List.of()); // GPT-4's split, which most others follow
    }
  }

  private TiktokenFile() {}

  /** Whether bytes are lines of Base64 and a number. */
  static boolean is(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.ISO_8859_1);
    return start.matches("(?s)[A-Za-z0-9+/]+=* \\d{1,7}\\r?\\n.*");
  }

  static Tokenizer open(Path path, HfSpecials specials) {
    String source = path.toString();
    List<String> lines =
        new String(Json.bytes(path), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isEmpty())
            .toList();
    Known known = Known.of(lines.size());
    List<Added> added = specials.added().isEmpty() ? known.specials() : specials.added();
    PieceList pieces = new PieceList(source, lines.size() + added.size());
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ", -1);
      if (words.length != 2 || !words[1].matches("\\d{1,9}")) {
        throw bad(source, i + 1, "is no token in Base64 and its rank");
      }
      try {
        byte[] bytes = Base64.getDecoder().decode(words[0]);
        pieces.put(Integer.parseInt(words[1]), Spelling.spell(bytes));
      } catch (IllegalArgumentException e) {
        throw bad(source, i + 1, "is not Base64");
      }
    }
    Map<String, Integer> ids = Vocabulary.ids(pieces.pieces());
    ids.remove(""); // gaps
    pieces.putAll(added);
    int bos = known.bos().equals(NO_BOS) ? -1 : pieces.pieces().indexOf(known.bos());
    boolean addsBos = bos >= 0 && specials.flag("add_bos_token").orElse(true);
    Vocabulary vocabulary =
        specials.vocabulary(
            pieces.pieces(), ids, added, addsBos ? List.of(bos) : List.of(), List.of());
    return Bpe.ofRanks(vocabulary, Tokenizers.preSplit(source, known.preSplit()).cutting());
  }

  private static ModelException bad(String source, int line, String what) {
    return new ModelException("%s: line %d %s; get the file again".formatted(source, line, what));
  }
}
