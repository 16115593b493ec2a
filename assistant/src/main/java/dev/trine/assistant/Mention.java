package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.List;
import java.util.Set;

/**
 * Words of an utterance that name something: a Thing, a kind of Thing, or a place. Nothing in the
 * household may answer to them; then the lists are empty.
 *
 * @param phrase the words as heard
 * @param isPlace whether the words name a place
 * @param plural whether the words are a plural
 * @param types the {@code @type}s that the words can mean
 * @param things all Things that the words can mean
 * @param exact those of them that bear the very words as their name
 * @param places ids of the places that the words can mean
 * @param ordinal which of them: 1 is the first, -1 the last; 0 where it was not said
 */
record Mention(
    String phrase,
    boolean isPlace,
    boolean plural,
    Set<String> types,
    List<Thing> things,
    List<Thing> exact,
    Set<String> places,
    int ordinal) {

  boolean absent() {
    return things.isEmpty() && places.isEmpty();
  }

  /** The same, of which only one is meant. */
  Mention which(int one) {
    return one == ordinal
        ? this
        : new Mention(phrase, isPlace, plural, types, things, exact, places, one);
  }

  boolean sameAs(Mention other) {
    return isPlace == other.isPlace
        && ordinal == other.ordinal
        && (absent() || other.absent()
            ? phrase.equals(other.phrase)
            : things.equals(other.things) && places.equals(other.places));
  }
}
