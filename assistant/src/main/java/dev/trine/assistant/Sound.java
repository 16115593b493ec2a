package dev.trine.assistant;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How words sound, roughly: Han characters by the syllable that recognisers and hurried typists
 * confuse (zh and z, ing and in are one), Latin words by their consonants.
 */
final class Sound {
  private static final Charset GB2312 = Charset.forName("GB2312");

  /** The last character of level 1, the characters whose order tells how they are read. */
  private static final int LAST = 0xd7f9;

  private static final int[] FIRST;
  private static final String[] SYLLABLES;

  static {
    List<String[]> entries = new ArrayList<>();
    for (String line : Lexicon.lines("lexicon/pinyin.txt")) {
      for (String entry : line.split(" ")) {
        entries.add(entry.split("="));
      }
    }
    FIRST = entries.stream().mapToInt(entry -> code(entry[1].charAt(0))).toArray();
    SYLLABLES = entries.stream().map(entry -> entry[0]).toArray(String[]::new);
  }

  private Sound() {}

  /** {@return the syllables of Han characters, those that are easily confused as one} */
  static String roughly(String han) {
    StringBuilder syllables = new StringBuilder();
    for (int i = 0; i < han.length(); i++) {
      syllables.append(folded(syllable(han.charAt(i)))).append(' ');
    }
    return syllables.toString();
  }

  /** {@return the syllables of Han characters} */
  static String exactly(String han) {
    StringBuilder syllables = new StringBuilder();
    for (int i = 0; i < han.length(); i++) {
      syllables.append(syllable(han.charAt(i))).append(' ');
    }
    return syllables.toString();
  }

  /** The syllable of a Han character; the character itself where it is rare. */
  private static String syllable(char han) {
    int code = code(han);
    if (code < FIRST[0] || code > LAST) {
      return String.valueOf(han);
    }
    int at = Arrays.binarySearch(FIRST, code);
    return SYLLABLES[at >= 0 ? at : -at - 2];
  }

  private static int code(char han) {
    byte[] bytes = String.valueOf(han).getBytes(GB2312);
    return bytes.length == 2 ? (bytes[0] & 0xff) << 8 | bytes[1] & 0xff : 0;
  }

  private static String folded(String syllable) {
    int start = syllable.length() > 1 && syllable.charAt(1) == 'h' ? 2 : 1;
    String end = syllable.substring(Math.min(start, syllable.length()));
    return syllable.charAt(0)
        + (end.endsWith("ng") && !end.startsWith("o") ? end.substring(0, end.length() - 1) : end);
  }

  /** {@return what is left of a Latin word when it is said fast: {@code lite} and light are one} */
  static String consonants(String word) {
    return word.replaceAll("[^a-z0-9]", "")
        .replaceAll("^kn", "n")
        .replaceAll("^wr", "r")
        .replace("gh", "")
        .replace("ph", "f")
        .replaceAll("[ckq]+", "k")
        .replace('z', 's')
        .replaceAll("(?<=.)[aeiouyhw]", "")
        .replaceAll("(.)\\1+", "$1");
  }

  /** {@return the least number of characters to insert, remove, replace or swap; at most 3} */
  static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2) {
      return 3;
    }
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return Math.min(3, cost[a.length()][b.length()]);
  }
}
