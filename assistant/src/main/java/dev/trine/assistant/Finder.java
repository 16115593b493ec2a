package dev.trine.assistant;

import dev.trine.things.Household;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what an utterance may be about among all Things of a household: names, aliases, the words
 * for kinds of Things and for rooms. The longest words win, so "floor lamp" is not a lamp on the
 * floor. An index over the household is made once; a sentence then costs one pass over its
 * characters.
 */
final class Finder {

  /** A part of an utterance: plain text, or a mention. */
  sealed interface Part {
    /** Text that names nothing. */
    record Text(String text) implements Part {}

    /** Text that names something. */
    record Named(Mention mention) implements Part {}
  }

  private final NameIndex names;
  private final Map<String, List<Lexicon.Word>> verbs = new HashMap<>();

  Finder(Household household) {
    Lexicon.ALL.forEach(lexicon -> verbs.putAll(lexicon.section("verbs")));
    names = new NameIndex(household, Lexicon.ALL);
  }

  /** Splits a heard sentence into mentions and the text between them. */
  List<Part> find(String heard) {
    List<Part> parts = new ArrayList<>();
    int plain = 0;
    int at = 0;
    while (at < heard.length()) {
      int end = starts(heard, at) ? longestAt(heard, at) : at;
      if (end == at) {
        at++;
        continue;
      }
      if (isVerb(heard, at, end)) {
        at = end;
        continue;
      }
      if (plain < at) {
        parts.add(new Part.Text(heard.substring(plain, at)));
      }
      String phrase = heard.substring(at, end);
      NameIndex.Referents found = names.get(phrase).orElseThrow();
      parts.add(
          found.property.isEmpty()
              ? new Part.Named(mention(phrase, found))
              : new Part.Text(" " + found.property + " "));
      at = end;
      plain = end;
    }
    if (plain < heard.length()) {
      parts.add(new Part.Text(heard.substring(plain)));
    }
    return parts;
  }

  private static Mention mention(String phrase, NameIndex.Referents found) {
    Set<Thing> things = new LinkedHashSet<>(found.typed);
    things.addAll(found.exact);
    if (found.types.isEmpty()) {
      things.addAll(found.partial);
    }
    Set<String> places = found.places.isEmpty() ? found.partialPlaces : found.places;
    boolean isPlace = !places.isEmpty() || found.placeWord && things.isEmpty();
    return new Mention(
        phrase,
        isPlace,
        found.plural,
        isPlace ? Set.of() : found.types,
        isPlace ? List.of() : List.copyOf(things),
        isPlace ? List.of() : List.copyOf(found.exact),
        places);
  }

  /**
   * Whether a word that also names a kind of Thing is a verb here, as in "lock the door" or 锁门:
   * what follows it tells ("*" is any name), unless an article or a name stands before it.
   */
  private boolean isVerb(String heard, int at, int end) {
    List<Lexicon.Word> followers = verbs.get(heard.substring(at, end));
    if (followers == null) {
      return false;
    }
    String before = heard.substring(0, at).strip();
    String word = before.substring(before.lastIndexOf(' ') + 1);
    boolean isNoun = ARTICLES.contains(word) || word.endsWith("'s");
    String after = heard.substring(end).stripLeading();
    return !isNoun
        && followers.stream()
            .anyMatch(f ->
                f.text().equals("*")
                    ? !after.isEmpty() && longestAt(after, 0) > 0
                    : after.startsWith(f.text()) && ends(after, f.text().length()));
  }

  private static final Set<String> ARTICLES =
      Set.of("the", "a", "an", "my", "our", "your", "this", "that", "his", "her", "their");

  private int longestAt(String heard, int at) {
    for (int end = Math.min(heard.length(), at + names.longest()); end > at; end--) {
      if (ends(heard, end) && names.get(heard.substring(at, end)).isPresent()) {
        return end;
      }
    }
    return at;
  }

  /** Latin words are found whole; between Han characters there are no word boundaries to see. */
  private static boolean starts(String text, int at) {
    return at == 0 || !NameIndex.latin(text.charAt(at)) || !NameIndex.latin(text.charAt(at - 1));
  }

  private static boolean ends(String text, int end) {
    return end == text.length()
        || !NameIndex.latin(text.charAt(end))
        || !NameIndex.latin(text.charAt(end - 1));
  }
}
