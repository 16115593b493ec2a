package dev.trine.assistant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds names of this household that a recogniser or a hurried hand has spelt wrongly: 窗连 for 窗帘,
 * {@code kitchin} for kitchen, {@code tred mill} for treadmill. Common words are left as they are.
 */
final class Misheard {
  /** Words that are often said, and are one letter from a name. */
  private static final Set<String> COMMON = common();

  /** Words that are no names by themselves; a "ferry light" may still be a fairy light. */
  private static final Set<String> ENGLISH = Set.copyOf(Tables.words("lexicon/english.txt"));

  private static final Pattern WORD = Pattern.compile("[a-z0-9']+");
  private static final Pattern WORDS = Pattern.compile("[a-z' -]+");
  private static final Pattern NO_LETTERS = Pattern.compile("[^a-z0-9]");
  private static final Pattern ENDING = Pattern.compile("(?<=...)(?:s|ed|ing|'s)$");
  private static final Set<String> THE = Set.of("the", "my", "our", "his", "her", "their", "a");

  /** Many words end so: 谱子 is no 铺子. */
  private static final char SUFFIX = '子';

  private static final int MOST_WORDS = 3;
  private static final int LEAST_LETTERS = 5;
  private static final int LONG = 8;
  private static final int MOST_HAN = 8;

  /** A name that was meant, and where its misspelling ends. */
  record Slip(String name, int end) {}

  /** A name in Latin letters, with and without what stands between them. */
  private record Spelt(String name, String letters) {}

  private final Map<String, List<String>> bySyllables = new HashMap<>();
  private final Map<String, List<Spelt>> byLetters = new HashMap<>();
  private final Map<String, List<Spelt>> byConsonants = new HashMap<>();

  private final Set<String> names = new HashSet<>();

  /** Of what names are made: "goats" is no gate where there is a goat shed light. */
  private final Set<String> words = new HashSet<>();

  private final Set<String> right;

  /**
   * @param names what is there, as heard, without what only ends as a name does
   * @param right words that are no misspelt names here
   */
  Misheard(Iterable<String> names, Set<String> right) {
    this.right = right;
    for (String name : names) {
      this.names.add(name);
      words.addAll(List.of(name.split(" ")));
      if (isHan(name) && name.length() > 1 && name.length() <= MOST_HAN) {
        for (String sound : Sound.everyRoughly(name)) {
          bySyllables.computeIfAbsent(sound, k -> new ArrayList<>()).add(name);
        }
      } else if (WORDS.matcher(name).matches()) {
        String letters = letters(name);
        if (letters.length() >= LEAST_LETTERS) {
          Spelt spelt = new Spelt(name, letters);
          byLetters.computeIfAbsent(key(letters), k -> new ArrayList<>()).add(spelt);
          String consonants = Sound.consonants(letters);
          if (consonants.length() > 2) {
            byConsonants.computeIfAbsent(consonants, k -> new ArrayList<>()).add(spelt);
          }
        }
      }
    }
  }

  /** {@return the name that is meant, but misspelt, from here on; the longest} */
  Optional<Slip> at(String text, int start) {
    char first = text.charAt(start);
    return Character.isIdeographic(first)
        ? han(text, start)
        : Script.isLatin(first) ? latin(text, start) : Optional.empty();
  }

  /** Characters that sound as a name does, one of them right. */
  private Optional<Slip> han(String text, int start) {
    int end = start;
    while (end < text.length()
        && end - start < MOST_HAN
        && Character.isIdeographic(text.charAt(end))) {
      end++;
    }
    for (; end > start + 1; end--) {
      String said = text.substring(start, end);
      if (cutsAWord(text, start, end)) {
        continue;
      }
      for (String name : bySyllables.getOrDefault(Sound.roughly(said), List.of())) {
        boolean alike =
            said.length() > 2
                || said.chars().anyMatch(c -> c != SUFFIX && name.indexOf(c) >= 0)
                    && Sound.isExactly(said, name);
        if (alike) {
          return Optional.of(new Slip(name, end));
        }
      }
    }
    return Optional.empty();
  }

