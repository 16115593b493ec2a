package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Words of an utterance that name something: a Thing, a kind of Thing, or a place. Nothing in the
 * household may answer to them; then the lists are empty.
 *
 * @param phrase the words as heard
 * @param isPlace whether the words name a place
 * @param plural whether the words are a plural
 * @param types the {@code @type}s that the words can mean
 * @param things all Things that the words can mean
 * @param exact those of them that bear the very words as their name; of an answer, all that were
 *     asked about
 * @param places ids of the places that the words can mean
 * @param ordinals which of them: 1 is the first, -1 the last; empty where it was not said
 */
record Mention(
    String phrase,
    boolean isPlace,
    boolean plural,
    Set<String> types,
    List<Thing> things,
    List<Thing> exact,
    Set<String> places,
    List<Integer> ordinals) {

  boolean absent() {
    return things.isEmpty() && places.isEmpty();
  }

  /** {@return whether it names Things, and all of them are of a type} */
  boolean isOf(String type) {
    return !things.isEmpty() && things.stream().allMatch(thing -> thing.types().contains(type));
  }

  /** {@return whether it names a list to add to} */
  boolean isAList() {
    return isOf("TodoList") || isOf("ShoppingList");
  }

  /** {@return whether some of what it names is of a type} */
  boolean mayBe(String type) {
    return things.stream().anyMatch(thing -> thing.types().contains(type));
  }

  /** {@return whether it names Things that are no persons} */
  boolean isAThing() {
    return !things.isEmpty() && !isPlace && !isOf("Person");
  }

  /** The same, of which only some are meant. */
  Mention which(List<Integer> some) {
    return new Mention(phrase, isPlace, plural, types, things, exact, places, some);
  }

  /** The same, that can only mean some of its Things. */
  Mention only(List<Thing> some) {
    List<Thing> named = exact.stream().filter(some::contains).toList();
    return new Mention(phrase, isPlace, plural, types, some, named, places, ordinals);
  }

  /** Its Things and those of another, all of which are meant. */
  Mention and(Mention other) {
    List<Thing> both = Stream.concat(things.stream(), other.things.stream()).distinct().toList();
    return new Mention(phrase, isPlace, plural, types, both, both, places, Which.all(both.size()));
  }

  /** Its Things and those that were asked about with them, or else those of the same types. */
  Mention andLike(Collection<Thing> all) {
    if (isAnswer()) {
      return all();
    }
    Set<Thing> like = new LinkedHashSet<>(things);
    for (Thing thing : all) {
      if (things.stream().anyMatch(one -> one.types().equals(thing.types()))) {
        like.add(thing);
      }
    }
    return new Mention(phrase, isPlace, plural, types, List.copyOf(like), exact, places, ordinals);
  }

  /** {@return whether its Things were chosen of more that were asked about} */
  boolean isAnswer() {
    return exact.size() > things.size() && exact.containsAll(things);
  }

  /** The same, with all that were asked about. */
  Mention all() {
    return new Mention(phrase, isPlace, plural, types, exact, exact, places, ordinals);
  }

  boolean sameAs(Mention other) {
    return isPlace == other.isPlace
        && ordinals.equals(other.ordinals)
        && (absent() || other.absent()
            ? phrase.equals(other.phrase)
            : things.equals(other.things)
                && places.equals(other.places)
                && (exact.isEmpty() || other.exact.isEmpty() || exact.equals(other.exact)));
  }
}
