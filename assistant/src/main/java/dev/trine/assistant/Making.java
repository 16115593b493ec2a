package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is made and heated, said of the machine that does it: "two lattes", "heat the pool to 28".
 */
final class Making {
  private static final List<Pattern> DRINKS =
      Stream.of(
              "{orders}?(?: me| us)? ?"
                  + "(?<what>(?:an?|\\d) (?<drink>[a-z][a-z ]{2,18}?))(?: please)?",
              "{please}?{orders}(?<what>\\d?[杯壶](?<drink>\\p{IsHan}{2,6}?))[吧啦]?")
          .map(Words::pattern)
          .toList();

  private static final Pattern PREHEAT =
      Pattern.compile("^(?:pre-?heat|heat up|warm up)(?= .*\\bto \\d)|预热(?=到?\\d)");

  private static final Pattern HEATS =
      Pattern.compile("^(?:heat|warm)(?: up)? (?:the )?(?<what>[a-z' ]{2,24}?)(?: up)?(?= to \\d)");

  private Making() {}

  /**
   * {@return the sentence with the machine that was not said; nothing where it is none of these}
   */
  static Optional<Heard> plain(Found found) {
    return drinks(found).or(() -> preheated(found)).or(() -> heated(found));
  }

  /** "Make us two lattes", 来两杯拿铁: a drink is made by what takes it. */
  private static Optional<Heard> drinks(Found found) {
    String heard = found.heard().text();
    return DRINKS.stream()
        .map(form -> form.matcher(heard))
        .filter(Matcher::matches)
        .findFirst()
        .flatMap(said ->
            found.varieties().stream()
                .filter(thing -> takes(thing, said.group("drink")))
                .findFirst()
                .map(thing -> made(said.group("what"), thing)));
  }

  private static boolean takes(Thing thing, String drink) {
    return thing.actions().values().stream()
        .flatMap(action -> Field.of(thing, action).stream())
        .flatMap(field -> field.words().stream())
        .flatMap(word -> Stream.concat(Stream.of(word), Vocabulary.phrases(word).stream()))
        .map(Hearing::name)
        .anyMatch(word -> drink.equals(word) || drink.equals(word + "s"));
  }

  private static Heard made(String drinks, Thing thing) {
    boolean isHan = Script.endsInHan(drinks);
    String name =
        thing.names().all().stream()
            .filter(it -> Script.endsInHan(it) == isHan)
            .findFirst()
            .orElse(thing.names().all().getFirst());
    return Hearing.hear(isHan ? name + "做" + drinks : "make " + drinks + " with the " + name);
  }

  /** "Preheat the oven to 180" sets it, where it has no such action. */
  private static Optional<Heard> preheated(Found found) {
    boolean preheats = found.things().anyMatch(thing -> thing.action("preheat").isPresent());
    return preheats || found.mentions().isEmpty()
        ? Optional.empty()
        : Rewording.said(found, PREHEAT, said -> Script.endsInHan(said) ? "调" : "set");
  }

  /** "Heat the pool to 28" is said of the pool heater. */
  private static Optional<Heard> heated(Found found) {
    Matcher heats = HEATS.matcher(found.heard().text());
    boolean isOfAPlace =
        heats.find()
            && found.mentions().size() == 1
            && found.mentions().getFirst().isPlace()
            && heats.group("what").endsWith(found.mentions().getFirst().phrase());
    if (isOfAPlace) {
      return Optional.of(
          Hearing.again(
              found.heard().with(heats.start(), heats.start("what"), "set the heating in ")));
    }
    return heats.reset().find()
        ? found.varieties().stream()
            .flatMap(thing -> Hearing.names(thing.names()))
            .filter(name -> name.equals(heats.group("what") + " heater"))
            .findFirst()
            .map(name ->
                Hearing.again(
                    found.heard().with(heats.start(), heats.end("what"), "set the " + name)))
        : Optional.empty();
  }
}
