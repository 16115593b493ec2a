package dev.trine.assistant;

import dev.trine.assistant.Clause.State;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Selection.Selected;
import dev.trine.assistant.Upshot.Due;
import dev.trine.assistant.Upshot.Op;
import dev.trine.assistant.Upshot.Question;
import dev.trine.assistant.Upshot.Refusal;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Home;
import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From what was meant to what is to be done in this household: clause after clause, which Things
 * fit, which value each of them takes, and when. It reads states, and changes nothing.
 */
final class Resolver {
  private final Home home;
  private final Household household;
  private final LocalDateTime now;
  private final Whereabouts whereabouts;
  private final Selection selection;
  private final Timings timings;

  Resolver(Home home, LocalDateTime now) {
    this.home = home;
    this.now = now;
    household = home.household();
    whereabouts = new Whereabouts(household);
    selection = new Selection(home);
    timings = new Timings(home, now);
  }

  /**
   * What the clauses of a sentence come to.
   *
   * @param in where the speaker is
   * @param found the sentence
   * @param known the Things of clauses about which it was asked already
   * @return steps, questions and refusals in the order of the clauses
   */
  List<Upshot> resolve(
      List<Clause> clauses, Optional<Place> in, Found found, Map<Clause, List<Thing>> known) {
    List<Mention> mentions = found.mentions();
    Steps steps = new Steps(home, now, found, in);
    Set<String> unclaimed = whereabouts.within(Scopes.unclaimed(clauses, mentions));
    Set<String> inside = in.map(place -> household.within(place.id())).orElse(Set.of());
    Scopes scopes = new Scopes(unclaimed, unclaimed, inside, Set.of());
    boolean isLost =
        in.isEmpty() && Words.anyOf("names", "room of the speaker", found.heard().text());
    Optional<Due> condition = Optional.empty();
    List<Upshot> parts = new ArrayList<>();
    List<Thing> last = List.of();
    for (Clause clause : clauses) {
      if (clause.target().isEmpty()) {
        parts.add(alone(clause, mentions));
        continue;
      }
      Clause.Target target = clause.target().get();
      if (isLost && target.here()) {
        parts.add(new Question(clause, List.of()));
        continue;
      }
      List<Thing> same = target.isAny() ? same(clause, last, found) : List.of();
      Selected selected =
          known.containsKey(clause)
              ? new Selected.Chosen(clause, known.get(clause))
              : same.isEmpty()
                  ? selection.select(clause, target, scopes)
                  : new Selected.Chosen(clause, same);
      selected = ofWhatIsSaid(selected, found);
      List<Thing> chosen =
          selected instanceof Selected.Chosen(var own, var things) ? things : List.of();
      if (clause.verb() == Verb.SET && !chosen.isEmpty()) {
        last = chosen;
      }
      List<Upshot> come =
          switch (selected) {
            case Selected.Chosen(Clause own, var things) -> steps.make(own, things, parts);
            case Selected.Unfit(Upshot part) -> List.of(part);
          };
      scopes = scopes.after(whereabouts.said(target, chosen), whereabouts.rooms(chosen));
      if (clause.verb() == Verb.WHEN) {
        if (Upshot.of(come, Step.class).findAny().isEmpty() || !isEvent(come) && !holds(come)) {
          // what it is said of is not there, or it is not so
          parts.addAll(come);
          return parts;
        }
        boolean isSo = holds(come);
        List<Thing> watched = Upshot.of(come, Step.class).map(Step::thing).toList();
        condition =
            isSo && !happens(come, found)
                ? Optional.empty()
                : Optional.of(new Due.Once(clause, watched, isSo));
        continue;
      }
      if (clause.timing().isPresent()) {
        come = timings.timed(clause.timing().get(), come);
      }
      for (Upshot part : come) {
        Optional<Due> due = condition;
        Upshot then =
            part instanceof Step step && due.isPresent() && step.op() != Op.READ
                ? step.later(due.get())
                : part;
        if (!(then instanceof Step step) || Upshot.of(parts, Step.class).noneMatch(step::sameAs)) {
          parts.add(then);
        }
      }
    }
    return parts;
  }

  /** The last Things, where they offer it too; or the one Thing that calls it as it was said. */
  private List<Thing> same(Clause clause, List<Thing> last, Found found) {
    List<Thing> offering = Selection.offering(clause, last);
    List<Thing> calling = offering.isEmpty() ? selection.calling(clause, found) : List.of();
    return calling.size() == 1 ? calling : offering;
  }

  /** "Feed the fish": of several the one whose name has what was said. */
  private static Selected ofWhatIsSaid(Selected selected, Found found) {
    if (!(selected instanceof Selected.Unfit(Question(Clause clause, List<Thing> things)))
        || clause.verb() != Verb.DO
        || clause.target().filter(Clause.Target::isAny).isEmpty()) {
      return selected;
    }
    List<Thing> said =
        things.stream()
            .filter(thing ->
                Hearing.names(thing.names())
                    .anyMatch(name -> sharesAWord(name, found.heard().text())))
            .toList();
    return said.size() == 1 ? new Selected.Chosen(clause, said) : selected;
  }

  private static boolean sharesAWord(String name, String heard) {
    return Stream.of(name.split("[^a-z0-9']+"))
            .anyMatch(word -> word.length() > 2 && Words.isSaid(word, heard))
        || Script.endsInHan(name)
            && name.codePoints()
                .filter(Character::isIdeographic)
                .anyMatch(c -> heard.indexOf(c) >= 0);
  }

  /** What devices only report becomes so by itself; what can be set is so or is not. */
  private static boolean isEvent(List<Upshot> found) {
    return Upshot.of(found, Step.class)
        .flatMap(step -> step.thing().property(step.name()).stream())
        .allMatch(Property::readOnly);
  }

  /**
   * "When the door opens", "when she gets home" and "when the washing has finished" wait for the
   * next time, and "if the door is open" does not.
   */
  private static boolean happens(List<Upshot> found, Found said) {
    String heard = said.heard().text();
    boolean isAnEnd = Awaited.FINISHED.matcher(heard).find();
    boolean isAComing =
        Stream.of("comes home", "leaves home").anyMatch(it -> Words.anyOf("beside", it, heard));
    boolean isAState = Words.anyOf("beside", "is a state", heard);
    return Upshot.of(found, Step.class)
        .flatMap(step -> step.thing().property(step.name()).stream())
        .allMatch(it ->
            it.readOnly()
                && (it.name().equals("location")
                    ? isAComing
                    : isAnEnd && (it.name().equals("status") || Units.seconds(it) > 0)
                        || !isAState && it.schema() instanceof ValueSchema.Bool));
  }

  /** Whether one of the Things is in the state that a clause asks for. */
  private boolean holds(List<Upshot> found) {
    return Upshot.of(found, Step.class)
        .anyMatch(step -> new State(step.name(), step.clause().value()).isOf(step.thing(), home));
  }

  private static Upshot alone(Clause clause, List<Mention> mentions) {
    return switch (clause.verb()) {
      case ABSENT ->
          mentions.stream()
              .filter(Mention::absent)
              .findFirst()
              .<Upshot>map(Selection::absent)
              .orElseGet(() -> new Refusal.NoThing(""));
      case UNCLEAR -> new Question(clause, List.of());
      case NEVER -> new Refusal.Never();
      default -> new Upshot.Saying(clause.verb().word());
    };
  }
}
