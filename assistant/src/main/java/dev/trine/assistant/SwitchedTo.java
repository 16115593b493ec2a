package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * To which of its modes or sources a Thing is to be switched, where no more is said than that:
 * 净化器切到静音. A source that it does not have is set nevertheless, so that it is refused with those
 * that there are, and none is offered in its stead.
 */
final class SwitchedTo {
  private static final double LEAST_LIKE = 0.5;

  private static final String SOURCE = "source";

  /** What a Thing is switched in where others of its properties have a value of that name, too. */
  private static final Set<String> FIRST = Set.of("mode", SOURCE);

  /** Behind the name of a Thing: 信号源换成hdmi3, "'s input to hdmi 3". */
  private static final List<Pattern> SWITCHED =
      Stream.of(
              "[的嘅]?{sources}?{please}?(?:{changes to}|{switches})(?:到|去|成|做)? ?(?<what>[\\p{IsHan}a-z0-9+ ]{2,16}?)(?:模式|信号源)?[睇看]?[吧啦]?",
              "(?:'s)?(?: (?:input|source|mode))? (?:to|on|in|into) (?:the )?(?<what>[a-z0-9+ ]{2,20}?)(?: mode)?(?: please)?")
          .map(form -> Words.pattern("^ ?" + form + "$"))
          .toList();

  /** 净化器静音模式. */
  private static final Pattern IN_MODE =
      Words.pattern("[的嘅]?(?:开|{selects})?(?<what>\\p{IsHan}{1,6}?)[的嘅]?模式[吧啦]?");

  /** Behind the name of a property, 浓度调成浓, or where no Thing is named. */
  private static final Pattern TO =
      Words.pattern(
          "{please}?(?:{changes to}|{switches}|设|改)(?:到|成|做|为|定)? ?(?<what>\\p{IsHan}{1,8}?)(?:档|模式)?[吧啦]?");

  /** Where neither Thing nor place is named. */
  private static final Pattern PUT_ON =
      Words.pattern(
          "{turns} (?:it |over )?(?:on|to|over to) (?:the )?(?<what>[a-z0-9+ ]{2,20}?)(?: mode)?(?: please)?");

  private static final Pattern NOT_A_SOURCE =
      Words.pattern("^[\\d.% ]+[\\p{IsHan}%]?$|{signs: step}|{signs: most}|{signs: least}");

  private static final Pattern CHANGES =
      Words.pattern("{turns} (?:{the} )?$|^{please}?[把将]?[嗰呢那这]?{classifiers}?$");

  private SwitchedTo() {}

  /** {@return the plan that sets what was said; nothing where a sentence says anything else} */
  static Optional<Clause> of(Found found) {
    return toAMode(found).or(() -> ofAProperty(found)).or(() -> ofAThing(found));
  }

  /** 切成纯电模式, "put the truck on defrost": where no Thing is named, the only one that has it. */
  private static Optional<Clause> toAMode(Found found) {
    if (!found.mentions().stream().allMatch(Mention::isPlace)) {
      return Optional.empty();
    }
    List<Part> parts = found.parts();
    boolean isPlaced =
        parts.size() > 1
            && parts.get(1) instanceof Part.Named
            && CHANGES.matcher(parts.getFirst().phrase()).find();
    int named = isPlaced ? 2 : parts.getFirst() instanceof Part.Named ? 1 : 0;
    String rest = parts.stream().skip(named).map(Part::phrase).collect(Collectors.joining());
    boolean isAMode = rest.contains("模式");
    Target any = Target.of(Optional.empty(), found.mentions());
    return Only.of(
        what(named == 0 ? Stream.of(TO, PUT_ON) : Stream.of(TO, SWITCHED.getLast()), rest).stream()
            .flatMap(what ->
                found.varieties().stream()
                    .filter(thing -> isIn(thing, found.mentions()))
                    .flatMap(thing -> thing.properties().values().stream())
                    .filter(property -> isAMode || FIRST.contains(property.name()))
                    .flatMap(property -> values(property, what))
                    .map(set -> new Clause(Verb.SET, Optional.of(any), set.name(), set.value()))));
  }

  private static boolean isIn(Thing thing, List<Mention> places) {
    return places.isEmpty()
        || thing.place().filter(it -> places.getFirst().places().contains(it)).isPresent();
  }

  /**
   * {@return whether a word is a mode or a source of some Thing: "put on Netflix" plays no song}
   */
  static boolean isAModeOrSource(Found found, String what) {
    return found.varieties().stream()
        .flatMap(thing -> thing.properties().values().stream())
        .filter(property -> FIRST.contains(property.name()))
        .anyMatch(property -> values(property, what).findAny().isPresent());
  }

