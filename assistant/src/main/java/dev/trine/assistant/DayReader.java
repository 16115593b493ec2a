package dev.trine.assistant;

import static dev.trine.assistant.TimeWords.END;
import static dev.trine.assistant.TimeWords.any;
import static dev.trine.assistant.TimeWords.looking;
import static dev.trine.assistant.TimeWords.part;
import static dev.trine.assistant.TimeWords.words;

import dev.trine.assistant.Time.Day;
import dev.trine.assistant.Time.PartOfDay;
import dev.trine.assistant.TimeReader.Read;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads on which day, and on which days again and again. */
record DayReader(String heard) {
  private static final Map<String, String> DAYS = words("days");
  private static final Map<String, String> WEEKDAYS = words("weekdays");
  private static final Map<String, String> WEEKS = words("weeks");
  private static final Map<String, String> MONTHS = words("months");
  private static final Map<String, String> DATES = words("dates");
  private static final Map<String, String> REPEATS = words("repeats");

  /** 十分钟后天台灯开 is of no day after tomorrow. */
  private static final Pattern DAY =
      Pattern.compile("(?<!(?:[之以时秒往今]|[分个刻半]钟)(?=后))(?<day>" + any(DAYS) + ")" + END);

  private static final Pattern WEEKDAY =
      Pattern.compile(
          "(?:on )?(?:(?<week>%s) ?)?(?<day>%s)(?<after> week(?![a-z]))?%s"
              .formatted(any(WEEKS), any(WEEKDAYS), END));
  private static final Pattern MORE_DAYS =
      Pattern.compile(
          "(?:(?:[、和跟及]|, and |, | and )(?:周|星期|礼拜)?|)(?<day>[一二三四五六日](?![点个])|(?:%s)%s)"
              .formatted(any(WEEKDAYS), END));
  private static final Pattern DATE =
      Pattern.compile(
          "(?:on )?(?:(?:the )?(?<before>\\d{1,2}|%2$s)(?:st|nd|rd|th)? (?:of )?(?<english>%1$s)|(?<month>%1$s) ?(?:the )?(?<after>\\d{1,2}|%2$s)(?:st|nd|rd|th|号|日)?|(?:the )(?<alone>\\d{1,2})(?:st|nd|rd|th)|(?<=on |day |for |by |till |until )the (?<word>%2$s)(?=$|,| at | in )|(?<number>\\d{1,2})[号日](?!的(?:亮|音|温|风|光|灯|颜|色|开|关|声)|[\\p{IsHan}&&[^早朝上下中晚凌傍夜晏的提叫去要有]]))(?![a-z0-9:])"
              .formatted(any(MONTHS), any(DATES)));

  /** Between a day of the week and its date: Saturday the 14th, 周六14号. */
  private static final Pattern ITS_DATE =
      Pattern.compile(",? ?(?=the (?:\\d|%s)|\\d{1,2}[号日])".formatted(any(DATES)));

  private static final Map<Set<String>, String> DAYS_TOGETHER =
      Map.of(
          Set.of("sat", "sun"), "weekends", Set.of("mon", "tue", "wed", "thu", "fri"), "weekdays");

  private static final Pattern REPEAT = Pattern.compile("(?<repeat>" + any(REPEATS) + ")" + END);

  /** {@return the days that are said here: tomorrow, the third of May} */
  Stream<Read> days(int at) {
    return Stream.concat(
        looking(heard, DAY, at).map(DayReader::day).stream(),
        looking(heard, DATE, at).flatMap(DayReader::date).stream());
  }

  /** {@return how often, as is said here: daily} */
  Optional<Read> repeat(int at) {
    return looking(heard, REPEAT, at).map(DayReader::repeat);
  }

  /** {@return the day of a week that is said here: 下周三, every Monday and Friday} */
  Optional<Read> weekday(int at) {
    return looking(heard, WEEKDAY, at)
        .map(m ->
            m.group("week") == null
                ? looking(heard, ITS_DATE, m.end())
                    .flatMap(date -> looking(heard, DATE, date.end()))
                    .flatMap(DayReader::date)
                    .orElseGet(() -> weekday(m))
                : weekday(m));
  }

  private static Read day(Matcher m) {
    String[] key = DAYS.getOrDefault(m.group("day"), "0").split(" ");
    Optional<PartOfDay> part = key.length > 1 ? part(key[1]) : Optional.empty();
    Day day = Day.in(Integer.parseInt(key[0]));
    return Read.of(Optional.of(day), Optional.empty(), part, "", m.end());
  }

  private Read weekday(Matcher m) {
    int number = Integer.parseInt(WEEKDAYS.getOrDefault(m.group("day"), "1").split(" ")[0]);
    String week = m.group("week") == null ? "" : WEEKS.getOrDefault(m.group("week"), "");
    boolean several = m.group("day").endsWith("days");
    if (week.equals("every") || several) {
      List<String> days = new ArrayList<>(List.of(Time.name(DayOfWeek.of(number))));
      int end = m.end();
      Optional<Matcher> more = looking(heard, MORE_DAYS, end);
      while (more.isPresent()) {
        String name = more.get().group("day");
        String key = WEEKDAYS.getOrDefault(name, WEEKDAYS.getOrDefault("周" + name, "1"));
        days.add(Time.name(DayOfWeek.of(Integer.parseInt(key.split(" ")[0]))));
        end = more.get().end();
        more = looking(heard, MORE_DAYS, end);
      }
      Day day = new Day(Day.Kind.WEEKDAY, 0, number);
      String repeat =
          days.size() > 1
              ? DAYS_TOGETHER.getOrDefault(Set.copyOf(days), String.join(",", days))
              : "weekly";
      Optional<Day> first = days.size() > 1 ? Optional.empty() : Optional.of(day);
      return Read.of(first, Optional.empty(), Optional.empty(), repeat, end);
    }
    Day day =
        switch (week) {
          case "next" -> new Day(Day.Kind.WEEK, 1, number);
          case "this" -> new Day(Day.Kind.WEEK, 0, number);
          default -> new Day(Day.Kind.WEEKDAY, m.group("after") == null ? 0 : 1, number);
        };
    return Read.of(Optional.of(day), Optional.empty(), Optional.empty(), "", m.end());
  }

  private static Optional<Read> date(Matcher m) {
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
    return Optional.of(Read.of(Optional.of(date), Optional.empty(), Optional.empty(), "", m.end()));
  }

  private static Read repeat(Matcher m) {
    String[] key = REPEATS.getOrDefault(m.group("repeat"), "daily").split(" ");
    Optional<PartOfDay> part = key.length > 1 ? part(key[1]) : Optional.empty();
    return Read.of(Optional.empty(), Optional.empty(), part, key[0], m.end());
  }
}
