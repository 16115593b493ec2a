package dev.trine.assistant;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words of an utterance that say how long, or when. */
sealed interface Time {
  /** {@return whether something may well be done then: a day or a part of it may only be told} */
  default boolean tellsWhen() {
    return switch (this) {
      case Length _ -> true;
      case Moment moment -> moment.hasHour();
    };
  }

  /** {@code 10 minutes}, 一个半小时. */
  record Length(long seconds) implements Time {}

  /**
   * {@code tomorrow at half past seven}, 每周三晚上: what was said of it, for the clock of the speaker
   * to complete.
   *
   * @param minutes of the day as said; 7 o'clock may still be 19 o'clock
   * @param part of the day
   * @param repeat {@code daily}, {@code weekdays}, {@code mon,wed}, {@code PT2H} ...; empty for
   *     once
   */
  record Moment(
      Optional<Day> day, Optional<Integer> minutes, Optional<PartOfDay> part, String repeat)
      implements Time {
    static final Moment NOTHING =
        new Moment(Optional.empty(), Optional.empty(), Optional.empty(), "");

    /**
     * {@return whether it is today, at no hour, and that part of it is on: what is to be done then
     * is done now}
     */
    boolean isOn(LocalDateTime now) {
      int clock = now.getHour() * 60 + now.getMinute();
      return day.filter(Day.in(0)::equals).isPresent()
          && minutes.isEmpty()
          && repeat.isEmpty()
          && part.stream().allMatch(it -> Math.abs(clock - it.usual) <= PartOfDay.HALF);
    }

    /** {@return what both say together: tomorrow, and at eight} */
    Moment and(Moment other) {
      return new Moment(
          day.or(other::day),
          minutes.or(other::minutes),
          part.or(other::part),
          repeat.isEmpty() ? other.repeat : repeat);
    }

    /** {@return whether more is said than a day} */
    boolean hasClock() {
      return minutes.isPresent() || part.isPresent() || repeat.startsWith("P");
    }

    /** {@return whether it says at what hour, as noon does; "in the morning" does not} */
    boolean hasHour() {
      boolean isOne =
          part.filter(it -> it == PartOfDay.NOON || it == PartOfDay.MIDNIGHT).isPresent();
      return minutes.isPresent() || isOne || repeat.startsWith("P");
    }

    /**
     * {@return the day that is meant; where none was said, the first on which it is still ahead}
     */
    LocalDate date(LocalDateTime now, boolean morning) {
      return at(now, morning).toLocalDate();
    }

    /**
     * {@return when it next is}
     *
     * @param morning whether an hour that may be of the morning or the evening is of the morning,
     *     as for an alarm clock
     */
    LocalDateTime at(LocalDateTime now, boolean morning) {
      if (repeat.startsWith("P") && minutes.isEmpty()) {
        return now.plus(Duration.parse(repeat));
      }
      LocalDate first = day.map(d -> d.after(now.toLocalDate())).orElse(now.toLocalDate());
      boolean today = first.equals(now.toLocalDate());
      boolean open = repeat.isEmpty() && day.map(d -> d.equals(Day.in(0))).orElse(true);
      for (int clock : clocks(open, morning)) {
        LocalDateTime at = first.atStartOfDay().plusMinutes(clock);
        if (!today || at.isAfter(now)) {
          return repeats(at);
        }
      }
      int clock = clocks(false, morning).getFirst();
      boolean sameDay = day.filter(d -> d.kind() == Day.Kind.OFFSET).isPresent();
      LocalDate next = sameDay ? first : day.map(d -> d.next(first)).orElse(first.plusDays(1));
      return repeats(next.atStartOfDay().plusMinutes(clock));
    }

    private LocalDateTime repeats(LocalDateTime at) {
      LocalDateTime next = at;
      while (repeat.equals("weekdays") && next.getDayOfWeek().getValue() > 5
          || repeat.equals("weekends") && next.getDayOfWeek().getValue() < 6
          || repeat.contains(",") && !repeat.contains(name(next.getDayOfWeek()))) {
        next = next.plusDays(1);
      }
      return next;
    }

    /**
     * Minutes of the day that can be meant.
     *
     * @param open whether the next of them is meant; else the likelier one
     */
    private List<Integer> clocks(boolean open, boolean morning) {
      if (minutes.isEmpty()) {
        return List.of(part.orElse(PartOfDay.MORNING).usual);
      }
      int said = minutes.get();
      int twelve = 12 * 60;
      if (part.isPresent()) {
        return List.of(part.get().clock(said));
      }
      if (said < 60 || said >= 13 * 60) {
        return List.of(said);
      }
      int early = said % twelve;
      int late = early + twelve;
      if (morning) {
        return open ? List.of(early, late) : List.of(said >= twelve ? late : early);
      }
      boolean afternoon = said >= twelve || said < 6 * 60;
      return open ? List.of(early, late) : afternoon ? List.of(late) : List.of(early);
    }
  }

