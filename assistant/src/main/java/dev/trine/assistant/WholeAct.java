package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An act with what it takes as it was said: the very word of those that it takes, the length that
 * is its own.
 */
final class WholeAct {
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

  /** That a Thing is to stop, just before and just behind its name. */
  private static final Pattern STOP_BEFORE =
      Pattern.compile("(?:停[了掉咗]?|\\bstop (?:the |my )?(?:\\w+ )?)$");

  private static final Pattern STOP_BEHIND = Pattern.compile("^ ?[先就]?停");

  /** What only sets the length that follows. */
  private static final Pattern SET =
      Words.pattern("(?:\\bset|{sets})(?: (?:it )?(?:to|for))?[到成为做返]? ?\\d");

  private static final Pattern CLOSES = Pattern.compile("关上|[盖罩遮冚][上好住返埋]|\\b(?:close|shut) ");

  private static final Pattern ALL_ON = Pattern.compile("全部?(?:给它|都)?(?:打)?开");

  /** 关一盏, 熄一盏就好: at the end of a part of a sentence. */
  private static final Pattern ONE_OF_THEM =
      Pattern.compile(".*(?:[关熄灭闩开]|打开|点亮)(?:掉|上|咗)?1(?:盏|台|部|支|把|个|扇|幅)(?:就[好行得够]|吧|啦|先|咗|了|佢)*");

  /** What swings, where nothing in the same part of a sentence says that it is not to. */
  private static final Pattern SWINGS = Pattern.compile("[^别不唔停关闩没未莫]*(?:[摇摆]下?[头动风]).*");

  private static final Pattern DARK = Pattern.compile("[黑暗](?!色)");

  private static final Pattern BRIGHT = Pattern.compile("[亮光明\\d%点些啲]|最[大高]");

  private WholeAct() {}

  private static final Pattern PAUSE = Pattern.compile("暂停|\\bpause\\b");

  /** {@return what an act of a plan comes to: mostly itself} */
  static Stream<Clause> of(Found found, Clause act) {
    Clause its =
        ItsProperty.of(found, paused(found, stopped(found, turned(found, lowered(found, act)))));
    Clause set =
        NamedTimer.named(
            found,
            Hues.said(found, warmer(found, lit(found, swinging(found, oneOfThem(found, its))))));
    Clause text = WholeMessage.of(found, WholeEntry.of(found, WholeText.of(found, set)));
    Clause said = withItsLength(found, withTheWordSaid(found, text));
    return forItsLength(found, newTimer(found, noted(found, crossedOff(found, said)))).stream()
        .map(WholeAct::ofTheHousehold)
        .flatMap(WholeText::itemised);
  }

  private static Clause turned(Found found, Clause act) {
    return covered(found, StartOrStop.of(found, UpOrDown.of(found, act)));
  }

  /** 冚返雀笼块布: a cover that is closed is on. */
  private static Clause covered(Found found, Clause act) {
    boolean isOff = act.verb() == Verb.SET && act.value().equals("false");
    return isOff && isOfACover(act) && CLOSES.matcher(found.heard().text()).find()
        ? act.with(act.name(), "true")
        : act;
  }

  static boolean isOfACover(Clause act) {
    return Vocabulary.parts(act.name()).contains("cover");
  }

  /** 暂停电视: what is to pause is not stopped. */
  private static Clause paused(Found found, Clause act) {
    Clause pause = act.with("pause", "");
    boolean isStopped = act.verb() == Verb.DO && act.name().equals("stop");
    return isStopped
            && PAUSE.matcher(found.heard().text()).find()
            && act.thing().filter(it -> WholePlan.offers(it, pause)).isPresent()
        ? pause
        : act;
  }

  /** 把故事机停了: what can be stopped is not turned off. */
  private static Clause stopped(Found found, Clause act) {
    Clause stop = new Clause(act.timing(), Verb.DO, act.target(), "stop", "", List.of());
    boolean isOff = act.name().equals("on") && act.value().equals("false");
    for (Span span : found.spans()) {
      if (isOff
          && span.part() instanceof Part.Named(Mention mention, var phrase)
          && act.isOf(mention)
          && (STOP_BEFORE.matcher(found.heard().text().substring(0, span.start())).find()
              || STOP_BEHIND.matcher(found.heard().text().substring(span.end())).find())) {
        return WholePlan.offers(mention, stop) ? stop : act;
      }
    }
    return act;
  }

