package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Found;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A plan with what it needs to be what was said: without what only told why, with the Thing or the
 * place that it says beside what is done with it, and with the start that was asked for.
 */
final class WholePlan {
  /** Between a place and what is of it. */
  private static final Set<String> OF = Set.of("的", "嘅", "啲", "里的");

  /** Between things to buy; 和牛 is one. */
  private static final Pattern AND =
      Pattern.compile("[、，]|(?<=\\p{IsHan}{2})[和跟與与及同](?=\\p{IsHan})");

  /** Services that are in no room. */
  private static final Set<String> OF_ALL =
      Set.of(
          "Calendar",
          "Reminders",
          "AlarmClock",
          "TimerService",
          "ShoppingList",
          "TodoList",
          "Notes");

  /** That a Thing is to be on, just before and just behind its name. */
  private static final Pattern TURN_ON =
      Pattern.compile("(?:\\bturn on|\\bswitch on|打开)(?: the| my)? ?$");

  private static final Pattern IS_ON = Pattern.compile("^ ?(?:on(?:,| and)|打开(?!到|至)|开起来|开开)");

  /** What is set of what is then on: a light is dimmed, an air conditioner cools. */
  private static final Set<String> TURNS_ON = Set.of("on", "mode", "brightness");

  private static final Pattern AS_WELL = Pattern.compile("^s?,? (?:too|as well|also)\\b|^也(?!许)");

  /** What is one item in spite of its "and". */
  private static final Pattern ONE_ITEM =
      Pattern.compile(
          "mac and cheese|fish and chips|salt and (?:vinegar|pepper)|half and half|peanut butter and j.*"
              + "|bread and butter|.* and .* (?:crisps|chips|shampoo|sauce|soup|pie)|gin and tonic",
          Pattern.CASE_INSENSITIVE);

  private WholePlan() {}

  static List<Clause> of(Found found, List<Clause> plan) {
    List<Clause> clauses = goingOn(found, joined(new Said(found, plan).withoutReasons()));
    return turnedOn(found, started(found, named(found, asWell(found, clauses)))).stream()
        .map(act -> placed(found, within(found, act)))
        .map(WholePlan::withoutEcho)
        .map(act -> withTheWordSaid(found, act))
        .map(act -> withItsLength(found, act))
        .flatMap(act -> forItsLength(act).stream())
        .map(WholePlan::placedOnce)
        .map(WholePlan::ofTheHousehold)
        .flatMap(WholePlan::itemised)
        .distinct()
        .toList();
  }

  /** "Close the curtains; close what is on the floor" are the curtains on that floor. */
  private static List<Clause> joined(List<Clause> plan) {
    if (plan.size() != 2 || plan.getFirst().target().isEmpty()) {
      return plan;
    }
    Clause thing = plan.getFirst();
    Clause place = plan.getLast();
    return place.target().filter(WholePlan::isOnlyPlaced).isPresent()
            && thing.target().filter(target -> target.places().isEmpty()).isPresent()
            && thing.with(place.target().orElseThrow()).equals(place)
        ? List.of(thing.with(in(place.target().orElseThrow(), thing.target().orElseThrow())))
        : plan;
  }

  /** 主驾加热开三档，副驾一档: where nothing else is said, the same is set of the next. */
  private static List<Clause> goingOn(Found found, List<Clause> plan) {
    Said said = new Said(found, plan);
    List<Clause> clauses = new ArrayList<>(plan);
    for (int i = 1; i < clauses.size(); i++) {
      Clause last = clauses.get(i - 1);
      Clause act = clauses.get(i);
      if (isAmount(last)
          && isAmount(act)
          && said.isNamed(last.name())
          && !said.isNamed(act.name())
          && act.target().flatMap(Target::thing).filter(thing -> offers(thing, last)).isPresent()) {
        clauses.set(
            i,
            new Clause(
                act.timing(), Verb.SET, act.target(), last.name(), act.value(), act.input()));
      }
    }
    return clauses;
  }

  private static boolean isAmount(Clause act) {
    return act.verb() == Verb.SET && act.value().matches("[+-]?\\d.*");
  }

  private static boolean offers(Mention thing, Clause act) {
    return !thing.things().isEmpty()
        && Selection.offering(act, thing.things()).size() == thing.things().size();
  }

  private static boolean isOnlyPlaced(Target target) {
    return target.thing().isEmpty() && !target.places().isEmpty() && target.except().isEmpty();
  }

