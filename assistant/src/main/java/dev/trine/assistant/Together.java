package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Timing.How;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the clauses of a plan take from one another: what was said once of two. */
final class Together {
  private static final Pattern AS_WELL = Pattern.compile("^s?,? (?:too|as well|also)\\b|^也(?!许)");

  /** 热水器也调到50度 has a number of its own. */
  private static final Pattern HOW_MUCH = Pattern.compile("^[^,，]*\\d");

  private static final Pattern THEN =
      Pattern.compile("\\btimer(?: for [^,]{2,30}?)?,? (?:and )?then |计时(?:器)?[,，]?(?:到了|之后|然后)");

  private static final Pattern AND = Words.pattern(" ?(?:{and}|and) ?(?:the )?");

  /** Between two plurals, and between the second and where both are. */
  private static final Pattern JOINED =
      Pattern.compile("(?:s|es)?(?: (?:on|off|up|down|shut))? and (?:the |all (?:the )?)?");

  private static final Pattern THERE =
      Pattern.compile("(?:s|es)?(?: (?:on|off|up|down|shut))? (?:in |on )?(?:the )?");

  private static final Pattern AND_NOT = Pattern.compile(",? (?:and|or|nor) not (?:the |my )?");

  private static final Pattern ONLY_HOW_MUCH =
      Pattern.compile("[的嘅]?(?:就|也)?(?:开|调|较|设)?(?:到|成)?\\d+(?:档|级|段|挡)[吧啦]?");

  private static final Pattern BOTH = Pattern.compile("^ ?(?:都|both )");

  private Together() {}

  static List<Clause> of(Found found, List<Clause> plan) {
    List<Clause> acts = plan.stream().map(act -> exceptBoth(found, act)).toList();
    acts = joined(askedThere(ofTheSame(acts)));
    acts = goingOn(found, sameAgain(found, acts));
    acts = both(found, afterTimer(found, first(found, acts)));
    acts = inOnePlace(found, inThatPlace(found, asWell(found, acts)));
    return oneTimer(found, acts);
  }

  /** 客厅喇叭播陈奕迅，声量要25: the volume of the speaker, and of nothing else that has one. */
  private static List<Clause> ofTheSame(List<Clause> plan) {
    List<Clause> clauses = new ArrayList<>(plan);
    for (int i = 1; i < clauses.size(); i++) {
      Clause act = clauses.get(i);
      Optional<Target> last =
          Optional.of(clauses.get(i - 1))
              .filter(it -> it.verb() == Verb.DO)
              .flatMap(Clause::target);
      boolean isOfAny = act.verb() == Verb.SET && act.target().filter(Target::isAny).isPresent();
      if (isOfAny
          && last.flatMap(Target::thing).filter(it -> WholePlan.offers(it, act)).isPresent()) {
        clauses.set(i, act.with(last.get()));
      }
    }
    return clauses;
  }

  /** "The temperature and the humidity in the cellar" are both asked for there. */
  private static List<Clause> askedThere(List<Clause> plan) {
    List<Target> there =
        plan.stream()
            .flatMap(ask -> ask.target().stream())
            .filter(Target::isOnlyPlaced)
            .distinct()
            .toList();
    boolean areAsked =
        there.size() == 1
            && plan.stream()
                .allMatch(ask ->
                    ask.verb() == Verb.GET
                        && ask.target().filter(it -> it.isAny() || it.isOnlyPlaced()).isPresent())
            && plan.stream().map(Clause::name).distinct().count() == plan.size();
    return areAsked ? plan.stream().map(ask -> ask.with(there.getFirst())).toList() : plan;
  }

  /** 主驾座椅加热三档，副驾的开一档: heating, too. */
  private static List<Clause> sameAgain(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    List<Clause> clauses = new ArrayList<>(plan);
    for (int i = 1; i + 1 < parts.size(); i++) {
      for (int at = 1; at < clauses.size(); at++) {
        Clause act = clauses.get(at);
        Clause same = act.with(clauses.get(at - 1).name(), act.value());
        if (parts.get(i) instanceof Part.Named(Mention mention, var name)
            && act.isOf(mention)
            && act.verb() == Verb.SET
            && clauses.get(at - 1).verb() == Verb.SET
            && Missetting.isAmount(clauses.get(at - 1))
            && ONLY_HOW_MUCH.matcher(parts.get(i + 1).phrase()).matches()
            && Missetting.isAmount(act)
            && !Selection.offering(same, mention.things()).isEmpty()) {
          clauses.set(at, same);
        }
      }
    }
    return clauses;
  }

