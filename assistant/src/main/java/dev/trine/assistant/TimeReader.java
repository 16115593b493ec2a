package dev.trine.assistant;

import dev.trine.assistant.Time.Day;
import dev.trine.assistant.Time.Length;
import dev.trine.assistant.Time.Moment;
import dev.trine.assistant.Time.Part;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads how long and when, in Chinese and English: {@code an hour and a half}, 一个半小时, {@code
 * tomorrow at half past seven}, 下周三晚上八点, 每个工作日早上7点. Its words are those of the lexicons; what it
 * reads has its numbers in digits.
 */
final class TimeReader {
  /** What was read, and where it ends. */
  record Read(Time time, int end) {}

  private static final Map<String, String> UNITS = words("units");
  private static final Map<String, String> AMOUNTS = words("amounts");
  private static final Map<String, String> DAYS = words("days");
  private static final Map<String, String> WEEKDAYS = words("weekdays");
  private static final Map<String, String> WEEKS = words("weeks");
  private static final Map<String, String> MONTHS = words("months");
  private static final Map<String, String> PARTS = words("parts");
  private static final Map<String, String> HOURS = words("hours");
  private static final Map<String, String> REPEATS = words("repeats");

  private static final BigDecimal HOUR = BigDecimal.valueOf(3600);
  private static final Map<String, String> DATES = words("dates");

  /** No word of time goes on so: 40分贝 is how loud, 一个周四 is a day. */
  private static final String END = "(?![a-z]|(?<=分)[贝米]|(?<=周|星期|礼拜)[一二三四五六日天1-6](?!次))";

  private static final Pattern LENGTH =
      Pattern.compile(
          "(?:(?<number>\\d+(?:\\.\\d+)?)(?: more |[ -]|个)?|(?<words>%s)(?: |个)?(?=\\p{IsHan}|(?<= )))(?<middle>半)?个?(?<unit>%s)%s(?! ago)(?: ?(?<half>%s))?"
              .formatted(any(AMOUNTS), any(UNITS), END, any(words("halves"))));

  /** The minutes of 2 hours 15. */
  private static final Pattern MINUTES =
      Pattern.compile("(?: and)? (?<minutes>[1-5]?\\d)(?=$| (?:for|and|then|on|in|to)\\b)");

  /** Lock the door in five. */
  private static final Pattern IN_MINUTES =
      Pattern.compile("(?<=\\bin )(?<minutes>\\d{1,2})(?=$|, | and | then )");

  private static final Pattern AND = Pattern.compile("(?: and |, | |零|又)?");

  private static final Pattern DAY = Pattern.compile("(?<day>" + any(DAYS) + ")" + END);
  private static final Pattern WEEKDAY =
      Pattern.compile(
          "(?:on )?(?:(?<week>%s) ?)?(?<day>%s)%s".formatted(any(WEEKS), any(WEEKDAYS), END));
  private static final Pattern MORE_DAYS =
      Pattern.compile(
          "(?:(?:[、和跟及]|, and |, | and )(?:周|星期|礼拜)?|)(?<day>[一二三四五六日](?![点个])|(?:%s)%s)"
              .formatted(any(WEEKDAYS), END));
  private static final Pattern DATE =
      Pattern.compile(
          "(?:on )?(?:(?:the )?(?<before>\\d{1,2}|%2$s)(?:st|nd|rd|th)? (?:of )?(?<english>%1$s)|(?<month>%1$s) ?(?:the )?(?<after>\\d{1,2}|%2$s)(?:st|nd|rd|th|号|日)?|(?:the )(?<alone>\\d{1,2})(?:st|nd|rd|th)|(?<=on )the (?<word>%2$s)(?=$|,| at | in )|(?<number>\\d{1,2})[号日](?![\\p{IsHan}&&[^早上下中晚凌傍的提叫去要有]]))(?![a-z0-9:])"
              .formatted(any(MONTHS), any(DATES)));
  private static final Pattern CHINESE_CLOCK =
      Pattern.compile(
          "(?<hour>\\d{1,2}|[一两])(?:[点时](?![度几])(?:(?<sharp>[钟整])|(?<half>半)|(?<quarters>[13一三])刻钟?|(?<minutes>\\d{1,2}|零[一二三四五六七八九])分?(?![度%]))?|\\.(?<fifth>5)点)");

