package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a condition waits for, as it was said: above or below, at home or away, of what measure. */
final class Awaited {
  /** What may rise and fall, and is said by name: no model needs to guess it. */
  private static final List<String> MEASURES =
      List.of("temperature", "humidity", "co2", "pm2-5", "battery");

  /** What a sensor reports, true where it is so; a gas leak is of gas. */
  private static final List<String> ALARMS = List.of("gas", "smoke", "leak", "motion");

  /** When what is left of a machine's time comes to this, it is done. */
  static final String NOTHING_LEFT = "<1";

  /** 洗衣机洗完了就叫我一声: what is told is what comes before. */
  private static final Pattern TOLD =
      Words.pattern("^{waits for}?(.+?){at that time}?,?{so then}*{tells}{tells me}*$");

  /** 小黑扫完以后. */
  static final Pattern FINISHED =
      Words.pattern(".*{is finished}(?:了|咗)?{after that}?{at that time}?");

  /** A value that a plan waits for which rises and falls. */
  private static final Pattern COMPARED = Pattern.compile("[<>].*|[+-]");

  private static final String BOUND =
      " ?(?<below>零下|minus |negative |-)?(?<number>\\d+(?:\\.\\d+)?)";
  private static final Pattern OVER = Words.pattern("(?<!跌){is over}" + BOUND);
  private static final Pattern UNDER = Words.pattern("(?<!跌){is under}" + BOUND);

  private Awaited() {}

  /** {@return a clause of the measure that was said; one that waits also as it was said} */
  static Clause of(Found found, Clause clause) {
    return clause.verb() == Verb.WHEN
        ? alarm(found, clause)
            .map(alarm -> clause.with(alarm, "true"))
            .or(() -> end(clause))
            .orElseGet(() -> clause.with(measure(found, clause), value(found, clause)))
        : clause.with(measure(found, clause), clause.value());
  }

  private static String value(Found found, Clause when) {
    String heard = found.heard().text();
    return when.name().equals("location")
        ? whereabouts(heard, when.value())
        : compared(heard, when);
  }

  /**
   * {@return what is waited for in a part of a sentence that says of which measure, and above or
   * below which number, or that a machine has finished}
   */
  static Optional<Clause> read(Segment segment) {
    String text = segment.text();
    Matcher over = OVER.matcher(text);
    Matcher under = UNDER.matcher(text);
    boolean isOver = over.find();
    List<String> measures =
        Stream.concat(
                segment.parts().stream()
                    .filter(Part.Own.class::isInstance)
                    .map(part -> ((Part.Own) part).word()),
                MEASURES.stream().filter(it -> Words.anyOf("properties", it, text)))
            .distinct()
            .toList();
    List<Mention> things = segment.mentions().filter(it -> !it.isPlace()).toList();
    Optional<Clause> end =
        things.size() == 1 && FINISHED.matcher(text.strip()).matches()
            ? end(target(things, segment), things.getFirst().things())
            : Optional.empty();
    if (end.isPresent()) {
      return end;
    }
    Optional<String> alarm =
        ALARMS.stream().filter(it -> Words.anyOf("properties", it, text)).findFirst();
    if (alarm.isPresent() && Words.anyOf("beside", "goes off", text)) {
      List<Mention> sensors = things.stream().filter(it -> it.isOf("Sensor")).toList();
      return Optional.of(
          new Clause(
              Verb.WHEN, Optional.of(target(sensors, segment)), alarm.orElseThrow(), "true"));
    }
    if (isOver == under.find() || measures.size() > 1 || things.size() > 1) {
      return Optional.empty();
    }
    String value = isOver ? ">" + bound(over) : "<" + bound(under);
    return measures.stream()
        .findFirst()
        .or(() -> charge(text, things, segment))
        .map(it -> new Clause(Verb.WHEN, Optional.of(target(things, segment)), it, value));
  }

  /** "If the truck's under 50 percent", 扫地机不到20%: what is not said to be measured is its charge. */
  private static Optional<String> charge(String text, List<Mention> things, Segment segment) {
    boolean isOfAPlace =
        things.isEmpty() && segment.mentions().filter(Mention::isPlace).count() == 1;
    boolean isOfAThing =
        things.stream()
            .flatMap(mention -> mention.things().stream())
            .anyMatch(thing -> thing.property("battery").isPresent());
    return Optional.of(isOfAThing ? "battery" : "state-of-charge")
        .filter(_ -> text.contains("%") && (isOfAThing || isOfAPlace));
  }

  /** What has no status has finished when nothing is left of its time. */
  private static Optional<Clause> end(Clause when) {
    List<Thing> machines = when.things().toList();
    return when.name().equals("status") && !machines.isEmpty()
        ? end(when.target().orElseThrow(), machines).filter(end -> !end.name().equals("status"))
        : Optional.empty();
  }

