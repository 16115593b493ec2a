package dev.trine.assistant;

import dev.trine.assistant.Upshot.Refusal;
import dev.trine.assistant.Upshot.Step;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes the value that a device understands from the one that was said: {@code true}, {@code 30},
 * {@code +10}, {@code -}, {@code max}, {@code half}, {@code cool}. What was said relative to the
 * state is clamped to the ends of the schema; what was said outright must be inside.
 */
final class Values {
  /** Of a number below zero; a hyphen is a step down. */
  private static final char MINUS = '\u2212';

  private static final Pattern NUMBER = Pattern.compile(MINUS + "?\\d{1,9}(\\.\\d{1,6})?");
  private static final Pattern STEP = Pattern.compile("([+-])(\\d{1,9}(?:\\.\\d{1,6})?)?");
  private static final Pattern COMPARED = Pattern.compile("[<>]-?\\d{1,9}(?:\\.\\d{1,6})?");
  private static final double PERCENT = 100;

  /** What a relative change without a number comes to, in percentage points or of the range. */
  private static final double STRIDE = 0.1;

  /** What white light a little warmer or colder comes to, in kelvin. */
  private static final double SHADE = 500;

  /** A range of at most so many whole numbers is counted in levels. */
  private static final double MOST_LEVELS = 20;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Colour names to what a Thing takes whose schema wants digits. */
  private static final Map<String, String> COLORS = Tables.pairs("colors.txt");

