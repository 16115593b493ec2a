package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Upshot.Refusal;
import java.util.List;
import java.util.stream.Stream;

/**
 * A sentence, as it was read, with what it means.
 *
 * @param decision what was decided, before it was made a whole plan
 * @param clauses the whole plan
 * @param parts what that comes to in the household
 * @param isDoubtful whether something speaks against it
 */
record Meaning(
    Found found, Decision decision, List<Clause> clauses, List<Upshot> parts, boolean isDoubtful) {
  /** From this chance on a part of a sentence is an order: the whole says more of it. */
  private static final double SURE_PART = 0.55;

  /** What is said to somebody may only tell why: "Grandpa says there's hair on the floor". */
  private static final double SURE_TOLD = 0.65;

  /** The same, against which nothing speaks. */
  Meaning undoubtedly() {
    return new Meaning(found, decision, clauses, parts, false);
  }

  /** Whether what a sentence means is sure, nothing speaks against it, and it can be done. */
  boolean holds() {
    Said said = new Said(found, clauses);
    return decision.isSure()
        && decision.isOfThings()
        && !isDoubtful
        && said.takesAllIn()
        && !said.strays()
        && isOfWhatIsThere();
  }

  /**
   * Whether it holds as a part of a sentence: a text may have gone on in the next, and what is
   * forbidden ends.
   */
  boolean isSurelyAnOrder() {
    return isSurelyTheLastOrder()
        && clauses.stream().noneMatch(Meaning::takesASentence)
        && clauses.stream().noneMatch(Meaning::missesARequiredText);
  }

  /** Whether it holds as the last part of a sentence, where a text ends with it. */
  boolean isSurelyTheLastOrder() {
    return holds()
        && decision.isSureAct()
        && decision.chance() >= (tellsSomebody() || goesSomewhere() ? SURE_TOLD : SURE_PART)
        && (!new Said(found, clauses).is("forbid") || endsWhatIsForbidden());
  }

  private boolean tellsSomebody() {
    return clauses.stream().anyMatch(act -> act.name().equals("send"));
  }

  /** 我去上个厕所 is no way to drive. */
  private boolean goesSomewhere() {
    return clauses.stream().anyMatch(act -> act.name().equals("navigate"));
  }

  /** 别摇头 ends that, and 灯带别闪来闪去 turns off no light. */
  private boolean endsWhatIsForbidden() {
    Said said = new Said(found, clauses);
    boolean isOfASwitch = said.is("on") || said.is("off");
    return clauses.stream()
        .allMatch(act ->
            act.verb() == Verb.DO
                || Contrary.ends(act) && (isOfASwitch || !act.name().equals("on")));
  }

  /** Whether it notes something down, and does nothing else. */
  boolean notes() {
    return clauses.stream().allMatch(act -> act.name().equals("add") && Simpler.takesAText(act));
  }

  /** Whether each act is done to a Thing of its own: none takes another back or says it again. */
  boolean isOfSeveralThings() {
    return clauses.stream().map(act -> act.thing().map(Mention::things)).distinct().count()
        == clauses.size();
  }

  /** Whether it must be asked which Things are meant. */
  boolean asksWhich() {
    return parts.stream().anyMatch(Upshot.Question.class::isInstance);
  }

  /**
   * A reminder may be of more than one thing, and what is told may have more sentences than one.
   */
  boolean mayEndThere() {
    return !tellsSomebody();
  }

  /** Whether nothing is to be done, but something was asked. */
  boolean asks() {
    return clauses.stream()
        .allMatch(it -> it.verb().hasTarget && !it.verb().acts() && it.verb() != Verb.WHEN);
  }

  /** Whether nothing that it needs is missing or impossible. */
  boolean isOfWhatIsThere() {
    return parts.stream().noneMatch(Refusal.class::isInstance);
  }

  /** Whether no parts of titles need be words: it stands as it is, or is talk of no Thing. */
  boolean tellsEnough() {
    boolean isAct = decision.isOfThings() && !isDoubtful && new Said(found, clauses).takesAllIn();
    boolean isTalk =
        decision.isTalk()
            && !decision.saysNothing()
            && found.mentions().stream().allMatch(Mention::isPlace);
    return decision.isSure() && (isTalk || isAct && isOfWhatIsThere());
  }

  /**
   * Whether it is a guess what acts are to wait for: they would be done at any time. 下雨的话收遮阳棚 is no
   * talk either.
   */
  boolean guessesWhen() {
    boolean isTalk =
        clauses.equals(List.of(Clause.alone(Verb.CHAT)))
            && !decision.isSure()
            && new Said(found, clauses).is("condition")
            && found.mentions().stream().anyMatch(Mention::isAThing);
    return isTalk
        || (isDoubtful || !decision.isSure())
            && clauses.stream().anyMatch(clause -> clause.verb() == Verb.WHEN);
  }

  /** {@return what the plan comes to where that is no more than was said; else why not} */
  List<Upshot> undoubted() {
    if (Doubts.isUnwatched(found, clauses)) {
      return List.of(new Refusal.NotWatched());
    }
    if (guessesWhen()) {
      return List.of(new Refusal.UnclearWhen());
    }
    if (Driving.isOfItself(found, clauses)) {
      return List.of(new Refusal.Never());
    }
    if (isDoubtful && clauses.stream().allMatch(clause -> clause.verb() == Verb.NEVER)) {
      return List.of(new Refusal.NoThing("")); // movie mode moves no car
    }
    return isDoubtful
        ? OutOfSet.of(found, clauses)
            .<List<Upshot>>map(List::of)
            .orElseGet(() -> Stream.concat(parts.stream(), Stream.of(new Upshot.Doubt())).toList())
        : parts;
  }

  /** "Queue up dancing queen" says what is to be queued. */
  static boolean missesAText(Clause act) {
    return !OwnWords.learnt(act.name()) && missesARequiredText(act);
  }

  private static boolean missesARequiredText(Clause act) {
    return act.verb() == Verb.DO
        && act.thing().stream()
            .flatMap(thing -> Offers.fields(thing, act.name()).stream())
            .filter(field -> field.required() && field.kind() == Field.Kind.TEXT)
            .anyMatch(field -> act.said(field.name()).isEmpty());
  }

  /** Whether an act takes a text that is no item of a list; a timer may do without a name. */
  static boolean takesASentence(Clause act) {
    return Simpler.takesAText(act)
        && !Inputs.isOfExisting(act.name())
        && !act.input().stream().allMatch(member -> member.name().equals("item"))
        && (missesARequiredText(act) || act.texts().findAny().isPresent());
  }
}
