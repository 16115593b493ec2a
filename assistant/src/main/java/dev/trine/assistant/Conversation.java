package dev.trine.assistant;

import dev.trine.assistant.Assistant.Turn;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Decider.Decision;
import dev.trine.assistant.Finder.Part.Named;
import dev.trine.assistant.Outcome.Kind;
import dev.trine.assistant.Part.Question;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A talk: follow-ups, answers to questions, and undo. */
public final class Conversation {
  private final Assistant assistant;
  private final Optional<String> in;

  /** The last sentence that tells how to reply: "ok" and 好 have neither language nor script. */
  private String voice = "";

  /** What was meant last; a follow-up changes it. */
  private List<Clause> before = List.of();

  /** What waits for an answer, with the clauses and the sentence that it came from. */
  private Optional<Turn> waiting = Optional.empty();

  Conversation(Assistant assistant, Optional<String> in) {
    this.assistant = assistant;
    this.in = in;
  }

  /** Takes the next sentence of the talk. */
  public Outcome say(String text) {
    Utterance alone = Utterance.of(text);
    Utterance utterance = new Utterance("", text, in, alone.now(), false, false);
    Optional<Turn> question = waiting;
    waiting = Optional.empty();
    Turn turn =
        question
            .flatMap(asked -> answer(utterance, asked))
            .orElseGet(() -> {
              voice = text;
              return assistant.hear(utterance, before);
            });
    if (!turn.pending().isEmpty()) {
      waiting = Optional.of(turn);
    }
    if (turn.clauses().stream().anyMatch(clause -> clause.target().isPresent())) {
      before = turn.clauses();
    }
    return turn.outcome();
  }

  /** What an answer to the question leads to; nothing where it is no answer. */
  private Optional<Turn> answer(Utterance utterance, Turn asked) {
    long start = System.nanoTime();
    String heard = Hearing.normal(utterance.text());
    if (Words.is("answers", "no", heard)) {
      String cancelled = assistant.reply(spoken(utterance)).say("cancelled");
      Outcome outcome = assistant.outcome(utterance, start, Kind.ANSWERED, cancelled);
      return Optional.of(new Turn(outcome, List.of(), heard, List.of()));
    }
    Optional<Question> question =
        asked.pending().stream()
            .filter(Question.class::isInstance)
            .map(Question.class::cast)
            .findFirst();
    if (question.isEmpty()) {
      return Words.is("answers", "yes", heard)
          ? Optional.of(settle(utterance, start, asked, asked.clauses(), asked.pending(), true))
          : Optional.empty();
    }
    List<Thing> chosen = chosen(heard, question.get().options());
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Clause narrow = narrowed(question.get().clause(), chosen);
    List<Clause> clauses = new ArrayList<>(asked.clauses());
    clauses.replaceAll(clause -> clause.equals(question.get().clause()) ? narrow : clause);
    List<Part> parts = new ArrayList<>();
    for (Part part : asked.pending()) {
      if (part.equals(question.get())) {
        parts.addAll(assistant.resolver(utterance).steps(narrow, chosen, asked.heard()));
      } else {
        parts.add(part);
      }
    }
    return Optional.of(settle(utterance, start, asked, clauses, parts, false));
  }

  private Turn settle(
      Utterance answer,
      long start,
      Turn asked,
      List<Clause> clauses,
      List<Part> parts,
      boolean confirm) {
    Utterance spoken = spoken(answer);
    Utterance confirmed =
        new Utterance("", spoken.text(), answer.in(), answer.now(), confirm, false);
    Turn turn = assistant.settle(confirmed, start, Decision.of(clauses), asked.heard(), parts);
    Outcome outcome = turn.outcome().of(answer.text());
    return new Turn(outcome, turn.clauses(), turn.heard(), turn.pending());
  }

  /** An answer with the words of the sentence before, which tell its language and script. */
  private Utterance spoken(Utterance answer) {
    String text = answer.text();
    String heard = Hearing.normal(text);
    boolean bare = Words.is("answers", "yes", heard) || Words.is("answers", "no", heard);
    boolean switches = !bare && !Hearing.language(text).equals(Hearing.language(voice));
    String words = switches ? text : voice + text;
    return new Utterance("", words, answer.in(), answer.now(), answer.confirm(), false);
  }

  /** Which of the options an answer names: all, the second, the kitchen's, the floor lamp. */
  private List<Thing> chosen(String heard, List<Thing> options) {
    if (Words.is("answers", "all", heard)) {
      return options;
    }
    List<String> ordinals = List.of("first", "second", "third");
    for (int i = 0; i < Math.min(ordinals.size(), options.size()); i++) {
      if (Words.is("answers", ordinals.get(i), heard)) {
        return List.of(options.get(i));
      }
    }
    List<Thing> left = new ArrayList<>(options);
    for (Finder.Part part : assistant.finder().find(heard)) {
      switch (part) {
        case Named(Mention mention, String phrase) ->
            left.retainAll(options.stream().filter(t -> fits(t, mention)).toList());
        case Finder.Part.Text(String text) -> {
          if (!Words.onlyOf("answers", "filler", text)) {
            return List.of();
          }
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

  /** The clause as it would have been, had the Things been named at once. */
  private static Clause narrowed(Clause clause, List<Thing> chosen) {
    Target target = clause.target().orElseThrow();
    Set<String> types = target.thing().map(Mention::types).orElse(Set.of());
    String phrase = target.thing().map(Mention::phrase).orElse("");
    Mention mention =
        new Mention(phrase, false, chosen.size() > 1, types, chosen, chosen, Set.of(), 0);
    return clause.with(
        new Target(target.quantity(), Optional.of(mention), List.of(), false, List.of()));
  }
}
