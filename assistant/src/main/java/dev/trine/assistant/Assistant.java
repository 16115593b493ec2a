package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Outcome.Kind;
import dev.trine.assistant.Upshot.Question;
import dev.trine.assistant.Upshot.Step;
import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The way of a sentence: hear, find the Things that may be meant, decide, permit, act, read back,
 * answer. One assistant serves one home and one thread.
 */
public final class Assistant {
  /** No command is longer, in characters. */
  private static final int LONGEST = 300;

  private final Decider decider;
  private final Household household;
  private final Supplier<Home> home;
  private final Finder finder;
  private final Fulfilment fulfilment;
  private final Needs needs;
  private final Errands errands;

  Assistant(Decider decider, Home home) {
    this(decider, home.household(), () -> home);
  }

  private Assistant(Decider decider, Household household, Supplier<Home> home) {
    this.decider = decider;
    this.household = household;
    this.home = home;
    finder = new Finder(household);
    fulfilment = new Fulfilment(household, home);
    needs = new Needs(finder);
    errands = new Errands(needs, home);
  }

  /**
   * {@return the assistant of a home}
   *
   * @param model a model that was trained on practice sentences, with its tokenizer
   */
  public static Assistant of(LanguageModel model, Home home) {
    return of(model, home.household(), () -> home);
  }

  /**
   * {@return the assistant of a home that may still be starting}
   *
   * @param home gives the home of the household; asked when a sentence is already understood
   */
  public static Assistant of(LanguageModel model, Household household, Supplier<Home> home) {
    return new Assistant(new ModelDecider(model), household, home);
  }

  /**
   * Does what a sentence says, or tells why not.
   *
   * @throws AssistantException where the speaker's place is not one of the household's
   */
  public Outcome say(Utterance utterance) {
    return hear(utterance, List.of()).outcome();
  }

  /** {@return whether something is promised for later, so that {@link #keepPromises} is needed} */
  public boolean hasPromises() {
    return fulfilment.hasPromises();
  }

  /**
   * Does what was promised for this time, or for what is so by now; {@return what became of it}
   * Where there are promises it is called about once a second.
   */
  public List<Outcome.Act> keepPromises(Instant now) {
    return fulfilment.keepPromises(now);
  }

  /**
   * {@return a talk that remembers what was said before}
   *
   * @param in where the speaker is: id or name of a place
   */
  public Conversation converse(Optional<String> in) {
    return new Conversation(this, fulfilment, in);
  }

  Turn hear(Utterance utterance, List<Clause> before) {
    long start = System.nanoTime();
    Optional<Place> in = utterance.in().map(this::place);
    Heard heard = Hearing.order(Hearing.hear(utterance.text()));
    if (heard.text().length() > LONGEST) {
      String tooLong = fulfilment.reply(utterance).say("too-long");
      Found unread = new Found(heard, List.of(), Map.of(), List.of(), false);
      return new Turn(fulfilment.outcome(utterance, start, Kind.ASKED, tooLong), List.of(), unread);
    }
    Found found = finder.find(heard, FollowUp.things(before));
    Understanding understanding = understanding(utterance, in, before);
    Optional<Turn> other =
        (before.isEmpty() ? helped(utterance, start, in, found) : Optional.<Turn>empty())
            .or(() ->
                errands
                    .of(found, in, understanding::read)
                    .map(it -> take(utterance, start, in, found, it)))
            .or(() ->
                Simpler.of(found)
                    .or(() -> Simpler.of(found.heard(), () -> ofNamed(found, before)))
                    .flatMap(it -> simpler(utterance, start, in, it)));
    if (other.isPresent()) {
      return other.get();
    }
    Optional<Meaning> followUp =
        new FollowUp(before, found, household)
            .clauses()
            .map(clauses -> understanding.of(found, Decision.of(clauses)));
    return followUp
        .map(meaning -> take(utterance, start, meaning, meaning.parts()))
        .orElseGet(() -> {
          Meaning meaning = understanding.of(found);
          return take(utterance, start, meaning, meaning.undoubted());
        });
  }

  private Found ofNamed(Found found, List<Clause> before) {
    return finder.findOfNamed(found.heard(), FollowUp.things(before));
  }

  private Understanding understanding(
      Utterance utterance, Optional<Place> in, List<Clause> before) {
    return new Understanding(
        decider,
        household,
        finder,
        before,
        (found, plan) -> resolver(utterance).resolve(told(plan), in, found, Map.of()));
  }

  private List<Clause> told(List<Clause> clauses) {
    return clauses.stream().map(clause -> Answer.told(clause, finder)).toList();
  }

  private Turn take(Utterance utterance, long start, Meaning meaning, List<Upshot> parts) {
    List<Clause> clauses = meaning.clauses();
    if (clauses.stream().anyMatch(c -> c.verb() == Verb.UNDO)) {
      return new Turn(fulfilment.undo(utterance, start), clauses, meaning.found());
    }
    Decision told = new Decision(told(clauses), meaning.decision().chance());
    return fulfilment.settle(utterance, start, told, meaning.found(), parts, Map.of());
  }

