package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Outcome.Kind;
import dev.trine.assistant.Performer.Done;
import dev.trine.assistant.Upshot.Missing;
import dev.trine.assistant.Upshot.Op;
import dev.trine.assistant.Upshot.Question;
import dev.trine.assistant.Upshot.Refusal;
import dev.trine.assistant.Upshot.Saying;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Act;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Thing;
import dev.trine.things.Undo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What becomes of a sentence that is understood: a question, a refusal or acts, and the reply. It
 * keeps what was promised for later.
 */
final class Fulfilment {
  private final Household household;
  private final Supplier<Home> home;
  private final Agenda agenda = new Agenda();

  /**
   * @param home gives the home of the household, which may still be starting
   */
  Fulfilment(Household household, Supplier<Home> home) {
    this.household = household;
    this.home = home;
  }

  /** Asks what must be asked; else acts, and answers from what was read back. */
  Turn settle(
      Utterance utterance,
      long start,
      Decision decision,
      Found found,
      List<Upshot> parts,
      Map<Clause, List<Thing>> known) {
    List<Clause> clauses = decision.clauses();
    Reply reply = reply(utterance);
    Optional<Question> question = Upshot.of(parts, Question.class).findFirst();
    Optional<Missing> missing = Upshot.of(parts, Missing.class).findFirst();
    List<Step> steps = Upshot.of(parts, Step.class).toList();
    List<Refusal> refusals = Upshot.of(parts, Refusal.class).toList();
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
            || !acts.isEmpty()
                && (!decision.isSure()
                    || Upshot.of(parts, Upshot.Doubt.class).findAny().isPresent());
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
      String saying = Upshot.of(parts, Saying.class).map(Saying::key).findFirst().orElse("chat");
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
    boolean reads = steps.stream().allMatch(Step::reads);
    Kind kind = reads ? Kind.ANSWERED : Kind.DONE;
    return done(utterance, start, kind, done, reply.facts(done, refusals), undo);
  }

  /** Takes back the last promise or act; {@return what became of it} */
  Outcome undo(Utterance utterance, long start) {
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

  boolean hasPromises() {
    return !agenda.isEmpty();
  }

  /** Does what was promised for this time; {@return what became of it} */
  List<Outcome.Act> keepPromises(Instant now) {
    List<Step> due = agenda.due(home.get(), now);
    if (due.isEmpty()) {
      return List.of();
    }
    Performer performer = new Performer(home.get());
    List<Done> done = performer.perform(due);
    performer.journal(done);
    return done.stream().map(Done::act).toList();
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

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
