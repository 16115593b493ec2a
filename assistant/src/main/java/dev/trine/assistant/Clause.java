package dev.trine.assistant;

import java.util.List;
import java.util.Optional;

/**
 * One thing that was meant. The model says it in a line such as {@code set any A P brightness 30}:
 * verb, how many, what, where, which property or action, which value. See {@code
 * docs/understanding.md}.
 *
 * @param verb what to do
 * @param target what to do it to; none for the verbs that stand alone
 * @param name property or action; empty for the verbs that stand alone
 * @param value {@code true}, {@code 30}, {@code +10}, {@code -}, {@code max}, {@code cool} ...;
 *     empty where the verb takes none
 */
record Clause(Verb verb, Optional<Target> target, String name, String value) {

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
    /** A device or place is meant that is not there. */
    ABSENT(false, false),
    /** A command, but not enough is said. */
    UNCLEAR(false, false),
    /** No command. */
    CHAT(false, false),
    /** Take back the last act. */
    UNDO(false, false);

    final boolean hasTarget;
    final boolean hasValue;

    Verb(boolean hasTarget, boolean hasValue) {
      this.hasTarget = hasTarget;
      this.hasValue = hasValue;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
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
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What a clause is about.
   *
   * @param thing the Things meant; none means anything that has the property
   * @param places where they are; none means that no place was said
   * @param here whether the speaker's own place was said
   * @param except Things or places that are left out
   */
  record Target(
      Quantity quantity,
      Optional<Mention> thing,
      List<Mention> places,
      boolean here,
      List<Mention> except) {}

  static Clause alone(Verb verb) {
    return new Clause(verb, Optional.empty(), "", "");
  }
}
