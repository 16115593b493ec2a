package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Finder.Part.Named;
import dev.trine.assistant.Outcome.Kind;
import dev.trine.assistant.Upshot.Missing;
import dev.trine.assistant.Upshot.Question;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A talk: follow-ups, answers to questions, and undo. */
public final class Conversation {
  private final Assistant assistant;
  private final Fulfilment fulfilment;
  private final Optional<String> in;

  /** The last sentence that tells how to reply: "ok" and 好 have neither language nor script. */
  private String voice = "";

  /** What was meant last; a follow-up changes it. */
  private List<Clause> before = List.of();

  /** What waits for an answer. */
  private Optional<Waiting> waiting = Optional.empty();

  /**
   * A question.
   *
   * @param again whether it was asked before, and the answer did not fit
   */
  private record Waiting(Turn turn, boolean again) {}

  Conversation(Assistant assistant, Fulfilment fulfilment, Optional<String> in) {
    this.assistant = assistant;
    this.fulfilment = fulfilment;
    this.in = in;
  }

  /** Takes the next sentence of the talk. */
  public Outcome say(String text) {
    long start = System.nanoTime();
    Utterance utterance = new Utterance("", text, in, Utterance.of(text).now(), false, false);
    Optional<Waiting> question = waiting;
    waiting = Optional.empty();
    Optional<Turn> answered = question.flatMap(asked -> answer(utterance, start, asked.turn()));
    if (answered.isEmpty()) {
      Turn heard = assistant.hear(utterance, before);
      if (question.isPresent() && saysNothing(heard)) {
        return askAgain(utterance, start, question.get());
      }
      voice = text;
      answered = Optional.of(heard);
    }
    Turn turn = answered.orElseThrow();
    if (isQuestion(turn)) {
      waiting = Optional.of(new Waiting(turn, false));
    }
    if (turn.clauses().stream().anyMatch(clause -> clause.target().isPresent())) {
      before = turn.clauses();
    }
    return turn.outcome();
  }

  /** Whether the next sentence may be an answer; "what should I do?" begins anew. */
  private static boolean isQuestion(Turn turn) {
    return !turn.pending().isEmpty()
        && turn.clauses().stream().anyMatch(clause -> clause.target().isPresent());
  }

  private static boolean saysNothing(Turn turn) {
    return turn.clauses().stream().allMatch(c -> c.verb() == Verb.CHAT || c.verb() == Verb.UNCLEAR);
  }

  /** What fits no question is asked once more, then left. */
  private Outcome askAgain(Utterance utterance, long start, Waiting asked) {
    if (asked.again()) {
      String left = fulfilment.reply(spoken(utterance)).say("given-up");
      return fulfilment.outcome(utterance, start, Kind.ANSWERED, left);
    }
    waiting = Optional.of(new Waiting(asked.turn(), true));
    return asked.turn().outcome().answering(utterance.text());
  }

  /** What an answer to the question leads to; nothing where it is no answer. */
  private Optional<Turn> answer(Utterance utterance, long start, Turn asked) {
    Answer answer = new Answer(utterance.text(), assistant.finder());
    if (answer.isNo()) {
      String cancelled = fulfilment.reply(spoken(utterance)).say("cancelled");
      Outcome outcome = fulfilment.outcome(utterance, start, Kind.ANSWERED, cancelled);
      return Optional.of(new Turn(outcome, List.of(), asked.found()));
    }
    Optional<Missing> missing = Upshot.of(asked.pending(), Missing.class).findFirst();
    if (missing.isPresent()) {
      return completed(utterance, answer, missing.get())
          .map(clause -> {
            Clause wanting = missing.get().clause();
            return goOn(utterance, start, asked, wanting, clause, things(asked, wanting));
          });
    }
    Optional<Question> question = Upshot.of(asked.pending(), Question.class).findFirst();
    if (question.isPresent()) {
      Clause clause = question.get().clause();
      List<Thing> chosen = chosen(Hearing.normal(utterance.text()), question.get().options());
      return chosen.isEmpty()
          ? Optional.empty()
          : Optional.of(
              goOn(
                  utterance,
                  start,
                  asked,
                  clause,
                  clause.about(chosen, question.get().options()),
                  chosen));
    }
    return answer.isYes()
        ? Optional.of(
            answered(
                utterance,
                fulfilment.settle(
                    continued(utterance, true),
                    start,
                    Decision.of(asked.clauses()),
                    asked.found(),
                    asked.pending(),
                    asked.known())))
        : Optional.empty();
  }

