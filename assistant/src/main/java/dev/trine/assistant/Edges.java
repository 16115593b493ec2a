package dev.trine.assistant;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where in a sentence a copied text is likely to begin and to end: at the ends of the sentence, at
 * punctuation, at a letter that stands for a name, and at the words of the lexicons' {@code
 * [edges]}. In the middle of 尖沙咀 it does not.
 */
final class Edges {
  private static final Pattern MARK = Pattern.compile(" ?[A-Z]\\b");
  private static final Pattern HAN_REST = Pattern.compile("\\p{IsHan}{1,2}");
  private static final Pattern MORE = Pattern.compile("\\b[A-Z]\\b|[,;:.!?，。！？；]");

  /** "Take the bins out at nine": the particle belongs to the verb, and to the text. */
  private static final Set<String> PARTICLES = words("particles", true);

  private static final Pattern WHEN = Pattern.compile("(?:at|on|in|by|for|before) [M-OV-Z]\\b");
  private static final Pattern PARTICLE =
      Words.pattern(
          "(?:{edges: last particles}(?=$|[,.;!?]| [M-OV-Z]\\b)|{edges: final particles}(?=$|[,.;!?])|{edges: particles} %s)"
              .formatted(WHEN));

  private static final Pattern NO_LETTER = Pattern.compile("[^\\p{Alnum}'-]");

  private static final Set<String> BEHIND = words("behind", true);
  private static final Set<String> LAST = words("last", true);
  private static final List<String> POLITE = Words.of("edges", "polite").toList();
  private static final Set<String> HAN_BEHIND = words("behind", false);
  private static final Set<String> HAN_BEFORE = words("before", false);
  private static final Set<String> HAN_LAST = words("last", false);
  private static final Set<String> HAN_NEVER_LAST = words("never-last", false);

  /** "Milk and eggs, pop them on the list": the verb is of no text before its object. */
  private static final Set<String> PUTS = words("puts", true);

  /** What stands before a name, and is a part of it: Auntie Mei. */
  private static final Set<String> TITLES = words("titles", true);

  private static final Set<String> ARTICLES = Words.set("beside", "articles");

  private static final Set<String> OBJECTS = words("objects", true);

  private Edges() {}

  private static Set<String> words(String key, boolean latin) {
    return Words.of("edges", key)
        .filter(word -> isLatin(word) == latin)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * {@return whether a text may begin there}
   *
   * @param sentence as the model reads it
   * @param at where a word of it begins
   */
  static boolean begins(String sentence, int at) {
    String rest = sentence.substring(at);
    if (at == 0 || isLatin(rest)) {
      return !BEHIND.contains(rest); // "tick that off" ticks no "off"
    }
    String before = sentence.substring(0, at);
    return isLatin(before.substring(at - 1))
        || !Character.isLetterOrDigit(before.charAt(at - 1))
        || HAN_BEFORE.stream().anyMatch(before::endsWith);
  }

  /** {@return whether a text begins with what only joins it to what was said before: at, up} */
  static boolean onlyJoins(String text) {
    String first = NO_LETTER.split(text, 2)[0];
    return !ARTICLES.contains(first) && (LAST.contains(first) || PARTICLES.contains(first));
  }

  /**
   * {@return whether a text may end there}
   *
   * @param end where a word of the sentence ends
   */
  static boolean ends(String sentence, int end) {
    String text = sentence.substring(0, end);
    String rest = sentence.substring(end);
    return isLatin(text.substring(end - 1)) ? endsLatin(text, rest) : endsHan(text, rest);
  }

  /** {@return the name behind a title that ends there, with its blank; else nothing} */
  static String nameBehind(String sentence, int end) {
    String text = sentence.substring(0, end);
    String name = NO_LETTER.split(sentence.substring(end).stripLeading(), 2)[0];
    boolean isName =
        TITLES.contains(text.substring(text.lastIndexOf(' ') + 1))
            && name.length() > 1
            && isLatin(name)
            && !BEHIND.contains(name)
            && !Misheard.isCommon(name);
    return isName ? " " + name : "";
  }

  /**
   * {@return whether what somebody is told may end there} Nothing is said behind it but politely,
   * unless a letter for a name or a time, or punctuation, still comes.
   */
  static boolean endsSaying(String sentence, int end) {
    String rest = sentence.substring(end).strip();
    return ends(sentence, end)
        && (rest.isEmpty()
            || MORE.matcher(rest).find()
            || POLITE.stream().anyMatch(rest::startsWith));
  }

  /** {@return whether these are a character or two with which a Han sentence and a text end} */
  static boolean isRestOfAWord(String rest) {
    return HAN_REST.matcher(rest).matches() && HAN_BEHIND.stream().noneMatch(rest::startsWith);
  }

  private static boolean endsLatin(String text, String rest) {
    String next = rest.stripLeading();
    if (next.isEmpty() || !isLatin(next)) {
      return true;
    }
    String[] words = NO_LETTER.split(text);
    String behind = NO_LETTER.split(next, 2)[0];
    String last = words[words.length - 1];
    boolean endsVerb = PARTICLES.contains(last) && WHEN.matcher(next).lookingAt();
    return !PARTICLE.matcher(next).lookingAt()
        && (endsVerb || !LAST.contains(last))
        && !(PUTS.contains(last) && OBJECTS.contains(behind))
        && !(words.length > 1 && OBJECTS.contains(last) && PUTS.contains(words[words.length - 2]))
        && (isMark(next) || BEHIND.contains(behind));
  }

  private static boolean endsHan(String text, String rest) {
    if (HAN_NEVER_LAST.stream().anyMatch(text::endsWith)) {
      return false;
    }
    if (MARK.matcher(rest).lookingAt()) {
      return HAN_LAST.stream().noneMatch(text::endsWith);
    }
    return rest.isEmpty()
        || !Character.isLetter(rest.codePointAt(0))
        || isLatin(rest) && BEHIND.contains(NO_LETTER.split(rest, 2)[0])
        || HAN_BEHIND.stream().anyMatch(rest::startsWith);
  }

  /** A letter that stands for a name, or a word of a Thing's own. */
  private static boolean isMark(String text) {
    return text.charAt(0) == '$' || MARK.matcher(text).lookingAt();
  }

  private static boolean isLatin(String text) {
    return Sentence.isLatin(text.charAt(0));
  }
}
