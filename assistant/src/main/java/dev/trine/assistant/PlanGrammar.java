package dev.trine.assistant;

import dev.trine.assistant.Argument.Named;
import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing.How;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Sentence.Unit;
import dev.trine.runtime.Grammar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The language in which the model answers one prompt, made from the Thing Descriptions behind it: a
 * mark, property, action or value that does not exist cannot be said, nor a number or a text that
 * nobody uttered.
 */
final class PlanGrammar {
  private static final int MOST_CLAUSES = 8;
  private static final int MOST_TIMES = 3;
  private static final int MOST_TEXTS = 4;

  private static final Set<Verb> READS = EnumSet.of(Verb.GET, Verb.SINCE);
  private static final Set<Verb> COMPARES =
      EnumSet.of(Verb.WHICH, Verb.COUNT, Verb.SOME, Verb.EVERY, Verb.WHEN);

  private final Prompt prompt;
  private final Map<String, Offer> offers = new LinkedHashMap<>();

  /** Where a text may end. */
  private enum Ending {
    /** Anywhere: another text may follow at once. */
    ANYWHERE(Unit::word),
    /** Where texts end. */
    LIKELY(Unit::ends),
    /** Where what somebody is told ends. */
    SAYING(Unit::endsSaying);

    private final Predicate<Unit> test;

    Ending(Predicate<Unit> test) {
      this.test = test;
    }
  }

  private final Map<Ending, Optional<Grammar>> texts = new EnumMap<>(Ending.class);

  PlanGrammar(Prompt prompt) {
    this.prompt = prompt;
    prompt
        .marks()
        .forEach((mark, mention) -> {
          if (!mention.isPlace()) {
            offers.put(mark.toString(), Offer.named(prompt, mention));
          }
        });
    offers.put("*", Offer.anything(prompt, prompt.varieties()));
    prompt.services().forEach((word, mention) -> offers.put(word, Offer.service(prompt, mention)));
  }

  // ---- whether a clause is of this language

  /** Whether a clause is of this language. */
  boolean allows(Clause clause) {
    if (clause.target().isEmpty()) {
      return true;
    }
    Target target = clause.target().get();
    Optional<Offer> offer =
        target.thing().isPresent()
            ? prompt.word(target.thing().get()).map(offers::get)
            : Optional.ofNullable(offers.get("*"));
    return offer.isPresent()
        && target.that().map(t -> allows(offer.get(), t.name(), t.value())).orElse(true)
        && allows(offer.get(), clause);
  }

  private static boolean allows(Offer offer, String name, String value) {
    return offer.comparable.getOrDefault(name, Set.of()).contains(value);
  }

  private static boolean allows(Offer offer, Clause clause) {
    String name = clause.name();
    if (READS.contains(clause.verb())) {
      return offer.readable.contains(name);
    }
    if (COMPARES.contains(clause.verb())) {
      return allows(offer, name, clause.value());
    }
    if (clause.verb() == Verb.SET) {
      Offer.Range range = offer.settable.get(name);
      return range != null
          && (clause.value().isEmpty()
              ? !range.copied().isEmpty()
              : range.words().contains(clause.value()));
    }
    List<Field> fields = offer.actions.get(name);
    return fields != null
        && clause.input().stream()
            .map(Named::name)
            .allMatch(n -> fields.stream().anyMatch(f -> f.name().equals(n)));
  }

  // ---- the grammar

  /** The grammar of a whole answer: clauses, a line each. */
  Grammar grammar() {
    Grammar set = targets(this::settings);
    Grammar act = targets(this::actions);
    Grammar acts =
        Grammar.sequence(
            Grammar.optional(Grammar.choice(timings())),
            Grammar.choice(
                Grammar.sequence(Grammar.literal("set "), set),
                Grammar.sequence(Grammar.literal("do "), act)));
    Grammar clauses =
        Grammar.choice(
            acts,
            Grammar.sequence(verbs(READS), targets(this::readings)),
            Grammar.sequence(verbs(COMPARES), targets(this::states)),
            Grammar.literal(Verb.ABSENT.word()));
    Grammar alone =
        Grammar.anyOf(
            List.of(Verb.UNCLEAR, Verb.CHAT, Verb.GENERAL, Verb.FORGET, Verb.NEVER, Verb.UNDO)
                .stream()
                .map(Verb::word)
                .toArray(String[]::new));
    return Grammar.choice(
        alone, Grammar.separated(clauses, Grammar.literal("\n"), 1, MOST_CLAUSES));
  }