  /** "A ten minute timer for the mac and cheese" is one. */
  private static List<Clause> oneTimer(Found found, List<Clause> plan) {
    if (plan.size() != 2 || !plan.stream().allMatch(act -> act.name().equals("start"))) {
      return plan;
    }
    List<String> names =
        plan.stream().flatMap(Clause::texts).map(text -> Hearing.normal(text.said())).toList();
    boolean isSame = plan.getFirst().said("seconds").equals(plan.getLast().said("seconds"));
    int start = names.size() == 2 ? found.heard().text().indexOf(String.join(" and ", names)) : -1;
    if (!isSame || start < 0) {
      return plan;
    }
    String whole = found.heard().said(start, start + String.join(" and ", names).length());
    Argument name = new Argument.Text(whole, whole);
    return List.of(plan.getFirst().replacing(new Argument.Named("name", List.of(name))));
  }

  /** 一楼的灯和空调都关掉: what is joined to what is in a place is there, too. */
  private static List<Clause> inOnePlace(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    List<Clause> clauses = new ArrayList<>(plan);
    for (int i = 0; i + 2 < parts.size(); i++) {
      for (int at = 1; at < clauses.size(); at++) {
        Clause first = clauses.get(at - 1);
        Clause act = clauses.get(at);
        if (parts.get(i) instanceof Part.Named(Mention one, String oneSaid)
            && AND.matcher(parts.get(i + 1).phrase()).matches()
            && parts.get(i + 2) instanceof Part.Named(Mention other, String otherSaid)
            && Script.endsInHan(otherSaid)
            && first.isOf(one)
            && act.isOf(other)
            && first.name().equals(act.name())
            && first.target().filter(it -> !it.places().isEmpty()).isPresent()
            && act.target().filter(Clause.Target::isUnplaced).isPresent()) {
          clauses.set(at, act.with(act.target().orElseThrow().with(Clause.Quantity.ANY)));
        }
      }
    }
    return clauses;
  }

  /** "Close all the shades and curtains upstairs", "lights off and telly off in the den". */
  private static List<Clause> inThatPlace(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    List<Clause> clauses = new ArrayList<>(plan);
    for (int i = 0; i + 4 < parts.size(); i++) {
      for (int at = 1; at < clauses.size(); at++) {
        Clause first = clauses.get(at - 1);
        Clause act = clauses.get(at);
        if (parts.get(i) instanceof Part.Named(Mention one, _)
            && JOINED.matcher(parts.get(i + 1).phrase()).matches()
            && parts.get(i + 2) instanceof Part.Named(Mention other, _)
            && THERE.matcher(parts.get(i + 3).phrase()).matches()
            && parts.get(i + 4) instanceof Part.Named(Mention place, _)
            && first.isOf(one)
            && act.isOf(other)
            && first.name().equals(act.name())
            && first.value().equals(act.value())
            && first.target().filter(Clause.Target::isUnplaced).isPresent()
            && act.target().filter(it -> it.places().contains(place)).isPresent()) {
          clauses.set(
              at - 1,
              first.with(
                  act.target()
                      .orElseThrow()
                      .with(one)
                      .with(first.target().orElseThrow().quantity())));
        }
      }
    }
    return clauses;
  }

  /** 先开风扇，过15分钟再关 is on for that long. */
  private static List<Clause> first(Found found, List<Clause> plan) {
    Said said = new Said(found, plan);
    boolean isOnThenOff =
        plan.size() == 1
            && plan.getFirst().name().equals("on")
            && plan.getFirst().timing().filter(it -> it.how() == How.IN).isPresent()
            && Stream.of("first", "on", "off", "then").allMatch(said::is);
    return isOnThenOff
        ? plan.stream()
            .map(act -> act.with("on", "true"))
            .map(act -> act.with(new Timing(How.FOR, act.timing().orElseThrow().times())))
            .toList()
        : plan;
  }

