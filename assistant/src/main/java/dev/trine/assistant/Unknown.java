package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was said that nobody knows, and what a plan takes for it.
 *
 * @param isSure whether the model hardly sees another plan
 */
record Unknown(Said said, List<Clause> acts, boolean isSure) {
  /** Whose a Thing is, before its name, where no name was found: 把游泳池的. */
  private static final Pattern OF_UNKNOWN =
      Pattern.compile("(?:^|[把将开关掉闭埋])\\p{IsHan}{2,5}(?:的|嘅|啲|盏|部|道)$");

  private static final String OF_PLACE =
      Words.form("s?(?: (?:on|off|up|down|open)(?= (?:in|at) ))? (?:in|at|on|of) (?:{the} )?");

  private static final Pattern IN_UNKNOWN =
      Words.pattern(
          "^s?(?: on| off| up| down| open)? (?:in|at) {the} ([a-z]+)(?: (?:room|house|hall|area))?$");

  /** What tells which, between an article and a name, where it is a word that nobody knows. */
  private static final Pattern KIND = Pattern.compile("\\b(?:the|my|our|a) ([a-z]+) $");

  private static final Pattern LATIN_WORD = Pattern.compile("[a-z][a-z'-]*");

  /** The words that learnt names are said with: the limit of "charge limit". */
  private static final Set<String> LEARNT =
      Stream.of("properties", "actions", "modes")
          .flatMap(Words::of)
          .flatMap(word -> Stream.of(word.split(" ")))
          .collect(Collectors.toUnmodifiableSet());

  /** What is said of no Thing that somebody might have: "kill everything, we're done in there". */
  private static final Set<String> NO_NAMES = Words.set("beside", "no names");

  /** "The pool heater" is not the one heater that is there. */
  boolean isOfAnotherKind() {
    List<Part> parts = said.found().parts();
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, String phrase)
          && !mention.types().isEmpty()
          && parts.get(i - 1) instanceof Part.Text(String text)) {
        Matcher kind = KIND.matcher(text);
        if (kind.find() && words(kind.group(1)).anyMatch(word -> !said.isCopied(word))) {
          return true;
        }
      }
    }
    return false;
  }

  /** The lights in the sauna, 游泳池的灯: what is there may be of what is not. */
  boolean isOfTheUnknown() {
    List<Part> parts = said.found().parts();
    for (int i = 0; i + 1 < parts.size(); i++) {
      Part next = parts.get(i + 1);
      if (parts.get(i) instanceof Part.Named && next instanceof Part.Text(String text)
          ? words(text).anyMatch(word -> text.matches(OF_PLACE + word + ".*"))
          : next instanceof Part.Named && OF_UNKNOWN.matcher(parts.get(i).phrase()).find()) {
        return !said.is("except");
      }
    }
    return false;
  }

  /** "The lights on in the treehouse" are not all lights. */
  boolean takesAllForThoseOfTheUnknown() {
    List<Part> parts = said.found().parts();
    return parts.getLast() instanceof Part.Text(String text)
        && IN_UNKNOWN.matcher(text).results().anyMatch(it -> isUnknown(it.group(1)))
        && acts.stream().flatMap(act -> act.target().stream()).anyMatch(Clause.Target::isUnplaced);
  }

  private boolean isUnknown(String word) {
    return words(word).findAny().isPresent() && !said.isCopied(word);
  }

  /**
   * Whether any Thing is taken for what a word names that nobody knows. Beside what is surely to be
   * done it hardly names one: "start charging the car the leccy's cheap now".
   */
  boolean isTakenForAll() {
    List<Clause> wide = acts.stream().filter(a -> a.thing().isEmpty()).toList();
    boolean isTold = isSure && wide.stream().allMatch(act -> act.verb() == Clause.Verb.DO);
    return !wide.isEmpty()
        && (!isTold && isUnknown(wide)
            || wide.stream().anyMatch(act -> act.name().equals("on")) && !said.is("everything"));
  }

  /** "Turn on the guest network": only a router has one, whatever else is said. */
  private boolean isNamedByWhatItOffers(Clause act) {
    return said.isNamed(act.name())
        && Selection.offering(act, said.found().varieties()).size() == 1;
  }

  private boolean isOfOneThatOffers(Clause act, String word) {
    return !OwnWords.learnt(act.name())
        && Selection.offering(act, said.found().varieties()).stream()
            .flatMap(thing -> Hearing.names(thing.names()))
            .anyMatch(name -> Words.isSaid(word, name));
  }

  /** "Feed the cat" is known where there is a cat's feeder to do it. */
  private boolean isUnknown(List<Clause> wide) {
    return !wide.stream().allMatch(this::isNamedByWhatItOffers)
        && said.found().parts().stream()
            .filter(Part.Text.class::isInstance)
            .flatMap(part -> words(part.phrase()))
            .anyMatch(word -> wide.stream().noneMatch(act -> isOfOneThatOffers(act, word)));
  }

  /** The Latin words of a text that nobody knows. */
  private static Stream<String> words(String text) {
    return LATIN_WORD
        .matcher(Units.uncounted(text))
        .results()
        .map(MatchResult::group)
        .filter(word -> !Misheard.isCommon(word) && !NO_NAMES.contains(word))
        .filter(word -> !Units.isWord(word) && !LEARNT.contains(word))
        .filter(word -> !word.endsWith("'s"));
  }
}
