package dev.trine.assistant;

import dev.trine.things.Home;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One thing that was meant. The model says it in a line such as {@code set any A P brightness 30}:
 * perhaps a time, verb, how many, what, where, which property or action, which value. See {@code
 * docs/understanding.md}.
 *
 * @param timing when it is to be done; none means now
 * @param verb what to do
 * @param target what to do it to; none for the verbs that stand alone
 * @param name property or action; empty for the verbs that stand alone
 * @param value {@code true}, {@code 30}, {@code +10}, {@code -}, {@code max}, {@code cool} ...;
 *     empty where the verb takes none, or where the value is copied from the sentence
 * @param input what was said for the action, or under an empty name for the property
 */
record Clause(
    Optional<Timing> timing,
    Verb verb,
    Optional<Target> target,
    String name,
    String value,
    List<Argument.Named> input) {

  /** To be done now, with nothing copied from the sentence. */
  Clause(Verb verb, Optional<Target> target, String name, String value) {
    this(Optional.empty(), verb, target, name, value, List.of());
  }

  /** When something is to be done, or how long it is to last. */
  record Timing(How how, List<Time> times) {
    enum How {
      /** After so long. */
      IN,
      /** At that time. */
      AT,
      /** Now, and undone after so long. */
      FOR,
      /** Now, and undone at that time. */
      UNTIL;

      String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  enum Verb {
    /** Write a property. */
    SET(true, true),
    /** Invoke an action. */
    DO(true, false),
    /** Say the value of a property. */
    GET(true, false),
    /** Say which Things have this value. */
    WHICH(true, true),
    /** Say how many Things have this value. */
    COUNT(true, true),
    /** Say whether any of the Things has this value. */
    SOME(true, true),
    /** Say whether all of the Things have this value. */
    EVERY(true, true),
    /** Say since when a property is as it is. */
    SINCE(true, false),
    /** What follows is to be done when this is so. */
    WHEN(true, true),
    /** A device or place is meant that is not there. */
    ABSENT(false, false),
    /** A command, but not enough is said. */
    UNCLEAR(false, false),
    /** No command. */
    CHAT(false, false),
    /** A question about the world, for a general model. */
    GENERAL(false, false),
    /** Never mind what was said. */
    FORGET(false, false),
    /** What is never done: to drive the car. */
    NEVER(false, false),
    /** Take back the last act. */
    UNDO(false, false);

    final boolean hasTarget;
    final boolean hasValue;

    Verb(boolean hasTarget, boolean hasValue) {
      this.hasTarget = hasTarget;
      this.hasValue = hasValue;
    }

    /** {@return whether something is to be done} */
    boolean acts() {
      return this == SET || this == DO;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Verb of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** How many of the Things that fit are meant. */
  enum Quantity {
    /** Exactly one: "the lamp". */
    ONE,
    /** Unsaid, as in Chinese: all of a known place, or the only one there is. */
    ANY,
    /** Those of the place: "the lamps". */
    EACH,
    /** All, in the whole household where no place is said: "all lamps". */
    ALL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a clause is about.
   *
   * @param thing the Things meant; none means anything that has the property
   * @param places where they are; none means that no place was said
   * @param here whether the speaker's own place was said
   * @param except Things or places that are left out
   * @param that the state that they must be in: the lights that are on
   */
  record Target(
      Quantity quantity,
      Optional<Mention> thing,
      List<Mention> places,
      boolean here,
      List<Mention> except,
      Optional<State> that) {

    /** Whatever their state. */
    Target(
        Quantity quantity,
        Optional<Mention> thing,
        List<Mention> places,
        boolean here,
        List<Mention> except) {
      this(quantity, thing, places, here, except, Optional.empty());
    }

    /** {@return what is named, and no more is said of it} */
    static Target of(Mention thing) {
      return of(Optional.of(thing), List.of());
    }

    /** {@return what is named, if anything is, in these places} */
    static Target of(Optional<Mention> thing, List<Mention> places) {
      return new Target(Quantity.ANY, thing, places, false, List.of());
    }

    /** The same of another Thing. */
    Target with(Mention other) {
      return new Target(quantity, Optional.of(other), places, here, except, that);
    }

    /** So many of the same. */
    Target with(Quantity many) {
      return new Target(many, thing, places, here, except, that);
    }

    /** The same in these places, and here or not. */
    Target in(List<Mention> there, boolean isHere) {
      return new Target(quantity, thing, there, isHere, except, that);
    }

    /** The same with these left out. */
    Target except(List<Mention> others) {
      return new Target(quantity, thing, places, here, others, that);
    }

    /** {@return whether only a place was said, and all of it is meant} */
    boolean isOnlyPlaced() {
      return thing.isEmpty() && !places.isEmpty() && except.isEmpty();
    }

    /** {@return whether no place was said} */
    boolean isUnplaced() {
      return places.isEmpty() && !here;
    }

    /** {@return whether neither Thing nor place was said, nor that all are meant} */
    boolean isAny() {
      boolean isOne = quantity == Quantity.ONE || quantity == Quantity.ANY;
      return isOne && thing.isEmpty() && isUnplaced() && that.isEmpty();
    }
  }

  /** A property and a value that it has. */
  record State(String name, String value) {
    /** {@return whether a Thing is in this state, as far as its home knows} */
    boolean isOf(Thing thing, Home home) {
      return thing.property(name).isPresent()
          && home.state(thing, name)
              .filter(reading ->
                  Values.matches(thing.property(name).orElseThrow(), reading.value(), value))
              .isPresent();
    }
  }

  /** {@return the Things that it is about, as they were named} */
  Optional<Mention> thing() {
    return target.flatMap(Target::thing);
  }

  /** {@return all Things that may be meant by that name} */
  Stream<Thing> things() {
    return thing().stream().flatMap(mention -> mention.things().stream());
  }

  /** {@return whether it is about what was named so} */
  boolean isOf(Mention mention) {
    return thing().filter(mention::sameAs).isPresent();
  }

  /**
   * {@return whether it is about Things of a kind that was named, or for which a service stands}
   */
  boolean isOfA(String type) {
    return thing().filter(it -> it.isOf(type)).isPresent();
  }

  /** The same for another target. */
  Clause with(Target other) {
    return new Clause(timing, verb, Optional.of(other), name, value, input);
  }

  /**
   * The same of Things that were chosen, as it would have been had they been named at once.
   *
   * @param options all that could have been chosen
   */
  Clause about(List<Thing> chosen, List<Thing> options) {
    Optional<Mention> thing = thing();
    Mention mention =
        new Mention(
            thing.map(Mention::phrase).orElse(""),
            false,
            chosen.size() > 1,
            thing.map(Mention::types).orElse(Set.of()),
            chosen,
            options,
            Set.of(),
            List.of());
    Quantity quantity = target.map(Target::quantity).orElse(Quantity.ANY);
    return with(new Target(quantity, Optional.of(mention), List.of(), false, List.of()));
  }

  /** The same with another member of the input in the place of that with its name. */
  Clause replacing(Argument.Named member) {
    return with(
        input.stream().map(old -> old.name().equals(member.name()) ? member : old).toList());
  }

  /** The same with this alone for its input. */
  Clause taking(String member, Argument said) {
    return with(List.of(new Argument.Named(member, List.of(said))));
  }

  /** The same with another text copied for a member that its input has. */
  Clause copying(String member, String text) {
    return replacing(new Argument.Named(member, List.of(new Argument.Text(text, text))));
  }

  /** The same without a member of the input. */
  Clause without(String member) {
    return with(input.stream().filter(it -> !it.name().equals(member)).toList());
  }

  /** The same, at once and for good. */
  Clause now() {
    return new Clause(Optional.empty(), verb, target, name, value, input);
  }

  /** The same at another time. */
  Clause with(Timing other) {
    return new Clause(Optional.of(other), verb, target, name, value, input);
  }

  /** The same with another name and value. */
  Clause with(String otherName, String otherValue) {
    return new Clause(timing, verb, target, otherName, otherValue, input);
  }

  /** Something else that is done to the same Things: "do open", "set position 100". */
  Clause doing(String words) {
    String[] word = words.split(" ", 3);
    return new Clause(
        timing, Verb.of(word[0]), target, word[1], word.length < 3 ? "" : word[2], List.of());
  }

  /** The same with what was said for an action. */
  Clause with(List<Argument.Named> other) {
    return new Clause(timing, verb, target, name, value, other);
  }

  /**
   * The same with what was said afterwards for a member of the input, which counts before the rest.
   */
  Clause with(Argument.Named member) {
    List<Argument> all = new ArrayList<>(member.arguments());
    all.addAll(said(member.name()));
    List<Argument.Named> members = new ArrayList<>(input);
    members.removeIf(named -> named.name().equals(member.name()));
    members.add(new Argument.Named(member.name(), all));
    return with(List.copyOf(members));
  }

  /** Whether some clauses set one property of the same Things more than once, and at once. */
  static boolean setTwice(List<Clause> clauses) {
    List<Clause> now =
        clauses.stream().filter(it -> it.verb() == Verb.SET && it.timing().isEmpty()).toList();
    return now.stream().map(set -> List.of(set.target(), set.name())).distinct().count()
        < now.size();
  }

  /** What was said for a member of the input; nothing where it was not said. */
  List<Argument> said(String member) {
    return input.stream()
        .filter(named -> named.name().equals(member))
        .flatMap(named -> named.arguments().stream())
        .toList();
  }

  /** {@return all that was said for its input} */
  Stream<Argument> arguments() {
    return input.stream().flatMap(named -> named.arguments().stream());
  }

  /** {@return the texts that it copies} */
  Stream<Argument.Text> texts() {
    return arguments().filter(Argument.Text.class::isInstance).map(Argument.Text.class::cast);
  }

  /** {@return the one text that it copies for a member, as heard; empty where it copies none} */
  String text(String member) {
    return said(member).size() == 1 && said(member).getFirst() instanceof Argument.Text text
        ? Hearing.normal(text.said())
        : "";
  }

  /** {@return when it is to be done, and the times of its input} */
  Stream<Time> times() {
    return Stream.concat(
        timing.stream().flatMap(when -> when.times().stream()),
        arguments()
            .filter(Argument.When.class::isInstance)
            .map(when -> ((Argument.When) when).time()));
  }

  static Clause alone(Verb verb) {
    return new Clause(verb, Optional.empty(), "", "");
  }
}