  /** Words for the colour of white light, in kelvin. */
  private static final Map<String, Integer> SHADES =
      Tables.pairs("shades.txt").entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  Map.Entry::getKey, shade -> Integer.parseInt(shade.getValue())));

  private static final Pattern CENTIMETRE = Pattern.compile("cm|centimet(?:re|er)s?");

  private final String heard;

  /**
   * @param heard the sentence, which tells whether a number was a percentage
   */
  Values(String heard) {
    this.heard = heard;
  }

  /** {@return the write that the clause means for this Thing, or why there is none} */
  Upshot write(Clause clause, Thing thing, Property property, Optional<JsonNode> state) {
    String said = onScale(belowZero(clause.value(), property), Units.of(property));
    double factor = factor(property, said);
    boolean relative = STEP.matcher(said).matches() || factor != 1;
    if (relative && state.isEmpty()) {
      return new Refusal.Silent(thing, property);
    }
    Optional<JsonNode> value =
        switch (property.schema()) {
          case ValueSchema.Whole whole -> number(range(property), said, factor, state);
          case ValueSchema.Decimal decimal -> number(range(property), said, factor, state);
          case ValueSchema.Text text -> text(property, text.values(), said, state);
          default ->
              said.equals("true") || said.equals("false")
                  ? Optional.of(JSON.booleanNode(said.equals("true")))
                  : Optional.empty();
        };
    return value
        .filter(v -> property.schema().violation(v).isEmpty())
        .<Upshot>map(v -> Step.write(clause, thing, property.name(), v))
        .orElseGet(() -> new Refusal.OutOfRange(thing, property, said));
  }

  /** {@return whether a property is a number that can be set} */
  static boolean isSettableNumber(Property property) {
    return !property.readOnly()
        && (property.schema() instanceof ValueSchema.Whole
            || property.schema() instanceof ValueSchema.Decimal);
  }

  /** {@return whether a property is one of several words that can be set} */
  static boolean isChoice(Property property) {
    return !property.readOnly()
        && property.schema() instanceof ValueSchema.Text text
        && !text.values().isEmpty();
  }

  /** {@return the words for the colour of white light} */
  static Set<String> shades() {
    return SHADES.keySet();
  }

  /** Ends, step and scale of a property that is a number. */
  record Range(Optional<Double> low, Optional<Double> high, Optional<Double> step, String unit) {

    boolean percent() {
      return unit.equals("percent");
    }

    boolean levels() {
      return !percent()
          && step.isPresent()
          && low.isPresent()
          && high.isPresent()
          && high.get() - low.get() <= MOST_LEVELS;
    }

    /** A share of the range: of 1 to 4 levels, a half is 2; of 2700 to 6500 K, it is 4600. */
    double share(double fraction) {
      double least = low.orElse(0.0);
      double most = high.orElse(PERCENT);
      return least <= 1 ? most * fraction : least + (most - least) * fraction;
    }

    double width() {
      return high.orElse(Double.POSITIVE_INFINITY) - low.orElse(0.0);
    }

    /** {@return whether a value is within it} */
    boolean has(double value) {
      return clamp(value) == value;
    }

    double clamp(double value) {
      return Math.max(low.orElse(value), Math.min(high.orElse(value), value));
    }

    double round(double value) {
      return step.map(s ->
              BigDecimal.valueOf(Math.round(value / s))
                  .multiply(BigDecimal.valueOf(s))
                  .doubleValue())
          .orElse(value);
    }
  }

  /** {@return the range of a property that is a number; open where it is not} */
  static Range range(Property property) {
    String unit = Units.of(property);
    Optional<Double> nothing = Optional.empty();
    Range stated =
        switch (property.schema()) {
          case ValueSchema.Whole whole ->
              new Range(
                  whole.minimum().map(Long::doubleValue),
                  whole.maximum().map(Long::doubleValue),
                  Optional.of(whole.multipleOf().map(Long::doubleValue).orElse(1.0)),
                  unit);
          case ValueSchema.Decimal decimal ->
              new Range(decimal.minimum(), decimal.maximum(), decimal.multipleOf(), unit);
          default -> new Range(nothing, nothing, nothing, unit);
        };
    return stated.percent()
        ? new Range(
            stated.low().or(() -> Optional.of(0.0)),
            stated.high().or(() -> Optional.of(PERCENT)),
            stated.step(),
            unit)
        : stated;
  }

  /** By how much a value is multiplied: "halve it", 翻倍; a car's window goes down to the half. */
  private double factor(Property property, String said) {
    if (!property.name().equals("position")
        && (said.equals("half") || said.equals("-"))
        && Words.heard("signs", "halve", heard)) {
      return 0.5;
    }
    boolean doubles =
        (said.startsWith("+") || said.equals("-")) && Words.heard("signs", "double", heard);
    return doubles ? 2 : 1;
  }

  private Optional<JsonNode> number(
      Range range, String said, double factor, Optional<JsonNode> state) {
    double now = state.map(s -> s.doubleValue(0)).orElse(0.0);
    if (factor != 1) {
      return Optional.of(node(range.clamp(range.round(now * factor))));
    }
    var step = STEP.matcher(said);
    if (step.matches()) {
      double sign = step.group(1).equals("-") ? -1 : 1;
      boolean isNotch = range.percent() && Words.heard("signs", "notch", heard);
      double by =
          step.group(2) == null || isNotch && step.group(2).equals("1")
              ? stride(range)
              : amount(range, step.group(2));
      if (by > range.width() && range.clamp(by) == by) {
        // of 16 to 30 degrees, nobody goes up by 23
        return Optional.of(node(range.round(by)));
      }
      return Optional.of(node(range.clamp(moved(range, now, sign * by))));
    }
    return switch (said) {
      case "max" -> range.high().map(Values::node);
      case "min" -> range.low().map(Values::node);
      case "half" -> Optional.of(node(range.round(range.share(0.5))));
      default ->
          NUMBER.matcher(said).matches()
              ? Optional.of(node(range.round(amount(range, said))))
              : Optional.ofNullable(SHADES.get(said)).map(kelvin -> node(range.clamp(kelvin)));
    };
  }

  /** A change too small for the step of the schema still is one step. */
  private static double moved(Range range, double now, double by) {
    double moved = range.round(now + by);
    return moved == now && by != 0
        ? now + Math.signum(by) * range.step().orElse(Math.abs(by))
        : moved;
  }

  /**
   * Ten percentage points, one level, one degree, 500 K, else a tenth of the range; also where that
   * is less than one, of what moves in such steps.
   */
  private static double stride(Range range) {
    if (range.percent()) {
      return STRIDE * PERCENT;
    }
    if (range.low().isEmpty() || range.high().isEmpty()) {
      return 1;
    }
    double width = range.high().get() - range.low().get();
    if (range.levels() || width <= PERCENT / 2) {
      boolean isFine = range.step().filter(step -> step < 1).isPresent();
      return isFine ? Math.min(1, STRIDE * width) : 1;
    }
    return range.unit().equals("kelvin") ? SHADE : STRIDE * width;
  }

  /** 零下20度, minus 20: no step down, but a temperature, which is written with a minus sign. */
  private String belowZero(String said, Property property) {
    String number = said.startsWith("-") ? said.substring(1) : said;
    boolean below =
        (number.equals(said) || range(property).low().map(low -> low < 0).orElse(true))
            && NUMBER.matcher(number).matches()
            && isBelowZero(number, heard);
    return below || isSetBelowZero(number) ? MINUS + number : said;
  }

  /** {@return whether a number was said to be below zero} */
  static boolean isBelowZero(String number, String heard) {
    Pattern said =
        Pattern.compile(
            "(?:MINUS) ?N(?![\\d.])".replace("MINUS", MINUSES).replace("N", Pattern.quote(number)));
    return said.matcher(heard).find();
  }

  /** "To minus five" is no step, also where nothing goes so low. */
  private boolean isSetBelowZero(String number) {
    return !number.isEmpty()
        && SET_BELOW_ZERO.matcher(heard).results().anyMatch(match -> match.group(1).equals(number));
  }

  private static final String MINUSES =
      Words.of("signs", "minus").collect(Collectors.joining("|", "", "|(?<![\\d\\p{L}])-"));

  private static final Pattern SET_BELOW_ZERO =
      Pattern.compile(
          "(?:(?:\\bto|\\bat|到|成|为) ?(?:%s)|零下) ?(\\d+(?:\\.\\d+)?)".formatted(MINUSES));

  /** A temperature said on one scale, on the scale of the Thing. */
  private String onScale(String said, String unit) {
    if (!NUMBER.matcher(said).matches()) {
      return said;
    }
    double degrees = parse(said);
    if (unit.equals("celsius") && Words.heard("scales", "fahrenheit", heard)) {
      return tenths((degrees - 32) / 1.8);
    }
    if (CENTIMETRE.matcher(unit).matches()
        && Units.counted(heard).getOrDefault(said, Set.of()).contains("metre")) {
      return tenths(degrees * 100);
    }
    if (unit.equals("fahrenheit") && Words.heard("scales", "celsius", heard)) {
      return tenths(degrees * 1.8 + 32);
    }
    return said;
  }

  private static double parse(String number) {
    return Double.parseDouble(number.replace(MINUS, '-'));
  }

  private static String tenths(double value) {
    return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP).toPlainString();
  }

  /** A percentage of what is not counted in percent is a share of its range. */
  private double amount(Range range, String number) {
    double amount = parse(number);
    boolean share =
        !range.percent()
            && range.high().isPresent()
            && range.high().get() != PERCENT
            && heard.matches(".*(?<![\\d.])" + Pattern.quote(number) + "%.*");
    return share ? range.share(amount / PERCENT) : amount;
  }

  /** A word of an enum, whatever its case; levels with names are counted from the first. */
  private static Optional<JsonNode> text(
      Property property, List<String> words, String said, Optional<JsonNode> state) {
    if (words.isEmpty()) {
      JsonNode name = JSON.stringNode(said);
      boolean known = property.schema().violation(name).isEmpty();
      return Optional.of(
          known
              ? name
              : JSON.stringNode(COLORS.getOrDefault(said, Hues.DIGITS.getOrDefault(said, said))));
    }
    Optional<JsonNode> word =
        words.stream().filter(w -> w.equalsIgnoreCase(said)).findFirst().map(JSON::stringNode);
    if (word.isPresent()) {
      return word;
    }
    int last = words.size() - 1;
    int now = state.map(s -> words.indexOf(s.stringValue(""))).orElse(-1);
    int index =
        switch (said) {
          case "max" -> last;
          case "min" -> 0;
          case "half" -> last / 2;
          default -> {
            if (said.matches("[+-]\\d{0,2}") && now >= 0) {
              int by = said.length() > 1 ? Integer.parseInt(said.substring(1)) : 1;
              yield Math.clamp(now + (said.startsWith("-") ? -by : by), 0, last);
            }
            yield said.matches("\\d{1,2}") ? Integer.parseInt(said) - 1 : -1;
          }
        };
    return index < 0 || index > last
        ? Optional.empty()
        : Optional.of(JSON.stringNode(words.get(index)));
  }

  private static boolean compares(double value, String asked) {
    double bound = Double.parseDouble(asked.substring(1));
    return asked.startsWith(">") ? value > bound : value < bound;
  }

  /** 30, not 30.0. */
  static JsonNode node(double value) {
    return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
  }

  /** Where a person can be asked to be: at home, or anywhere else. */
  static final Set<String> ABOUTS = Set.of("home", "away");

  private static boolean isHome(String location) {
    return Words.is("modes", "home", Hearing.normal(location));
  }

  private static boolean isCalled(String value, String asked) {
    return value.equalsIgnoreCase(asked)
        || Words.of("states", asked).anyMatch(Hearing.normal(value)::equals);
  }

  /**
   * {@return whether a reading is what a question asks for: {@code true}, {@code +}, {@code cool}}
   */
  static boolean matches(Property property, JsonNode value, String asked) {
    if (property.name().equals("location") && ABOUTS.contains(asked)) {
      return asked.equals("home") == isHome(value.asString(""));
    }
    return switch (asked) {
      case "+", "max" -> value.isBoolean() ? value.booleanValue() : value.doubleValue(0) > 0;
      case "min" ->
          value.isBoolean()
              ? !value.booleanValue()
              : value.doubleValue(0) <= range(property).low().orElse(0.0);
      case "true", "false" -> value.asString("").equals(asked);
      case "most", "least" -> true;
      default ->
          COMPARED.matcher(asked).matches()
              ? compares(value.doubleValue(Double.NaN), asked)
              : NUMBER.matcher(asked).matches()
                  ? value.doubleValue(Double.NaN) == Double.parseDouble(asked)
                  : isCalled(value.asString(""), asked);
    };
  }
}
