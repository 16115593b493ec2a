package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.runtime.Grammar;
import dev.trine.things.Action;
import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The language in which the model answers one prompt, made from the Thing Descriptions behind it: a
 * mark, property, action or value that does not exist cannot be said, nor a number that nobody
 * uttered.
 */
final class PlanGrammar {
  private static final int MOST_CLAUSES = 8;
  private static final List<String> STEPS = List.of("+", "-", "max", "min", "half");

  /** What can be said of the Things behind one mark: verb to name to values; no values, no word. */
  private record Offer(Map<Verb, Map<String, Set<String>>> names) {
    Offer() {
      this(new EnumMap<>(Verb.class));
    }

    Set<String> values(Verb verb, String name) {
      return names
          .computeIfAbsent(verb, v -> new LinkedHashMap<>())
          .computeIfAbsent(name, n -> new LinkedHashSet<>());
    }
  }

  private final Prompt prompt;
  private final Map<Mention, Offer> offers = new LinkedHashMap<>();
  private final Offer anything;

  PlanGrammar(Prompt prompt, Household household) {
    this.prompt = prompt;
    for (Mention mention : prompt.marks().values()) {
      if (!mention.isPlace()) {
        offers.put(mention, offer(mention.things()));
      }
    }
    anything = offer(household.things());
  }

  /** Whether a clause is of this language. */
  boolean allows(Clause clause) {
    if (clause.target().isEmpty()) {
      return true;
    }
    Target target = clause.target().get();
    Offer offer =
        target.thing().isPresent()
            ? offers.getOrDefault(target.thing().get(), new Offer())
            : anything;
    Set<String> values = offer.names().getOrDefault(clause.verb(), Map.of()).get(clause.name());
    return values != null && (!clause.verb().hasValue || values.contains(clause.value()));
  }

  /** The grammar of a whole answer: clauses, a line each. */
  Grammar grammar() {
    List<Grammar> clauses = new ArrayList<>();
    for (Verb verb : Verb.values()) {
      if (verb.hasTarget) {
        List<Grammar> targets = new ArrayList<>();
        offers.forEach(
            (mention, offer) -> target(verb, mark(mention), offer).ifPresent(targets::add));
        target(verb, "*", anything).ifPresent(targets::add);
        if (!targets.isEmpty()) {
          clauses.add(
              Grammar.sequence(
                  Grammar.literal(verb.word() + " "), quantity(), Grammar.choice(targets)));
        }
      }
    }
    clauses.add(Grammar.literal(Verb.ABSENT.word()));
    Grammar alone = Grammar.anyOf(Verb.UNCLEAR.word(), Verb.CHAT.word(), Verb.UNDO.word());
    return Grammar.choice(
        alone, Grammar.separated(Grammar.choice(clauses), Grammar.literal("\n"), 1, MOST_CLAUSES));
  }

  private Optional<Grammar> target(Verb verb, String mark, Offer offer) {
    List<Grammar> names = new ArrayList<>();
    offer
        .names()
        .getOrDefault(verb, Map.of())
        .forEach((name, values) ->
            names.add(
                verb.hasValue
                    ? Grammar.sequence(Grammar.literal(" " + name + " "), anyOf(values))
                    : Grammar.literal(" " + name)));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(Grammar.sequence(Grammar.literal(mark), where(), Grammar.choice(names)));
  }

  private Grammar where() {
    List<String> places = new ArrayList<>();
    List<String> all = new ArrayList<>();
    prompt
        .marks()
        .forEach((mark, mention) -> {
          all.add(" " + mark);
          if (mention.isPlace()) {
            places.add(" " + mark);
          }
        });
    Grammar here = Grammar.optional(Grammar.literal(" here"));
    if (all.isEmpty()) {
      return here;
    }
    Grammar in = places.isEmpty() ? Grammar.empty() : Grammar.many(anyOf(places));
    Grammar except =
        Grammar.optional(
            Grammar.sequence(Grammar.literal(" !"), Grammar.repeat(anyOf(all), 1, all.size())));
    return Grammar.sequence(in, here, except);
  }

  private static Grammar quantity() {
    return Grammar.choice(
        List.of(Quantity.values()).stream()
            .map(quantity -> Grammar.literal(quantity.word() + " "))
            .toList());
  }