  /** 普洱壶浓度调成浓: which of its properties is said. */
  private static Optional<Clause> ofAProperty(Found found) {
    List<Part> parts = found.parts();
    if (parts.size() < 2 || !(parts.getFirst() instanceof Part.Named(Mention thing, var name))) {
      return Optional.empty();
    }
    String rest = found.heard().text().substring(name.length()).replaceFirst("^[的嘅]", "");
    return thing.things().stream()
        .limit(1)
        .flatMap(it -> it.properties().values().stream())
        .flatMap(property ->
            Stream.concat(
                    Vocabulary.phrases(property.name()).stream(), Hearing.names(property.names()))
                .filter(rest::startsWith)
                .flatMap(said -> what(Stream.of(TO), rest.substring(said.length())).stream())
                .flatMap(what -> values(property, what)))
        .map(set -> clause(thing, set.name(), set.value()))
        .findFirst();
  }

  /** A property, and a value of it. */
  private record Setting(String name, String value) {}

  private static Stream<Setting> values(Property property, String what) {
    return Values.isChoice(property)
        ? OwnWords.values(property).stream()
            .filter(value -> isSaid(value, what))
            .map(value -> new Setting(property.name(), value))
        : Stream.empty();
  }

  private static Optional<Clause> ofAThing(Found found) {
    List<Part> parts = found.parts();
    int last = parts.size() - 1;
    boolean isWhole = last == 1 || last == 2 && isChange(parts.getFirst());
    return isWhole
            && parts.get(last - 1) instanceof Part.Named(Mention thing, var name)
            && parts.get(last) instanceof Part.Text(String text)
            && !thing.things().isEmpty()
        ? what(SWITCHED.stream(), text)
            .flatMap(what ->
                set(thing, what)
                    .or(() -> isAnAmount(what) ? Optional.empty() : nearest(thing, what))
                    .or(() -> refusedMode(thing, what))
                    .or(() -> refused(thing, what)))
            .or(() ->
                what(Stream.of(IN_MODE), text)
                    .flatMap(what -> set(thing, what).or(() -> refusedMode(thing, what))))
        : Optional.empty();
  }

  private static Optional<String> what(Stream<Pattern> forms, String text) {
    return forms
        .map(form -> form.matcher(text))
        .filter(Matcher::matches)
        .map(said -> said.group("what").strip())
        .findFirst();
  }

  private static boolean isChange(Part part) {
    return part instanceof Part.Text(String text) && CHANGES.matcher(text).find()
        || part instanceof Part.Named(Mention place, var name) && place.isPlace();
  }

  private static Optional<Clause> set(Mention thing, String what) {
    List<Clause> all =
        choices(thing)
            .flatMap(property -> values(property, withoutWhatItDoes(thing, what)))
            .map(set -> clause(thing, set.name(), set.value()))
            .toList();
    return all.stream().filter(it -> all.size() == 1 || FIRST.contains(it.name())).findFirst();
  }

  /** 计价器打成空车: what is the most like it, of what is no source. */
  private static Optional<Clause> nearest(Mention thing, String what) {
    return Likeness.nearest(
            choices(thing)
                .filter(property -> !property.name().equals(SOURCE))
                .flatMap(property ->
                    OwnWords.values(property).stream()
                        .map(value -> new Setting(property.name(), value))),
            Setting::value,
            what,
            LEAST_LIKE)
        .map(set -> clause(thing, set.name(), set.value()));
  }

  /** 除湿机切连续除湿: what it does is in its name. */
  private static String withoutWhatItDoes(Mention thing, String what) {
    int more = what.length() - 2;
    return more > 1 && Script.endsInHan(what) && thing.phrase().contains(what.substring(more))
        ? what.substring(0, more)
        : what;
  }

  private static Optional<Clause> refused(Mention thing, String what) {
    boolean isOfAnother = isAnAmount(what) || Words.of("colors").anyMatch(what::equals);
    return property(thing, SOURCE)
        .filter(_ -> !isOfAnother)
        .map(source -> clause(thing, source.name(), what));
  }

  private static boolean isAnAmount(String what) {
    return NOT_A_SOURCE.matcher(what).find();
  }

  /** A mode that others have. */
  private static Optional<Clause> refusedMode(Mention thing, String what) {
    return property(thing, "mode")
        .filter(_ -> NameParts.isMode(what))
        .map(mode -> clause(thing, mode.name(), what));
  }

  private static Clause clause(Mention thing, String name, String value) {
    return new Clause(Verb.SET, Optional.of(Target.of(thing)), name, value);
  }

  private static boolean isSaid(String value, String what) {
    return Stream.of(
            Vocabulary.phrases(value).stream(),
            Words.of("modes", value),
            Direction.TABLE.getOrDefault("level " + value, List.of()).stream())
        .flatMap(said -> said)
        .anyMatch(what::equals);
  }

  private static Stream<Property> choices(Mention thing) {
    return thing.things().getFirst().properties().keySet().stream()
        .flatMap(name -> property(thing, name).stream());
  }

  /** What every Thing that is meant can be switched to. */
  private static Optional<Property> property(Mention mention, String name) {
    return mention.things().stream()
            .allMatch(thing -> thing.property(name).filter(Values::isChoice).isPresent())
        ? mention.things().getFirst().property(name)
        : Optional.empty();
  }
}