  private static Grammar verbs(Set<Verb> verbs) {
    return anyOf(verbs.stream().map(verb -> verb.word() + " ").toList());
  }

  private List<Grammar> timings() {
    List<Grammar> timings = new ArrayList<>();
    Optional<Grammar> lengths = lengths();
    Optional<Grammar> moments = moments();
    for (How how : How.values()) {
      Optional<Grammar> times = how == How.IN || how == How.FOR ? lengths : moments;
      times.ifPresent(
          t -> timings.add(Grammar.sequence(Grammar.literal(how.word()), t, Grammar.literal(" "))));
    }
    return timings;
  }

  private Grammar targets(Function<Offer, List<Grammar>> names) {
    List<Grammar> targets = new ArrayList<>();
    Grammar where = where();
    offers.forEach((word, offer) -> {
      List<Grammar> offered = names.apply(offer);
      if (!offered.isEmpty()) {
        List<Grammar> states = states(offer);
        Grammar that =
            states.isEmpty() || Services.isService(word)
                ? Grammar.empty()
                : Grammar.optional(
                    Grammar.sequence(Grammar.literal(" that"), Grammar.choice(states)));
        targets.add(Grammar.sequence(Grammar.literal(word), where, that, Grammar.choice(offered)));
      }
    });
    return Grammar.sequence(quantity(), Grammar.choice(targets));
  }

  private List<Grammar> settings(Offer offer) {
    List<Grammar> names = new ArrayList<>();
    offer.settable.forEach((name, range) -> {
      List<Grammar> values = new ArrayList<>();
      if (!range.words().isEmpty()) {
        values.add(anyOf(range.words().stream().map(this::word).toList()));
      }
      range
          .copied()
          .forEach(kind -> argument(new Field("", kind, List.of(), true)).ifPresent(values::add));
      if (!values.isEmpty()) {
        names.add(Grammar.sequence(Grammar.literal(word(name)), Grammar.choice(values)));
      }
    });
    return names;
  }

  private List<Grammar> actions(Offer offer) {
    List<Grammar> actions = new ArrayList<>();
    offer.actions.forEach((name, fields) -> {
      List<Grammar> parts = new ArrayList<>(List.of(Grammar.literal(word(name))));
      for (Field field : fields) {
        String key = field.name().isEmpty() ? "" : word(field.name());
        boolean another =
            fields.stream()
                .skip(fields.indexOf(field) + 1L)
                .anyMatch(f -> f.kind() == Field.Kind.TEXT && f.required());
        Ending ending =
            another ? Ending.ANYWHERE : isSaying(name, field) ? Ending.SAYING : Ending.LIKELY;
        (field.kind() == Field.Kind.TEXT ? text(ending) : argument(field))
            .ifPresent(
                said -> parts.add(Grammar.optional(Grammar.sequence(Grammar.literal(key), said))));
      }
      actions.add(Grammar.sequence(parts));
    });
    return actions;
  }

  /** Whether a text is what somebody is told, or is to be reminded of. */
  private static boolean isSaying(String action, Field field) {
    return field.name().equals("text") || action.equals("add") && field.name().equals("title");
  }

  private List<Grammar> readings(Offer offer) {
    return offer.readable.isEmpty()
        ? List.of()
        : List.of(anyOf(offer.readable.stream().map(this::word).toList()));
  }

  private List<Grammar> states(Offer offer) {
    List<Grammar> names = new ArrayList<>();
    offer.comparable.forEach((name, values) ->
        names.add(
            Grammar.sequence(
                Grammar.literal(word(name)), anyOf(values.stream().map(this::word).toList()))));
    return names;
  }

  private String word(String word) {
    return " " + prompt.brief(word);
  }

  private Optional<Grammar> argument(Field field) {
    return switch (field.kind()) {
      case LENGTH -> lengths();
      case MOMENT -> {
        List<Grammar> times = new ArrayList<>();
        moments().ifPresent(times::add);
        lengths().ifPresent(times::add);
        yield times.isEmpty() ? Optional.empty() : Optional.of(Grammar.choice(times));
      }
      case TEXT -> text(Ending.LIKELY);
      case TEXTS -> text(Ending.LIKELY).map(t -> Grammar.repeat(t, 1, MOST_TEXTS));
      case PLACES -> {
        List<String> places = new ArrayList<>(marks(true));
        places.add(" here");
        yield Optional.of(Grammar.repeat(anyOf(places), 1, places.size()));
      }
      case NUMBER -> said(prompt.numbers());
      case WORDS -> said(field.words().stream().map(prompt::brief).toList());
    };
  }