  private static Grammar anyOf(Collection<String> texts) {
    return Grammar.anyOf(texts.toArray(String[]::new));
  }

  private String mark(Mention mention) {
    return prompt.marks().entrySet().stream()
        .filter(entry -> entry.getValue().equals(mention))
        .map(entry -> String.valueOf(entry.getKey()))
        .findFirst()
        .orElseThrow();
  }

  private Offer offer(List<Thing> things) {
    Offer offer = new Offer();
    List<Property> properties =
        things.stream().flatMap(thing -> thing.properties().values().stream()).toList();
    Set<String> strays = new LinkedHashSet<>(prompt.numbers());
    strays.removeIf(number -> properties.stream().anyMatch(p -> admits(p, number)));
    for (Property property : properties) {
      if (isWord(property.name())) {
        offer(offer, property, strays);
      }
    }
    for (Thing thing : things) {
      for (Action action : thing.actions().values()) {
        if (isWord(action.name()) && !needsInput(action)) {
          offer.values(Verb.DO, action.name());
        }
      }
    }
    return offer;
  }

  private void offer(Offer offer, Property property, Set<String> strays) {
    offer.values(Verb.GET, property.name());
    Set<String> writable = writable(property, strays);
    if (!property.readOnly() && !writable.isEmpty()) {
      offer.values(Verb.SET, property.name()).addAll(writable);
    }
    Set<String> comparable = comparable(property);
    if (!comparable.isEmpty()) {
      offer.values(Verb.WHICH, property.name()).addAll(comparable);
      offer.values(Verb.COUNT, property.name()).addAll(comparable);
    }
  }

  private Set<String> writable(Property property, Set<String> strays) {
    return switch (property.schema()) {
      case ValueSchema.Bool ignored -> Set.of("true", "false");
      case ValueSchema.Whole ignored -> numbers(property, strays);
      case ValueSchema.Decimal ignored -> numbers(property, strays);
      case ValueSchema.Text text when !text.values().isEmpty() -> oneLine(text);
      case ValueSchema.Text ignored when property.name().equals("color") -> Colors.names();
      default -> Set.of();
    };
  }

  private static Set<String> oneLine(ValueSchema.Text text) {
    Set<String> values = new LinkedHashSet<>(text.values());
    values.removeIf(value -> value.isBlank() || value.contains("\n"));
    return values;
  }

  /**
   * The numbers that were said. Where one of them suits a property of the Things, those that it
   * does not suit cannot be meant: 24 is a temperature, not a fan level. One that suits none is
   * allowed everywhere, so that the answer can name the range.
   */
  private Set<String> numbers(Property property, Set<String> strays) {
    Set<String> said = new LinkedHashSet<>(STEPS);
    for (String number : prompt.numbers()) {
      if (strays.contains(number) || admits(property, number)) {
        said.add(number);
      }
      said.add("+" + number);
      said.add("-" + number);
    }
    return said;
  }

  private boolean admits(Property property, String number) {
    if (property.readOnly()
        || !(property.schema() instanceof ValueSchema.Whole
            || property.schema() instanceof ValueSchema.Decimal)) {
      return false;
    }
    Values.Range range = Values.range(property);
    double value = Double.parseDouble(number);
    return range.clamp(value) == value || range.levels() && prompt.isPercent(number);
  }

  private static Set<String> comparable(Property property) {
    return switch (property.schema()) {
      case ValueSchema.Bool ignored -> Set.of("true", "false");
      case ValueSchema.Whole ignored -> Set.of("+", "min");
      case ValueSchema.Decimal ignored -> Set.of("+", "min");
      case ValueSchema.Text text -> oneLine(text);
      default -> Set.of();
    };
  }

  /** A plan is words between blanks. */
  private static boolean isWord(String name) {
    return !name.isEmpty() && name.chars().noneMatch(Character::isWhitespace);
  }

  private static boolean needsInput(Action action) {
    return action
        .input()
        .map(schema ->
            schema instanceof ValueSchema.Fields fields && !fields.required().isEmpty()
                || !(schema instanceof ValueSchema.Fields || schema instanceof ValueSchema.Any))
        .orElse(false);
  }
}
