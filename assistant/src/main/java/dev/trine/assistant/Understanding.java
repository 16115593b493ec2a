package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Decider.Judge;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Household;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a sentence means, by itself or after what was meant before: the model's plan, or where it
 * has none what a Thing's own words and the talk tell.
 */
final class Understanding {
  /** From this chance on a sentence is talk, and no item of a list. */
  private static final double SURE_TALK = 0.7;

  /** Below this chance what its parts surely mean counts more than what the whole means. */
  private static final double SURE_WHOLE = 0.8;

  private final Decider decider;
  private final Household household;
  private final Finder finder;
  private final List<Clause> before;
  private final BiFunction<Found, List<Clause>, List<Upshot>> resolve;

  /** What parts of the sentence mean by themselves: the ways to part it have many in common. */
  private final Map<String, Meaning> ofParts = new HashMap<>();

  /** By the very plan. */
  private final Map<List<Clause>, Weighed> weighed = new IdentityHashMap<>();

  private final InParts parts = new InParts(this::read, this::of);

  /**
   * @param before what was meant before in the talk
   * @param resolve what a plan of a sentence comes to in the household
   */
  Understanding(
      Decider decider,
      Household household,
      Finder finder,
      List<Clause> before,
      BiFunction<Found, List<Clause>, List<Upshot>> resolve) {
    this.decider = decider;
    this.household = household;
    this.finder = finder;
    this.before = before;
    this.resolve = resolve;
  }

  /** {@return what a plan of a sentence means} */
  Meaning of(Found found, Decision decision) {
    Weighed plan = weighed(found, decision.clauses());
    return new Meaning(found, decision, plan.whole, plan.parts(), plan.isDoubtful());
  }

  /** A plan is looked at more than once: as it comes, when it is chosen, and for what it means. */
  private Weighed weighed(Found found, List<Clause> plan) {
    return weighed(found, new Decision(plan, 0)); // nobody knows how likely the model thinks it
  }

  /** A plan with how likely the model thinks it, which is known when it comes. */
  private Weighed weighed(Found found, Decision plan) {
    Weighed known = weighed.get(plan.clauses());
    if (known == null || known.found != found) {
      known = new Weighed(found, plan);
      weighed.put(plan.clauses(), known);
    }
    return known;
  }

  /** A plan of a sentence as a whole, with what it comes to and whether something is against it. */
  private final class Weighed {
    private final Found found;
    private final List<Clause> whole;
    private final double chance;
    private Optional<List<Upshot>> parts = Optional.empty();
    private Optional<Boolean> isDoubtful = Optional.empty();

    Weighed(Found found, Decision plan) {
      this.found = found;
      chance = plan.chance();
      whole = WholePlan.of(found, plan.clauses());
    }

    List<Upshot> parts() {
      List<Upshot> all = parts.orElseGet(() -> resolve.apply(found, whole));
      parts = Optional.of(all);
      return all;
    }

    boolean isDoubtful() {
      boolean is =
          isDoubtful.orElseGet(() -> Doubts.about(found, whole, before, chance) || undoesItself());
      isDoubtful = Optional.of(is);
      return is;
    }

    /** "Half the road can see me" opens nothing that is to be closed. */
    private boolean undoesItself() {
      List<Step> steps = Upshot.of(parts(), Step.class).toList();
      return !new Said(found, whole).is("then")
          && steps.stream().anyMatch(one -> steps.stream().anyMatch(one::undoes));
    }
  }

