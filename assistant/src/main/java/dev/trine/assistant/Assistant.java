package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Outcome.Kind;
import dev.trine.assistant.Part.Missing;
import dev.trine.assistant.Part.Op;
import dev.trine.assistant.Part.Question;
import dev.trine.assistant.Part.Refusal;
import dev.trine.assistant.Part.Saying;
import dev.trine.assistant.Part.Step;
import dev.trine.assistant.Performer.Done;
import dev.trine.assistant.Understanding.Meaning;
import dev.trine.runtime.LanguageModel;
import dev.trine.things.Act;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import dev.trine.things.Undo;
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

  private final Household household;
  private final Supplier<Home> home;
  private final Finder finder;
  private final Understanding understanding;
  private final Agenda agenda = new Agenda();

  Assistant(Decider decider, Home home) {
    this(decider, home.household(), () -> home);
  }

  private Assistant(Decider decider, Household household, Supplier<Home> home) {
    this.household = household;
    this.home = home;
    finder = new Finder(household);
    understanding = new Understanding(decider, household);
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
    return !agenda.isEmpty();
  }

  /**
   * Does what was promised for this time, or for what is so by now; {@return what became of it}
   * Where there are promises it is called about once a second.
   */
  public List<Outcome.Act> keepPromises(Instant now) {
    List<Step> due = agenda.due(home.get(), now);
    if (due.isEmpty()) {
      return List.of();
    }
    Performer performer = new Performer(home.get());
    List<Done> done = performer.perform(due);
    performer.journal(done);
    return done.stream().map(Done::act).toList();
  }

  /**
   * {@return a talk that remembers what was said before}
   *
   * @param in where the speaker is: id or name of a place
   */
  public Conversation converse(Optional<String> in) {
    return new Conversation(this, in);
  }

  /**
   * A sentence and what it led to.
   *
   * @param pending what is done when the question in the outcome is answered; else empty
   * @param known the Things of clauses about which it was asked already
   */
  record Turn(
      Outcome outcome,
      List<Clause> clauses,
      Found found,
      List<Part> pending,
      Map<Clause, List<Thing>> known) {
    /** Nothing waits for an answer. */
    Turn(Outcome outcome, List<Clause> clauses, Found found) {
      this(outcome, clauses, found, List.of(), Map.of());
    }
  }

  Turn hear(Utterance utterance, List<Clause> before) {
    long start = System.nanoTime();
    Optional<Place> in = utterance.in().map(this::place);
    Found found =
        finder.find(Hearing.order(Hearing.hear(utterance.text())), FollowUp.things(before));
    String heard = found.heard().text();
    if (heard.length() > LONGEST) {
      return new Turn(
          outcome(utterance, start, Kind.ASKED, reply(utterance).say("too-long")),
          List.of(),
          found);
    }
    Optional<Turn> simpler =
        Simpler.of(found)
            .or(() -> Simpler.of(found.heard(), () -> ofNamed(found, before)))
            .flatMap(it -> simpler(utterance, start, in, it));
    if (simpler.isPresent()) {
      return simpler.get();
    }
    Optional<List<Clause>> followUp = new FollowUp(before, found, household).clauses();
    Meaning meaning =
        followUp
            .map(clauses -> new Meaning(found, Decision.of(clauses)))
            .orElseGet(() -> meaning(utterance, in, found, before));
    return take(utterance, start, in, meaning, before, followUp.isPresent());
  }

  private Found ofNamed(Found found, List<Clause> before) {
    return finder.findOfNamed(found.heard(), FollowUp.things(before));
  }

  private Meaning meaning(
      Utterance utterance, Optional<Place> in, Found found, List<Clause> before) {
    return understanding.meaning(
        found,
        () -> ofNamed(found, before),
        before,
        (read, plan) -> resolver(utterance).resolve(told(plan), in, read, Map.of()));
  }

  private Turn take(
      Utterance utterance,
      long start,
      Optional<Place> in,
      Meaning meaning,
      List<Clause> before,
      boolean isFollowUp) {
    Found found = meaning.found();
    Decision decision = meaning.decision();
    List<Clause> clauses = WholePlan.of(found, decision.clauses());
    if (clauses.stream().anyMatch(c -> c.verb() == Verb.UNDO)) {
      return new Turn(undo(utterance, start), clauses, found);
    }
    List<Clause> told = told(clauses);
    List<Part> parts = new ArrayList<>(resolver(utterance).resolve(told, in, found, Map.of()));
    if (!isFollowUp && Doubts.isUnwatched(found, clauses)) {
      parts = List.of(new Refusal.NotWatched());
    } else if (!isFollowUp && Doubts.drivesItself(found, clauses)) {
      parts = List.of(new Refusal.Never());
    } else if (!isFollowUp && Doubts.about(found, clauses, before)) {
      Optional<Refusal> outOfSet = OutOfSet.of(found, clauses);
      parts = outOfSet.<List<Part>>map(List::of).orElse(parts);
      if (outOfSet.isEmpty()) {
        parts.add(new Part.Doubt());
      }
    }
    return settle(utterance, start, new Decision(told, decision.chance()), found, parts, Map.of());
  }

  /** Takes a sentence as it could have been said more simply, where it surely is an act so. */
  private Optional<Turn> simpler(
      Utterance utterance, long start, Optional<Place> in, Simpler simpler) {
    Found found = finder.find(simpler.heard());
    Decision decision = decide(utterance, in, found, List.of());
    List<Clause> clauses = simpler.plan(WholePlan.of(found, decision.clauses()));
    if (!Understanding.isSureAct(decision)
        || !simpler.leavesOut(clauses)
        || clauses.stream().anyMatch(Simpler::takesAText)
        || Doubts.about(found, clauses, List.of())) {
      return Optional.empty();
    }
    List<Part> parts = resolver(utterance).resolve(clauses, in, found, Map.of());
    return parts.stream().allMatch(Step.class::isInstance)
        ? Optional.of(settle(utterance, start, decision, found, parts, Map.of()))
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
    List<Part> parts =
        resolver(utterance).resolve(clauses, utterance.in().map(this::place), asked.found(), known);
    return settle(utterance, start, Decision.of(clauses), asked.found(), parts, known);
  }

  /** {@return whether a sentence surely is a command to a Thing that it names} */
  boolean isCommand(String text) {
    Found found = finder.find(Hearing.hear(text));
    return found.mentions().stream().anyMatch(mention -> !mention.things().isEmpty())
        && Understanding.isSureAct(decide(Utterance.of(text), Optional.empty(), found, List.of()));
  }

  private Decision decide(
      Utterance utterance, Optional<Place> in, Found found, List<Clause> before) {
    return understanding.decide(
        found, before, (read, plan) -> resolver(utterance).resolve(told(plan), in, read, Map.of()));
  }

  private List<Clause> told(List<Clause> clauses) {
    return clauses.stream().map(clause -> Answer.told(clause, finder)).toList();
  }

  /** Asks what must be asked; else acts, and answers from what was read back. */
  Turn settle(
      Utterance utterance,
      long start,
      Decision decision,
      Found found,
      List<Part> parts,
      Map<Clause, List<Thing>> known) {
    List<Clause> clauses = decision.clauses();
    Reply reply = reply(utterance);
    Optional<Question> question = parts(parts, Question.class).stream().findFirst();
    Optional<Missing> missing = parts(parts, Missing.class).stream().findFirst();
    List<Step> steps = parts(parts, Step.class);
    List<Refusal> refusals = parts(parts, Refusal.class);
    if (missing.isPresent()) {
      Outcome asked = outcome(utterance, start, Kind.ASKED, reply.missing(missing.get()));
      return new Turn(asked, clauses, found, parts, known);
    }
    if (question.isPresent()) {
      Outcome asked = outcome(utterance, start, Kind.ASKED, reply.question(question.get()));
      return new Turn(asked, clauses, found, parts, known);
    }
    List<Step> acts = steps.stream().filter(s -> s.op() != Op.READ).toList();
    boolean asksLeave =
        acts.stream().anyMatch(this::asksLeave)
            || !acts.isEmpty() && (!decision.isSure() || !parts(parts, Part.Doubt.class).isEmpty());
    if (!utterance.confirm() && asksLeave) {
      Outcome asked =
          new Outcome(
              utterance.id(),
              utterance.text(),
              Hearing.language(utterance.text()),
              Kind.ASKED,
              List.of(),
              acts.stream().map(Performer::planned).toList(),
              reply.leave(acts),
              Optional.empty(),
              millis(start));
      return new Turn(asked, clauses, found, parts, known);
    }
    if (steps.isEmpty() && refusals.isEmpty()) {
      String saying =
          parts(parts, Saying.class).stream().map(Saying::key).findFirst().orElse("chat");
      Outcome said = outcome(utterance, start, Kind.ANSWERED, reply.say(saying));
      return new Turn(said, clauses, found);
    }
    return new Turn(act(utterance, start, steps, refusals), clauses, found);
  }

  private Outcome act(Utterance utterance, long start, List<Step> steps, List<Refusal> refusals) {
    Reply reply = reply(utterance);
    if (steps.isEmpty()) {
      return outcome(utterance, start, Kind.REFUSED, reply.facts(List.of(), refusals));
    }
    Performer performer = new Performer(home.get());
    List<Done> done = utterance.dryRun() ? performer.plan(steps) : performer.perform(steps);
    Optional<String> undo = utterance.dryRun() ? Optional.empty() : performer.journal(done);
    if (!utterance.dryRun()) {
      agenda.takeDown(done, Instant.now());
    }
    boolean reads = steps.stream().allMatch(s -> s.op() == Op.READ || s.name().equals("status"));
    Kind kind = reads ? Kind.ANSWERED : Kind.DONE;
    return done(utterance, start, kind, done, reply.facts(done, refusals), undo);
  }

  private Outcome undo(Utterance utterance, long start) {
    Reply reply = reply(utterance);
    if (!utterance.dryRun() && agenda.cancelLast()) {
      return outcome(utterance, start, Kind.ANSWERED, reply.say("cancelled"));
    }
    Optional<Undo> undo = utterance.dryRun() ? Optional.empty() : home.get().undo(Optional.empty());
    if (undo.isEmpty()) {
      return outcome(utterance, start, Kind.REFUSED, reply.say("nothing-undo"));
    }
    Clause clause = Clause.alone(Verb.UNDO);
    List<Step> steps =
        undo.get().acts().stream()
            .flatMap(
                act -> thing(act).stream().map(t -> Step.write(clause, t, act.name(), act.value())))
            .toList();
    // What was so already left nothing to restore.
    List<Thing> impossible =
        undo.get().impossible().stream()
            .filter(act -> act.op().equals(Op.INVOKE.word) || !act.was().isEmpty())
            .flatMap(act -> thing(act).stream())
            .toList();
    List<Done> done = new Performer(home.get()).perform(steps);
    Kind kind = done.isEmpty() ? Kind.REFUSED : Kind.DONE;
    boolean nothing = done.isEmpty() && impossible.isEmpty();
    String said = nothing ? reply.say("nothing-undo") : reply.undone(done, impossible);
    return done(utterance, start, kind, done, said, Optional.empty());
  }

  private Optional<Thing> thing(Act act) {
    return household.thing(act.thing());
  }

  private boolean asksLeave(Step step) {
    return Permission.asks(
        step, home.get().state(step.thing(), step.name()).map(reading -> reading.value()));
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

  Reply reply(Utterance utterance) {
    return new Reply(utterance.text(), utterance.now(), household);
  }

  Outcome outcome(Utterance utterance, long start, Kind kind, String reply) {
    return done(utterance, start, kind, List.of(), reply, Optional.empty());
  }

  private static Outcome done(
      Utterance utterance,
      long start,
      Kind kind,
      List<Done> done,
      String reply,
      Optional<String> undo) {
    boolean failed = !done.isEmpty() && done.stream().allMatch(Done::failed);
    return new Outcome(
        utterance.id(),
        utterance.text(),
        Hearing.language(utterance.text()),
        failed ? Kind.FAILED : kind,
        done.stream().map(Done::act).toList(),
        List.of(),
        reply,
        undo,
        millis(start));
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

  private static <P extends Part> List<P> parts(List<Part> parts, Class<P> kind) {
    return parts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
