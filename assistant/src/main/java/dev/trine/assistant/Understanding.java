package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Decider.Judge;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Part.Step;
import dev.trine.things.Household;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a sentence means, by itself or after what was meant before: the model's plan, or where it
 * has none what a Thing's own words and the talk tell.
 */
final class Understanding {
  /** From this chance on a sentence is talk, and no item of a list. */
  private static final double SURE_TALK = 0.7;

  private final Decider decider;
  private final Household household;

  Understanding(Decider decider, Household household) {
    this.decider = decider;
    this.household = household;
  }

  /** A sentence, as it was read, with what it means. */
  record Meaning(Found found, Decision decision) {}

  /**
   * {@return what a sentence means} Where that does not hold, it is read once more: with what its
   * Things' words stand for, and without the words of Things that it does not name.
   *
   * @param ofNamed the sentence read without those words
   * @param before what was meant before in the talk
   * @param resolve what a plan of a sentence comes to in the household
   */
  Meaning meaning(
      Found found,
      Supplier<Found> ofNamed,
      List<Clause> before,
      BiFunction<Found, List<Clause>, List<Part>> resolve) {
    if (found.heard().text().codePoints().noneMatch(Character::isLetterOrDigit)) {
      return new Meaning(found, Decision.of(List.of(Clause.alone(Verb.UNCLEAR))));
    }
    Meaning first = new Meaning(found, decide(found, before, resolve));
    if (holds(first, before, resolve)) {
      return first;
    }
    Found named = ofNamed.get();
    return Stream.of(found.standingIn(), Optional.of(named.standingIn().orElse(named)))
        .flatMap(Optional::stream)
        .filter(other -> other.standsIn() || !other.parts().equals(found.parts()))
        .distinct()
        .map(other -> new Meaning(other, decide(other, before, resolve)))
        .filter(other -> holds(other, before, resolve))
        .findFirst()
        .orElse(first);
  }

  /** Whether what a sentence means is sure, nothing speaks against it, and it can be done. */
  private static boolean holds(
      Meaning meaning, List<Clause> before, BiFunction<Found, List<Clause>, List<Part>> resolve) {
    Found found = meaning.found();
    List<Clause> clauses = WholePlan.of(found, meaning.decision().clauses());
    Said said = new Said(found, clauses);
    return meaning.decision().isSure()
        && meaning.decision().isOfThings()
        && !Doubts.about(found, clauses, before)
        && said.takesAllIn()
        && !said.strays()
        && resolve.apply(found, clauses).stream().noneMatch(Part.Refusal.class::isInstance);
  }

  /**
   * {@return what was meant} What says too little by itself may say enough after what was meant
   * before.
   *
   * @param before what was meant before in the talk
   * @param resolve what a plan of a sentence comes to in the household
   */
  Decision decide(
      Found found, List<Clause> before, BiFunction<Found, List<Clause>, List<Part>> resolve) {
    // what says neither Thing nor place is told from what was meant before
    Decision alone = decide(Prompt.of(found), found, before, !before.isEmpty(), resolve);
    FollowUp followUp = new FollowUp(before, found, household);
    Optional<List<Clause>> other = own(alone, found, before);
    if (other.isEmpty() && (saysNothing(alone) || isTalk(alone) && alone.chance() < SURE_TALK)) {
      other = followUp.item();
    }
    if (other.isPresent()) {
      return Decision.of(other.get());
    }
    boolean isEnough =
        !followUp.saysBoth() && !saysNothing(alone)
            || found.mentions().stream().anyMatch(Mention::absent);
    if (before.isEmpty() || isEnough && !isVague(alone.clauses())) {
      return alone;
    }
    Decision after = decide(Prompt.after(before, found), found, before, false, resolve);
    List<Clause> clauses = after.clauses().stream().map(followUp::goingOn).toList();
    return isEnough && isVague(clauses) ? alone : new Decision(clauses, after.chance());
  }

  /**
   * @param mayBeVague whether nothing speaks against what names neither Thing nor place
   */
  private Decision decide(
      Prompt prompt,
      Found found,
      List<Clause> before,
      boolean mayBeVague,
      BiFunction<Found, List<Clause>, List<Part>> resolve) {
    return decider.decide(
        prompt,
        new Judge(
            plan -> !(mayBeVague && isVague(plan)) && isDoubtful(found, plan, before),
            plan -> Spelt.out(new Said(found, WholePlan.of(found, plan))),
            plan ->
                resolve.apply(found, WholePlan.of(found, plan)).stream()
                    .map(part -> part instanceof Step step ? step.deed() : part)
                    .collect(Collectors.toSet())));
  }

  private static boolean isDoubtful(Found found, List<Clause> plan, List<Clause> before) {
    return Doubts.about(found, WholePlan.of(found, plan), before);
  }

  /** What a Thing's own words tell, where what the model says is doubtful. */
  private static Optional<List<Clause>> own(Decision alone, Found found, List<Clause> before) {
    return alone.isSure() && !isDoubtful(found, alone.clauses(), before)
        ? Optional.empty()
        : OwnPlan.of(found).filter(plan -> !Doubts.about(found, plan, before));
  }

  /** {@return whether nothing but acts was meant, and surely} */
  static boolean isSureAct(Decision decision) {
    return decision.isSure()
        && decision.clauses().stream().allMatch(c -> c.verb() == Verb.SET || c.verb() == Verb.DO);
  }

  private static boolean saysNothing(Decision decision) {
    return decision.clauses().stream()
        .allMatch(c -> c.verb() == Verb.UNCLEAR || c.verb() == Verb.ABSENT);
  }

  private static boolean isTalk(Decision decision) {
    return decision.clauses().stream().noneMatch(clause -> clause.verb().hasTarget);
  }

  /**
   * Whether a clause names neither Thing nor place: in a talk, "a degree more" is of the one
   * before.
   */
  private static boolean isVague(List<Clause> plan) {
    return plan.stream()
        .anyMatch(clause -> clause.target().filter(Clause.Target::isAny).isPresent());
  }
}