  /** A part of the day. */
  enum PartOfDay {
    EARLY(5 * 60),
    MORNING(8 * 60),
    NOON(12 * 60),
    AFTERNOON(15 * 60),
    EVENING(19 * 60),
    NIGHT(20 * 60),
    MIDNIGHT(24 * 60),
    AM(8 * 60),
    PM(20 * 60);

    /** Half of a part of the day, in minutes. */
    private static final int HALF = 3 * 60;

    /** Minutes of the day that are meant where no hour is said. */
    final int usual;

    PartOfDay(int usual) {
      this.usual = usual;
    }

    /** {@return the minutes of the day, beyond 24 hours on the next, for a clock that was said} */
    int clock(int said) {
      int twelve = 12 * 60;
      if (said > twelve + 59) {
        return said;
      }
      int early = said % twelve;
      return switch (this) {
        case EARLY, MORNING, AM -> early;
        case NOON -> early < 4 * 60 ? early + twelve : early;
        case AFTERNOON, EVENING, PM -> early + twelve;
        case NIGHT, MIDNIGHT -> early < 5 * 60 ? early + 2 * twelve : early + twelve;
      };
    }
  }

  /**
   * A day.
   *
   * @param month of the year, or what the kind counts
   * @param number of the month or week
   */
  record Day(Kind kind, int month, int number) {
    enum Kind {
      /** So many days from today. */
      OFFSET,
      /** The next day of the week of that number, Monday is 1, or so many weeks later. */
      WEEKDAY,
      /** That day of the week, so many calendar weeks from now. */
      WEEK,
      /** The next such day of the month. */
      MONTH,
      /** The next such day of the year. */
      YEAR
    }

    static Day in(int days) {
      return new Day(Kind.OFFSET, days, 0);
    }

    LocalDate after(LocalDate today) {
      return switch (kind) {
        case OFFSET -> today.plusDays(month);
        case WEEKDAY ->
            today.with(TemporalAdjusters.nextOrSame(DayOfWeek.of(number))).plusWeeks(month);
        case WEEK -> today.plusWeeks(month).with(DayOfWeek.of(number));
        case MONTH -> {
          LocalDate date = inMonth(today, number);
          yield date.isBefore(today)
              ? inMonth(today.withDayOfMonth(1).plusMonths(1), number)
              : date;
        }
        case YEAR -> {
          LocalDate date = inMonth(today.withDayOfMonth(1).withMonth(month), number);
          yield date.isBefore(today) ? inMonth(date.withDayOfMonth(1).plusYears(1), number) : date;
        }
      };
    }

    /** The next such day, when that one is over. */
    private LocalDate next(LocalDate over) {
      return switch (kind) {
        case OFFSET, WEEK -> over.plusDays(1);
        case WEEKDAY -> over.plusWeeks(1);
        case MONTH -> over.plusMonths(1);
        case YEAR -> over.plusYears(1);
      };
    }

    private static LocalDate inMonth(LocalDate month, int day) {
      return month.withDayOfMonth(Math.clamp(day, 1, month.lengthOfMonth()));
    }
  }

  /** {@return the moment that a bare number says: 7, 730} */
  static Moment hour(String number) {
    int said = Integer.parseInt(number);
    int minutes = said < 100 ? Math.min(said, 24) * 60 : said / 100 % 25 * 60 + said % 100 % 60;
    return new Moment(Optional.empty(), Optional.of(minutes), Optional.empty(), "");
  }

  Pattern HOUR = Pattern.compile("0?\\d|1\\d|2[0-4]|(?:0?\\d|1\\d|2[0-4])[0-5]\\d");

  /** {@return whether a number can be a clock: 7, 730, but not 25 or 65} */
  static boolean isHour(String number) {
    return HOUR.matcher(number).matches();
  }

  /** {@return the number that says only this hour; empty where more than a number is needed} */
  static String bareHour(Time time) {
    if (!(time instanceof Moment(var day, var minutes, var part, var repeat))
        || minutes.isEmpty()
        || day.isPresent()
        || part.isPresent()
        || !repeat.isEmpty()) {
      return "";
    }
    int hours = minutes.get() / 60;
    int rest = minutes.get() % 60;
    return String.valueOf(rest == 0 ? hours : hours * 100 + rest);
  }

  /** {@return {@code mon} ... {@code sun}} */
  static String name(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }
}