  /**
   * {@return what a sentence means} Where that does not hold, it is read once more: with what its
   * Things' words stand for, and without the words of Things that it does not name.
   */
  Meaning of(Found found) {
    if (saysNothing(found.heard())) {
      return unclear(found);
    }
    Meaning whole = read(found);
    Meaning first = new Talk(this::read).leftOut(whole).map(it -> of(found, it)).orElse(whole);
    Optional<Meaning> questions =
        first.asks() || !first.holds() ? questions(found, first) : Optional.<Meaning>empty();
    if (questions.isPresent()) {
      return questions.get();
    }
    if (first.holds()) {
      boolean isUnsure = first.decision().chance() < SURE_WHOLE && first.decision().isSureAct();
      return first.asksWhich() || isUnsure
          ? parts
              .apart(found)
              .filter(it -> !it.asksWhich() && (first.asksWhich() || it.isOfSeveralThings()))
              .findFirst()
              .orElse(first)
          : first;
    }
    Optional<Meaning> inOwnWords =
        OwnQuestion.of(found)
            .or(() -> SeveralTimers.of(found))
            .map(Decision::of)
            .map(it -> of(found, it))
            .filter(Meaning::isOfWhatIsThere);
    if (inOwnWords.isPresent()) {
      return inOwnWords.get();
    }
    Found named = finder.findOfNamed(found.heard(), FollowUp.things(before));
    return Stream.of(found.standingIn(), Optional.of(named.standingIn().orElse(named)))
        .flatMap(Optional::stream)
        .filter(other -> other.standsIn() || !other.parts().equals(found.parts()))
        .distinct()
        .map(this::read)
        .filter(Meaning::holds)
        .findFirst()
        .or(() -> parts.apart(found).filter(it -> !it.asksWhich() || first.asksWhich()).findFirst())
        .or(() -> found.ofNotes().map(this::read).filter(Meaning::holds).filter(Meaning::notes))
        .or(() -> parts.listed(found))
        .or(() -> reworded(found))
        .or(() ->
            ItsOwn.of(found)
                .map(its -> finder.find(its.plain()))
                .flatMap(plain -> parts.apart(plain).findFirst()))
        .or(() -> parts.agreed(first))
        .or(() -> parts.confirmed(first))
        .or(() -> later(found))
        .or(() -> parts.ofOnePart(first))
        .or(() -> inFewWords(found))
        .or(() -> first.tellsEnough() ? Optional.empty() : ofTitles(found))
        .orElse(first);
  }

  private static boolean saysNothing(Heard heard) {
    return heard.text().codePoints().noneMatch(Character::isLetterOrDigit);
  }

  private Meaning unclear(Found found) {
    return of(found, Decision.of(List.of(Clause.alone(Verb.UNCLEAR))));
  }

  /** {@return what a part of a sentence means by itself} */
  Meaning read(Heard part) {
    return ofParts.computeIfAbsent(
        part.text() + '\n' + part.said(0, part.text().length()),
        _ -> {
          Found found = finder.find(part);
          if (saysNothing(part)) {
            return unclear(found);
          }
          Meaning meaning = read(found);
          return meaning.holds()
              ? meaning
              : reworded(found).or(() -> inFewWords(found).filter(Meaning::holds)).orElse(meaning);
        });
  }

  /** What a Thing is set or switched to, or is to do, where no more is said than that. */
  private Optional<Meaning> inFewWords(Found found) {
    return SetTo.of(found)
        .or(() -> Does.of(found))
        .map(act -> of(found, Decision.of(List.of(act))))
        .or(() ->
            Zoned.of(found)
                .or(() -> SwitchedTo.of(found))
                .map(act -> of(found, Decision.of(List.of(act))).undoubtedly()));
  }

  private Optional<Meaning> reworded(Found found) {
    return Rewording.of(found).map(finder::find).map(this::read).filter(Meaning::holds).findFirst();
  }

  private Meaning read(Found found) {
    return plainly(found)
        .map(decision -> of(found, decision).undoubtedly())
        .orElseGet(() -> of(found, decided(found)));
  }

  /** 晚上十一点开始充电: what surely is an order without its time is one at that time. */
  private Optional<Meaning> later(Found found) {
    String said = found.heard().said(0, found.heard().text().length());
    return Later.of(said, found)
        .filter(later -> later.when().times().stream().allMatch(Time::tellsWhen))
        .flatMap(later -> {
          Meaning now = read(finder.find(Hearing.hear(later.text())));
          List<Clause> clauses =
              now.decision().clauses().stream().map(clause -> clause.with(later.when())).toList();
          boolean isWhole = now.found().mentions().size() == found.mentions().size();
          return isWhole
                  && now.isSurelyAnOrder()
                  && now.clauses().stream().noneMatch(Simpler::takesAText)
              ? Optional.of(of(found, Decision.of(clauses))).filter(Meaning::holds)
              : Optional.empty();
        });
  }

  /** A sentence with parts of titles as words, where it has any. */
  private Optional<Meaning> ofTitles(Found found) {
    return Optional.of(finder.findOfTitles(found.heard(), FollowUp.things(before)))
        .filter(other -> !other.parts().equals(found.parts()))
        .map(this::read)
        .filter(Meaning::holds);
  }

