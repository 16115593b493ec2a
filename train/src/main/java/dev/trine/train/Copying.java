package dev.trine.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes answers so that what they copy from the prompt, {@code " buy milk "}, has the very tokens
 * that stand there. A vocabulary cuts words by what is beside them, above all in Chinese; a model
 * that has to cut them anew learns to copy much later.
 */
final class Copying {
  private static final Pattern QUOTED = Pattern.compile("\" (.+?) \"");
  private static final int SPACE = ' ';

  private final Bpe bpe;
  private final List<String> tokens; // their bytes, one char a byte

  Copying(Bpe bpe) {
    this.bpe = bpe;
    tokens = Bpe.byteTokens(bpe.merges);
  }

  /**
   * The ids of an answer.
   *
   * @param promptIds the prompt as it is encoded
   */
  int[] encode(String answer, String prompt, int[] promptIds) {
    var ids = new ArrayList<Integer>();
    int plain = 0;
    for (Matcher quoted = QUOTED.matcher(answer); quoted.find(); plain = quoted.end() - 2) {
      add(ids, bpe.encode(answer.substring(plain, quoted.start() + 1)));
      copy(ids, quoted.group(1), prompt, promptIds);
    }
    add(ids, bpe.encode(answer.substring(plain)));
    return ids.stream().mapToInt(i -> i).toArray();
  }

  /** A blank and a text as they stand in the sentence, which is the prompt's last line. */
  private void copy(List<Integer> ids, String text, String prompt, int[] promptIds) {
    String said = bytes(prompt);
    String copied = bytes(text);
    int begin = said.indexOf(copied, Math.max(0, said.lastIndexOf("\n> ")));
    if (begin < 0) {
      add(ids, bpe.encode(" " + text));
      return;
    }
    int end = begin + copied.length();
    int[] starts = new int[promptIds.length + 1];
    for (int i = 0; i < promptIds.length; i++) {
      starts[i + 1] = starts[i] + tokens.get(promptIds[i]).length();
    }
    boolean spaced = said.charAt(begin - 1) == SPACE && Arrays.binarySearch(starts, begin - 1) >= 0;
    if (spaced) {
      begin--;
    } else {
      ids.add(SPACE);
    }
    for (int i = 0; i < promptIds.length; i++) {
      int from = Math.max(begin, starts[i]);
      int to = Math.min(end, starts[i + 1]);
      if (from == starts[i] && to == starts[i + 1]) {
        ids.add(promptIds[i]);
      } else if (from < to) {
        part(ids, said.substring(from, to));
      }
    }
  }

  /** A part of a token: as the vocabulary has it, or byte for byte where it ends in a character. */
  private void part(List<Integer> ids, String bytes) {
    String text = new String(bytes.getBytes(ISO_8859_1), UTF_8);
    if (bytes(text).equals(bytes)) {
      add(ids, bpe.encode(text));
    } else {
      bytes.chars().forEach(ids::add);
    }
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static void add(List<Integer> ids, int[] more) {
    for (int id : more) {
      ids.add(id);
    }
  }
}
