package dev.trine.assistant;

import dev.trine.things.Names;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings what was said into the one form that the rest understands: half-width, lower-case,
 * simplified characters, numbers in digits. Names are heard the same way, so both sides meet.
 */
final class Hearing {
  private Hearing() {}

  /** Names in their normal form: what two large households are called. */
  private static final Map<String, String> NAMES = new ConcurrentHashMap<>();

  private static final int MOST_NAMES = 50_000;
  private static final char[] SIMPLIFIED = simplified();
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Cc}\\u00a0\\u3000]+");
  private static final String TRAILING = " .。!！,，;；~～、…";

  /** Zero-width and other format characters, and the accents of Latin letters. */
  private static final Pattern UNHEARD = Pattern.compile("[\\p{Cf}\\u0300-\\u036f\\ufe0e\\ufe0f]");

  /** 把 客 厅 的 灯 打 开, as some recognizers write. */
  private static final Pattern SPELT_OUT =
      Pattern.compile("(?<![^ ])(\\p{IsHan}) (?=\\p{IsHan}(?: |$))");

  /** "The h r v", "the t v", as some recognizers write. */
  private static final Pattern INITIALS =
      Pattern.compile("(?<![a-z0-9'])(?:[a-z](?: [a-z]){2,}|t v|a c|e v|p c)(?![a-z0-9'])");

  /** Half of a character beyond the first 65,536, which no text can be copied with. */
  private static final Pattern HALVES = Pattern.compile("\\p{Cs}");

  /** The normal form of a sentence or a name. */
  static String normal(String said) {
    return hear(said).text();
  }

  /** The normal form of a name, which is heard once and then known. */
  static String name(String said) {
    if (NAMES.size() >= MOST_NAMES) {
      NAMES.clear();
    }
    return NAMES.computeIfAbsent(said, Hearing::normal);
  }

  /** {@return the normal forms of all names of a Thing, a place, or what it offers} */
  static Stream<String> names(Names names) {
    return names.all().stream().map(Hearing::name);
  }

  /** What is heard of a sentence. */
  static Heard hear(String said) {
    return again(letters(said));
  }

  /** What is heard of a sentence in which something was put otherwise. */
  static Heard again(Heard letters) {
    Heard plain = Ways.plain(letters).replaceAll(SPACES, match -> " ");
    return stripped(Numerals.toDigits(plain));
  }

  /** {@return a sentence in the letters that the rest understands, in the speaker's own words} */
  static Heard inOwnWords(String said) {
    return stripped(letters(said));
  }

  private static Heard letters(String written) {
    String said = HALVES.matcher(written).replaceAll("\uFFFD");
    Heard.Builder characters = new Heard.Builder(said);
    int length;
    for (int i = 0; i < said.length(); i += length) {
      int point = said.codePointAt(i);
      length = Character.charCount(point);
      if (point < 0x80) {
        characters.add((char) Character.toLowerCase(point), i, i + 1);
        continue;
      }
      String apart = Normalizer.normalize(said.substring(i, i + length), Normalizer.Form.NFKD);
      String bare = UNHEARD.matcher(apart).replaceAll("");
      String whole = Normalizer.normalize(bare, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      for (int k = 0; k < whole.length(); k++) {
        characters.add(simple(whole.charAt(k)), i, i + length);
      }
    }
    Heard heard = characters.build().replaceAll(SPACES, match -> " ");
    return heard
        .replaceAll(SPELT_OUT, match -> match.group(1))
        .replaceAll(INITIALS, match -> match.group().replace(" ", ""));
  }

  private static Heard stripped(Heard heard) {
    int start = heard.text().startsWith(" ") ? 1 : 0;
    int end = heard.text().length();
    while (end > start && TRAILING.indexOf(heard.text().charAt(end - 1)) >= 0) {
      end--;
    }
    return heard.part(start, end);
  }

  /**
   * {@return an order without who gave it, and one that was put as a wish as it is given: mum said
   * turn it off, 妈妈说把灯关了, "can the lamp be green?"}
   */
  static Heard order(Heard heard) {
    Matcher wish = WISH.matcher(heard.text());
    if (wish.matches()) {
      return again(
          heard
              .part(0, wish.start("end"))
              .without(wish.start("be"), wish.end("be"))
              .with(0, wish.start("what"), "make "));
    }
    Matcher told = TOLD.matcher(heard.text());
    return told.find()
            && Words.of("signs", "teller").noneMatch(w -> Words.isSaid(w, told.group("who")))
        ? heard.part(told.end(), heard.text().length())
        : heard;
  }

  private static final Pattern WISH =
      Pattern.compile(
          "(?:could|can|may) (?<what>(?:the |my |our |[a-z]+'s )[a-z' ]{2,30}?)(?<be> be)"
              + " (?!(?:on|off|open|shut)\\b|[a-z]{2,}ed\\b)[a-z ]{2,24}?(?<end>(?: tonight| now| please)*\\??)");

  private static final Pattern TOLD =
      Words.pattern(
          "^(?<who>(?:[a-z]+ ){1,2}|\\p{IsHan}{1,4}(?<!的)){signs: told}[, ]*(?={signs: order}(?![a-z]))");

  private static char simple(char c) {
    char simple = SIMPLIFIED[c];
    return simple != 0 ? simple : c == '’' || c == '‘' ? '\'' : c;
  }

  /** The language of a sentence: Chinese as soon as one Han character is in it. */
  static String language(String said) {
    return said.codePoints()
            .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)
        ? "zh"
        : "en";
  }

  private static char[] simplified() {
    char[] table = new char[Character.MAX_VALUE + 1];
    for (String resource : List.of("lexicon/traditional.txt", "lexicon/variants.txt")) {
      Tables.words(resource).forEach(pair -> table[pair.charAt(0)] = pair.charAt(1));
    }
    return table;
  }
}
