package dev.trine.assistant;

import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * To which number a Thing is to be set, where no more is said than that and only one of what it has
 * takes such a number: "freezer down to minus twenty", 饮水机调到85度.
 */
final class SetTo {
  /** Before the name. */
  private static final Pattern SETS = Words.pattern("(?:{sets} )?(?:{the} )?|{please}?[把将]?");

  /** Behind it. */
  private static final Pattern TO =
      Words.pattern(
          " ?(?:(?:up|down|back) )?(?:to|at|on) (?<minus>minus |negative |-)?(?<number>\\d+(?:\\.\\d+)?)(?: ?[a-z%°]+){0,2}"
              + "|[的嘅]?{please}?(?:温度)?(?:{sets}|升|降)(?:高|低)?{as far as}?(?<han>(?:零下|负)?)(?<digits>\\d+(?:\\.\\d+)?)(?:%|°c?|\\p{IsHan}{1,2})?[吧啦]?");

  /** Between the name and how long: 时间设, "'s time to". */
  private static final Pattern LASTS =
      Words.pattern(
          "[的嘅]?{how long it runs}{please}?{sets}{as far as}? ?"
              + "|(?:'s)? (?:time|duration|length|run time)(?: set)? (?:to|at) ");

  /** Behind the name of what can show a text. */
  private static final Pattern WRITES =
      Words.pattern(
          ".+?(?<verb>[的嘅]?(?:文字|内容|讯息|信息|字)?{shows}) ?[:：]?[「『“\"](?<text>[^」』”\"]+)[」』”\"]");

  private SetTo() {}

  /** {@return the plan that sets what was said; nothing where a sentence says anything else} */
  static Optional<Clause> of(Found found) {
    return lasting(found).or(() -> number(found));
  }

  /**
   * {@return the plan that shows a quotation, 看板写「欢迎」, where it is the only text of a Thing;
   * nothing where anything else is said}
   */
  static Optional<Clause> written(Found found) {
    List<Part> parts = parts(found);
    String heard = found.heard().text();
    Matcher quote = WRITES.matcher(heard);
    if (parts.size() < 2
        || !(parts.getFirst() instanceof Part.Named(Mention thing, var name))
        || !quote.matches()
        || quote.start("verb") != name.length()) {
      return Optional.empty();
    }
    String text = found.heard().said(quote.start("text"), quote.end("text"));
    List<String> texts =
        thing.things().stream()
            .limit(1)
            .flatMap(it -> it.properties().values().stream())
            .filter(it ->
                !it.readOnly()
                    && it.schema() instanceof ValueSchema.Text free
                    && free.values().isEmpty())
            .map(Property::name)
            .toList();
    return texts.size() == 1
        ? Optional.of(
            new Clause(Verb.SET, Optional.of(Clause.Target.of(thing)), texts.getFirst(), "")
                .taking("", new Argument.Text(quote.group("text"), text)))
        : Optional.empty();
  }

  private static Optional<Clause> number(Found found) {
    List<Part> parts = parts(found);
    int last = parts.size() - 1;
    boolean isWhole = last == 1 || last == 2 && SETS.matcher(parts.getFirst().phrase()).matches();
    if (!isWhole
        || !(parts.get(last - 1) instanceof Part.Named(Mention thing, var name))
        || !(parts.get(last) instanceof Part.Text(String text))) {
      return Optional.empty();
    }
    Matcher to = TO.matcher(text);
    return to.matches() && !thing.things().isEmpty()
        ? property(thing, number(to), Units.counted(found.heard().text()))
            .map(it -> new Clause(Verb.SET, Optional.of(Clause.Target.of(thing)), it, number(to)))
        : Optional.empty();
  }

  /** {@return the plan that sets how long a Thing runs; nothing where anything else is said} */
  static Optional<Clause> lasting(Found found) {
    List<Part> parts = parts(found);
    int last = parts.size() - 1;
    return (last == 2 || last == 3 && SETS.matcher(parts.getFirst().phrase()).matches())
            && parts.get(last - 2) instanceof Part.Named(Mention thing, var name)
            && parts.get(last - 1) instanceof Part.Text(String text)
            && LASTS.matcher(text).matches()
            && parts.get(last) instanceof Part.Timed(Time.Length length, var said)
        ? duration(thing)
            .map(it -> new Clause(Verb.SET, Optional.of(Clause.Target.of(thing)), it, ""))
            .map(it -> it.taking("", new Argument.When(length)))
        : Optional.empty();
  }

  /** What a Thing counts in minutes or hours, where that is only one of what it has. */
  private static Optional<String> duration(Mention mention) {
    return Only.of(
        mention.things().stream()
            .limit(1)
            .flatMap(it -> it.properties().values().stream())
            .filter(it -> Values.isSettableNumber(it) && Units.seconds(it) > 0)
            .map(Property::name));
  }

  private static List<Part> parts(Found found) {
    return found.parts().stream().filter(part -> !part.phrase().isBlank()).toList();
  }

  private static String number(Matcher to) {
    return to.group("number") != null
        ? (to.group("minus") == null ? "" : "-") + to.group("number")
        : (to.group("han").isEmpty() ? "" : "-") + to.group("digits");
  }

  /**
   * The one number of every Thing that is meant which can be so much, in the unit that was said.
   */
  private static Optional<String> property(
      Mention mention, String number, Map<String, Set<String>> counted) {
    double value = Double.parseDouble(number);
    List<List<String>> all =
        mention.things().stream()
            .map(thing -> takes(thing, value, counted.getOrDefault(bare(number), Set.of())))
            .distinct()
            .toList();
    return all.size() == 1 && all.getFirst().size() == 1
        ? Optional.of(all.getFirst().getFirst())
        : Optional.empty();
  }

  private static String bare(String number) {
    return number.startsWith("-") ? number.substring(1) : number;
  }

  private static List<String> takes(Thing thing, double value, Set<String> units) {
    Stream<Property> numbers =
        thing.properties().values().stream()
            .filter(Values::isSettableNumber)
            .filter(it -> Values.range(it).has(value))
            .filter(it -> units.isEmpty() || Units.isIn(it, units));
    return numbers.map(Property::name).toList();
  }
}