  /** That machines have finished: by their status, or by what is left of their time. */
  private static Optional<Clause> end(Target target, List<Thing> machines) {
    List<String> left =
        machines.stream()
            .flatMap(machine -> machine.properties().values().stream())
            .filter(it -> it.readOnly() && Units.seconds(it) > 0)
            .map(Property::name)
            .distinct()
            .toList();
    return machines.stream().allMatch(machine -> machine.property("status").isPresent())
        ? Optional.of(new Clause(Verb.WHEN, Optional.of(target), "status", "done"))
        : left.size() == 1
            ? Optional.of(new Clause(Verb.WHEN, Optional.of(target), left.getFirst(), NOTHING_LEFT))
            : Optional.empty();
  }

  /** {@return that somebody comes home or leaves, where a part of a sentence says that of one} */
  static Optional<Clause> whoComesOrGoes(Segment segment) {
    List<Mention> things = segment.mentions().filter(it -> !it.isPlace()).toList();
    String where = whereabouts(segment.text(), "");
    return things.size() == 1 && things.getFirst().isOf("Person") && !where.isEmpty()
        ? Optional.of(
            new Clause(Verb.WHEN, Optional.of(target(things, segment)), "location", where))
        : Optional.empty();
  }

  private static Target target(List<Mention> things, Segment segment) {
    return Target.of(
        things.stream().findFirst(), segment.mentions().filter(Mention::isPlace).toList());
  }

  private static String whereabouts(String heard, String planned) {
    boolean isAway = Words.anyOf("beside", "leaves home", heard);
    boolean isHome =
        Words.anyOf("beside", "comes home", heard)
            || !isAway && Words.anyOf("beside", "is home", heard);
    return isHome == isAway ? planned : isHome ? "home" : "away";
  }

  /** Above or below which number; where both or neither was said, the plan knows better. */
  private static String compared(String heard, Clause clause) {
    Matcher over = OVER.matcher(heard);
    Matcher under = UNDER.matcher(heard);
    boolean isOver = over.find();
    return !COMPARED.matcher(clause.value()).matches() || isOver == under.find()
        ? clause.value()
        : isOver ? ">" + bound(over) : "<" + bound(under);
  }

  /** 掉到零下25 is under -25. */
  private static String bound(Matcher said) {
    return (said.group("below") == null ? "" : "-") + said.group("number");
  }

  /** {@return whether what is heard from a place on is that a machine has finished: 洗完} */
  static boolean isFinished(String heard, int at) {
    return Words.of("beside", "is finished").anyMatch(word -> heard.startsWith(word, at));
  }

  /** {@return an act that announces what is waited for, where no text was said but whom to tell} */
  static Clause told(Found found, Clause act) {
    boolean isBare =
        act.name().equals("announce")
            && act.texts()
                .anyMatch(text -> Words.onlyOf("beside", "tells me", Hearing.normal(text.said())));
    Matcher said = TOLD.matcher(found.heard().text());
    if (!isBare || !said.matches()) {
      return act;
    }
    Argument text =
        new Argument.Text(said.group(1), found.heard().said(said.start(1), said.end(1)));
    return act.replacing(new Argument.Named("text", List.of(text)));
  }

  /** "If the leak sensor goes off" waits for no door. */
  private static Optional<String> alarm(Found found, Clause when) {
    List<String> said =
        ALARMS.stream()
            .filter(it -> Words.anyOf("properties", it, found.heard().text()))
            .filter(it -> !Selection.offering(when.with(it, "true"), found.varieties()).isEmpty())
            .toList();
    boolean isOfASensor = when.isOfA("Sensor");
    return isOfASensor && when.name().equals("contact") && said.size() == 1
        ? said.stream().findFirst()
        : Optional.empty();
  }

  /** 二氧化碳超过1000 waits for no dust, and who asks a sensor for gas asks for no 二氧化碳. */
  private static String measure(Found found, Clause asked) {
    boolean isOfASensor =
        asked.verb() == Verb.GET && asked.isOfA("Sensor") && !asked.name().equals("battery");
    if (!MEASURES.contains(asked.name()) || !(isOfASensor || asked.thing().isEmpty())) {
      return asked.name();
    }
    String named = asked.thing().map(Mention::phrase).orElse("");
    String heard = found.heard().text().replace(named, "");
    List<String> said =
        Stream.concat(MEASURES.stream(), isOfASensor ? ALARMS.stream() : Stream.empty())
            .filter(it -> Words.anyOf("properties", it, heard))
            .toList();
    return said.size() == 1 ? said.getFirst() : asked.name();
  }
}