  private static Optional<Grammar> said(Collection<String> words) {
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(anyOf(words.stream().map(word -> " " + word).toList()));
  }

  private Optional<Grammar> lengths() {
    return said(times(Time.Length.class));
  }

  /** Moments and hours that were said; several complete each other. */
  private Optional<Grammar> moments() {
    List<String> moments = new ArrayList<>(times(Time.Moment.class));
    prompt.numbers().stream().filter(Time::isHour).forEach(moments::add);
    return said(moments).map(moment -> Grammar.repeat(moment, 1, MOST_TIMES));
  }

  private List<String> times(Class<? extends Time> kind) {
    return prompt.times().entrySet().stream()
        .filter(entry -> kind.isInstance(entry.getValue()))
        .map(entry -> String.valueOf(entry.getKey()))
        .toList();
  }

  /**
   * Words of the sentence that stand together, at length or by the first and the last of them (see
   * {@link Sentence#brief}), or a text of what was meant before.
   */
  private Optional<Grammar> text(Ending ending) {
    return texts.computeIfAbsent(ending, e -> text(e.test));
  }

  private Optional<Grammar> text(Predicate<Unit> ends) {
    List<Unit> units = prompt.sentence().units();
    String sentence = prompt.sentence().text();
    List<Grammar> texts = new ArrayList<>();
    // what may end a text whose beginning ends before a unit, by the number of that unit
    List<Optional<Grammar>> later = new ArrayList<>(List.of(Optional.empty()));
    for (int i = units.size() - 1; i >= 0; i--) {
      int start = units.get(i).start();
      for (int k = i;
          k < units.size() && k - i < Sentence.AT_LENGTH && units.get(i).begins();
          k++) {
        Grammar words = Grammar.literal(sentence.substring(start, units.get(k).end()));
        if (ends.test(units.get(k))) {
          texts.add(words);
        }
        if (k - i < Sentence.MOST_SAID) {
          later
              .get(units.size() - 1 - k)
              .ifPresent(
                  end -> texts.add(Grammar.sequence(words, Grammar.literal(Sentence.TO), end)));
        }
      }
      later.add(ends(units, i, ends, later.getLast()));
    }
    prompt.texts().keySet().forEach(text -> texts.add(Grammar.literal(text)));
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Grammar.sequence(
                Grammar.literal(" " + PlanText.QUOTE + " "),
                Grammar.choice(texts),
                Grammar.literal(" " + PlanText.QUOTE)));
  }

  /** What ends later, or the unit, or it and the next. */
  private Optional<Grammar> ends(
      List<Unit> units, int at, Predicate<Unit> ends, Optional<Grammar> later) {
    List<Grammar> all = new ArrayList<>(later.stream().toList());
    for (Unit last : units.subList(at, Math.min(at + 2, units.size()))) {
      if (ends.test(last)) {
        all.add(
            Grammar.literal(prompt.sentence().text().substring(units.get(at).start(), last.end())));
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(Grammar.choice(all));
  }

  private Grammar where() {
    Grammar here = Grammar.optional(Grammar.literal(" here"));
    List<String> all = new ArrayList<>(marks(false));
    all.addAll(marks(true));
    if (all.isEmpty()) {
      return here;
    }
    List<String> places = marks(true);
    Grammar in = places.isEmpty() ? Grammar.empty() : Grammar.many(anyOf(places));
    Grammar except =
        Grammar.optional(
            Grammar.sequence(Grammar.literal(" !"), Grammar.repeat(anyOf(all), 1, all.size())));
    return Grammar.sequence(in, here, except);
  }

  /** The marks of places or of Things, each after a blank. */
  private List<String> marks(boolean places) {
    return prompt.marks().entrySet().stream()
        .filter(entry -> entry.getValue().isPlace() == places)
        .map(entry -> " " + entry.getKey())
        .toList();
  }

  private static Grammar quantity() {
    return anyOf(
        List.of(Quantity.values()).stream().map(quantity -> quantity.word() + " ").toList());
  }

  private static Grammar anyOf(Collection<String> texts) {
    return Grammar.anyOf(texts.toArray(String[]::new));
  }
}
