package dev.trine.assistant;

import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a word that could be a name is something else where it stands: a verb, a mode. */
final class WordSense {
  /** Verbs that are also words for Things, with what may follow them. */
  private static final Map<String, List<Lexicon.Word>> VERBS = new HashMap<>();

  static {
    Lexicon.ALL.forEach(lexicon -> VERBS.putAll(lexicon.section("verbs")));
  }

  /** What stands before a noun. */
  private static final Set<String> ARTICLES = Words.set("beside", "articles");

  /** 没 of 没锁的门. */
  private static final List<String> NOTS = Words.of("beside", "not yet").toList();

  /** What follows the name of a mode: 模式, " mode". */
  private static final Set<String> MODES =
      Words.of("beside", "mode")
          .map(word -> Script.isLatin(word.charAt(0)) ? " " + word : word)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern ITS = Pattern.compile("(?:\\b(?:its|his|her) |[它他她佢][的嘅])$");

  private static final Pattern NEXT = Pattern.compile(" (?<word>[a-z]+)");

  /** What may follow a name, and goes on with no name. */
  private static final Set<String> BEHIND_A_NAME = Words.set("beside", "behind a name");

  /** By their first characters. */
  private static final Map<Character, List<String>> COMPOUNDS =
      Words.of("compounds", "all").collect(Collectors.groupingBy(word -> word.charAt(0)));

  private final NameIndex names;

  WordSense(NameIndex names) {
    this.names = names;
  }

  /**
   * Whether a word that also names a kind of Thing is a verb here, as in "lock the door" or 锁门:
   * what follows it tells ("*" is any name), unless an article or a name stands before it.
   */
  boolean isVerb(String heard, int at, int end) {
    List<Lexicon.Word> followers = VERBS.get(heard.substring(at, end));
    if (followers == null) {
      return false;
    }
    String before = heard.substring(0, at).strip();
    String word = before.substring(before.lastIndexOf(' ') + 1);
    boolean isNoun = ARTICLES.contains(word) || word.endsWith("'s");
    String after = heard.substring(end).stripLeading();
    boolean isNot = NOTS.stream().anyMatch(before::endsWith) && after.startsWith("的"); // 没锁的门
    return !isNoun
        && (isNot
            || followers.stream()
                .anyMatch(f ->
                    f.text().equals("*")
                        ? !after.isEmpty() && names.longestAt(after, 0) > 0
                        : after.startsWith(f.text()) && Words.ends(after, f.text().length())));
  }

  /** {@return whether what only begins names tells of something else here: the pool guy} */
  boolean tellsOfAnother(String heard, String name, int end) {
    Matcher next = NEXT.matcher(heard).region(end, heard.length());
    return names.isOnlyABeginning(name)
        && Script.isLatin(name.charAt(0))
        && next.lookingAt()
        && !BEHIND_A_NAME.contains(next.group("word"));
  }

  /** {@return whether a name is no more than what a Thing that was named is, has or can be} */
  boolean isOfWhatWasNamed(String name, FoundSoFar found, String between) {
    return isItsOwn(name, between)
        || isLockOfADoor(name, found)
        || isProperty(name, found.before(between))
        || isMode(name, found, between);
  }

  /** "Send the vacuum home to its charger" misses no charger. */
  private boolean isItsOwn(String name, String between) {
    return !names.isThere(name) && ITS.matcher(between).find();
  }

  /** 前门的锁 is no other Thing than the lock that is called 前门. */
  private boolean isLockOfADoor(String name, FoundSoFar found) {
    boolean isLock =
        names.get(name).filter(n -> n.exact.isEmpty() && n.types.contains("Lock")).isPresent();
    return isLock
        && found
            .lastThing()
            .filter(door -> door.things().size() == 1)
            .filter(door -> door.things().getFirst().types().contains("Lock"))
            .isPresent();
  }

  /** {@return the length of a verb that seems to end a name} 后门锁了 locks the back door. */
  int verbBehind(String heard, int at, int end) {
    return VERBS.keySet().stream()
        .filter(verb -> end - at > verb.length() && heard.startsWith(verb, end - verb.length()))
        .filter(verb -> !Script.isLatin(verb.charAt(0)) && !heard.startsWith("门", end))
        .filter(verb -> isVerb(heard, end - verb.length(), end))
        .mapToInt(String::length)
        .findFirst()
        .orElse(0);
  }

  /** Whether a word behind a Thing is of what it offers: the seat's heating is no heater. */
  static boolean isProperty(String word, List<Thing> things) {
    return things.stream()
        .flatMap(thing -> thing.properties().keySet().stream())
        .anyMatch(property -> Words.is("properties", property, word));
  }

  /**
   * Whether a name is a mode of a Thing that was named, and only a scene's (night mode) or said of
   * what is set: 空调开暖气.
   */
  private boolean isMode(String name, FoundSoFar found, String between) {
    boolean isScene =
        names
            .get(name)
            .filter(it -> it.exact.stream().allMatch(t -> t.types().contains("Scene")))
            .filter(it -> it.places.isEmpty() && it.typed.isEmpty())
            .isPresent();
    return (isScene || found.isSet(between))
        && found
            .mentions()
            .flatMap(mention -> mention.things().stream())
            .flatMap(thing -> thing.properties().values().stream())
            .flatMap(property ->
                property.schema() instanceof ValueSchema.Text text
                    ? text.values().stream()
                    : Stream.empty())
            .flatMap(
                mode -> Stream.concat(Words.of("modes", mode), Vocabulary.phrases(mode).stream()))
            .anyMatch(word -> isOnly(word, name));
  }

  private static boolean isOnly(String word, String name) {
    return name.startsWith(word)
        && (name.length() == word.length() || MODES.contains(name.substring(word.length())));
  }

  /** The end of a word that only seems to begin with a name, as 车站 and "nursery school". */
  static int compoundEnd(String heard, int at) {
    return COMPOUNDS.getOrDefault(heard.charAt(at), List.of()).stream()
        .filter(word -> heard.startsWith(word, at) && Words.ends(heard, at + word.length()))
        .mapToInt(word -> at + word.length())
        .max()
        .orElse(at);
  }
}