  /**
   * 现在几点，还有明天天气怎么样: the questions of a sentence one after the other, where each surely is one and
   * the whole asks less, or is to guess what 卧室呢 goes on with.
   */
  private Optional<Meaning> questions(Found found, Meaning whole) {
    List<Heard> parts = Apart.questions(found);
    if (parts.size() < 2) {
      return Optional.empty(); // as most are: nothing is looked for twice
    }
    List<Found> questions = parts.stream().map(finder::find).toList();
    boolean goesOn = questions.stream().skip(1).anyMatch(Understanding::namesAPlaceAlone);
    if (whole.holds() && questions.size() <= effects(whole.parts()).size() && !goesOn) {
      return Optional.empty();
    }
    List<Clause> clauses = new ArrayList<>();
    for (Found question : questions) {
      Understanding after =
          new Understanding(decider, household, finder, List.copyOf(clauses), resolve);
      Meaning meaning = after.of(question, after.decide(question));
      boolean isSure = meaning.decision().chance() >= SURE_TALK;
      if (!meaning.asks() || !meaning.holds() || !isSure) {
        return Optional.empty();
      }
      clauses.addAll(meaning.decision().clauses());
    }
    return Set.copyOf(clauses).size() < questions.size()
        ? Optional.empty()
        : Optional.of(of(found, Decision.of(clauses))).filter(it -> !it.isDoubtful());
  }

  private static boolean namesAPlaceAlone(Found found) {
    return !found.mentions().isEmpty() && found.mentions().stream().allMatch(Mention::isPlace);
  }

  /**
   * {@return what was meant} What says too little by itself may say enough after what was meant
   * before.
   */
  Decision decide(Found found) {
    return plainly(found).orElseGet(() -> decided(found));
  }

  /** What is said in so few words that there is nothing to decide. */
  private static Optional<Decision> plainly(Found found) {
    return Asked.of(found)
        .or(() -> Fed.of(found))
        .or(() -> DoesSoMuch.of(found))
        .or(() -> Does.started(found))
        .or(() -> SetTo.written(found))
        .or(() -> NamedTimer.of(found))
        .or(() -> OfTheWorld.why(found))
        .map(List::of)
        .or(() -> ToldWhen.of(found))
        .map(Decision::of);
  }

  private Decision decided(Found found) {
    // what says neither Thing nor place is told from what was meant before
    Decision alone = decide(Prompt.of(found), found, !before.isEmpty());
    FollowUp followUp = new FollowUp(before, found, household);
    Optional<List<Clause>> other = own(alone, found);
    if (other.isEmpty() && (alone.saysNothing() || alone.isTalk() && alone.chance() < SURE_TALK)) {
      other = followUp.item();
    }
    if (other.isPresent()) {
      return Decision.of(other.get());
    }
    boolean isEnough =
        !followUp.saysBoth() && !alone.saysNothing()
            || found.mentions().stream().anyMatch(Mention::absent);
    if (before.isEmpty() || isEnough && !isVague(alone.clauses())) {
      return alone;
    }
    Decision after = decide(Prompt.after(before, found), found, false);
    List<Clause> clauses = after.clauses().stream().map(followUp::goingOn).toList();
    return isEnough && isVague(clauses) ? alone : new Decision(clauses, after.chance());
  }

  /**
   * @param mayBeVague whether nothing speaks against what names neither Thing nor place
   */
  private Decision decide(Prompt prompt, Found found, boolean mayBeVague) {
    return decider.decide(
        prompt,
        new Judge(
            plan -> !(mayBeVague && isVague(plan.clauses())) && weighed(found, plan).isDoubtful(),
            plan -> Spelt.out(new Said(found, weighed(found, plan).whole)),
            plan -> effects(weighed(found, plan).parts())));
  }

  /** What parts of an outcome come to, however they were said. */
  private static Set<Object> effects(List<Upshot> parts) {
    return parts.stream()
        .map(part -> part instanceof Step step ? step.effect() : part)
        .collect(Collectors.toSet());
  }

  /** What a Thing's own words tell, where what the model says is doubtful. */
  private Optional<List<Clause>> own(Decision alone, Found found) {
    boolean holds =
        alone.isSure()
            && !weighed(found, alone.clauses()).isDoubtful()
            && !missesWhatNobodyNamed(alone, found)
            && alone.clauses().stream().noneMatch(Meaning::missesAText);
    return holds
        ? Optional.empty()
        : OwnPlan.of(found).filter(plan -> !Doubts.about(found, plan, before));
  }

  /** "Brew the coffee" names no Thing that could be absent. */
  private static boolean missesWhatNobodyNamed(Decision decision, Found found) {
    return decision.clauses().stream().allMatch(clause -> clause.verb() == Verb.ABSENT)
        && found.mentions().stream().noneMatch(Mention::absent);
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