  /** 车窗降三成: a car's window opens downwards. */
  private static Clause lowered(Found found, Clause act) {
    boolean isAWindow = act.things().anyMatch(thing -> thing.types().contains("CarWindow"));
    return isAWindow
            && act.name().equals("position")
            && act.value().startsWith("-")
            && Words.anyOf("beside", "opens a car window", found.heard().text())
        ? act.with(act.name(), "+" + act.value().substring(1))
        : act;
  }

  /** 客厅灯全开, 厨房黑蚊蚊: a lamp is turned on, and nobody spoke of how bright it is to be. */
  private static Clause lit(Found found, Clause act) {
    String heard = found.heard().text();
    boolean isLit =
        act.value().matches("max|100") && ALL_ON.matcher(heard).find()
            || act.value().equals("+") && DARK.matcher(heard).find();
    boolean isNamed = act.thing().isPresent();
    return isNamed && act.name().equals("brightness") && isLit && !BRIGHT.matcher(heard).find()
        ? act.with("on", "true")
        : act;
  }

  /** 大灯暖一点，太白了: warmer light has less kelvin, whatever else is said of white. */
  private static Clause warmer(Found found, Clause act) {
    boolean isWarmer = Words.anyOf("beside", "warmer light", found.heard().text());
    boolean isCooler = Words.anyOf("beside", "cooler light", found.heard().text());
    return act.name().equals("color-temperature")
            && act.value().matches("[+-].*|warm")
            && isWarmer != isCooler
        ? act.with(
            act.name(),
            (isWarmer ? "-" : "+") + act.value().replaceFirst("^(?:[+-](?:\\d{1,2}$)?|warm)", ""))
        : act;
  }

  /** 别光吹我，让风扇摇头: what is told to swing does, whatever else is forbidden. */
  private static Clause swinging(Found found, Clause act) {
    return act.name().equals("swing")
            && act.value().equals("false")
            && Segment.of(found).stream().anyMatch(it -> SWINGS.matcher(it.text()).matches())
        ? act.with(act.name(), "true")
        : act;
  }

  /** 射灯关一盏: which of them was not said. */
  private static Clause oneOfThem(Found found, Clause act) {
    boolean isOne =
        Segment.of(found).stream()
            .filter(part -> part.mentions().anyMatch(act::isOf))
            .anyMatch(part -> ONE_OF_THEM.matcher(part.text()).matches());
    return isOne ? act.with(act.target().orElseThrow().with(Quantity.ONE)) : act;
  }

  /** 尿片买好了，划掉: what is crossed off is done, where a list tells that from what is removed. */
  private static Clause crossedOff(Found found, Clause act) {
    boolean isDone =
        act.name().equals("remove") && Words.anyOf("beside", "crosses off", found.heard().text());
    Clause done = act.with("complete", "");
    return isDone && act.thing().filter(list -> WholePlan.offers(list, done)).isPresent()
        ? done
        : act;
  }

  /** 备忘录里密码写什么 asks, and notes nothing. */
  private static Clause noted(Found found, Clause act) {
    Clause entries = new Clause(Verb.GET, act.target(), "entries", "");
    return act.name().equals("add")
            && act.isOfA("Notes")
            && Words.of("beside", "asks what is noted").anyMatch(found.heard().text()::endsWith)
        ? entries
        : act;
  }

  /** 再定个五分钟计时 starts another, and adds nothing to one. */
  private static Clause newTimer(Found found, Clause act) {
    boolean isNew =
        act.name().equals("add")
            && !act.said("seconds").isEmpty()
            && act.said("name").isEmpty()
            && Words.anyOf("beside", "new timer", found.heard().text());
    return isNew ? act.with("start", "") : act;
  }

  /** "Brew an espresso" brews no cappuccino: of the words that an action takes, the one said. */
  private static Clause withTheWordSaid(Found found, Clause act) {
    if (act.verb() != Verb.DO) {
      return act;
    }
    Clause right = act;
    for (Field field : Offers.fields(act.thing(), act.name(), found.varieties())) {
      List<String> words = field.words().stream().filter(word -> isSaid(word, found)).toList();
      boolean isWrong =
          act.said(field.name()).stream()
              .anyMatch(a -> a instanceof Argument.Word(String word) && !words.contains(word));
      if (isWrong && words.size() == 1) {
        Argument word = new Argument.Word(words.getFirst());
        right = right.replacing(new Argument.Named(field.name(), List.of(word)));
      }
    }
    return right;
  }

