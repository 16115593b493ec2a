package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A plan with what it needs to be what was said: without what only told why, with the Thing or the
 * place that it says beside what is done with it, and with the start that was asked for.
 */
final class WholePlan {
  /** That a Thing is to be on, just before and just behind its name. */
  private static final Pattern TURN_ON =
      Pattern.compile("(?:\\bturn on|\\bswitch on|打开)(?: the| my)? ?$");

  private static final Pattern IS_ON = Pattern.compile("^ ?(?:on(?:,| and| at)|打开(?!到|至)|开起来|开开)");

  private static final Pattern OPENED = Pattern.compile("(?:打开|开定|开返|开)$");

  private static final Pattern THEN_SET =
      Pattern.compile("^(?:[,， ]+(?=调|校|较|设|用|\\d|制热|制冷|抽湿|除湿|送风)|调|校|较|用)");

  /** What is set of what is then on: a light is dimmed, an air conditioner cools. */
  private static final Set<String> TURNS_ON = Set.of("on", "mode", "brightness");

  /** Behind a length of time. */
  private static final Pattern PASSES = Pattern.compile(" ?[之以]?后");

  private static final Pattern LIMIT = Pattern.compile("上限|\\blimit\\b");

  private WholePlan() {}

  static List<Clause> of(Found found, List<Clause> plan) {
    Said said = new Said(found, plan);
    List<Clause> acts =
        said.withoutReasons().stream()
            .map(said::exactly)
            .map(act -> ByTheWay.now(found, act))
            .toList();
    List<Clause> clauses = oneOf(found, Together.of(found, acts));
    return turnedOn(found, started(found, named(found, timedOnce(found, clauses)))).stream()
        .flatMap(act -> WholeQuestion.of(found, plan, act))
        .map(act -> OnItsList.of(found, act))
        .map(act -> Placed.of(found, Awaited.told(found, measured(found, plan, act))))
        .flatMap(act -> WholeAct.of(found, act))
        .distinct()
        .collect(
            Collectors.collectingAndThen(
                Collectors.toList(), all -> SameTime.of(found, onTheSameDay(all))));
  }

  /** "How warm is it and what's the humidity": the measure that is named is asked for already. */
  private static Clause measured(Found found, List<Clause> plan, Clause act) {
    Clause named = Awaited.of(found, act);
    boolean isAnother =
        act.verb() == Verb.GET
            && !named.name().equals(act.name())
            && plan.stream().anyMatch(other -> other.name().equals(named.name()));
    return isAnother ? act : named;
  }

  /** 明天七点叫醒我，八点提醒我买菜: eight of that day. */
  private static List<Clause> onTheSameDay(List<Clause> plan) {
    List<Clause> acts = new ArrayList<>();
    Optional<Time.Moment> last = Optional.empty();
    for (Clause act : plan) {
      Optional<Time.Moment> at = SameTime.at(act);
      Optional<Time.Moment> before = last;
      acts.add(
          at.filter(it -> it.day().isEmpty() && it.repeat().isEmpty())
              .flatMap(it ->
                  before
                      .filter(day -> day.repeat().isEmpty() && !isOver(day, it))
                      .map(day ->
                          new Time.Moment(
                              day.day(), it.minutes(), it.part().or(day::part), it.repeat())))
              .map(it -> act.replacing(new Argument.Named("at", List.of(new Argument.When(it)))))
              .orElse(act));
      last = at.filter(it -> it.day().isPresent()).or(() -> before);
    }
    return List.copyOf(acts);
  }

  /** "At ten tonight and at six in the morning": that morning is no more of today. */
  private static boolean isOver(Time.Moment today, Time.Moment next) {
    return today.day().equals(Optional.of(Time.Day.in(0)))
        && today.part().stream()
            .anyMatch(last -> next.part().filter(it -> it.usual < last.usual).isPresent());
  }

  /** "The TV, the one in the lounge" is that one. */
  private static List<Clause> oneOf(Found found, List<Clause> plan) {
    return plan.stream()
        .filter(act ->
            plan.stream()
                .noneMatch(other ->
                    tellsWhich(other, act)
                        || isOfIt(other, act)
                        || isUpToALimit(found, other, act)))
        .toList();
  }

  /**
   * 保温温度80: a temperature of keeping warm, which turns on no keeping warm; nor does "lunar
   * tracking" track anything.
   */
  private static boolean isOfIt(Clause set, Clause act) {
    return act.value().equals("true")
        && set.name().startsWith(act.name() + "-")
        && (Missetting.isAmount(set) || isChoice(set))
        && set.target().equals(act.target());
  }

  /** 充到九十就够了，改一下充电上限: who sets the limit starts nothing by that. */
  private static boolean isUpToALimit(Found found, Clause limit, Clause charging) {
    return limit.name().equals("charge-limit")
        && charging.name().equals("start-charging")
        && LIMIT.matcher(found.heard().text()).find()
        && !new Said(found, List.of()).is("start");
  }

  private static boolean tellsWhich(Clause one, Clause act) {
    Optional<Target> any = act.target().filter(it -> it.quantity() == Clause.Quantity.ONE);
    List<Thing> all = any.flatMap(Target::thing).map(Mention::things).orElse(List.of());
    List<Thing> some = one.things().toList();
    return !some.isEmpty()
        && some.size() < all.size()
        && all.containsAll(some)
        && one.with(any.orElseThrow()).equals(act);
  }

  /** "Air fry, 200 degrees, 15 minutes": for how long is not also after how long. */
  private static List<Clause> timedOnce(Found found, List<Clause> said) {
    List<Clause> plan = said.stream().map(act -> passing(found, act)).toList();
    boolean isOne = found.parts().stream().filter(Part.Timed.class::isInstance).count() == 1;
    boolean lasts = plan.stream().anyMatch(act -> isTimed(act, Clause.Timing.How.FOR));
    return plan.stream()
        .map(act ->
            isOne && lasts && isTimed(act, Clause.Timing.How.IN) && act.verb() == Verb.SET
                ? act.now()
                : act)
        .toList();
  }