  /** In Hong Kong 七点三, after a day, is a quarter past: three times five minutes. */
  private static final Pattern FIVES =
      Pattern.compile("(?<hour>\\d{1,2})\\.(?<fives>[1-9])(?=$|[^\\d%度米])");

  private static final Pattern CLOCK =
      Pattern.compile(
          "(?<hour>\\d{1,2}):(?<minutes>\\d{2})(?::\\d{2})?(?!\\d)|(?<whole>\\d{1,2}) ?o'?clock|half past (?<past>\\d{1,2})|half (?<british>\\d{1,2})(?![\\d%.]| ?(?:percent|degrees|minutes|hours|past))|(?:a )?quarter (?<quarter>past|after|to|of|till) (?<quartered>\\d{1,2})|(?<!from )(?!\\d?[1-46-9] (?:to|till))(?<offset>\\d{1,2}) (?:minutes )?(?<direction>past|to|till) (?<from>\\d{1,2})(?=$|[^\\d%°]*$| (?:today|tomorrow|tonight|in the|am|pm|every|on))|(?<named>HOURS)(?![a-z])"
              .replace("HOURS", any(HOURS)));

  /** 7, 730, 7 30, where something beside it says that it is a time. */
  private static final Pattern BARE =
      Pattern.compile(
          "(?<hour>\\d{1,2})(?:[ .]?(?<minutes>[0-5]\\d))?(?:(?![\\d%°a-z])|(?=[ap]\\.?m\\b))");

