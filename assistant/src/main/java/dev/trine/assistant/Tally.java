package dev.trine.assistant;

import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Decider.Judge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the best of plans that come one by one, the likeliest first: the first against which
 * nothing speaks. A sentence can be put into clauses in several ways that come to the same, and
 * what they all come to is as likely as they are together.
 */
final class Tally {
  /** So many times as likely as a restraint, or less, an act is a guess. */
  private static final double FAINT = 0.03;

  /** So much of all that was looked at is enough, where the rest is spread over many plans. */
  private static final double MOST = 0.65;

  /** But a plan that is less likely is a guess. */
  private static final double LEAST = 0.12;

  /** But where all of it was said. */
  private static final double SPELT = 0.05;

  private static final double CLEARLY = 0.9;

  /** Of what is not spoken against, what a plan must have to change anything. */
  private static final double NEGLIGIBLE = 0.02;

  private final Judge judge;
  private final int atMost;
  private final List<Decision> plans = new ArrayList<>();

  /** What plans that are not spoken against come to, and how likely they are together. */
  private final Map<Object, Decision> byEffect = new LinkedHashMap<>();

  /** How likely are plans spoken against, and those to come. */
  private double against;

  private double left = 1;

  private boolean isRestNegligible;

  /**
   * @param atMost how many plans are looked at
   */
  Tally(Judge judge, int atMost) {
    this.judge = judge;
    this.atMost = atMost;
  }

  void add(Decision plan) {
    plans.add(plan);
    left -= plan.chance();
    if (judge.isDoubtful().test(plan)) {
      against += plan.chance();
    } else {
      byEffect.merge(judge.effect().apply(plan.clauses()), plan, Tally::together);
    }
  }

  private static Decision together(Decision one, Decision other) {
    return new Decision(one.clauses(), one.chance() + other.chance());
  }

  /**
   * {@return whether no more plans are to be looked at}
   *
   * @param next how likely the next one is at most; 0 where there is none
   */
  boolean isSettled(double next) {
    isRestNegligible = next <= 0 || share(next) < NEGLIGIBLE;
    return isComplete() || best().filter(plan -> share(plan.chance()) >= Decision.SURE).isPresent();
  }

  private boolean isComplete() {
    return isRestNegligible || plans.size() == atMost;
  }

  /** {@return what the model would say by itself} */
  Decision first() {
    return plans.getFirst();
  }

  /** {@return the best plan; where something speaks against each, the first} */
  Decision decision() {
    Decision first = plans.getFirst();
    return best()
        .filter(plan -> first.isOfThings() || plan.chance() >= FAINT * first.chance())
        .map(plan -> new Decision(plan.clauses(), sure(plan)))
        .orElse(first);
  }

  /** What the model would say by itself, unless another is clearly likelier. */
  private Optional<Decision> best() {
    return byEffect.values().stream()
        .reduce((best, other) -> CLEARLY * other.chance() > best.chance() ? other : best);
  }

  /** What was said in so many words is measured by what is not spoken against alone. */
  private double sure(Decision plan) {
    double chance = plan.chance();
    boolean isSpelt = judge.isSpelt().test(plan.clauses());
    double lookedAt = 1 - left - (isSpelt ? against : 0);
    double least = isSpelt ? SPELT : LEAST;
    boolean isMost = isComplete() && chance >= Math.max(least, MOST * lookedAt);
    return isMost ? Math.max(Decision.SURE, share(chance)) : share(chance);
  }

  /** Of what is not spoken against. */
  private double share(double chance) {
    return Math.min(1, chance / (1 - against));
  }
}