  /** "Close the curtains; close what is on the floor" are the curtains on that floor. */
  private static List<Clause> joined(List<Clause> plan) {
    if (plan.size() != 2 || plan.getFirst().target().isEmpty()) {
      return plan;
    }
    Clause thing = plan.getFirst();
    Clause place = plan.getLast();
    return place.target().filter(Target::isOnlyPlaced).isPresent()
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
          && act.thing().filter(thing -> WholePlan.offers(thing, last)).isPresent()) {
        clauses.set(i, act.with(last.name(), act.value()));
      }
    }
    return clauses;
  }

  private static Target in(Target place, Target thing) {
    return thing.in(place.places(), place.here());
  }

  private static boolean isAmount(Clause act) {
    return act.verb() == Verb.SET && act.value().matches("[+-]?\\d.*");
  }

  /** "The lamp off, and the TV too", "the kitchen lights off, dining room as well". */
  private static List<Clause> asWell(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    List<Clause> clauses = new ArrayList<>(plan);
    for (int i = 1; i + 1 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention mention, var phrase)
          && AS_WELL.matcher(parts.get(i + 1).phrase()).find()
          && !HOW_MUCH.matcher(parts.get(i + 1).phrase()).find()) {
        also(clauses, mention);
      }
    }
    return clauses;
  }

  private static void also(List<Clause> clauses, Mention mention) {
    for (int at = 1; at < clauses.size(); at++) {
      Clause last = clauses.get(at - 1);
      Clause act = clauses.get(at);
      if (act.isOf(mention) && last.verb() == act.verb() && last.name().equals(act.name())) {
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

  /** "Set a 15 minute timer and then turn off the heater": when it has run out. */
  private static List<Clause> afterTimer(Found found, List<Clause> plan) {
    if (plan.size() != 2 || !THEN.matcher(found.heard().text()).find()) {
      return plan;
    }
    Clause act = plan.getLast();
    return plan.getFirst().name().equals("start")
            && act.timing().isEmpty()
            && act.verb() == Verb.SET
            && plan.getFirst().said("seconds") instanceof List<Argument> said
            && said.size() == 1
            && said.getFirst() instanceof Argument.When(Time.Length length)
        ? List.of(plan.getFirst(), act.with(new Timing(How.IN, List.of(length))))
        : plan;
  }

  /** 玄关灯和走廊灯都开五十: the same of both. */
  private static List<Clause> both(Found found, List<Clause> plan) {
    List<Part> parts = found.parts();
    for (int i = 0; i + 3 < parts.size(); i++) {
      if (plan.size() == 2
          && parts.get(i) instanceof Part.Named(Mention one, var oneSaid)
          && AND.matcher(parts.get(i + 1).phrase()).matches()
          && parts.get(i + 2) instanceof Part.Named(Mention other, var otherSaid)
          && BOTH.matcher(parts.get(i + 3).phrase()).find()
          && plan.getFirst().isOf(one)
          && plan.getLast().isOf(other)
          && plan.getFirst().verb() == plan.getLast().verb()) {
        Clause last = plan.getLast();
        return List.of(plan.getFirst().with(last.name(), last.value()), last);
      }
    }
    return plan;
  }

  /** 除了厨房和书房: what is joined to what is excepted is so too. */
  private static Clause exceptBoth(Found found, Clause act) {
    List<Part> parts = found.parts();
    Clause whole = act;
    for (int i = 0; i + 2 < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Named(Mention one, var oneSaid)
          && parts.get(i + 2) instanceof Part.Named(Mention other, var otherSaid)
          && isJoined(parts.get(i + 1).phrase(), one.isPlace() == other.isPlace())
          && excepts(whole, one)
          && !excepts(whole, other)) {
        Target target = whole.target().orElseThrow();
        whole =
            whole.with(
                target.except(Stream.concat(target.except().stream(), Stream.of(other)).toList()));
      }
    }
    return whole;
  }

  private static boolean isJoined(String text, boolean alike) {
    return alike && AND.matcher(text).matches() || AND_NOT.matcher(text).matches();
  }

  private static boolean excepts(Clause act, Mention mention) {
    return act.target().stream()
        .flatMap(target -> target.except().stream())
        .anyMatch(mention::sameAs);
  }
}
