package dev.trine.assistant;

import static dev.trine.assistant.TimeWords.END;
import static dev.trine.assistant.TimeWords.any;
import static dev.trine.assistant.TimeWords.looking;
import static dev.trine.assistant.TimeWords.part;
import static dev.trine.assistant.TimeWords.words;

import dev.trine.assistant.Time.Length;
import dev.trine.assistant.TimeReader.Read;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long: {@code an hour and a half}, 一个半小时. */
record LengthReader(String heard) {
  private static final Map<String, String> UNITS = words("units");
  private static final Map<String, String> AMOUNTS = words("amounts");
  private static final Map<String, String> FRACTIONS = words("fractions");
  private static final Map<String, String> WEEKDAYS = words("weekdays");

  private static final BigDecimal HOUR = BigDecimal.valueOf(3600);

  private static final Pattern LENGTH =
      Pattern.compile(
          "(?:(?<number>\\d+(?:\\.\\d+)?)(?: more |[ -]|个)?|(?<words>%s)(?: |个)?(?=\\p{IsHan}|(?<= )))(?<middle>半)?个?(?<unit>%s)%s(?! ago)(?: ?(?<more>%s))?"
              .formatted(any(AMOUNTS), any(UNITS), END, any(FRACTIONS)));

  /** 第5分钟 is which, 这2天 are these days, and 累了一天 is told of one. */
  private static final Pattern NO_LENGTH =
      Pattern.compile("(?<=第)|(?<=[这呢近嗰])\\d+[天日]|(?<!\\d)1天(?![后之以内前])");

  /** The minutes of 2 hours 15. */
  private static final Pattern MINUTES =
      Pattern.compile("(?: and)? (?<minutes>[1-5]?\\d)(?=$| (?:for|and|then|on|in|to)\\b)");

  /** Lock the door in five. */
  private static final Pattern IN_MINUTES =
      Pattern.compile("(?<=\\bin )(?<minutes>\\d{1,2})(?=$|, | and | then )");

  /** 5 an hour, 6 hours a day. */
  private static final Pattern RATE =
      Pattern.compile("\\d(?: (?:hours?|minutes?|times|cups|scoops|portions|litres|liters))? $");

  private static final Pattern AND = Pattern.compile("(?: and |, | |零|又)?");

  /** {@return the length that is said from here on} */
  Optional<Read> at(int from) {
    if (looking(heard, NO_LENGTH, from).isPresent()) {
      return Optional.empty();
    }
    Optional<Matcher> alone = looking(heard, IN_MINUTES, from);
    if (alone.isPresent()) {
      long minutes = Long.parseLong(alone.get().group("minutes"));
      return Optional.of(new Read(new Length(60 * minutes), alone.get().end()));
    }
    BigDecimal seconds = BigDecimal.ZERO;
    BigDecimal unit = BigDecimal.valueOf(Long.MAX_VALUE);
    int at = from;
    int end = from;
    Optional<Matcher> part = looking(heard, LENGTH, at);
    while (part.isPresent()) {
      Matcher m = part.get();
      BigDecimal next = new BigDecimal(UNITS.getOrDefault(m.group("unit"), "0"));
      boolean letter = m.group("unit").length() == 1 && m.group("unit").charAt(0) < 0x80;
      boolean apart = !Character.isDigit(heard.charAt(m.start("unit") - 1));
      boolean isRate = m.group("number") == null && isBehindANumber(from);
      boolean quarter = m.group("unit").equals("字") && heard.charAt(m.start("unit") - 1) != '个';
      if (next.compareTo(unit) >= 0 || letter && apart || quarter || isRate || beginsAWeekday(m)) {
        break;
      }
      unit = next;
      BigDecimal amount =
          m.group("number") != null
              ? new BigDecimal(m.group("number"))
              : new BigDecimal(AMOUNTS.getOrDefault(m.group("words"), "0"));
      String more = m.group("middle") != null ? m.group("middle") : m.group("more");
      if (more != null) {
        amount = amount.add(new BigDecimal(FRACTIONS.get(more)));
      }
      seconds = seconds.add(amount.multiply(unit));
      end = m.end();
      Optional<Matcher> rest = unit.equals(HOUR) ? looking(heard, MINUTES, end) : Optional.empty();
      if (rest.isPresent()) {
        int minutes = Integer.parseInt(rest.get().group("minutes"));
        seconds = seconds.add(BigDecimal.valueOf(60L * minutes));
        end = rest.get().end();
      }
      at = looking(heard, AND, end).map(Matcher::end).orElse(end);
      part = looking(heard, LENGTH, at);
    }
    // "for a sec" is no length, but a manner of speaking
    boolean spoken =
        seconds.compareTo(BigDecimal.ONE) == 0
            && heard.substring(from, end).chars().noneMatch(Character::isDigit);
    boolean some = end > from && !spoken && seconds.precision() < 10;
    return some ? Optional.of(new Read(new Length(seconds.longValue()), end)) : Optional.empty();
  }

  /** 150 an hour is no hour. */
  private boolean isBehindANumber(int at) {
    return RATE.matcher(heard).region(0, at).find();
  }

  /** 一个礼拜六 is a Saturday. */
  private boolean beginsAWeekday(Matcher length) {
    int unit = length.group("unit").length();
    return unit > 1
        && WEEKDAYS.keySet().stream()
            .filter(day -> day.length() > unit)
            .anyMatch(day -> heard.startsWith(day, length.start("unit")));
  }
}