  private static boolean isSaid(String word, Found found) {
    return Words.isSaid(Hearing.name(word), found.heard().text())
        || new Said(found, List.of()).saysOwn(word);
  }

  /** "Start it for 25 minutes": where an action takes a length, that is no time to wait. */
  private static Clause withItsLength(Found found, Clause act) {
    Optional<Field> field =
        Offers.fields(act.thing(), act.name(), found.varieties()).stream()
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
    return act.now().with(input);
  }

  /**
   * "Low heat, 60 minutes": what has a length of its own to be set is not set back after that time.
   */
  private static List<Clause> forItsLength(Found found, Clause act) {
    Optional<Time> length =
        act.timing()
            .filter(timing -> timing.how() != Timing.How.AT && timing.times().size() == 1)
            .map(timing -> timing.times().getFirst())
            .filter(Time.Length.class::isInstance);
    if (length.isEmpty() || act.name().equals("on")) {
      return List.of(act);
    }
    List<Argument> said = List.of(new Argument.When(length.get()));
    Clause now = act.now();
    if (act.said("").equals(said)) {
      return List.of(now);
    }
    boolean lasts = act.timing().orElseThrow().how() == Timing.How.FOR;
    return lengthOf(act)
        .filter(name -> lasts)
        .map(name -> new Clause(Verb.SET, act.target(), name, ""))
        .map(set -> set.with(List.of(new Argument.Named("", said))))
        .map(set ->
            act.verb() != Verb.DO
                ? List.of(now, set)
                : isOnlySet(found) ? List.of(set) : List.of(set, now))
        .or(() ->
            actionOfLength(act, length.get())
                .filter(start -> lasts)
                .map(start -> isSaid(found, now) ? List.of(now, start) : List.of(start)))
        .orElse(List.of(act));
  }

  /** 汤煲set三个钟 starts nothing. */
  private static boolean isOnlySet(Found found) {
    return SET.matcher(found.heard().text()).find() && !new Said(found, List.of()).is("start");
  }

  /** 院子洒水十五分钟 waters, and turns on no rain delay of which nobody spoke. */
  private static boolean isSaid(Found found, Clause set) {
    return !set.value().matches("true|false") || new Said(found, List.of()).isNamed(set.name());
  }

  /** "On chicken for 20 minutes": what takes a length as it starts is started for that long. */
  private static Optional<Clause> actionOfLength(Clause act, Time length) {
    List<Argument> lasting = List.of(new Argument.When(length));
    return Only.of(
        act.thing().stream()
            .filter(mention -> !OwnWords.learnt(act.name()))
            .flatMap(mention -> mention.things().stream())
            .flatMap(thing ->
                Field.timed(thing).stream()
                    .map(action ->
                        new Clause(Verb.DO, act.target(), action.name(), "")
                            .with(
                                Field.of(thing, action).stream()
                                    .filter(field -> field.kind() == Field.Kind.LENGTH)
                                    .limit(1)
                                    .map(field -> new Argument.Named(field.name(), lasting))
                                    .toList())))
            .distinct());
  }

  /** The one length of time that can be set of a Thing, by a name of its own. */
  private static Optional<String> lengthOf(Clause act) {
    return Only.of(
        act.things()
            .flatMap(thing -> thing.properties().values().stream())
            .filter(property -> !property.readOnly() && Units.seconds(property) > 0)
            .map(Property::name)
            .distinct());
  }

  /** "When is Nana's appointment": the calendar is nobody's room's. */
  private static Clause ofTheHousehold(Clause act) {
    return act.target()
        .filter(target -> target.thing().filter(WholeAct::isOfAll).isPresent())
        .filter(target -> target.places().stream().allMatch(it -> it.phrase().endsWith("'s")))
        .map(target -> act.with(target.in(List.of(), false)))
        .orElse(act);
  }

  private static boolean isOfAll(Mention thing) {
    return thing.things().stream()
        .flatMap(service -> service.types().stream())
        .anyMatch(OF_ALL::contains);
  }
}
