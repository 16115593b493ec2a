package dev.trine.assistant;

import dev.trine.assistant.Decider.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the best of plans that come one by one, the likeliest first: the first against which
 * nothing speaks. A sentence can be put into clauses in several ways that come to the same, and
 * what they all come to is as likely as they are together.
 */
final class Tally {
  private final Predicate<List<Clause>> isDoubtful;
  private final Function<List<Clause>, ?> effect;
  private final List<Decision> plans = new ArrayList<>();
  private Optional<Decision> best = Optional.empty();

  /** Beside a restraint so many times likelier, an act is a guess. */
  private static final double FAINT = 0.03;

  /** How likely are plans with the effect of the best, those spoken against, and those to come. */
  private double same;

  private double against;
  private double left = 1;

  Tally(Predicate<List<Clause>> isDoubtful, Function<List<Clause>, ?> effect) {
    this.isDoubtful = isDoubtful;
    this.effect = effect;
  }

  void add(Decision plan) {
    plans.add(plan);
    left -= plan.chance();
    if (isDoubtful.test(plan.clauses())) {
      against += plan.chance();
    } else if (best.isEmpty()) {
      best = Optional.of(plan);
      same = plan.chance();
    } else if (effect(best.get()).equals(effect(plan))) {
      same += plan.chance();
    }
  }

  private Object effect(Decision plan) {
    return effect.apply(plan.clauses());
  }

  int size() {
    return plans.size();
  }

  /** {@return whether plans that are yet to come cannot change whether the best one is sure} */
  boolean isSettled() {
    return best.isPresent() && (decision().isSure() || share(same + left) < Decision.SURE);
  }

  /** {@return the best plan; where something speaks against each, the first} */
  Decision decision() {
    Decision first = plans.getFirst();
    return best.filter(plan -> first.isOfThings() || same >= FAINT * first.chance())
        .map(plan -> new Decision(plan.clauses(), share(same)))
        .orElseGet(plans::getFirst);
  }

  /** Of what is not spoken against. */
  private double share(double chance) {
    return Math.min(1, chance / (1 - against));
  }
}
