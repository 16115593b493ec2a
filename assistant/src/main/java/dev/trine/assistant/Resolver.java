package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Part.Due;
import dev.trine.assistant.Part.Op;
import dev.trine.assistant.Part.Question;
import dev.trine.assistant.Part.Refusal;
import dev.trine.assistant.Part.Step;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Property;
import dev.trine.things.Reading;
import dev.trine.things.Thing;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * From what was meant to what is to be done in this household: which Things fit, and which value
 * each of them takes. It reads states, and changes nothing.
 */
final class Resolver {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d.])\\d{1,3}(?![\\d.])");
  private static final Set<Verb> ASKS_OF_ALL =
      EnumSet.of(Verb.WHICH, Verb.COUNT, Verb.SOME, Verb.EVERY, Verb.WHEN);

  private final Home home;
  private final Household household;
  private final Whereabouts whereabouts;
  private final LocalDateTime now;
  private final Timings timings;

  Resolver(Home home, LocalDateTime now) {
    this.home = home;
    this.now = now;
    household = home.household();
    whereabouts = new Whereabouts(household);
    timings = new Timings(home, now);
  }

  /**
   * What the clauses of a sentence come to.
   *
   * @param in where the speaker is
   * @param heard the sentence in its normal form
   * @param mentions what the sentence names
   * @return steps, questions and refusals in the order of the clauses
   */
  List<Part> resolve(
      List<Clause> clauses, Optional<Place> in, String heard, List<Mention> mentions) {
    List<Part> parts = new ArrayList<>();
    Optional<Mention> nobody = mentions.stream().filter(Mention::absent).findFirst();
    Set<String> unclaimed = whereabouts.within(unclaimed(clauses, mentions));
    Set<String> carried = unclaimed;
    Optional<Due> condition = Optional.empty();
    for (Clause clause : clauses) {
      if (clause.target().isEmpty()) {
        alone(clause, nobody).ifPresent(parts::add);
        continue;
      }
      Target target = clause.target().get();
      Set<String> inside = in.map(p -> household.within(p.id())).orElse(Set.of());
      Scopes scopes = new Scopes(unclaimed, carried, inside);
      List<Part> found = resolve(clause, target, scopes, new Speech(heard, in), parts);
      if (!target.places().isEmpty()) {
        carried = whereabouts.within(target.places());
      }
      if (clause.verb() == Verb.WHEN) {
        if (steps(found).findAny().isEmpty() || !isEvent(clause, found) && !holds(found)) {
          // what it is said of is not there, or it is not so
          parts.addAll(found);
          return parts;
        }
        List<Thing> things = steps(found).map(Step::thing).toList();
        condition = holds(found) ? Optional.empty() : Optional.of(new Due.Once(clause, things));
        continue;
      }
      if (clause.timing().isPresent()) {
        found = timings.timed(clause.timing().get(), found);
      }
      for (Part part : found) {
        Optional<Due> due = condition;
        Part then =
            part instanceof Step step && due.isPresent() && step.op() != Op.READ
                ? step.later(due.get())
                : part;
        if (!(then instanceof Step step) || steps(parts).noneMatch(step::sameAs)) {
          parts.add(then);
        }
      }
    }
    return parts;
  }

  /** What was heard, and where the speaker is. */
  private record Speech(String heard, Optional<Place> in) {}

  /** What devices only report becomes so by itself; what can be set is so or is not. */
  private static boolean isEvent(Clause clause, List<Part> found) {
    return steps(found)
        .flatMap(step -> step.thing().property(step.name()).stream())
        .allMatch(Property::readOnly);
  }

  /** Whether one of the Things is in the state that a clause asks for. */
  private boolean holds(List<Part> found) {
    return steps(found).anyMatch(step -> is(step.thing(), step.name(), step.clause().value()));
  }

  private boolean is(Thing thing, String name, String value) {
    Optional<Property> property = thing.property(name);
    return property.isPresent()
        && home.state(thing, name)
            .filter(reading -> Values.matches(property.get(), reading.value(), value))
            .isPresent();
  }

  /** The steps of a clause for Things that were chosen among those that fit. */
  List<Part> steps(Clause clause, List<Thing> chosen, String heard) {
    return steps(clause, chosen, new Speech(heard, Optional.empty()), List.of());
  }

  /**
   * Where to look when a clause says no place.
   *
   * @param unclaimed places that were said, but of which no clause took note
   * @param carried places of a clause before
   * @param in places of the speaker
   */
  private record Scopes(Set<String> unclaimed, Set<String> carried, Set<String> in) {
    /** What is nearer in the talk comes first; all are all of the household, unless it was said. */
    List<Set<String>> of(Quantity quantity) {
      return quantity == Quantity.ALL ? List.of(unclaimed) : List.of(carried, in);
    }
  }

  /** Rather too little is done than more than was said. */
  private static List<Mention> unclaimed(List<Clause> clauses, List<Mention> mentions) {
    return mentions.stream()
        .filter(mention -> mention.isPlace() && !mention.absent())
        .filter(mention -> clauses.stream().noneMatch(clause -> takesNote(clause, mention)))
        .toList();
  }

  private static boolean takesNote(Clause clause, Mention mention) {
    boolean isTarget =
        clause
            .target()
            .filter(t -> t.places().contains(mention) || t.except().contains(mention))
            .isPresent();
    return isTarget
        || clause.input().stream()
            .flatMap(named -> named.arguments().stream())
            .anyMatch(argument ->
                switch (argument) {
                  case Argument.Where(Mention place) -> place.equals(mention);
                  case Argument.Text text -> Hearing.normal(text.said()).contains(mention.phrase());
                  default -> false;
                });
  }

  private static Optional<Part> alone(Clause clause, Optional<Mention> nobody) {
    return switch (clause.verb()) {
      case ABSENT ->
          Optional.of(nobody.map(Resolver::absent).orElseGet(() -> new Refusal.NoThing("")));
      case UNCLEAR -> Optional.of(new Question(clause, List.of()));
      case NEVER -> Optional.of(new Refusal.Never());
      default -> Optional.of(new Part.Saying(clause.verb().word()));
    };
  }

  private List<Part> resolve(
      Clause clause, Target target, Scopes scopes, Speech speech, List<Part> before) {
    Optional<Refusal> absent = absent(target);
    if (absent.isPresent()) {
      return List.of(absent.get());
    }
    List<Thing> meant = new ArrayList<>(candidates(clause, target));
    meant.removeIf(thing -> excepted(thing, target));
    List<Thing> able = able(clause, target, meant);
    Set<String> spoken = whereabouts.within(target.places());
    if (target.here()) {
      spoken.addAll(scopes.in);
    }
    boolean placed = !spoken.isEmpty();
    List<Thing> fitting;
    if (placed) {
      fitting = whereabouts.in(able, spoken, target);
      if (fitting.isEmpty() && target.thing().isEmpty()) {
        fitting = whereabouts.chargers(able, target);
      }
      if (fitting.isEmpty()
          && able.stream().anyMatch(thing -> placesOf(thing, clause).isPresent())) {
        // the robot is to clean the kitchen; it does not stand there
        Clause sent = sentThere(clause, target, able);
        return resolve(sent, sent.target().orElseThrow(), scopes, speech, before);
      }
      if (fitting.isEmpty()) {
        return List.of(refusal(clause, target, whereabouts.in(meant, spoken, target), spoken));
      }
    } else {
      fitting = able;
      if (able.isEmpty()) {
        return List.of(refusal(clause, target, meant, Set.of()));
      }
      for (Set<String> scope : scopes.of(target.quantity())) {
        List<Thing> near = whereabouts.in(able, scope, target);
        if (!near.isEmpty() && !placed) {
          fitting = near;
          placed = true;
        }
      }
    }
    if (target.that().isPresent()) {
      Clause.State that = target.that().get();
      List<Thing> all = fitting;
      fitting = fitting.stream().filter(t -> is(t, that.name(), that.value())).toList();
      if (fitting.isEmpty()) {
        return List.of(new Refusal.NoneSuch(all, that));
      }
    }
    int ordinal = target.thing().map(Mention::ordinal).orElse(0);
    if (ordinal != 0 && fitting.size() > 1) {
      fitting = numbered(fitting, ordinal);
      if (fitting.isEmpty()) {
        return List.of(new Refusal.NoThing(target.thing().orElseThrow().phrase()));
      }
    }
    List<Thing> chosen = choose(clause, target, fitting, placed);
    return chosen.isEmpty()
        ? List.of(new Question(clause, fitting))
        : steps(clause, chosen, speech, before);
  }

  /** The member of an action's input that takes places, where none was said for it. */
  private static Optional<String> placesOf(Thing thing, Clause clause) {
    return clause.verb() == Verb.DO && clause.input().isEmpty()
        ? thing.action(clause.name()).stream()
            .flatMap(action -> Field.of(thing, action).stream())
            .filter(field -> field.kind() == Field.Kind.PLACES)
            .map(Field::name)
            .findFirst()
        : Optional.empty();
  }

  /** The same action with the places as its input. */
  private static Clause sentThere(Clause clause, Target target, List<Thing> able) {
    String member =
        able.stream().flatMap(thing -> placesOf(thing, clause).stream()).findFirst().orElseThrow();
    List<Argument> places = new ArrayList<>();
    target.places().forEach(place -> places.add(new Argument.Where(place)));
    if (target.here()) {
      places.add(new Argument.Here());
    }
    Target anywhere =
        new Target(
            target.quantity(), target.thing(), List.of(), false, target.except(), target.that());
    return new Clause(
        clause.timing(),
        clause.verb(),
        Optional.of(anywhere),
        clause.name(),
        clause.value(),
        List.of(new Argument.Named(member, places)));
  }

  /** The second is the one with a 2 in its name; where names have no numbers, the second. */
  private static List<Thing> numbered(List<Thing> things, int ordinal) {
    Map<Integer, Thing> byNumber = new TreeMap<>();
    for (Thing thing : things) {
      thing.names().all().stream()
          .map(name -> NUMBER.matcher(Hearing.normal(name)))
          .filter(Matcher::find)
          .findFirst()
          .ifPresent(number -> byNumber.putIfAbsent(Integer.parseInt(number.group()), thing));
    }
    List<Thing> inOrder =
        byNumber.size() == things.size() ? List.copyOf(byNumber.values()) : things;
    if (ordinal < 0) {
      return List.of(inOrder.getLast());
    }
    if (byNumber.size() == things.size() && byNumber.containsKey(ordinal)) {
      return List.of(byNumber.get(ordinal));
    }
    return ordinal <= inOrder.size() ? List.of(inOrder.get(ordinal - 1)) : List.of();
  }

  private List<Part> steps(Clause clause, List<Thing> things, Speech speech, List<Part> before) {
    Values values = new Values(speech.heard());
    Inputs inputs = new Inputs(home, now, speech.in());
    List<Part> parts = new ArrayList<>();
    for (Thing thing : things) {
      Part part =
          Instead.offered(thing, clause)
              .map(own -> part(own, thing, values, inputs, before))
              .orElseGet(() -> new Refusal.Cannot(Optional.of(thing), clause));
      parts.add(part instanceof Step step && Permission.never(step) ? new Refusal.Never() : part);
    }
    return parts;
  }

  private Part part(Clause clause, Thing thing, Values values, Inputs inputs, List<Part> before) {
    return switch (clause.verb()) {
      case SET -> {
        Property property = thing.property(clause.name()).orElseThrow();
        yield clause.input().isEmpty()
            ? values.write(clause, thing, property, state(thing, clause.name(), before))
            : inputs.write(clause, thing, property);
      }
      case DO -> inputs.invoke(clause, thing);
      default -> Step.read(clause, thing, clause.name());
    };
  }

  /** The state as it will be after the steps before, or as the device last said. */
  private Optional<JsonNode> state(Thing thing, String property, List<Part> before) {
    return steps(before)
        .filter(step -> step.thing().equals(thing) && step.name().equals(property))
        .reduce((first, last) -> last)
        .flatMap(Step::value)
        .or(() -> home.state(thing, property).map(Reading::value));
  }

  /** One, all, or none: then it must be asked which. */
  private List<Thing> choose(Clause clause, Target target, List<Thing> fit, boolean placed) {
    List<Thing> fitting = clause.verb() == Verb.GET ? sensors(target, fit) : fit;
    if (target.thing().isPresent()) {
      fitting = preferred(target.thing().get(), clause, fitting);
    }
    boolean question = ASKS_OF_ALL.contains(clause.verb());
    boolean several =
        switch (target.quantity()) {
          case ONE -> question;
          case ANY ->
              question || (placed && isKind(target) && !whereabouts.several(target, fitting));
          case EACH -> question || placed || !areNamed(target, fitting);
          case ALL -> true;
        };
    if (several || fitting.size() == 1) {
      return fitting;
    }
    if (target.quantity() != Quantity.EACH) {
      // What bears the very words comes before others of its kind.
      List<Thing> exact = new ArrayList<>(fitting);
      exact.retainAll(
          target.thing().filter(m -> isKind(target)).map(Mention::exact).orElse(List.of()));
      return exact.size() == 1 ? exact : List.of();
    }
    return List.of();
  }

  /**
   * Of a service that several kinds of Things offer, the first kind; of players, those that play.
   */
  private List<Thing> preferred(Mention service, Clause clause, List<Thing> fitting) {
    String word = Services.word(service);
    if (word.isEmpty() || fitting.size() < 2) {
      return fitting;
    }
    List<Thing> playing = fitting.stream().filter(t -> is(t, "playing", "true")).toList();
    boolean goesOn = !playing.isEmpty() && !clause.name().startsWith("play");
    List<Thing> likely = goesOn ? playing : fitting;
    return Services.types(word).stream()
        .map(type -> likely.stream().filter(t -> t.types().contains(type)).toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(likely);
  }

  /** How warm a room is, its sensor knows better than the water heater in it. */
  private static List<Thing> sensors(Target target, List<Thing> fitting) {
    List<Thing> sensors = fitting.stream().filter(t -> t.types().contains("Sensor")).toList();
    return target.thing().isPresent() || sensors.isEmpty() ? fitting : sensors;
  }

  /** "The lights" are a kind; "the bedside lamp" is a name. */
  private static boolean isKind(Target target) {
    return target.thing().filter(mention -> mention.types().isEmpty()).isEmpty();
  }

  /** "The curtains" may be one Thing that is called so. */
  private static boolean areNamed(Target target, List<Thing> fitting) {
    return target
        .thing()
        .filter(Mention::plural)
        .filter(mention ->
            fitting.stream()
                .allMatch(thing ->
                    thing.names().all().stream()
                        .anyMatch(name -> Hearing.normal(name).equals(mention.phrase()))))
        .isPresent();
  }

  private List<Thing> candidates(Clause clause, Target target) {
    if (target.thing().isPresent()) {
      return target.thing().get().things();
    }
    boolean everything =
        clause.verb() == Verb.SET
            && clause.name().equals("on")
            && (target.quantity() == Quantity.EACH || target.quantity() == Quantity.ALL);
    return everything
        ? household.things().stream().filter(thing -> !Permission.spared(thing)).toList()
        : household.things();
  }

  /**
   * Those that offer what is asked. Where no Thing is named, others stand in only when none offers
   * the very thing: "everything off" closes no curtains.
   */
  private static List<Thing> able(Clause clause, Target target, List<Thing> things) {
    List<Thing> very = things.stream().filter(t -> Instead.offers(t, clause)).toList();
    return target.thing().isEmpty() && !very.isEmpty()
        ? very
        : things.stream().filter(t -> Instead.offered(t, clause).isPresent()).toList();
  }

  private static Optional<Refusal> absent(Target target) {
    return Stream.concat(target.places().stream(), target.thing().stream())
        .filter(Mention::absent)
        .findFirst()
        .map(Resolver::absent);
  }

  private static Refusal absent(Mention mention) {
    return mention.isPlace()
        ? new Refusal.NoPlace(mention.phrase())
        : new Refusal.NoThing(mention.phrase());
  }

  private static Refusal refusal(
      Clause clause, Target target, List<Thing> meant, Set<String> places) {
    if (target.thing().isEmpty() || !meant.isEmpty()) {
      boolean one = target.thing().isPresent() && meant.size() == 1;
      return new Refusal.Cannot(one ? Optional.of(meant.getFirst()) : Optional.empty(), clause);
    }
    return new Refusal.NotThere(target.thing().get().phrase(), places);
  }

  private boolean excepted(Thing thing, Target target) {
    return target.except().stream()
        .anyMatch(mention ->
            mention.things().contains(thing)
                || Whereabouts.isIn(thing, whereabouts.within(List.of(mention))));
  }

  private static Stream<Step> steps(List<Part> parts) {
    return parts.stream().filter(Step.class::isInstance).map(Step.class::cast);
  }
}