  /** 水电师傅 holds no 电视, and 改开电风扇 no 开店: a slip does not end inside another word or name. */
  private boolean cutsAWord(String text, int start, int end) {
    for (int at = start + 1; at < end; at++) {
      for (int last = end + 1; last <= Math.min(text.length(), at + MOST_HAN); last++) {
        String word = text.substring(at, last);
        if (COMMON.contains(word) || names.contains(word)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Up to three words that are a name but for a letter or two, or for a blank. */
  private Optional<Slip> latin(String text, int start) {
    List<Integer> ends = new ArrayList<>();
    Matcher next = WORD.matcher(text).region(start, text.length());
    int end = start;
    while (ends.size() < MOST_WORDS && next.find() && text.substring(end, next.start()).isBlank()) {
      end = next.end();
      ends.add(end);
    }
    for (Integer last : ends.reversed()) {
      String said = text.substring(start, last);
      boolean isAWord = isIn(words, said) || isIn(ENGLISH, said);
      if (!isAWord && Stream.of(said.split(" ")).anyMatch(word -> !isRight(word))) {
        Optional<String> name =
            name(said).filter(found -> endsAlike(said, found) && beginsAlike(said, found));
        if (name.isPresent()) {
          return Optional.of(new Slip(name.get(), last));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isRight(String word) {
    return isCommon(word) || NameParts.isMode(word) || right.contains(word);
  }

  /** A common word at the end is right as it is. */
  private static boolean endsAlike(String said, String name) {
    String last = word(said, said.split(" ").length - 1);
    return !isCommon(last) || name.endsWith(last);
  }

  /** A right word at the head is the name's: a "heat pomp" is a heat pump. */
  private boolean beginsAlike(String said, String name) {
    String first = word(said, 0);
    return !isRight(first)
        || !THE.contains(first) && said.length() >= LONG && name.startsWith(first + " ");
  }

  private static String word(String words, int index) {
    return words.split(" ")[index];
  }

  private Optional<String> name(String said) {
    String letters = letters(said);
    int slips = letters.length() < LONG ? 1 : 2;
    if (letters.length() < LEAST_LETTERS) {
      return Optional.empty();
    }
    for (int length = letters.length() - slips; length <= letters.length() + slips; length++) {
      for (Spelt spelt : byLetters.getOrDefault(letters.charAt(0) + " " + length, List.of())) {
        if (isMeant(said, letters, spelt, slips)) {
          return Optional.of(spelt.name());
        }
      }
    }
    return byConsonants.getOrDefault(Sound.consonants(letters), List.of()).stream()
        .filter(spelt -> isMeant(said, letters, spelt, 2))
        .map(Spelt::name)
        .findFirst();
  }

  private static boolean isMeant(String said, String letters, Spelt spelt, int slips) {
    return Sound.distance(letters, spelt.letters()) <= allowed(said, spelt.name(), slips);
  }

  /** Where a blank is lost or added, hardly a letter may be wrong besides; a plural is no slip. */
  private static int allowed(String said, String name, int slips) {
    if (name.equals(said + "s") || said.equals(name + "s")) {
      return -1;
    }
    boolean sameWords = said.split(" ").length == name.split(" ").length;
    return sameWords ? slips : said.length() >= LONG ? 1 : 0;
  }

  private static String key(String letters) {
    return letters.charAt(0) + " " + letters.length();
  }

  private static String letters(String words) {
    return NO_LETTERS.matcher(words).replaceAll("");
  }

  private static boolean isHan(String name) {
    return name.chars().allMatch(Character::isIdeographic);
  }

  /** {@return whether a word in Latin letters, or its stem, is so common that it names nothing} */
  static boolean isCommon(String word) {
    return isIn(COMMON, word);
  }

  private static boolean isIn(Set<String> words, String word) {
    return words.contains(word) || words.contains(ENDING.matcher(word).replaceFirst(""));
  }

  private static Set<String> common() {
    Set<String> words = new HashSet<>(Tables.words("lexicon/common.txt"));
    Words.of("colors").forEach(words::add);
    Words.of("items", "single").forEach(words::add); // butter is no battery
    return Set.copyOf(words);
  }
}
