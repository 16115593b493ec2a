package dev.trine.assistant;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How words sound, roughly: Han characters by the syllable that recognisers and hurried typists
 * confuse (zh and z, ing and in are one), Latin words by their consonants.
 */
final class Sound {
  /**
   * The syllables of the characters of GB 2312 level 1, whose order in the standard is that of
   * their syllables.
   */
  private static final Map<Character, String> SYLLABLES = new HashMap<>();

  /** The second readings of characters that have one: 调 of 空调. */
  private static final Map<Character, String> SECOND = new HashMap<>();

  private static final int FIRST = 0xb0a1;
  private static final int LAST = 0xd7f9;

  static {
    Map<Character, String> starts = new HashMap<>();
    read("lexicon/pinyin.txt", starts);
    read("lexicon/readings.txt", SECOND);
    Charset gb2312 = Charset.forName("GB2312");
    String syllable = "";
    for (int code = FIRST; code <= LAST; code++) {
      String han = new String(new byte[] {(byte) (code >> 8), (byte) code}, gb2312);
      boolean isCharacter = (code & 0xff) >= 0xa1 && (code & 0xff) <= 0xfe;
      if (isCharacter) {
        syllable = starts.getOrDefault(han.charAt(0), syllable);
        SYLLABLES.put(han.charAt(0), syllable);
      }
    }
  }

  private Sound() {}

  private static void read(String resource, Map<Character, String> syllables) {
    for (String line : Tables.lines(resource)) {
      for (String entry : line.split(" ")) {
        int equals = entry.indexOf('=');
        syllables.put(entry.charAt(equals + 1), entry.substring(0, equals));
      }
    }
  }

  /** {@return the syllables of Han characters, those that are easily confused as one} */
  static String roughly(String han) {
    StringBuilder syllables = new StringBuilder();
    for (int i = 0; i < han.length(); i++) {
      syllables.append(folded(syllable(han.charAt(i)))).append(' ');
    }
    return syllables.toString();
  }

  /** {@return the same in all ways in which a name may be read} */
  static List<String> everyRoughly(String name) {
    List<String> readings = List.of("");
    for (char c : name.toCharArray()) {
      List<String> ends =
          Stream.of(syllable(c), SECOND.getOrDefault(c, syllable(c)))
              .map(syllable -> folded(syllable) + " ")
              .distinct()
              .toList();
      readings = readings.stream().flatMap(r -> ends.stream().map(r::concat)).toList();
    }
    return readings;
  }

  /** {@return whether what was said sounds just as a name may be read} */
  static boolean isExactly(String said, String name) {
    return said.length() == name.length()
        && IntStream.range(0, said.length())
            .allMatch(i -> {
              String syllable = syllable(said.charAt(i));
              char meant = name.charAt(i);
              return syllable.equals(syllable(meant)) || syllable.equals(SECOND.get(meant));
            });
  }

  /** The syllable of a Han character; the character itself where it is rare. */
  private static String syllable(char han) {
    return SYLLABLES.getOrDefault(han, String.valueOf(han));
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
