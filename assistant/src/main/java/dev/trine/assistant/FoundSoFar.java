package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The parts of an utterance that were found so far, from its beginning. */
final class FoundSoFar {
  /** What is said between a Thing and what it is set to: 油烟机风量调到大. */
  private static final Set<String> SETS = Words.set("beside", "sets to");

  /** What only joins a name and what is of it: the cooler's light, 车库的门. */
  private static final Set<String> JOINS = Words.set("beside", "joins");

  private final List<Part> parts = new ArrayList<>();

  /** {@return all parts, which make up the utterance} */
  List<Part> parts() {
    return parts;
  }

  /** Adds text that names nothing, if there is any. */
  void add(String text) {
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
  }

  /** Adds a part, and the text before it. 水几度 says one word twice. */
  void add(String text, Part part) {
    add(text);
    if (part instanceof Part.Own own
        && !parts.isEmpty()
        && parts.getLast() instanceof Part.Own(String word, String phrase)
        && word.equals(own.word())) {
      parts.removeLast();
      parts.add(new Part.Own(word, phrase + own.phrase()));
    } else {
      parts.add(part);
    }
  }

  /** Takes back the part that was found last. */
  Part removeLast() {
    return parts.removeLast();
  }

  /** {@return what the utterance names so far, what was named last first} */
  Stream<Mention> mentions() {
    return parts.reversed().stream()
        .flatMap(
            part -> part instanceof Part.Named named ? Stream.of(named.mention()) : Stream.empty());
  }

  /** {@return the Thing or kind that was named last} */
  Optional<Mention> lastThing() {
    return mentions().filter(mention -> !mention.isPlace()).findFirst();
  }

  /** {@return the Things that were named just before some text, if the text only joins} */
  List<Thing> before(String text) {
    String joins = text.strip();
    return !parts.isEmpty()
            && parts.getLast() instanceof Part.Named named
            && (joins.isEmpty() || JOINS.contains(joins))
        ? named.mention().things()
        : List.of();
  }

  /** {@return whether some text says that what was named is set to what follows} */
  boolean isSet(String text) {
    return !parts.isEmpty() && SETS.contains(text.strip());
  }

  /**
   * {@return which is said before a place just before a name} "The second hallway light" is the
   * second light of the hallway.
   */
  Which beforePlace(String heard, int plain, int at) {
    boolean isPlaced =
        heard.substring(plain, at).isBlank()
            && parts.size() > 1
            && parts.getLast() instanceof Part.Named(Mention place, String phrase)
            && place.isPlace()
            && heard.startsWith(phrase, plain - phrase.length());
    if (!isPlaced || !(parts.get(parts.size() - 2) instanceof Part.Text(String text))) {
      return Which.nothing(at, at);
    }
    int start = plain - parts.getLast().phrase().length();
    return Which.around(heard, start - text.length(), start, start);
  }

  /** {@return the Things whose own words, one character long too, may stand at a place} */
  List<Thing> owners(String heard, int plain, int at) {
    String between = heard.substring(plain, at).strip();
    boolean isLast = at + 1 == heard.length() || !Character.isLetter(heard.charAt(at + 1));
    return (isLast || Script.isLatin(heard.charAt(at))) && SETS.contains(between)
        ? lastThing().map(Mention::things).orElse(List.of())
        : before(between);
  }
}