  /** What is written is the answer, whatever it says; what is a name may also be a new command. */
  private Optional<Clause> completed(Utterance utterance, Answer answer, Missing missing) {
    boolean written = missing.member().equals("text") || missing.member().equals("title");
    return answer
        .complete(missing)
        .filter(clause -> written || !assistant.isCommand(utterance.text()));
  }

  /** The Things that a clause is about which wants something. */
  private static List<Thing> things(Turn asked, Clause wanting) {
    return asked.pending().stream()
        .flatMap(part ->
            switch (part) {
              case Missing(Clause clause, Thing thing, var member) when clause.equals(wanting) ->
                  Stream.of(thing);
              case Step step when step.clause().equals(wanting) -> Stream.of(step.thing());
              default -> Stream.<Thing>of();
            })
        .toList();
  }

  /** The sentence before, as if the answer had been said with it. */
  private Turn goOn(
      Utterance answer, long start, Turn asked, Clause wanting, Clause whole, List<Thing> things) {
    List<Clause> clauses = new ArrayList<>(asked.clauses());
    clauses.set(indexOf(wanting, clauses), whole);
    Map<Clause, List<Thing>> known = new HashMap<>(asked.known());
    known.put(whole, things);
    Utterance sentence = continued(answer, false);
    return answered(answer, assistant.goOn(sentence, start, asked, clauses, known));
  }

  /** Where a clause stands that may have been followed in another way than it was said. */
  private static int indexOf(Clause followed, List<Clause> clauses) {
    return Stream.<Predicate<Clause>>of(
            followed::equals,
            said -> said.target().equals(followed.target()),
            said -> said.verb() == followed.verb() && said.name().equals(followed.name()))
        .flatMap(same -> clauses.stream().filter(same))
        .findFirst()
        .map(clauses::indexOf)
        .orElseThrow();
  }

  private Utterance continued(Utterance answer, boolean confirm) {
    return new Utterance("", spoken(answer).text(), answer.in(), answer.now(), confirm, false);
  }

  private static Turn answered(Utterance answer, Turn turn) {
    Outcome outcome = turn.outcome().answering(answer.text());
    return new Turn(outcome, turn.clauses(), turn.found(), turn.pending(), turn.known());
  }

  /** An answer with the words of the sentence before, which tell its language and script. */
  private Utterance spoken(Utterance answer) {
    String text = answer.text();
    Answer said = new Answer(text, assistant.finder());
    boolean bare = said.isYes() || said.isNo();
    boolean switches = !bare && !Hearing.language(text).equals(Hearing.language(voice));
    String words = switches ? text : voice + text;
    return new Utterance("", words, answer.in(), answer.now(), answer.confirm(), false);
  }

  /** Which of the options an answer names: all, the second, the kitchen's, the floor lamp. */
  private List<Thing> chosen(String heard, List<Thing> options) {
    if (Words.is("answers", "all", heard)) {
      return options;
    }
    String said = Words.without(heard, "filler").strip();
    Which which = Which.alone(said.isEmpty() ? heard : said);
    List<Thing> told = which.start() > 0 ? List.of() : Choice.told(options, which);
    if (!told.isEmpty()) {
      return told;
    }
    List<Thing> left = new ArrayList<>(options);
    for (Finder.Part part : assistant.finder().find(heard)) {
      switch (part) {
        case Named(Mention mention, String phrase) ->
            left.retainAll(options.stream().filter(t -> fits(t, mention)).toList());
        case Finder.Part.Text(String text) -> {
          String words = Words.without(text, "filler").strip();
          left.removeIf(thing -> !words.isEmpty() && !isCalled(thing, words));
        }
        default -> {
          return List.of();
        }
      }
    }
    return left.size() < options.size() ? left : List.of();
  }

  private boolean fits(Thing thing, Mention mention) {
    return mention.isPlace()
        ? thing.place().filter(assistant.inside(mention.places())::contains).isPresent()
        : mention.things().contains(thing);
  }

  /** Whether words are some of a Thing's name: "the stair one" is the stair light. */
  private static boolean isCalled(Thing thing, String words) {
    return words.length() > 1
        && Hearing.names(thing.names())
            .anyMatch(
                name -> Stream.of(words.split(" +")).allMatch(word -> Words.isSaid(word, name)));
  }
}
