package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Verb;
import dev.trine.assistant.Finder.Part;
import dev.trine.things.Action;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan of nothing but a Thing's own words and the numbers beside them, however they were put:
 * "washing machine: quick wash, 30 degrees", 蒸烤箱换成空气炸，炉温两百度. It serves where the model makes
 * nothing of a sentence.
 */
final class OwnPlan {
  /** Where one of these was said, words beside one another do not tell what is to be done. */
  private static final List<String> UNTOLD =
      List.of("not", "forbid", "condition", "later", "back", "except", "find");

  /** Before a word of one character that alone is a part of too many: 最强. */
  static final String MOST = "最";

  private static final Pattern SEPARATOR = Pattern.compile("[,，;；。]");

  private static final Pattern NUMBER = Pattern.compile("(?<![\\d.a-z])\\d{1,6}(?:\\.\\d{1,3})?");

  private final Said said;
  private final Thing thing;
  private final Target target;
  private final List<String> words;

  /** What was said but for names and times. */
  private final String told;

  /** What of it was taken for a value. */
  private final List<String> taken = new ArrayList<>();

  private final List<String> numbers = new ArrayList<>();
  private final List<Time.Length> lengths = new ArrayList<>();
  private final List<Clause> plan = new ArrayList<>();

  private OwnPlan(Said said, Thing thing, Target target) {
    this.said = said;
    this.thing = thing;
    this.target = target;
    words = said.ownWords().map(Part.Own::word).distinct().toList();
    told = told(said.found());
    for (Part part : said.found().parts()) {
      switch (part) {
        case Part.Text(String text) ->
            NUMBER.matcher(text).results().map(MatchResult::group).forEach(numbers::add);
        case Part.Timed(Time.Length length, var phrase) -> lengths.add(length);
        default -> {}
      }
    }
  }

  /**
   * {@return the plan; nothing where something is said that it could not take note of} Where no
   * Thing is named, it is of the one whose words were said: "make me a flat white".
   */
  static Optional<List<Clause>> of(Found found) {
    String between = text(found, Part.Text.class::isInstance);
    if (UNTOLD.stream().anyMatch(sign -> Words.anyOf("signs", sign, between))
        || asks(found.heard().text(), between)
        || Words.anyOf("colors", between)) {
      return Optional.empty();
    }
    List<Mention> things = found.mentions().stream().filter(Mention::isAThing).toList();
    Optional<Mention> named = things.stream().findFirst();
    if (named.filter(thing -> !things.stream().allMatch(thing::sameAs)).isPresent()) {
      return Optional.empty();
    }
    List<Mention> places = found.mentions().stream().filter(Mention::isPlace).toList();
    Target target = Target.of(named, places);
    Said said = new Said(found, List.of());
    return Only.of(
        named.map(mention -> mention.things().subList(0, 1)).orElse(found.varieties()).stream()
            .flatMap(thing -> new OwnPlan(said, thing, target).whole().stream())
            .distinct());
  }

  /** Whether a sentence begins as a question does, or holds what ends one in between. */
  private static boolean asks(String heard, String between) {
    return Words.of("signs", "question")
        .anyMatch(word ->
            Script.isLatin(word.charAt(0)) ? heard.startsWith(word + " ") : between.contains(word));
  }

  /** {@return what was said but for names and times} */
  static String told(Found found) {
    return text(found, part -> !(part instanceof Part.Named || part instanceof Part.Timed));
  }

  private static String text(Found found, Predicate<Part> which) {
    return found.parts().stream().filter(which).map(Part::phrase).collect(Collectors.joining(" "));
  }

  private Optional<List<Clause>> whole() {
    Optional<Direction> way = Direction.of(said.found());
    return way.isPresent()
        ? new OwnStep(said, thing, target, way.get()).by(words, numbers, lengths).map(List::of)
        : set();
  }

  private Optional<List<Clause>> set() {
    boolean isToldByItsLength = target.thing().isPresent() && !lengths.isEmpty();
    if (words.isEmpty() && !isToldByItsLength
        || !words.stream().allMatch(this::takes)
        || !takesTheLength()) {
      return Optional.empty();
    }
    boolean isWhole =
        (numbers.isEmpty() || numbers.size() == 1 && setsTheRest(numbers.getFirst())) && starts();
    return isWhole ? Optional.of(List.copyOf(plan)) : Optional.empty();
  }

