package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Sentences that order nothing and want something all the same: "I'm freezing", 太阳晒到眼睛了; and
 * errands that name no Thing, but for which households have one: "feed the cat", 烧壶水. A need is
 * told only where nothing else is: orders, questions and messages that speak of one are left to the
 * model.
 */
final class Needs {
  /** Who tells a longer story wants more than one thing; in characters. */
  private static final int LONGEST = 90;

  /** So many names can each be meant as a name or as a word of the need. */
  private static final int MOST_NAMES = 4;

  private static final Pattern PARTS =
      Pattern.compile("[,;。.!?~…]+|(?<=[呀啊喔喇啦哦])(?=\\p{IsHan}{2})|(?<=\\p{IsHan}) (?=\\p{IsHan})");
  private static final Pattern ASKS = Pattern.compile("(?<!(?:would|could|will|can) you)\\?|吗$");

  /** Dog to feed, water to boil. */
  private static final Pattern ERRAND = Pattern.compile("(?!going ).* to .*");

  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Map<String, NeedGrammar> GRAMMARS = grammars();

  /**
   * What is wanted.
   *
   * @param name the section of {@code needs/remedies.txt}
   * @param places where; empty where it was not said
   * @param thing of which Thing; nothing where none was named
   * @param number how much: 2 of "feed the cat two portions"
   * @param said the words that tell it
   */
  record Need(
      String name,
      List<Mention> places,
      Optional<Mention> thing,
      Optional<String> number,
      String said) {
    /** {@return whether somebody is to be fed, or something to be made, and nothing is felt} */
    boolean isAnErrand() {
      return ERRAND.matcher(name).matches();
    }
  }

  private final Finder finder;

  Needs(Finder finder) {
    this.finder = finder;
  }

  /** {@return the need that a sentence tells, in each way in which its words can be meant} */
  List<Need> of(String said) {
    Heard heard = Hearing.inOwnWords(said);
    String text = heard.text();
    if (text.isEmpty() || text.length() > LONGEST || ASKS.matcher(text).find()) {
      return List.of();
    }
    List<Need> needs = new ArrayList<>();
    NeedGrammar grammar = Objects.requireNonNull(GRAMMARS.get(Hearing.language(said)));
    List<Part> parts = finder.find(text);
    int names = (int) parts.stream().filter(Needs::isName).count();
    int ways = names > MOST_NAMES ? 2 : 1 << names;
    for (int way = ways - 1; way >= 0; way--) {
      Marked marked = mark(parts, names > MOST_NAMES && way > 0 ? -1 : way);
      need(grammar, marked).ifPresent(needs::add);
    }
    return needs;
  }

  /** A sentence with marks for some of its names. */
  private record Marked(String text, Map<Character, Mention> names) {}

  private static boolean isName(Part part) {
    return part instanceof Part.Named(Mention mention, var phrase) && !mention.absent();
  }

  /**
   * @param way which names are marked, a bit for each
   */
  private static Marked mark(List<Part> parts, int way) {
    StringBuilder text = new StringBuilder();
    Map<Character, Mention> names = new LinkedHashMap<>();
    int name = 0;
    for (Part part : parts) {
      boolean marked = isName(part) && (way >> name & 1) == 1;
      if (isName(part)) {
        name++;
      }
      if (marked && part instanceof Part.Named(Mention mention, String phrase)) {
        char first =
            mention.isPlace()
                ? NeedGrammar.PLACE
                : mention.isOf("Person") ? NeedGrammar.PERSON : NeedGrammar.THING;
        char mark = (char) (first + names.size());
        names.put(mark, mention);
        text.append(mark).append(phrase.endsWith("'s") ? "'s" : "");
      } else {
        text.append(part.phrase());
      }
    }
    return new Marked(text.toString(), names);
  }

  private static Optional<Need> need(NeedGrammar grammar, Marked marked) {
    Optional<Need> whole =
        grammar.need(marked.text()).map(name -> told(name, marked.text(), marked));
    if (whole.isPresent()) {
      return whole;
    }
    Optional<Need> first = Optional.empty();
    for (String part : PARTS.split(marked.text())) {
      String told = part.strip();
      Optional<Need> need = grammar.need(told).map(name -> told(name, told, marked));
      if (need.isEmpty() && !told.isEmpty() && !grammar.isAside(told)) {
        return Optional.empty();
      }
      first = first.or(() -> need);
    }
    return first;
  }

  private static Need told(String name, String part, Marked marked) {
    List<Mention> places = new ArrayList<>();
    Optional<Mention> thing = Optional.empty();
    for (int at = 0; at < part.length(); at++) {
      Mention mention = marked.names().get(part.charAt(at));
      if (mention != null && mention.isPlace()) {
        places.add(mention);
      } else if (mention != null && thing.isEmpty() && !mention.isOf("Person")) {
        thing = Optional.of(mention);
      }
    }
    return new Need(name, List.copyOf(places), thing, number(part), part);
  }

  private static Optional<String> number(String part) {
    return Words.heard("beside", "one portion", part)
        ? Optional.of("1")
        : NUMBER.matcher(Numerals.toDigits(part)).results().map(MatchResult::group).findFirst();
  }

  private static Map<String, NeedGrammar> grammars() {
    Map<String, NeedGrammar> grammars = new LinkedHashMap<>();
    Lexicon.LANGUAGES.forEach(language -> grammars.put(language, new NeedGrammar(language)));
    return grammars;
  }
}
