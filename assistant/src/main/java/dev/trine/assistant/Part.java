package dev.trine.assistant;

import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What one clause comes to in one household: steps to take, a question, or a refusal. */
sealed interface Part {

  /** How a step reaches its Thing, in the words of the Web of Things. */
  enum Op {
    WRITE("writeproperty"),
    INVOKE("invokeaction"),
    READ("readproperty");

    final String word;

    Op(String word) {
      this.word = word;
    }
  }

  /**
   * A write, call or read of one Thing.
   *
   * @param clause what it is a step of
   * @param value what to write; none otherwise
   */
  record Step(Clause clause, Op op, Thing thing, String name, Optional<JsonNode> value)
      implements Part {
    static Step write(Clause clause, Thing thing, String name, JsonNode value) {
      return new Step(clause, Op.WRITE, thing, name, Optional.of(value));
    }

    static Step invoke(Clause clause, Thing thing, String name) {
      return new Step(clause, Op.INVOKE, thing, name, Optional.empty());
    }

    static Step read(Clause clause, Thing thing, String name) {
      return new Step(clause, Op.READ, thing, name, Optional.empty());
    }

    boolean sameAs(Step other) {
      return op == other.op
          && thing.id().equals(other.thing.id())
          && name.equals(other.name)
          && value.equals(other.value);
    }
  }

  /** Several Things fit where one is meant; without options, too little was said. */
  record Question(Clause clause, List<Thing> options) implements Part {}

  /** Why something cannot be done. */
  sealed interface Refusal extends Part {
    /** Nothing in the household answers to these words; empty where they are not known. */
    record NoThing(String words) implements Refusal {}

    /** No place in the household answers to these words. */
    record NoPlace(String words) implements Refusal {}

    /** There are such Things, but not in these places; no words where any Thing would do. */
    record NotThere(String words, Set<String> places) implements Refusal {}

    /** The Thing does not offer the property or action; no Thing where none does. */
    record Cannot(Optional<Thing> thing, Clause clause) implements Refusal {}

    /** The value is not among those that the Thing allows. */
    record OutOfRange(Thing thing, Property property, String value) implements Refusal {}

    /** The Thing has not said yet what its state is. */
    record Silent(Thing thing, Property property) implements Refusal {}

    /** Trine never does this. */
    record Never(Thing thing) implements Refusal {}
  }
}