  private static Target in(Target place, Target thing) {
    return thing.in(place.places(), place.here());
  }

  /** "The TV's too loud in the den": what is louder there is the TV. */
  private static List<Clause> named(Found found, List<Clause> plan) {
    List<Mention> things = found.mentions().stream().filter(mention -> !mention.isPlace()).toList();
    if (plan.size() != 1 || things.size() != 1) {
      return plan;
    }
    Clause act = plan.getFirst();
    Mention thing = things.getFirst();
    return act.verb() == Verb.SET
            && act.target().filter(WholePlan::isOnlyPlaced).isPresent()
            && offers(thing, act)
        ? List.of(act.with(act.target().orElseThrow().with(thing)))
        : plan;
  }

  /** 三楼茶室: places side by side tell of one another. */
  private static Clause within(Found found, Clause act) {
    List<Part> parts = found.parts();
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i - 1) instanceof Part.Named(Mention around, var aroundSaid)
          && parts.get(i) instanceof Part.Named(Mention place, var placeSaid)
          && around.isPlace()
          && place.isPlace()
          && act.target().filter(t -> t.places().equals(List.of(around))).isPresent()) {
        return act.with(act.target().orElseThrow().in(List.of(around, place), false));
      }
    }
    return act;
  }

  /** 除了厨房，一楼的灯: what is excepted is the kitchen, of the lamps of that floor. */
  private static Clause placed(Found found, Clause act) {
    return act.target()
        .filter(t -> t.except().size() == 2 && t.places().isEmpty() && !t.here())
        .filter(t -> t.except().stream().allMatch(Mention::isPlace))
        .filter(t ->
            t.thing()
                .flatMap(thing -> placeOf(found, thing))
                .filter(t.except().getLast()::sameAs)
                .isPresent())
        .map(t -> t.in(t.except().subList(1, 2), false).except(t.except().subList(0, 1)))
        .map(act::with)
        .orElse(act);
  }

  /** The place that a Thing is said to be of, just before it. */
  private static Optional<Mention> placeOf(Found found, Mention thing) {
    List<Part> parts = found.parts();
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && mention.sameAs(thing)) {
        Part before = parts.get(i - 1);
        Part place = before instanceof Part.Text && i > 1 ? parts.get(i - 2) : before;
        boolean isOf = place == before || OF.contains(before.phrase().strip());
        return isOf && place instanceof Part.Named(Mention where, var said) && where.isPlace()
            ? Optional.of(where)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Stream<String> items(String said) {
    return NameIndex.latin(said.charAt(0)) && !ONE_ITEM.matcher(said).matches()
        ? Stream.of(said.split(" and |, ?(?:and )?"))
        : AND.splitAsStream(said);
  }

  /** 洗衣液和抽纸 are two items of a shopping list. */
  private static Stream<Clause> itemised(Clause act) {
    boolean isShopping =
        act.target().flatMap(Target::thing).filter(list -> list.isOf("ShoppingList")).isPresent();
    return isShopping
            && act.said("item") instanceof List<Argument> said
            && said.size() == 1
            && said.getFirst() instanceof Argument.Text text
        ? items(text.said())
            .map(item -> new Argument.Named("item", List.of(new Argument.Text(item, item))))
            .map(item -> act.with(replaced(act.input(), item)))
        : Stream.of(act);
  }

  /** "Radio 4" is what is played, and no kind of it. */
  private static Clause withoutEcho(Clause act) {
    boolean isEcho =
        act.said("kind").stream()
            .filter(Argument.Text.class::isInstance)
            .map(kind -> ((Argument.Text) kind).said())
            .anyMatch(kind ->
                act.said("query").stream()
                    .anyMatch(query ->
                        query instanceof Argument.Text text && text.said().contains(kind)));
    return isEcho
        ? act.with(act.input().stream().filter(it -> !it.name().equals("kind")).toList())
        : act;
  }

  private static List<Argument.Named> replaced(List<Argument.Named> input, Argument.Named member) {
    return input.stream().map(old -> old.name().equals(member.name()) ? member : old).toList();
  }

  /** "Brew an espresso" brews no cappuccino: of the words that an action takes, the one said. */
  private static Clause withTheWordSaid(Found found, Clause act) {
    if (act.verb() != Verb.DO) {
      return act;
    }
    Clause right = act;
    for (Field field : fields(found, act)) {
      List<String> words = field.words().stream().filter(word -> isSaid(word, found)).toList();
      boolean isWrong =
          act.said(field.name()).stream()
              .anyMatch(a -> a instanceof Argument.Word(String word) && !words.contains(word));
      if (isWrong && words.size() == 1) {
        Argument word = new Argument.Word(words.getFirst());
        right =
            right.with(replaced(right.input(), new Argument.Named(field.name(), List.of(word))));
      }
    }
    return right;
  }

  private static boolean isSaid(String word, Found found) {
    return Words.isSaid(Hearing.name(word), found.heard().text())
        || new Said(found, List.of()).ownWords().anyMatch(own -> own.word().equals(word));
  }

  /** "Start it for 25 minutes": where an action takes a length, that is no time to wait. */
  private static Clause withItsLength(Found found, Clause act) {
    Optional<Field> field =
        fields(found, act).stream()
            .filter(it -> it.kind() == Field.Kind.LENGTH && act.said(it.name()).isEmpty())
            .findFirst();
    Optional<Time> length =
        act.timing()
            .filter(timing -> timing.how() == Timing.How.FOR && timing.times().size() == 1)
            .map(timing -> timing.times().getFirst());
    if (act.verb() != Verb.DO || field.isEmpty() || length.isEmpty()) {
      return act;
    }
    List<Argument.Named> input = new ArrayList<>(act.input());
    Argument when = new Argument.When(length.get());
    input.add(new Argument.Named(field.get().name(), List.of(when)));
    return new Clause(Optional.empty(), act.verb(), act.target(), act.name(), act.value(), input);
  }

  /**
   * "Low heat, 60 minutes": what has a length of its own to be set is not set back after that time.
   */
  private static List<Clause> forItsLength(Clause act) {
    Optional<Time> length =
        act.timing()
            .filter(timing -> timing.how() != Timing.How.AT && timing.times().size() == 1)
            .map(timing -> timing.times().getFirst())
            .filter(Time.Length.class::isInstance);
    if (act.verb() != Verb.SET || length.isEmpty() || act.name().equals("on")) {
      return List.of(act);
    }
    List<Argument> said = List.of(new Argument.When(length.get()));
    Clause now =
        new Clause(
            Optional.empty(), act.verb(), act.target(), act.name(), act.value(), act.input());
    if (act.said("").equals(said)) {
      return List.of(now);
    }
    boolean lasts = act.timing().orElseThrow().how() == Timing.How.FOR;
    return lengthOf(act)
        .filter(name -> lasts)
        .map(name -> now.with(name, "").with(List.of(new Argument.Named("", said))))
        .map(set -> List.of(now, set))
        .orElse(List.of(act));
  }

  /** The one length of time that can be set of a Thing, by a name of its own. */
  private static Optional<String> lengthOf(Clause act) {
    List<String> lengths =
        act.target().flatMap(Target::thing).stream()
            .flatMap(mention -> mention.things().stream())
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> !property.readOnly() && Units.seconds(property) > 0)
            .map(Property::name)
            .distinct()
            .toList();
    return lengths.size() == 1 && !OwnWords.isProperty(act.name())
        ? Optional.of(lengths.getFirst())
        : Optional.empty();
  }

  /** "Some jazz in the den" there is no title "jazz in the den"; nor is "at nine" one's end. */
  private static Clause placedOnce(Clause act) {
    boolean plays = act.name().equals("play-media");
    String member = plays ? "query" : "title";
    if (!(plays || act.name().equals("add"))
        || !(act.said(member) instanceof List<Argument> said && said.size() == 1)
        || !(said.getFirst() instanceof Argument.Text(String shown, String text))) {
      return act;
    }
    Stream<String> ends =
        plays
            ? act.target().map(Target::places).orElse(List.of()).stream()
                .flatMap(place -> Stream.of(" in " + place.phrase(), " in the " + place.phrase()))
            : act.said("at").stream()
                .flatMap(at ->
                    at instanceof Argument.Word(String hour)
                        ? Stream.of(" at " + hour)
                        : Stream.of());
    String heard = Hearing.hear(text).text();
    return ends.filter(heard::endsWith)
        .findFirst()
        .map(end -> text.substring(0, text.lastIndexOf(plays ? " in " : " at ")))
        .map(title -> new Argument.Text(title, title))
        .map(title -> act.with(replaced(act.input(), new Argument.Named(member, List.of(title)))))
        .orElse(act);
  }

  /** "The lamp off, and the TV too", "the kitchen lights off, dining room as well". */
  private static List<Clause> asWell(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    List<Clause> clauses = new ArrayList<>(plan);
    for (int i = 1; i + 1 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && i + 1 < parts.size()
          && AS_WELL.matcher(parts.get(i + 1).phrase()).find()) {
        also(clauses, mention);
      }
    }
    return clauses;
  }

  private static void also(List<Clause> clauses, Mention mention) {
    for (int at = 1; at < clauses.size(); at++) {
      Clause last = clauses.get(at - 1);
      Clause act = clauses.get(at);
      if (isOf(act, mention) && last.verb() == act.verb() && last.name().equals(act.name())) {
        clauses.set(at, act.with(last.name(), last.value()));
      }
    }
    Clause only = clauses.getFirst();
    if (clauses.size() == 1
        && mention.isPlace()
        && only.target()
            .filter(it -> !it.places().isEmpty() && !it.places().contains(mention))
            .isPresent()) {
      Target target = only.target().orElseThrow();
      List<Mention> places = new ArrayList<>(target.places());
      places.add(mention);
      clauses.set(0, only.with(target.in(places, target.here())));
    }
  }

  private static List<Field> fields(Found found, Clause act) {
    return act.target()
        .flatMap(Target::thing)
        .map(thing -> Offers.fields(thing, act.name()))
        .orElseGet(() ->
            found.varieties().stream()
                .flatMap(
                    it -> it.action(act.name()).stream().flatMap(a -> Field.of(it, a).stream()))
                .toList());
  }

  /** "When is Nana's appointment": the calendar is nobody's room's. */
  private static Clause ofTheHousehold(Clause act) {
    return act.target()
        .filter(target -> target.thing().filter(WholePlan::isOfAll).isPresent())
        .filter(target -> target.places().stream().allMatch(it -> it.phrase().endsWith("'s")))
        .map(target -> act.with(target.in(List.of(), false)))
        .orElse(act);
  }

  private static boolean isOfAll(Mention thing) {
    return thing.things().stream()
        .flatMap(service -> service.types().stream())
        .anyMatch(OF_ALL::contains);
  }

  /** "The humidifier on, at 55": what is off does not hear the rest. */
  private static List<Clause> turnedOn(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    List<Clause> whole = new ArrayList<>(plan);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && (i == 1 && TURN_ON.matcher(parts.getFirst().phrase()).find()
              || i + 1 < parts.size() && IS_ON.matcher(parts.get(i + 1).phrase()).find())) {
        List<Clause> of = whole.stream().filter(act -> isOf(act, mention)).toList();
        if (!of.isEmpty() && of.stream().allMatch(act -> setsAnotherThanOn(act, mention))) {
          Clause first = of.getFirst();
          Clause on = new Clause(first.timing(), Verb.SET, first.target(), "on", "true", List.of());
          whole.add(whole.indexOf(first), on);
        }
      }
    }
    return List.copyOf(whole);
  }

  private static boolean isOf(Clause act, Mention mention) {
    return act.target().flatMap(Target::thing).filter(mention::sameAs).isPresent();
  }

  private static boolean setsAnotherThanOn(Clause act, Mention mention) {
    return act.verb() == Verb.SET
        && !TURNS_ON.contains(act.name())
        && mention.things().stream()
            .allMatch(thing -> thing.property("on").filter(on -> !on.readOnly()).isPresent());
  }

  /** "On the quick programme, and start" sets it and starts. */
  private static List<Clause> started(Found found, List<Clause> plan) {
    Said said = new Said(found, plan);
    if (!said.is("start") || said.is("condition")) {
      return plan;
    }
    Optional<Clause> set =
        plan.stream()
            .filter(act -> act.verb() == Verb.SET && !OwnWords.learnt(act.name()) && isChoice(act))
            .filter(act -> act.timing().isEmpty())
            .filter(
                act -> act.target().flatMap(Target::thing).filter(WholePlan::starts).isPresent())
            .findFirst();
    if (set.isEmpty() || plan.stream().anyMatch(act -> act.verb() == Verb.DO)) {
      return plan;
    }
    List<Clause> whole = new ArrayList<>(plan);
    whole.add(new Clause(Verb.DO, set.get().target(), "start", ""));
    return List.copyOf(whole);
  }

  private static boolean isChoice(Clause act) {
    return !act.value().equals("true") && !act.value().equals("false");
  }

  private static boolean starts(Mention mention) {
    return !mention.things().isEmpty()
        && mention.things().stream().allMatch(thing -> thing.action("start").isPresent());
  }
}
