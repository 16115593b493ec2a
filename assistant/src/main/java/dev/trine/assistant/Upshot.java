package dev.trine.assistant;

import dev.trine.things.Home;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one clause comes to in one household: steps to take, a question, or a refusal. */
sealed interface Upshot {

  /** {@return those of a kind} */
  static <U extends Upshot> Stream<U> of(List<Upshot> all, Class<U> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast);
  }

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
   * @param value what to write, or the action's input
   * @param due when it is to be taken; nothing for now
   */
  record Step(
      Clause clause, Op op, Thing thing, String name, Optional<JsonNode> value, Optional<Due> due)
      implements Upshot {
    private static final Set<String> COVERS = Set.of("open", "close");

    static Step write(Clause clause, Thing thing, String name, JsonNode value) {
      return new Step(clause, Op.WRITE, thing, name, Optional.of(value), Optional.empty());
    }

    static Step invoke(Clause clause, Thing thing, String name) {
      return new Step(clause, Op.INVOKE, thing, name, Optional.empty(), Optional.empty());
    }

    static Step read(Clause clause, Thing thing, String name) {
      return new Step(clause, Op.READ, thing, name, Optional.empty(), Optional.empty());
    }

    Step with(JsonNode input) {
      return to(Optional.of(input));
    }

    private Step to(Optional<JsonNode> value) {
      return new Step(clause, op, thing, name, value, due);
    }

    Step later(Due then) {
      return new Step(clause, op, thing, name, value, Optional.of(then));
    }

    Step now() {
      return new Step(clause, op, thing, name, value, Optional.empty());
    }

    /**
     * {@return whether the other is the same act; "louder" twice in one sentence is once louder}
     */
    boolean sameAs(Step other) {
      boolean sameChange = isRelative() && clause.value().equals(other.clause.value());
      return effect().equals((sameChange ? other.to(value) : other).effect());
    }

    /** {@return whether one of two that are taken now undoes the other: closed, and half open} */
    boolean undoes(Step other) {
      return due.isEmpty()
          && other.due.isEmpty()
          && thing.id().equals(other.thing.id())
          && !changed().isEmpty()
          && changed().equals(other.changed())
          && !sameAs(other);
    }

    /** The property that it changes; empty where nobody can tell. */
    private String changed() {
      return switch (op) {
        case WRITE -> name;
        case INVOKE -> COVERS.contains(name) ? "position" : "";
        case READ -> "";
      };
    }

    /** {@return whether it changes nothing: a timer tells its status by an action} */
    boolean reads() {
      return op == Op.READ || op == Op.INVOKE && name.equals("status");
    }

    /**
     * {@return what is done, whatever it is a step of} A song plays as well where none says "song".
     */
    Effect effect() {
      return new Effect(op, thing.id(), name, value.map(Step::withoutKind), due);
    }

    private static JsonNode withoutKind(JsonNode value) {
      return value instanceof ObjectNode input && input.has("query")
          ? input.deepCopy().without("kind")
          : value;
    }

    private boolean isRelative() {
      return op == Op.WRITE && (clause.value().startsWith("+") || clause.value().startsWith("-"));
    }
  }

  /** A step without the clause that asks for it. */
  record Effect(Op op, String thing, String name, Optional<JsonNode> value, Optional<Due> due) {}

  /** When a step that is not taken now is to be taken. */
  sealed interface Due {
    /** So long from now. */
    record After(long seconds) implements Due {}

    /**
     * As soon as this is so.
     *
     * @param anew whether it is so now, and is to cease and to become so again
     */
    record Once(Clause condition, List<Thing> things, boolean anew) implements Due {
      /** {@return whether it is so of one of the Things} */
      boolean isSo(Home home) {
        Clause.State state = new Clause.State(condition.name(), condition.value());
        return things.stream().anyMatch(thing -> state.isOf(thing, home));
      }

      /** The same, which waits for the next time only. */
      Once next() {
        return new Once(condition, things, false);
      }
    }
  }

  /** Several Things fit where one is meant; without options, too little was said. */
  record Question(Clause clause, List<Thing> options) implements Upshot {}

  /** An action cannot be taken before this member of its input is said. */
  record Missing(Clause clause, Thing thing, String member) implements Upshot {}

  /** Something speaks against what was understood; leave is asked before anything is done. */
  record Doubt() implements Upshot {}

  /** Nothing is to be done; the answer is this sentence. */
  record Saying(String key) implements Upshot {}

  /** Why something cannot be done. */
  sealed interface Refusal extends Upshot {
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

    /** None of these Things is in the state that was said. */
    record NoneSuch(List<Thing> things, Clause.State state) implements Refusal {}

    /** There is no such timer, entry or item. */
    record NoEntry(Thing thing, String words) implements Refusal {}

    /** The action does not take this. */
    record NotTaken(Thing thing, String member, String value) implements Refusal {}

    /** Nothing in the household tells when this happens. */
    record NotWatched() implements Refusal {}

    /** It is not sure what is to be waited for. */
    record UnclearWhen() implements Refusal {}

    /** Trine never does this. */
    record Never() implements Refusal {}
  }
}
