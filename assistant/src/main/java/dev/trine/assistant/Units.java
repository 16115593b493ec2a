package dev.trine.assistant;

import dev.trine.things.Property;
import dev.trine.things.ValueSchema;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Units of properties, as Thing Descriptions state them or as {@code units.txt} knows them. */
final class Units {
  /** What ends between these may be a percentage: not 4 levels, not 254 steps. */
  private static final double LEAST = 20;

  private static final double MOST = 100;

  private static final Map<String, String> KNOWN =
      Lexicon.lines("units.txt").stream()
          .map(line -> line.split(" = "))
          .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));

  private Units() {}

  /** {@return {@code percent}, {@code celsius}, {@code kelvin} ...; empty where there is none} */
  static String of(Property property) {
    Optional<String> stated = property.unit().map(u -> u.toLowerCase(Locale.ROOT).strip());
    if (stated.isPresent()) {
      return switch (stated.get()) {
        case "%", "percentage" -> "percent";
        case "°c", "℃", "c", "degree celsius", "degrees celsius" -> "celsius";
        case "°f", "℉", "f", "degree fahrenheit", "degrees fahrenheit" -> "fahrenheit";
        default -> stated.get();
      };
    }
    String known = KNOWN.getOrDefault(property.name(), "");
    return known.equals("percent") && !toHundred(property) ? "" : known;
  }

  /** {@return the seconds in the unit of a property that is a length of time; else 0} */
  static int seconds(Property property) {
    return switch (property.unit().map(u -> u.toLowerCase(Locale.ROOT).strip()).orElse("")) {
      case "s", "sec", "second", "seconds" -> 1;
      case "min", "minute", "minutes" -> 60;
      case "h", "hour", "hours" -> 3600;
      default -> property.name().equals("seconds") ? 1 : property.name().equals("minutes") ? 60 : 0;
    };
  }

  private static boolean toHundred(Property property) {
    return switch (property.schema()) {
      case ValueSchema.Whole whole -> whole.maximum().map(m -> m > LEAST && m <= MOST).orElse(true);
      case ValueSchema.Decimal decimal ->
          decimal.maximum().map(m -> m > LEAST && m <= MOST).orElse(true);
      default -> false;
    };
  }
}