  private Turn take(
      Utterance utterance, long start, Optional<Place> in, Found found, Errands.Both both) {
    Remedies.Help help = both.help();
    List<Upshot> errand = resolver(utterance).resolve(help.clauses(), in, found, help.things());
    return fulfilment.settle(
        utterance,
        start,
        Decision.of(both.inOrder(help.clauses(), both.order().clauses())),
        found,
        both.inOrder(errand, both.order().parts()),
        help.things());
  }

  /** What is done about a need that was told, if one was, now or at the time that was said. */
  private Optional<Turn> helped(Utterance utterance, long start, Optional<Place> in, Found found) {
    return help(utterance.text(), in)
        .or(() ->
            Later.of(utterance.text(), found)
                .flatMap(later -> help(later.text(), in).flatMap(help -> help.later(later.when()))))
        .map(help -> helped(utterance, start, in, found, help));
  }

  private Optional<Remedies.Help> help(String said, Optional<Place> in) {
    return needs.of(said).stream()
        .flatMap(need -> new Remedies(home.get()).against(need, in).stream())
        .findFirst();
  }

  /** Does what helps against a need that was told, or says that nothing there does. */
  private Turn helped(
      Utterance utterance, long start, Optional<Place> in, Found found, Remedies.Help help) {
    if (help.clauses().isEmpty()) {
      String nothing = fulfilment.reply(utterance).say("no-remedy");
      return new Turn(fulfilment.outcome(utterance, start, Kind.ASKED, nothing), List.of(), found);
    }
    Clause first = help.clauses().getFirst();
    List<Thing> things = help.things().getOrDefault(first, List.of());
    List<Upshot> parts =
        new ArrayList<>(
            help.isDoubtful() && things.size() > 1
                ? List.of(new Question(first, things))
                : resolver(utterance).resolve(help.clauses(), in, found, help.things()));
    if (help.isDoubtful()) {
      parts.add(new Upshot.Doubt());
    }
    return fulfilment.settle(
        utterance, start, Decision.of(help.clauses()), found, parts, help.things());
  }

  /** Takes a sentence as it could have been said more simply, where it surely is an act so. */
  private Optional<Turn> simpler(
      Utterance utterance, long start, Optional<Place> in, Simpler simpler) {
    Found found = finder.find(simpler.heard());
    Decision decision = understanding(utterance, in, List.of()).decide(found);
    List<Clause> clauses = simpler.plan(WholePlan.of(found, decision.clauses()));
    if (!decision.isSureAct()
        || !simpler.leavesOut(clauses)
        || clauses.stream().anyMatch(Simpler::takesAText)
        || Doubts.about(found, clauses, List.of())) {
      return Optional.empty();
    }
    List<Upshot> parts = resolver(utterance).resolve(clauses, in, found, Map.of());
    return parts.stream().allMatch(Step.class::isInstance)
        ? Optional.of(fulfilment.settle(utterance, start, decision, found, parts, Map.of()))
        : Optional.empty();
  }

  /**
   * Goes on with a sentence after an answer.
   *
   * @param clauses what was meant, with what was answered
   * @param known the Things of clauses about which it was asked
   */
  Turn goOn(
      Utterance utterance,
      long start,
      Turn asked,
      List<Clause> clauses,
      Map<Clause, List<Thing>> known) {
    List<Upshot> parts =
        resolver(utterance).resolve(clauses, utterance.in().map(this::place), asked.found(), known);
    return fulfilment.settle(utterance, start, Decision.of(clauses), asked.found(), parts, known);
  }

  /** {@return whether a sentence surely is a command to a Thing that it names} */
  boolean isCommand(String text) {
    Found found = finder.find(Hearing.hear(text));
    return found.mentions().stream().anyMatch(mention -> !mention.things().isEmpty())
        && understanding(Utterance.of(text), Optional.empty(), List.of()).decide(found).isSureAct();
  }

  Finder finder() {
    return finder;
  }

  Resolver resolver(Utterance utterance) {
    return new Resolver(home.get(), utterance.now());
  }

  Set<String> inside(Set<String> places) {
    return places.stream()
        .flatMap(place -> household.within(place).stream())
        .collect(Collectors.toSet());
  }

  private Place place(String in) {
    String heard = Hearing.normal(in);
    return household
        .place(in)
        .or(() ->
            household.places().stream()
                .filter(p -> p.names().all().stream().map(Hearing::normal).anyMatch(heard::equals))
                .findFirst())
        .orElseThrow(() ->
            new AssistantException(
                "in: no place is called "
                    + in
                    + "; the places are "
                    + household.places().stream()
                        .map(Place::id)
                        .collect(Collectors.joining(", "))));
  }
}