  /** "Quick wash, and start": what can be started is, after all else. */
  private boolean starts() {
    if (!said.is("start") || plan.stream().anyMatch(act -> act.verb() == Verb.DO)) {
      return true;
    }
    return thing
        .action("start")
        .or(() -> StandIns.of(thing, "start").flatMap(thing::action))
        .map(this::calls)
        .orElse(true);
  }

  /** Whether a word tells what to do: by itself, or with what was said beside it. */
  private boolean takes(String word) {
    Optional<Property> property = thing.property(word);
    Optional<Action> action = action(word);
    if (isDone(word)) {
      return true;
    }
    Optional<Property> counted = counted(word);
    if (counted.isPresent()) {
      return adds(counted.get(), numbers.removeFirst());
    }
    return property.isPresent()
        ? sets(property.get())
        : action.isPresent() ? calls(action.get()) : setsTo(word) || callsWith(word);
  }

  /** "Spin at 1200": spin-speed, though spin is a programme too. */
  private Optional<Property> counted(String word) {
    List<Property> counted =
        thing.properties().values().stream()
            .filter(it -> !it.name().equals(word) && OwnStep.isOf(word, it.name()))
            .filter(it -> Values.isSettableNumber(it) && numbers.size() == 1)
            .filter(it -> isInRange(it, numbers.getFirst()))
            .toList();
    return counted.size() == 1 && thing.property(word).isEmpty()
        ? Optional.of(counted.getFirst())
        : Optional.empty();
  }

  private static boolean isInRange(Property property, String number) {
    return Values.range(property).has(Double.parseDouble(number));
  }

  /** Whether a clause took note of a word already: of the mode with its name. */
  private boolean isDone(String word) {
    return plan.stream()
        .anyMatch(act ->
            act.name().equals(word)
                || act.value().equals(word)
                || act.arguments().anyMatch(new Argument.Word(word)::equals));
  }

  /** "Brewing" is to brew. */
  private Optional<Action> action(String word) {
    return thing.actions().values().stream()
        .filter(it -> word.equals(it.name()) || word.equals(it.name() + "ing"))
        .findFirst();
  }

  private boolean sets(Property property) {
    if (property.readOnly()) {
      return false;
    }
    if (Units.seconds(property) > 0 && !lengths.isEmpty()) {
      Clause set = new Clause(Verb.SET, Optional.of(target), property.name(), "");
      Argument length = new Argument.When(lengths.removeFirst());
      return plan.add(set.taking("", length));
    }
    return switch (property.schema()) {
      case ValueSchema.Bool ignored -> adds(property, isOff(property) ? "false" : "true");
      case ValueSchema.Whole ignored -> number(property).map(n -> adds(property, n)).orElse(false);
      case ValueSchema.Decimal ignored ->
          number(property).map(n -> adds(property, n)).orElse(false);
      case ValueSchema.Text text ->
          text.values().stream()
              .filter(this::isSaid)
              .findFirst()
              .or(() -> OwnStep.hasLevels(property) ? end() : Optional.empty())
              .map(v -> adds(property, v))
              .orElse(false);
      default -> false;
    };
  }

  /** 座温关掉: what can be 0 is off then. */
  private Optional<String> number(Property property) {
    return numbers.isEmpty()
        ? end()
            .or(() ->
                words.size() == 1 && isInRange(property, "0") && isOff(property)
                    ? Optional.of("0")
                    : Optional.empty())
        : Optional.of(numbers.removeFirst());
  }

  /** The most or the least. */
  private Optional<String> end() {
    boolean most = Words.anyOf("signs", "most", told);
    return most == Words.anyOf("signs", "least", told)
        ? Optional.empty()
        : Optional.of(most ? "max" : "min");
  }

  private boolean adds(Property property, String value) {
    return plan.add(new Clause(Verb.SET, Optional.of(target), property.name(), value));
  }

  private boolean isSaid(String value) {
    Optional<String> word =
        Stream.concat(Vocabulary.phrases(value).stream(), Words.of("modes", value))
            .map(phrase -> phrase.length() > 1 || NameParts.isMode(phrase) ? phrase : MOST + phrase)
            .filter(phrase -> Words.isSaid(phrase, told))
            .findFirst();
    word.ifPresent(said -> {
      taken.add(said);
      numbers.remove(value);
    });
    return words.contains(value) || word.isPresent();
  }

