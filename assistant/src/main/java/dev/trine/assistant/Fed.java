package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Action;
import dev.trine.things.Thing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How much an animal is to be fed, where no more is said than that: 先喂它20克, "feed Biscuit half a
 * cup". A feeder does it, if there is one that counts in what was said.
 */
final class Fed {
  /** Dispense-seeds, feed-now; what dispenses water counts in no portions. */
  private static final Pattern FEEDS = Pattern.compile("(?:feed|dispense)(?:-[a-z]+)*");

  private static final String FOOD = "(?:的?(?:{animal food}|\\p{IsHan}[粮粟食料干]))";

  private static final String AMOUNT =
      "(?<amount>\\d+(?:\\.\\d+)?|半)(?<unit>{portions})" + FOOD + "?";

  private static final String AN_AMOUNT =
      "(?<amount>\\d+(?:\\.\\d+)?|half an?|an?) (?<unit>[a-z]+?)s?(?<half> and a half)?";

  /** What may be the feeder's name, and says neither each time nor that it is not to. */
  private static final String NAMED = "[\\p{IsHan}&&[^每别不唔莫勿冇刚昨]]*";

  private static final List<Pattern> OF_A_FEEDER =
      Stream.of("投喂" + AMOUNT, "(?:出|放|落|倒|派|吐)" + AMOUNT + FOOD)
          .map(form -> pattern(NAMED + form + "(?:(?:给|俾|畀)\\p{IsHan}{1,3})?"))
          .toList();

  private static final List<Pattern> FORMS =
      Stream.of(
              "先?(?:{please}|记得)?(?:(?:给|俾|畀)[\\p{IsHan}&&[^喂别不唔莫勿]]{1,3})?喂(?:给|埋)?(?:[\\p{IsHan}&&[^一二两三四五六七八九十半几]]{1,3}?)?(?:吃|食)?"
                  + AMOUNT,
              "(?:{please})?(?:给|俾|畀)[\\p{IsHan}&&[^喂别不唔莫勿]]{1,3}?(?:吃|食|加|放|倒)?" + AMOUNT + FOOD,
              "(?:{please})?(?:投喂|[放倒出落])" + AMOUNT + FOOD + "?(?:给|俾|畀)\\p{IsHan}{1,4}",
              "(?:{please})?(?:给|俾|畀)" + AMOUNT + FOOD + "(?:给|俾|畀)?\\p{IsHan}{1,4}",
              "[\\p{IsHan}&&[^别不唔莫勿每]]{1,4}就?喂" + AMOUNT,
              "(?:please |{could you} )?(?:feed|give) (?:the )?[a-z']+ "
                  + AN_AMOUNT
                  + "(?: of [a-z]+(?: [a-z]+)?)?(?: from (?:the|his|her|its|their) feeder)?",
              "(?:please |{could you} )?dispense "
                  + AN_AMOUNT
                  + "(?: of [a-z]+)? from [a-z' ]+ feeder")
          .map(Fed::pattern)
          .toList();

  private static final Map<String, String> AMOUNTS =
      Map.of("half a", "0.5", "half an", "0.5", "半", "0.5", "a", "1", "an", "1");

  private static final Map<String, String> UNITS =
      Map.of(
          "克", "gram", "公克", "gram", "g", "gram", "份", "portion", "餐", "portion", "勺", "scoop", "杯",
          "cup", "粒", "pellet", "颗", "pellet");

  /** A part of a name that is a word, or may be one. */
  private static final Pattern WORD = Pattern.compile("(?=(\\p{IsHan}{2}|\\b[a-z]{4,}\\b))");

  private Fed() {}

  /** {@return the plan; nothing where a sentence says anything else} */
  static Optional<Clause> of(Found found) {
    boolean isOfAFeeder =
        found.mentions().stream().anyMatch(it -> it.things().stream().anyMatch(Fed::feeds));
    return Stream.concat(isOfAFeeder ? OF_A_FEEDER.stream() : Stream.of(), FORMS.stream())
        .map(form -> form.matcher(found.heard().text()))
        .filter(Matcher::matches)
        .flatMap(said -> fed(found, said))
        .findFirst();
  }

  private static Pattern pattern(String form) {
    return Words.pattern(form + "(?: now| please)?[.!。！啊呀啦吧]*");
  }

  private static Stream<Clause> fed(Found found, Matcher said) {
    String unit = UNITS.getOrDefault(said.group("unit"), said.group("unit"));
    String amount = AMOUNTS.getOrDefault(said.group("amount"), said.group("amount")) + half(said);
    Optional<Mention> named =
        found.mentions().stream().filter(it -> it.things().stream().anyMatch(Fed::feeds)).findAny();
    List<Feeder> all =
        found.varieties().stream()
            .flatMap(thing ->
                thing.actions().values().stream()
                    .filter(action -> FEEDS.matcher(action.name()).matches())
                    .flatMap(action ->
                        Field.of(thing, action).stream()
                            .filter(field -> counts(field, unit))
                            .map(field -> new Feeder(thing, action, field.name()))))
            .toList();
    List<Feeder> meant =
        all.stream()
            .filter(it ->
                named
                    .map(feeder -> feeder.things().contains(it.thing()))
                    .orElseGet(() -> all.size() == 1 || it.isSaid(found.heard().text())))
            .toList();
    return meant.stream()
        .filter(_ -> named.isPresent() || meant.size() == 1)
        .map(it -> act(it.action().name(), it.field(), amount, named));
  }

  /** An action that feeds so much. */
  private record Feeder(Thing thing, Action action, String field) {
    /** {@return whether a part of its names is said: 鸟粮 is of what is called 放鸟粮} */
    boolean isSaid(String heard) {
      return Stream.concat(Hearing.names(thing.names()), Hearing.names(action.names()))
          .anyMatch(
              name -> WORD.matcher(name).results().anyMatch(word -> heard.contains(word.group(1))));
    }
  }

  /** "A cup and a half". */
  private static String half(Matcher said) {
    return said.namedGroups().containsKey("half") && said.group("half") != null ? ".5" : "";
  }

  /** {@return whether an act feeds: who is fed is named, and seldom the feeder} */
  static boolean feeds(Clause act) {
    return act.verb() == Verb.DO && FEEDS.matcher(act.name()).matches();
  }

  static boolean feeds(Thing thing) {
    return thing.actions().keySet().stream().anyMatch(FEEDS.asMatchPredicate());
  }

  private static boolean counts(Field field, String unit) {
    return field.kind() == Field.Kind.NUMBER
        && (List.of(field.name().split("-")).contains(unit) || field.name().equals(unit + "s"));
  }

  private static Clause act(String action, String field, String amount, Optional<Mention> named) {
    Target feeder = Target.of(named, List.of());
    return new Clause(Verb.DO, Optional.of(feeder), action, "")
        .taking(field, new Argument.Word(amount));
  }
}