  /** 空调一小时以后再开 is on in an hour, and not for one as in 空调开一小时以后关. */
  private static Clause passing(Found found, Clause act) {
    List<Part> parts = found.parts();
    boolean passes =
        IntStream.range(1, parts.size() - 1)
            .anyMatch(i ->
                parts.get(i) instanceof Part.Timed timed
                    && act.times().anyMatch(timed.time()::equals)
                    && parts.get(i - 1) instanceof Part.Named
                    && PASSES.matcher(parts.get(i + 1).phrase()).lookingAt());
    return passes && isTimed(act, Clause.Timing.How.FOR)
        ? act.with(new Clause.Timing(Clause.Timing.How.IN, act.times().toList()))
        : act;
  }

  private static boolean isTimed(Clause act, Clause.Timing.How how) {
    return act.timing().filter(timing -> timing.how() == how).isPresent();
  }

  static boolean offers(Mention thing, Clause act) {
    return !thing.things().isEmpty()
        && Selection.offering(act, thing.things()).size() == thing.things().size();
  }

  /** "The TV's too loud in the den", "the gravity of tank 2": what is so is what was named. */
  private static List<Clause> named(Found found, List<Clause> plan) {
    List<Mention> things = found.mentions().stream().filter(mention -> !mention.isPlace()).toList();
    if (plan.size() != 1 || things.size() != 1) {
      return plan;
    }
    Clause act = plan.getFirst();
    Mention thing = things.getFirst();
    boolean isOfAny =
        act.verb() == Verb.SET && act.target().filter(Target::isOnlyPlaced).isPresent()
            || act.verb() == Verb.GET && act.target().filter(Target::isAny).isPresent();
    return isOfAny && offers(thing, act)
        ? List.of(act.with(act.target().orElseThrow().with(thing)))
        : plan;
  }

  /** "The humidifier on, at 55": what is off does not hear the rest. */
  private static List<Clause> turnedOn(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    List<Clause> whole = new ArrayList<>(plan);
    for (int i = 0; i < parts.size(); i++) {
      boolean isApart = isApart(parts, i);
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && (isApart
              || i == 1 && TURN_ON.matcher(parts.getFirst().phrase()).find()
              || i + 1 < parts.size() && IS_ON.matcher(parts.get(i + 1).phrase()).find())) {
        List<Clause> of = whole.stream().filter(act -> act.isOf(mention)).toList();
        if (!of.isEmpty()
            && of.stream().allMatch(act -> setsAnotherThanOn(act, mention, isApart))) {
          Clause first = of.getFirst();
          Clause on = new Clause(first.timing(), Verb.SET, first.target(), "on", "true", List.of());
          whole.add(whole.indexOf(first), on);
        }
      }
    }
    return List.copyOf(whole);
  }

  /** 开冷气 用抽湿模式: that it is to be on is said by itself, and how it is to run behind that. */
  private static boolean isApart(List<Part> parts, int name) {
    return name > 0
        && name + 1 < parts.size()
        && OPENED.matcher(parts.get(name - 1).phrase()).find()
        && THEN_SET.matcher(parts.get(name + 1).phrase()).find();
  }

  private static boolean setsAnotherThanOn(Clause act, Mention mention, boolean isApart) {
    return act.verb() == Verb.SET
        && (!TURNS_ON.contains(act.name()) || isApart && act.name().equals("mode"))
        && mention.things().stream()
            .allMatch(thing -> thing.property("on").filter(on -> !on.readOnly()).isPresent());
  }

  /** "On the quick programme, and start" sets it and starts, whatever the machine calls that. */
  private static List<Clause> started(Found found, List<Clause> plan) {
    Said said = new Said(found, plan);
    if (!(said.is("start") || said.is("run")) || said.is("condition")) {
      return plan;
    }
    List<Clause> others = plan.stream().filter(act -> !startsAnything(act)).toList();
    Optional<Clause> start =
        others.stream()
            .filter(act -> act.verb() == Verb.SET && !OwnWords.learnt(act.name()) && isChoice(act))
            .filter(act -> act.timing().isEmpty() || isTimed(act, Clause.Timing.How.FOR))
            .flatMap(
                act -> start(act).map(name -> new Clause(Verb.DO, act.target(), name, "")).stream())
            .findFirst();
    return start.isEmpty() || others.stream().anyMatch(act -> act.verb() == Verb.DO)
        ? plan
        : Stream.concat(others.stream(), start.stream()).toList();
  }

  private static boolean startsAnything(Clause act) {
    return act.verb() == Verb.DO
        && act.name().equals("start")
        && act.target().filter(Target::isAny).isPresent();
  }

  private static boolean isChoice(Clause act) {
    return !act.value().equals("true") && !act.value().equals("false");
  }

  /** What starts the Things of an act, where all of them call it so. */
  private static Optional<String> start(Clause act) {
    List<Optional<String>> names =
        act.things()
            .filter(thing -> thing.property(act.name()).isPresent())
            .map(WholePlan::start)
            .distinct()
            .toList();
    return names.size() == 1 ? names.getFirst() : Optional.empty();
  }

  private static Optional<String> start(Thing thing) {
    return thing.action("start").isPresent()
        ? Optional.of("start")
        : StandIns.of(thing, "start")
            .filter(name ->
                thing.action(name).stream()
                    .flatMap(action -> Field.of(thing, action).stream())
                    .noneMatch(Field::required));
  }
}