  /** "The tracking off", 关掉童锁: beside its word something says that it is to be off. */
  private boolean isOff(Property property) {
    List<Part> parts = said.found().parts();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Own own && own.word().equals(property.name())) {
        int tells = i - 1; // "shut the chook hatch": before what the Thing is called
        while (tells > 0
            && (parts.get(tells) instanceof Part.Named || parts.get(tells).phrase().isBlank())) {
          tells--;
        }
        String[] before = SEPARATOR.split(tells >= 0 ? parts.get(tells).phrase() : "", -1);
        String[] behind =
            SEPARATOR.split(i + 1 < parts.size() ? parts.get(i + 1).phrase() : "", -1);
        String beside = before[before.length - 1] + " " + behind[0];
        return Words.anyOf("signs", "off", beside) && !Words.anyOf("signs", "on", beside);
      }
    }
    return false;
  }

  private boolean setsTo(String value) {
    List<Property> taking =
        thing.properties().values().stream()
            .filter(it -> !it.readOnly() && OwnWords.values(it).contains(value))
            .toList();
    return taking.size() == 1 && adds(taking.getFirst(), value);
  }

  private boolean callsWith(String word) {
    List<Action> taking =
        thing.actions().values().stream()
            .filter(action ->
                Field.of(thing, action).stream()
                    .anyMatch(field -> field.name().equals(word) || field.words().contains(word)))
            .toList();
    return taking.size() == 1 && calls(taking.getFirst());
  }

  private boolean calls(Action action) {
    List<Argument.Named> input = new ArrayList<>();
    for (Field field : Field.of(thing, action)) {
      Optional<Argument> argument = argument(field);
      if (argument.isEmpty() && field.required()) {
        return false;
      }
      argument.ifPresent(it -> input.add(new Argument.Named(field.name(), List.of(it))));
    }
    Clause call = new Clause(Verb.DO, Optional.of(target), action.name(), "");
    return plan.add(call.with(input));
  }

  private Optional<Argument> argument(Field field) {
    return switch (field.kind()) {
      case WORDS -> field.words().stream().filter(this::isSaid).findFirst().map(Argument.Word::new);
      case NUMBER ->
          numbers.isEmpty()
              ? Optional.empty()
              : Optional.of(new Argument.Word(numbers.removeFirst()));
      case LENGTH ->
          lengths.isEmpty()
              ? Optional.empty()
              : Optional.of(new Argument.When(lengths.removeFirst()));
      case TEXT -> copied();
      default -> Optional.empty();
    };
  }

  /** "Queue up dancing queen on the karaoke machine": the longest text that names nothing. */
  private Optional<Argument> copied() {
    Sentence sentence = Prompt.of(said.found()).sentence();
    String longest = "";
    List<Sentence.Unit> units = sentence.units();
    for (int from = 0; from < units.size(); from++) {
      for (int to = from; to < units.size() && !isMark(sentence, units.get(to)); to++) {
        String text = sentence.text().substring(units.get(from).start(), units.get(to).end());
        boolean isText = units.get(from).begins() && units.get(to).ends() && !Edges.onlyJoins(text);
        longest = isText && text.length() > longest.length() ? text : longest;
      }
    }
    return sentence.quote(longest).map(text -> text);
  }

  private static boolean isMark(Sentence sentence, Sentence.Unit unit) {
    char first = sentence.text().charAt(unit.start());
    return first == '$' || Character.isUpperCase(first) || !unit.word();
  }

  /** "On grill, 200 degrees, 25 minutes": the length is of the one action that takes one. */
  private boolean takesTheLength() {
    List<Action> timed = Field.timed(thing);
    return lengths.isEmpty()
        || lengths.size() == 1 && timed.size() == 1 && calls(timed.getFirst()) && lengths.isEmpty();
  }

  /** "Quick wash, 30 degrees": the number is of the one property that is counted so. */
  private boolean setsTheRest(String number) {
    Set<String> units = Units.counted(said.heard()).getOrDefault(number, Set.of());
    List<Property> counted =
        thing.properties().values().stream()
            .filter(it -> Values.isSettableNumber(it) && !isDone(it.name()))
            .filter(it -> units.isEmpty() || Units.isIn(it, units))
            .toList();
    List<Property> inRange = counted.stream().filter(it -> isInRange(it, number)).toList();
    List<Property> only = counted.size() > 1 ? inRange : counted;
    return only.size() == 1 && adds(only.getFirst(), number);
  }
}
