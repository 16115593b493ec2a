package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Selection.Selected.Chosen;
import dev.trine.assistant.Selection.Selected.Unfit;
import dev.trine.assistant.Upshot.Question;
import dev.trine.assistant.Upshot.Refusal;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which Things of a household a clause is about. */
final class Selection {

  /** What was selected for a clause. */
  sealed interface Selected {
    /**
     * These Things.
     *
     * @param clause the clause as these Things are to follow it
     */
    record Chosen(Clause clause, List<Thing> things) implements Selected {}

    /** None yet: something must be asked or refused. */
    record Unfit(Upshot part) implements Selected {}
  }

  private final Home home;
  private final Household household;
  private final Whereabouts whereabouts;
  private final Choice choice;

  Selection(Home home) {
    this.home = home;
    household = home.household();
    whereabouts = new Whereabouts(household);
    choice = new Choice(home);
  }

  /** {@return the Things that a clause is about, or why there are none} */
  Selected select(Clause clause, Target target, Scopes scopes) {
    Optional<Refusal> absent = absent(target);
    if (absent.isPresent()) {
      return new Unfit(absent.get());
    }
    List<Thing> meant = new ArrayList<>(candidates(clause, target, scopes));
    meant.removeIf(thing -> excepted(thing, target));
    List<Thing> able = able(clause, target, meant);
    Set<String> spoken = whereabouts.within(target.places());
    if (target.here()) {
      spoken.addAll(scopes.in());
    }
    if (spoken.isEmpty()) {
      return able.isEmpty()
          ? new Unfit(refusal(clause, target, meant, Set.of()))
          : nearest(clause, target, able, scopes);
    }
    List<Thing> there =
        isAsked(clause)
            ? able(clause, target, whereabouts.in(meant, spoken, target))
            : whereabouts.in(able, spoken, target);
    if (there.isEmpty() && target.thing().isEmpty()) {
      there = whereabouts.chargers(able, target);
    }
    if (!there.isEmpty()) {
      return choose(clause, target, there, true);
    }
    // the robot is to clean the kitchen; it does not stand there
    return able.stream()
        .flatMap(thing -> placesOf(thing, clause).stream())
        .findFirst()
        .map(member -> sentThere(clause, target, member))
        .map(sent -> select(sent, sent.target().orElseThrow(), scopes))
        .orElseGet(() ->
            new Unfit(refusal(clause, target, whereabouts.in(meant, spoken, target), spoken)));
  }

  /** 天窗 is a word for any skylight; where the car's is called so, it is that one. */
  private static Optional<List<Thing>> calledSoInCar(Target target, List<Thing> fit) {
    return target
        .thing()
        .filter(mention -> !mention.types().isEmpty() && mention.ordinals().isEmpty())
        .map(mention -> mention.exact().stream().filter(fit::contains).toList())
        .filter(exact -> exact.size() == 1)
        .filter(exact -> Kinds.isOfACar(exact.getFirst()));
  }

  /** Those of the first scope in which there are any; else those of the household. */
  private Selected nearest(Clause clause, Target target, List<Thing> fit, Scopes scopes) {
    List<Thing> able =
        calledSoInCar(target, fit).orElseGet(() -> whereabouts.atHome(fit, scopes.in()));
    return scopes.of(target).stream()
        .map(scope -> whereabouts.in(able, scope, target))
        .filter(near -> !near.isEmpty())
        .findFirst()
        .map(near -> choose(clause, target, near, true))
        .orElseGet(() -> choose(clause, target, able, false));
  }

  /**
   * Of the Things that fit, those in the state that was said, and of these the ones that are meant.
   *
   * @param placed whether it is known where they are
   */
  private Selected choose(Clause clause, Target target, List<Thing> fit, boolean placed) {
    List<Thing> fitting = fit;
    if (target.that().isPresent()) {
      Clause.State that = target.that().get();
      fitting = fit.stream().filter(thing -> that.isOf(thing, home)).toList();
      if (fitting.isEmpty()) {
        return new Unfit(new Refusal.NoneSuch(fit, that));
      }
    }
    List<Integer> ordinals = target.thing().map(Mention::ordinals).orElse(List.of());
    if (!ordinals.isEmpty() && fitting.size() > 1) {
      fitting = Choice.numbered(fitting, ordinals);
      return fitting.size() < ordinals.size()
          ? new Unfit(new Refusal.NoThing(target.thing().orElseThrow().phrase()))
          : new Chosen(clause, fitting);
    }
    List<Thing> chosen = choice.of(clause, target, fitting, placed);
    return chosen.isEmpty() ? new Unfit(new Question(clause, fitting)) : new Chosen(clause, chosen);
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
  private static Clause sentThere(Clause clause, Target target, String member) {
    List<Argument> places = new ArrayList<>();
    target.places().forEach(place -> places.add(new Argument.Where(place)));
    if (target.here()) {
      places.add(new Argument.Here());
    }
    return clause
        .with(target.in(List.of(), false))
        .with(List.of(new Argument.Named(member, places)));
  }

  private List<Thing> candidates(Clause clause, Target target, Scopes scopes) {
    if (target.thing().isPresent()) {
      Set<String> in =
          target.places().isEmpty() ? scopes.in() : whereabouts.within(target.places());
      List<Thing> ofCar = whereabouts.ofCar(target.thing().get(), in);
      return ofCar.isEmpty() ? whereabouts.withLikeHere(target, scopes.in()) : ofCar;
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
   * Those that offer what is meant. Where no Thing is named, or it is asked of them, others stand
   * in only when none offers the very thing: "everything off" closes no curtains, and it is the
   * locks that tell whether every door is locked. Of windows, sensors tell as much as motors.
   */
  private static List<Thing> able(Clause clause, Target target, List<Thing> things) {
    List<Thing> very =
        isAsked(clause) && clause.name().equals("position")
            ? things.stream()
                .filter(it -> Instead.offers(it, clause) || it.property("contact").isPresent())
                .toList()
            : offering(clause, things);
    return (target.thing().isEmpty() || isAsked(clause)) && !very.isEmpty()
        ? very
        : things.stream().filter(t -> Instead.offered(t, clause).isPresent()).toList();
  }

  private static boolean isAsked(Clause clause) {
    return clause.verb() != Verb.SET && clause.verb() != Verb.DO;
  }

  /** {@return those of some Things that offer the very thing that a clause wants} */
  static List<Thing> offering(Clause clause, List<Thing> things) {
    return things.stream().filter(thing -> Instead.offers(thing, clause)).toList();
  }

  /** {@return the Things with a title for what a clause wants that was said: 鱼缸灯} */
  List<Thing> calling(Clause clause, Found found) {
    Set<String> said =
        new Said(found, List.of())
            .ownWords()
            .filter(own -> own.word().equals(clause.name()))
            .map(own -> Hearing.name(own.phrase().strip()))
            .collect(Collectors.toSet());
    return said.isEmpty()
        ? List.of()
        : offering(clause, household.things()).stream()
            .filter(
                thing -> titles(thing, clause.name()).map(Hearing::name).anyMatch(said::contains))
            .toList();
  }

  private static Stream<String> titles(Thing thing, String name) {
    return Stream.concat(
        thing.property(name).stream().flatMap(property -> property.names().all().stream()),
        thing.action(name).stream().flatMap(action -> action.names().all().stream()));
  }

  private static Optional<Refusal> absent(Target target) {
    return Stream.concat(target.places().stream(), target.thing().stream())
        .filter(Mention::absent)
        .findFirst()
        .map(Selection::absent);
  }

  static Refusal absent(Mention mention) {
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
}
