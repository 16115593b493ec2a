package dev.trine.assistant;

import dev.trine.assistant.Clause.Quantity;
import dev.trine.assistant.Clause.State;
import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.things.Home;
import dev.trine.things.Thing;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which of the Things that fit are meant: one, all, or it must be asked. */
final class Choice {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d.])\\d{1,3}(?![\\d.])");
  private static final Set<Verb> ASKS_OF_ALL =
      EnumSet.of(Verb.WHICH, Verb.COUNT, Verb.SOME, Verb.EVERY, Verb.WHEN);
  private static final State PLAYING = new State("playing", "true");

  /** So many Things are told of where it was not said which is meant. */
  private static final int MOST_TOLD = 6;

  private static final Set<String> OF_ROOMS = Set.of("temperature", "humidity");
  private static final Set<String> OF_PLAYERS = Set.of("volume", "muted");

  /** What keeps a floor or a room as warm as it is told to, whatever else there has a number. */
  private static final List<String> KEEPS_WARM =
      List.of("Thermostat", "AirConditioner", "CarClimate", "Heater");

  private final Home home;
  private final Whereabouts whereabouts;

  Choice(Home home) {
    this.home = home;
    whereabouts = new Whereabouts(home.household());
  }

  /**
   * {@return one, all, or none: then it must be asked which}
   *
   * @param placed whether it is known where they are
   */
  List<Thing> of(Clause clause, Target target, List<Thing> fit, boolean placed) {
    List<Thing> having = having(clause, fit);
    if (!having.isEmpty()) {
      return having;
    }
    boolean isMeasured =
        clause.verb() == Verb.GET || clause.verb() == Verb.WHEN && OF_ROOMS.contains(clause.name());
    List<Thing> fitting = isMeasured ? sensors(target, fit) : fit;
    fitting = preferred(target, clause, ofWhatIsSaid(target, fitting));
    boolean question = ASKS_OF_ALL.contains(clause.verb());
    boolean asks = clause.verb() == Verb.GET && fitting.size() <= MOST_TOLD;
    boolean several =
        switch (target.quantity()) {
          case ONE -> question || placed && isKind(target) && isHan(target);
          case ANY ->
              question
                  || isKind(target)
                      && ((placed || namesTheCar(target)) && !whereabouts.several(target, fitting)
                          || asks);
          case EACH -> question || placed || !areNamed(target, fitting);
          case ALL -> true;
        };
    if (several || fitting.size() == 1) {
      return titled(target, fitting);
    }
    if (areLists(fitting)) {
      return first(Services.types("shopping"), fitting).subList(0, 1);
    }
    if (target.quantity() != Quantity.EACH) {
      // What bears the very words comes before others.
      List<Thing> exact = exact(target, fitting);
      if (exact.size() == 1) {
        return exact;
      }
      return clause.verb() == Verb.GET ? List.of() : endingWith(target, fitting);
    }
    return List.of();
  }

  /** 煤气阀 is the valve of what another calls 瓦斯, and none of water. */
  private static List<Thing> ofWhatIsSaid(Target target, List<Thing> fitting) {
    String phrase = target.thing().map(Mention::phrase).orElse("");
    return Stream.of("gas", "water")
        .map(what -> Words.of("beside", what).toList())
        .filter(words -> words.stream().anyMatch(phrase::contains))
        .map(words ->
            fitting.stream()
                .filter(thing ->
                    Hearing.names(thing.names())
                        .anyMatch(name -> words.stream().anyMatch(name::contains)))
                .toList())
        .filter(some -> !some.isEmpty())
        .findFirst()
        .orElse(fitting);
  }

  /**
   * Of a service that several kinds of Things offer, the first kind; of players, those that play.
   */
  private List<Thing> preferred(Target target, Clause clause, List<Thing> fitting) {
    boolean isTheHeat =
        target.thing().filter(it -> Words.is("beside", "the heat", it.phrase())).isPresent();
    if ((target.isOnlyPlaced() || isTheHeat) && clause.name().equals("target-temperature")) {
      return first(KEEPS_WARM, fitting);
    }
    String word = target.thing().map(Services::word).orElse("");
    boolean isOfPlayers =
        word.equals("media") || target.thing().isEmpty() && OF_PLAYERS.contains(clause.name());
    if (fitting.size() < 2 || word.isEmpty() && !isOfPlayers) {
      return fitting;
    }
    List<Thing> playing = fitting.stream().filter(t -> PLAYING.isOf(t, home)).toList();
    boolean goesOn = isOfPlayers && !playing.isEmpty() && !clause.name().startsWith("play");
    List<Thing> likely = goesOn ? playing : fitting;
    return word.isEmpty() ? likely : first(Services.types(word), likely);
  }

  /**
   * One is titled Drapes; other curtains are called so where there is none. By the very word for a
   * kind it is meant where no other in the room has that word in its name: 窗帘 beside 纱帘. Of those
   * in some state it may only be the one that is left.
   */
  private static List<Thing> titled(Target target, List<Thing> fitting) {
    List<Thing> exact =
        target.thing().filter(mention -> target.that().isEmpty()).stream()
            .filter(mention ->
                !isFirstWord(mention)
                    || target.quantity() == Quantity.ANY && isOfOne(mention.phrase(), fitting))
            .flatMap(mention -> mention.exact().stream())
            .filter(fitting::contains)
            .toList();
    return exact.size() == 1 ? exact : numbered(target, fitting);
  }

  /** 两台吊扇 are 吊扇1 and 吊扇2, and no other fan. */
  private static List<Thing> numbered(Target target, List<Thing> fitting) {
    List<Thing> numbered =
        target.thing().filter(mention -> !isFirstWord(mention)).stream()
            .flatMap(mention ->
                fitting.stream()
                    .filter(thing ->
                        Hearing.names(thing.names())
                            .filter(name -> name.startsWith(mention.phrase()))
                            .flatMap(name -> NameParts.unnumbered(name).stream())
                            .anyMatch(mention.phrase()::equals)))
            .toList();
    return numbered.size() > 1 ? numbered : fitting;
  }

  /** Of 吊灯 and 饭厅吊灯 the first is meant; of 床头灯 and 左床头灯 it may be either. */
  private List<Thing> exact(Target target, List<Thing> fitting) {
    return target
        .thing()
        .filter(mention ->
            isKind(target)
                || NameParts.isMainLight(mention.phrase())
                || fitting.stream().allMatch(thing -> isPlaced(thing, mention)))
        .map(Mention::exact)
        .orElse(List.of())
        .stream()
        .filter(fitting::contains)
        .toList();
  }

  /** Whether a Thing has the very name, or that behind a place. */
  private boolean isPlaced(Thing thing, Mention mention) {
    return Script.endsInHan(mention.phrase())
        && (mention.exact().contains(thing)
            || Hearing.names(thing.names())
                .filter(name -> name.endsWith(mention.phrase()))
                .map(name -> name.substring(0, name.length() - mention.phrase().length()))
                .anyMatch(this::isAPlace));
  }

  private boolean isAPlace(String name) {
    return home.household().places().stream()
        .flatMap(place -> Hearing.names(place.names()))
        .anyMatch(name::equals);
  }

  private static boolean isOfOne(String phrase, List<Thing> fitting) {
    return fitting.stream().map(Thing::place).distinct().count() == 1
        && fitting.stream()
                .filter(
                    thing -> Hearing.names(thing.names()).anyMatch(name -> name.contains(phrase)))
                .count()
            == 1;
  }

  /** Of a ceiling light and a unicorn lamp "the lamp" is the one whose name says so. */
  private static List<Thing> endingWith(Target target, List<Thing> fitting) {
    List<Thing> so =
        target.thing().filter(mention -> !isFirstWord(mention)).stream()
            .flatMap(mention ->
                fitting.stream()
                    .filter(thing ->
                        Hearing.names(thing.names())
                            .anyMatch(name -> name.endsWith(" " + mention.phrase()))))
            .toList();
    return so.size() == 1 ? so : List.of();
  }

  /** Whether a mention is by the very word for a kind, as "lights". */
  private static boolean isFirstWord(Mention mention) {
    return Lexicon.firstWords(mention.types())
        .flatMap(word -> Stream.of(word.text(), word.plural()))
        .map(Hearing::name)
        .anyMatch(mention.phrase()::equals);
  }

  private static boolean areLists(List<Thing> fitting) {
    return fitting.stream().allMatch(thing -> thing.properties().containsKey("items"));
  }

  /** Of several lists, the one that has what is to be taken off it. */
  private List<Thing> having(Clause clause, List<Thing> fitting) {
    if (!areLists(fitting) || !Inputs.isOfExisting(clause.name())) {
      return List.of();
    }
    List<String> items = clause.texts().map(Argument.Text::said).toList();
    return fitting.stream()
        .filter(thing ->
            Entries.of(thing, home).stream()
                .anyMatch(has -> items.stream().anyMatch(i -> has.called(i).isPresent())))
        .findFirst()
        .map(List::of)
        .orElse(List.of());
  }

  /** Those of the first type of which there are any. */
  private static List<Thing> first(List<String> types, List<Thing> things) {
    return types.stream()
        .map(type -> things.stream().filter(t -> t.types().contains(type)).toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(things);
  }

  /** How warm a room is, its sensor knows better than the water heater in it. */
  private static List<Thing> sensors(Target target, List<Thing> fitting) {
    List<Thing> sensors = fitting.stream().filter(t -> t.types().contains("Sensor")).toList();
    return target.thing().isPresent() || sensors.isEmpty() ? fitting : sensors;
  }

  /** Han words have no plural: "the 灯 in the hall" may be several. */
  private static boolean isHan(Target target) {
    return target.thing().filter(mention -> Script.endsInHan(mention.phrase())).isPresent();
  }

  /** 车窗 are where the car is. */
  private static boolean namesTheCar(Target target) {
    return target.thing().map(Mention::phrase).stream()
        .anyMatch(phrase ->
            Script.endsInHan(phrase) && Words.of("places", "car").anyMatch(phrase::startsWith));
  }

  /** "The lights" are a kind; "the bedside lamp" is a name. */
  private static boolean isKind(Target target) {
    return target.thing().filter(mention -> mention.types().isEmpty()).isEmpty();
  }

  private static Optional<Integer> number(Thing thing) {
    return thing.names().all().stream()
        .map(name -> NUMBER.matcher(Which.inDigits(Hearing.name(name))))
        .filter(Matcher::find)
        .map(found -> Integer.parseInt(found.group()))
        .findFirst();
  }

  /** "The curtains" may be one Thing that is called so. */
  private static boolean areNamed(Target target, List<Thing> fitting) {
    return target
        .thing()
        .filter(Mention::plural)
        .filter(mention ->
            fitting.stream()
                .allMatch(thing ->
                    Hearing.names(thing.names()).anyMatch(name -> name.equals(mention.phrase()))))
        .isPresent();
  }

  /** {@return those that a number or a side tells; nothing where neither is said} */
  static List<Thing> told(List<Thing> things, Which which) {
    return which.ordinals().isEmpty()
        ? which.onSide(things).orElse(List.of())
        : numbered(things, which.ordinals());
  }

  /**
   * {@return those that are meant} The second is the one with a 2 in its name; where names have no
   * numbers, the second.
   */
  static List<Thing> numbered(List<Thing> things, List<Integer> ordinals) {
    Map<Integer, Thing> byNumber = new TreeMap<>();
    int having = 0;
    for (Thing thing : things) {
      Optional<Integer> number = number(thing);
      number.ifPresent(n -> byNumber.putIfAbsent(n, thing));
      having += number.isPresent() ? 1 : 0;
    }
    if (byNumber.size() < Math.max(2, having)) {
      return Which.of(things, ordinals);
    }
    List<Thing> inOrder = List.copyOf(byNumber.values());
    return ordinals.stream()
        .flatMap(o ->
            byNumber.containsKey(o)
                ? Stream.of(byNumber.get(o))
                : Which.of(inOrder, List.of(o)).stream())
        .toList();
  }
}
