package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

  /** What is set of what is then on: a light is dimmed, an air conditioner cools. */
  private static final Set<String> TURNS_ON = Set.of("on", "mode", "brightness");

  /** Units of what is asked for as a whole. */
  private static final Set<String> PRESSURES = Set.of("mmhg", "bar", "psi");

  private static final Pattern LIMIT = Pattern.compile("上限|\\blimit\\b");

  private static final Pattern JOINS = Words.pattern(" ?(?:{and}|and|、|,)? ?");

  private WholePlan() {}

  static List<Clause> of(Found found, List<Clause> plan) {
    Said said = new Said(found, plan);
    List<Clause> acts = said.withoutReasons().stream().map(said::exactly).toList();
    List<Clause> clauses = oneOf(found, Together.of(found, acts));
    return turnedOn(found, started(found, named(found, timedOnce(found, clauses)))).stream()
        .map(act ->
            Placed.of(
                found,
                Awaited.told(
                    found,
                    Awaited.of(
                        found,
                        bought(
                            found,
                            remaining(found, made(found, weather(found, ofToday(found, act)))))))))
        .flatMap(act -> ofOnePressure(found, act))
        .flatMap(act -> eachThatIsAsked(found, plan, act))
        .flatMap(act -> WholeAct.of(found, act))
        .distinct()
        .collect(
            Collectors.collectingAndThen(
                Collectors.toList(), all -> onTheSameDay(onceForItsLength(all))));
  }

  /** 明天七点叫醒我，八点提醒我买菜: eight of that day. */
  private static List<Clause> onTheSameDay(List<Clause> plan) {
    List<Clause> acts = new ArrayList<>();
    Optional<Time.Moment> last = Optional.empty();
    for (Clause act : plan) {
      Optional<Time.Moment> at = at(act);
      Optional<Time.Moment> before = last;
      acts.add(
          at.filter(it -> it.day().isEmpty() && it.repeat().isEmpty())
              .flatMap(it ->
                  before
                      .filter(day -> day.repeat().isEmpty())
                      .map(day ->
                          new Time.Moment(
                              day.day(), it.minutes(), it.part().or(day::part), it.repeat())))
              .map(it -> act.replacing(new Argument.Named("at", List.of(new Argument.When(it)))))
              .orElse(act));
      last = at.filter(it -> it.day().isPresent()).or(() -> before);
    }
    return List.copyOf(acts);
  }

  private static Optional<Time.Moment> at(Clause act) {
    return act.said("at").stream()
        .flatMap(
            at -> at instanceof Argument.When(Time.Moment moment) ? Stream.of(moment) : Stream.of())
        .findFirst();
  }

  /** "On at 85 degrees for half an hour": what has that length set ends by itself. */
  private static List<Clause> onceForItsLength(List<Clause> plan) {
    return plan.stream()
        .map(act -> plan.stream().anyMatch(other -> setsItsLength(other, act)) ? act.now() : act)
        .toList();
  }

  private static boolean setsItsLength(Clause set, Clause act) {
    return set.verb() == Verb.SET
        && act.timing().filter(it -> it.how() == Clause.Timing.How.FOR).isPresent()
        && set.target().equals(act.target())
        && set.said("")
            .equals(List.of(new Argument.When(act.timing().orElseThrow().times().getFirst())));
  }

  /** "The TV, the one in the lounge" is that one. */
  private static List<Clause> oneOf(Found found, List<Clause> plan) {
    return plan.stream()
        .filter(act ->
            plan.stream()
                .noneMatch(other ->
                    tellsWhich(other, act)
                        || isOfIt(other, act)
                        || isTheWayBack(other, act)
                        || isUpToALimit(found, other, act)))
        .toList();
  }

  /** 保温温度80: a temperature of keeping warm, which turns on no keeping warm. */
  private static boolean isOfIt(Clause number, Clause act) {
    return act.value().equals("true")
        && number.name().startsWith(act.name() + "-")
        && Missetting.isAmount(number)
        && number.target().equals(act.target());
  }

  /** 充到九十就够了，改一下充电上限: who sets the limit starts nothing by that. */
  private static boolean isUpToALimit(Found found, Clause limit, Clause charging) {
    return limit.name().equals("charge-limit")
        && charging.name().equals("start-charging")
        && LIMIT.matcher(found.heard().text()).find()
        && !new Said(found, List.of()).is("start");
  }

  /** 扫地机别扫了，回去充电: what goes back stops anyhow. */
  private static boolean isTheWayBack(Clause back, Clause stop) {
    return back.name().equals("return-to-base") && stop.name().equals("stop");
  }

  private static boolean tellsWhich(Clause one, Clause act) {
    Optional<Target> any = act.target().filter(it -> it.quantity() == Clause.Quantity.ONE);
    List<Thing> all = any.flatMap(Target::thing).map(Mention::things).orElse(List.of());
    List<Thing> some = one.target().flatMap(Target::thing).map(Mention::things).orElse(List.of());
    return !some.isEmpty()
        && some.size() < all.size()
        && all.containsAll(some)
        && one.with(any.orElseThrow()).equals(act);
  }

  /** "Air fry, 200 degrees, 15 minutes": for how long is not also after how long. */
  private static List<Clause> timedOnce(Found found, List<Clause> plan) {
    boolean isOne = found.parts().stream().filter(Part.Timed.class::isInstance).count() == 1;
    boolean lasts = plan.stream().anyMatch(act -> isTimed(act, Clause.Timing.How.FOR));
    return plan.stream()
        .map(act ->
            isOne && lasts && isTimed(act, Clause.Timing.How.IN) && act.verb() == Verb.SET
                ? act.now()
                : act)
        .toList();
  }

  private static boolean isTimed(Clause act, Clause.Timing.How how) {
    return act.timing().filter(timing -> timing.how() == how).isPresent();
  }

  static boolean offers(Mention thing, Clause act) {
    return !thing.things().isEmpty()
        && Selection.offering(act, thing.things()).size() == thing.things().size();
  }

  /** "How much has the solar made today" asks for no power of just now. */
  private static Clause ofToday(Found found, Clause act) {
    return act.verb() == Verb.GET && Words.anyOf("days", "0", found.heard().text())
        ? act.target().flatMap(Target::thing).stream()
            .flatMap(mention -> mention.things().stream().limit(1))
            .flatMap(thing -> thing.properties().values().stream())
            .map(Property::name)
            .filter(WholePlan::isOfToday)
            .findFirst()
            .filter(today -> !isOfToday(act.name()))
            .map(today -> act.with(today, act.value()))
            .orElse(act)
        : act;
  }

  /** 今天外面什么天气 asks how it is, and not how it will be. */
  private static Clause weather(Found found, Clause act) {
    String heard = found.heard().text();
    return act.verb() == Verb.GET
            && act.name().equals("forecast")
            && Words.anyOf("days", "0", heard)
            && Words.anyOf("beside", "asks for the weather", heard)
        ? act.with("condition", act.value())
        : act;
  }

  /** "How much have the panels made" asks for energy, and not for the power of just now. */
  private static Clause made(Found found, Clause act) {
    Clause energy = act.with("energy", act.value());
    return act.verb() == Verb.GET
            && act.name().equals("power")
            && Words.anyOf("beside", "has made", found.heard().text())
            && act.target()
                .flatMap(Target::thing)
                .filter(thing -> offers(thing, energy))
                .isPresent()
        ? energy
        : act;
  }

  /** 电窑还要烧多久: how long asks no state where what remains is told. */
  private static Clause remaining(Found found, Clause act) {
    if (act.verb() != Verb.GET
        || !act.name().equals("status")
        || !Words.anyOf("beside", "asks how long", found.heard().text())) {
      return act;
    }
    List<String> lengths =
        act.target().flatMap(Target::thing).stream()
            .flatMap(mention -> mention.things().stream().limit(1))
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> property.readOnly() && Units.seconds(property) > 0)
            .map(Property::name)
            .toList();
    return lengths.size() == 1 ? act.with(lengths.getFirst(), act.value()) : act;
  }

  /** 清单上有什么要买: what is to be bought is on no list of things to do. */
  private static Clause bought(Found found, Clause act) {
    return act.target()
        .filter(_ -> act.verb() == Verb.GET && act.name().equals("items"))
        .filter(_ -> Words.anyOf("beside", "is bought", found.heard().text()))
        .flatMap(target ->
            target
                .thing()
                .map(lists ->
                    lists.only(
                        lists.things().stream()
                            .filter(list -> list.types().contains("ShoppingList"))
                            .toList()))
                .filter(shopping -> !shopping.things().isEmpty())
                .map(target::with))
        .map(act::with)
        .orElse(act);
  }

  /** "What is her blood pressure" asks for both of its numbers, and tyres have one each. */
  private static Stream<Clause> ofOnePressure(Found found, Clause act) {
    Set<String> asked = new HashSet<>(Units.asked(found.heard().text()));
    asked.retainAll(PRESSURES);
    if (act.verb() != Verb.GET || asked.isEmpty()) {
      return Stream.of(act);
    }
    List<String> together =
        act
            .target()
            .flatMap(Target::thing)
            .map(Mention::things)
            .orElseGet(() -> Selection.offering(act, found.varieties()))
            .stream()
            .limit(1)
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> property.readOnly() && Units.isIn(property, asked))
            .map(Property::name)
            .toList();
    boolean isOne =
        new Said(found, List.of())
            .ownWords()
            .anyMatch(own -> own.word().equals(act.name()) && !Units.isAsking(own.phrase()));
    return together.contains(act.name()) && !isOne
        ? together.stream().map(name -> act.with(name, act.value()))
        : Stream.of(act);
  }

  /** 高压低压各是多少 asks for both: what one Thing measures, by its own words. */
  private static Stream<Clause> eachThatIsAsked(Found found, List<Clause> plan, Clause act) {
    if (plan.size() != 1 || act.verb() != Verb.GET || OwnWords.learnt(act.name())) {
      return Stream.of(act);
    }
    List<String> asked = sideBySide(found);
    boolean isOfOne =
        asked.contains(act.name())
            && found.varieties().stream()
                .anyMatch(thing ->
                    asked.stream()
                        .allMatch(it -> thing.property(it).filter(Property::readOnly).isPresent()));
    return isOfOne ? asked.stream().map(name -> act.with(name, act.value())) : Stream.of(act);
  }

  /** Words of a Thing's own that only "and" parts; none where something else does. */
  private static List<String> sideBySide(Found found) {
    List<Part> parts =
        found.parts().stream()
            .dropWhile(part -> !(part instanceof Part.Own))
            .takeWhile(part -> part instanceof Part.Own || JOINS.matcher(part.phrase()).matches())
            .toList();
    List<String> words =
        parts.stream()
            .flatMap(part -> part instanceof Part.Own own ? Stream.of(own.word()) : Stream.of())
            .distinct()
            .toList();
    return words.size() == new Said(found, List.of()).ownWords().count() ? words : List.of();
  }

  /** Whether a property tells what came together today. */
  static boolean isOfToday(String property) {
    return Vocabulary.parts(property).contains("today");
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
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && (i == 1 && TURN_ON.matcher(parts.getFirst().phrase()).find()
              || i + 1 < parts.size() && IS_ON.matcher(parts.get(i + 1).phrase()).find())) {
        List<Clause> of = whole.stream().filter(act -> act.isOf(mention)).toList();
        if (!of.isEmpty() && of.stream().allMatch(act -> setsAnotherThanOn(act, mention))) {
          Clause first = of.getFirst();
          Clause on = new Clause(first.timing(), Verb.SET, first.target(), "on", "true", List.of());
          whole.add(whole.indexOf(first), on);
        }
      }
    }
    return List.copyOf(whole);
  }

  private static boolean setsAnotherThanOn(Clause act, Mention mention) {
    return act.verb() == Verb.SET
        && !TURNS_ON.contains(act.name())
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
        act.target().flatMap(Target::thing).stream()
            .flatMap(mention -> mention.things().stream())
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