  private static final Pattern BEFORE_BARE =
      Pattern.compile("(?:^|.* )(?:at|by|until|till|for|from|before|around|about) ");
  private static final Pattern PART = Pattern.compile("(?<part>" + any(PARTS) + ")" + END);
  private static final Map<Set<String>, String> DAYS_TOGETHER =
      Map.of(
          Set.of("sat", "sun"), "weekends", Set.of("mon", "tue", "wed", "thu", "fri"), "weekdays");
  private static final Pattern REPEAT = Pattern.compile("(?<repeat>" + any(REPEATS) + ")" + END);
  private static final Pattern EVERY = Pattern.compile("(?:every |each |每隔?)");
  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?:,? say (?:at )?| at about | at | on | in the | the | of | from |的|，|, |,| )?");

  /** 一到8点就 is at eight, where 到8点 alone is until then. */
  private static final String AS_SOON_AS = "一到";

  private final String heard;

  TimeReader(String heard) {
    this.heard = heard;
  }

  /** {@return the longest time that is said from here on} */
  Optional<Read> at(int at) {
    int once = heard.startsWith(AS_SOON_AS, at) ? at + AS_SOON_AS.length() : at;
    return Stream.of(length(at), moment(once))
        .flatMap(Optional::stream)
        .max(Comparator.comparingInt(Read::end));
  }

  private Optional<Read> length(int from) {
    if (from > 0 && heard.charAt(from - 1) == '第') {
      return Optional.empty();
    }
    Optional<Matcher> alone = looking(IN_MINUTES, from);
    if (alone.isPresent()) {
      long minutes = Long.parseLong(alone.get().group("minutes"));
      return Optional.of(new Read(new Length(60 * minutes), alone.get().end()));
    }
    BigDecimal seconds = BigDecimal.ZERO;
    BigDecimal unit = BigDecimal.valueOf(Long.MAX_VALUE);
    int at = from;
    int end = from;
    Optional<Matcher> part = looking(LENGTH, at);
    while (part.isPresent()) {
      Matcher m = part.get();
      BigDecimal next = new BigDecimal(UNITS.getOrDefault(m.group("unit"), "0"));
      boolean letter = m.group("unit").length() == 1 && m.group("unit").charAt(0) < 0x80;
      boolean apart = !Character.isDigit(heard.charAt(m.start("unit") - 1));
      boolean quarter = m.group("unit").equals("字") && heard.charAt(m.start("unit") - 1) != '个';
      if (next.compareTo(unit) >= 0 || letter && apart || quarter || beginsAWeekday(m)) {
        break;
      }
      unit = next;
      BigDecimal amount =
          m.group("number") != null
              ? new BigDecimal(m.group("number"))
              : new BigDecimal(AMOUNTS.getOrDefault(m.group("words"), "0"));
      if (m.group("middle") != null || m.group("half") != null) {
        amount = amount.add(new BigDecimal("0.5"));
      }
      seconds = seconds.add(amount.multiply(unit));
      end = m.end();
      Optional<Matcher> rest = unit.equals(HOUR) ? looking(MINUTES, end) : Optional.empty();
      if (rest.isPresent()) {
        int minutes = Integer.parseInt(rest.get().group("minutes"));
        seconds = seconds.add(BigDecimal.valueOf(60L * minutes));
        end = rest.get().end();
      }
      at = looking(AND, end).map(Matcher::end).orElse(end);
      part = looking(LENGTH, at);
    }
    // "for a sec" is no length, but a manner of speaking
    boolean spoken =
        seconds.compareTo(BigDecimal.ONE) == 0
            && heard.substring(from, end).chars().noneMatch(Character::isDigit);
    boolean some = end > from && !spoken && seconds.precision() < 10;
    return some ? Optional.of(new Read(new Length(seconds.longValue()), end)) : Optional.empty();
  }

  /** 一个礼拜六 is a Saturday. */
  private boolean beginsAWeekday(Matcher length) {
    int unit = length.group("unit").length();
    return unit > 1
        && WEEKDAYS.keySet().stream()
            .filter(day -> day.length() > unit)
            .anyMatch(day -> heard.startsWith(day, length.start("unit")));
  }

  private Optional<Read> moment(int from) {
    Moment moment = Moment.NOTHING;
    boolean bare = false;
    int at = from;
    int end = from;
    while (true) {
      Optional<Read> next = component(at, moment, end == from);
      if (next.isEmpty()) {
        break;
      }
      Moment more = (Moment) next.get().time();
      bare |= isBare(at, next.get().end()) && more.minutes().isPresent();
      moment = moment.and(more);
      end = next.get().end();
      at = looking(BETWEEN, end).map(Matcher::end).orElse(end);
    }
    boolean said =
        moment.day().isPresent() || moment.minutes().isPresent() || !moment.repeat().isEmpty();
    boolean alone =
        bare && moment.day().isEmpty() && moment.part().isEmpty() && moment.repeat().isEmpty();
    return said && !alone ? Optional.of(new Read(moment, end)) : Optional.empty();
  }

  /** Whether these characters are a number that only what is beside it makes a time. */
  private boolean isBare(int start, int end) {
    return heard.substring(start, end).matches("[\\d .]+|[一两]点");
  }

  /** A part of a moment that says what the parts before it have not said. */
  private Optional<Read> component(int at, Moment before, boolean first) {
    List<Read> found = new ArrayList<>();
    if (before.day().isEmpty()) {
      looking(DAY, at).ifPresent(m -> found.add(day(m)));
      looking(DATE, at).flatMap(this::date).ifPresent(found::add);
    }
    if (before.repeat().isEmpty()) {
      looking(REPEAT, at).ifPresent(m -> found.add(repeat(m)));
      looking(EVERY, at)
          .flatMap(m -> length(m.end()))
          .map(r -> {
            String every = Duration.ofSeconds(((Length) r.time()).seconds()).toString();
            return read(Optional.empty(), Optional.empty(), Optional.empty(), every, r.end());
          })
          .ifPresent(found::add);
    }
    if (before.day().isEmpty() && before.repeat().isEmpty()) {
      looking(WEEKDAY, at).ifPresent(m -> found.add(weekday(m)));
    }
    if (before.part().isEmpty()) {
      looking(PART, at)
          .map(m -> {
            Optional<Part> part = part(PARTS.getOrDefault(m.group("part"), ""));
            return read(Optional.empty(), Optional.empty(), part, "", m.end());
          })
          .ifPresent(found::add);
    }
    if (before.minutes().isEmpty()) {
      looking(CHINESE_CLOCK, at).flatMap(TimeReader::chinese).ifPresent(found::add);
      looking(CLOCK, at).flatMap(TimeReader::english).ifPresent(found::add);
      if (!first && Character.isIdeographic(heard.charAt(at - 1))) {
        looking(FIVES, at)
            .flatMap(m -> clock(number(m, "hour"), 5 * number(m, "fives"), m.end()))
            .ifPresent(found::add);
      }
      boolean marked =
          looking(PARTLY, at).isPresent()
              || (first
                  ? BEFORE_BARE.matcher(heard.substring(Math.max(0, at - 12), at)).matches()
                  : heard.startsWith(" at ", at - 4));
      if (marked) {
        looking(BARE, at).flatMap(TimeReader::bare).ifPresent(found::add);
      }
    }
    return found.stream().max(Comparator.comparingInt(Read::end));
  }

  /** 730 pm, 7 in the morning. */
  private static final Pattern PARTLY =
      Pattern.compile(
          "\\d{1,2}[ .]?(?:[0-5]\\d)? ?(?:am|pm|a\\.m|p\\.m|in the |at night|tonight|this"
              + " (?:morning|afternoon|evening))");

  private Optional<Matcher> looking(Pattern pattern, int at) {
    Matcher matcher = pattern.matcher(heard).region(at, heard.length());
    matcher.useTransparentBounds(true).useAnchoringBounds(false);
    return matcher.lookingAt() ? Optional.of(matcher) : Optional.empty();
  }

  private static Read read(
      Optional<Day> day, Optional<Integer> minutes, Optional<Part> part, String repeat, int end) {
    return new Read(new Moment(day, minutes, part, repeat), end);
  }

  private static Read day(Matcher m) {
    String[] key = DAYS.getOrDefault(m.group("day"), "0").split(" ");
    Optional<Part> part = key.length > 1 ? part(key[1]) : Optional.empty();
    Day day = Day.in(Integer.parseInt(key[0]));
    return read(Optional.of(day), Optional.empty(), part, "", m.end());
  }

  private Read weekday(Matcher m) {
    int number = Integer.parseInt(WEEKDAYS.getOrDefault(m.group("day"), "1").split(" ")[0]);
    String week = m.group("week") == null ? "" : WEEKS.getOrDefault(m.group("week"), "");
    boolean several = m.group("day").endsWith("days");
    if (week.equals("every") || several) {
      List<String> days = new ArrayList<>(List.of(Time.name(DayOfWeek.of(number))));
      int end = m.end();
      Optional<Matcher> more = looking(MORE_DAYS, end);
      while (more.isPresent()) {
        String name = more.get().group("day");
        String key = WEEKDAYS.getOrDefault(name, WEEKDAYS.getOrDefault("周" + name, "1"));
        days.add(Time.name(DayOfWeek.of(Integer.parseInt(key.split(" ")[0]))));
        end = more.get().end();
        more = looking(MORE_DAYS, end);
      }
      Day day = new Day(Day.Kind.WEEKDAY, 0, number);
      String repeat =
          days.size() > 1
              ? DAYS_TOGETHER.getOrDefault(Set.copyOf(days), String.join(",", days))
              : "weekly";
      Optional<Day> first = days.size() > 1 ? Optional.empty() : Optional.of(day);
      return read(first, Optional.empty(), Optional.empty(), repeat, end);
    }
    Day day =
        switch (week) {
          case "next" -> new Day(Day.Kind.WEEK, 1, number);
          case "this" -> new Day(Day.Kind.WEEK, 0, number);
          default -> new Day(Day.Kind.WEEKDAY, 0, number);
        };
    return read(Optional.of(day), Optional.empty(), Optional.empty(), "", m.end());
  }

  private Optional<Read> date(Matcher m) {
    String month = m.group("month") == null ? m.group("english") : m.group("month");
    String number =
        Stream.of("before", "after", "alone", "word", "number")
            .map(m::group)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("0");
    int day = Integer.parseInt(DATES.getOrDefault(number, number));
    if (day < 1 || day > 31) {
      return Optional.empty();
    }
    Day date =
        month == null
            ? new Day(Day.Kind.MONTH, 0, day)
            : new Day(Day.Kind.YEAR, Integer.parseInt(MONTHS.getOrDefault(month, "1")), day);
    return Optional.of(read(Optional.of(date), Optional.empty(), Optional.empty(), "", m.end()));
  }

  private static Read repeat(Matcher m) {
    String[] key = REPEATS.getOrDefault(m.group("repeat"), "daily").split(" ");
    Optional<Part> part = key.length > 1 ? part(key[1]) : Optional.empty();
    return read(Optional.empty(), Optional.empty(), part, key[0], m.end());
  }

  private static Optional<Read> chinese(Matcher m) {
    String said = m.group("hour");
    int hour = said.equals("一") ? 1 : said.equals("两") ? 2 : Integer.parseInt(said);
    int minutes = 0;
    if (m.group("half") != null || m.group("fifth") != null) {
      minutes = 30;
    } else if (m.group("quarters") != null) {
      minutes = "1一".contains(m.group("quarters")) ? 15 : 45;
    } else if (m.group("minutes") != null) {
      String digits = m.group("minutes");
      minutes =
          digits.startsWith("零")
              ? "零一二三四五六七八九".indexOf(digits.charAt(1))
              : Integer.parseInt(digits);
    }
    return clock(hour, minutes, m.end());
  }

  private static Optional<Read> english(Matcher m) {
    if (m.group("hour") != null) {
      return clock(number(m, "hour"), number(m, "minutes"), m.end());
    }
    if (m.group("whole") != null) {
      return clock(number(m, "whole"), 0, m.end());
    }
    if (m.group("past") != null) {
      return clock(number(m, "past"), 30, m.end());
    }
    if (m.group("british") != null) {
      return clock(number(m, "british"), 30, m.end());
    }
    if (m.group("quartered") != null) {
      boolean past = m.group("quarter").matches("past|after");
      int hour = number(m, "quartered");
      return past ? clock(hour, 15, m.end()) : clock((hour + 11) % 12, 45, m.end());
    }
    if (m.group("from") != null) {
      boolean past = m.group("direction").equals("past");
      int hour = number(m, "from");
      int offset = number(m, "offset");
      return past ? clock(hour, offset, m.end()) : clock((hour + 11) % 12, 60 - offset, m.end());
    }
    boolean noon = HOURS.getOrDefault(m.group("named"), "").equals("12");
    Optional<Part> part = Optional.of(noon ? Part.NOON : Part.MIDNIGHT);
    return Optional.of(read(Optional.empty(), Optional.of(12 * 60), part, "", m.end()));
  }

  private static Optional<Read> bare(Matcher m) {
    return clock(number(m, "hour"), m.group("minutes") == null ? 0 : number(m, "minutes"), m.end());
  }

  private static int number(Matcher m, String group) {
    return Integer.parseInt(m.group(group));
  }

  private static Optional<Read> clock(int hour, int minutes, int end) {
    return hour > 24 || minutes > 59
        ? Optional.empty()
        : Optional.of(
            read(Optional.empty(), Optional.of(hour * 60 + minutes), Optional.empty(), "", end));
  }

  private static Optional<Part> part(String name) {
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(Part.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  /** The words of a section in all languages, with their keys. */
  private static Map<String, String> words(String section) {
    Map<String, String> keys = new HashMap<>();
    for (Lexicon lexicon : Lexicon.ALL) {
      lexicon
          .section(section)
          .forEach((key, words) ->
              words.forEach(word -> {
                keys.put(word.text(), key);
                if (word.counts()) {
                  keys.put(word.plural(), key);
                }
              }));
    }
    return Map.copyOf(keys);
  }

  /** Any of some words, the longest first. */
  private static String any(Map<String, String> words) {
    return words.keySet().stream()
        .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(w -> w))
        .map(Pattern::quote)
        .reduce((a, b) -> a + "|" + b)
        .map(all -> "(?:" + all + ")")
        .orElseThrow();
  }
}
