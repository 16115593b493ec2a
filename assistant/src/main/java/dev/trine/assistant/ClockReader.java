package dev.trine.assistant;

import static dev.trine.assistant.TimeWords.any;
import static dev.trine.assistant.TimeWords.looking;
import static dev.trine.assistant.TimeWords.part;
import static dev.trine.assistant.TimeWords.words;

import dev.trine.assistant.Time.PartOfDay;
import dev.trine.assistant.TimeReader.Read;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads at what hour: {@code half past seven}, 八点一刻, and 730 where it says a time. */
record ClockReader(String heard) {
  private static final Map<String, String> HOURS = words("hours");

  private static final Pattern CHINESE_CLOCK =
      Pattern.compile(
          "(?<hour>\\d{1,2}|[一两])(?:[点时](?![度几档])(?:(?<sharp>[钟整]|正(?![好在要想常是准]))|(?<half>半)|(?<quarters>[13一三])刻钟?|(?<minutes>\\d{1,2}|零[一二三四五六七八九])分?(?![\\d度%个楼层号盏台部扇间只张条]))?+|\\.(?<fifth>5)点)(?!了(?:[都该还也怎,，]| ))");

  /** In Hong Kong 七点三, after a day, is a quarter past: three times five minutes. */
  private static final Pattern FIVES =
      Pattern.compile("(?<hour>\\d{1,2})\\.(?<fives>[1-9])(?=$|[^\\d%度米楼层号])");

  private static final Pattern FIVES_TO = Pattern.compile("\\d{1,2}\\.[1-9](?:就|先)?[提叫嗌喊熄闩开]");

  private static final Pattern CLOCK =
      Pattern.compile(
          "(?<hour>\\d{1,2}):(?<minutes>\\d{2})(?::\\d{2})?(?!\\d)|(?<whole>\\d{1,2}) ?o'?clock(?!'s)|half past (?<past>\\d{1,2})|half (?<british>\\d{1,2}|one\\b)(?![\\d%.]| ?(?:percent|degrees|minutes|hours|past))|(?:a )?quarter (?<quarter>past|after|to|of|till?) (?<quartered>\\d{1,2})|(?<!from )(?!\\d?[1-46-9] (?:to|till))(?<offset>\\d{1,2}) (?:minutes )?(?<direction>past|to|till) (?<from>\\d{1,2})(?=$|[^\\d%°]*$| (?:today|tomorrow|tonight|in the|am|pm|every|on))|(?<named>HOURS)(?![a-z])"
              .replace("HOURS", any(HOURS)));

  /** 7, 730, 7 30, where something beside it says that it is a time. */
  private static final Pattern BARE =
      Pattern.compile(
          "(?<hour>\\d{1,2})(?:[ .]?(?<minutes>[0-5]\\d))?(?:(?![\\d%°a-z])|(?=[ap]\\.?m\\b))");

  private static final Pattern BEFORE_BARE =
      Pattern.compile("(?:^|.* )(?:at|by|until|till|for|from|before|around|about) ");

  /** 730 pm, 7 in the morning. */
  private static final Pattern PARTLY =
      Pattern.compile(
          "\\d{1,2}[ .]?(?:[0-5]\\d)? ?(?:am|pm|a\\.m|p\\.m|in the |at night|tonight|this"
              + " (?:morning|afternoon|evening))");

  /**
   * {@return the hours that are said here}
   *
   * @param first whether nothing of the time was said before
   */
  Stream<Read> at(int at, boolean first) {
    Optional<Read> chinese = looking(heard, CHINESE_CLOCK, at).flatMap(ClockReader::chinese);
    Optional<Read> english = looking(heard, CLOCK, at).flatMap(ClockReader::english);
    Optional<Read> fives =
        !first && Character.isIdeographic(heard.charAt(at - 1)) || isBeforeAnOrder(at)
            ? looking(heard, FIVES, at)
                .flatMap(m -> clock(number(m, "hour"), 5 * number(m, "fives"), m.end()))
            : Optional.empty();
    Optional<Read> bare =
        isMarked(at, first)
            ? looking(heard, BARE, at).flatMap(ClockReader::bare)
            : Optional.empty();
    return Stream.of(chinese, english, fives, bare).flatMap(Optional::stream);
  }

  /** 八点九提我 is at a quarter to nine. */
  private boolean isBeforeAnOrder(int at) {
    return at == 0 && looking(heard, FIVES_TO, at).isPresent();
  }

  /** Whether something beside a number says that it is a time. */
  private boolean isMarked(int at, boolean first) {
    return looking(heard, PARTLY, at).isPresent()
        || (first
            ? BEFORE_BARE.matcher(heard.substring(Math.max(0, at - 12), at)).matches()
            : heard.startsWith(" at ", at - 4));
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
      return clock(british(m.group("british")), 30, m.end());
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
    Optional<PartOfDay> part = Optional.of(noon ? PartOfDay.NOON : PartOfDay.MIDNIGHT);
    return Optional.of(Read.of(Optional.empty(), Optional.of(12 * 60), part, "", m.end()));
  }

  /** "On at 19" says how warm, and no hour: in English those after noon begin at one. */
  private static Optional<Read> bare(Matcher m) {
    boolean isNoHour = m.group("minutes") == null && number(m, "hour") > 12;
    return isNoHour
        ? Optional.empty()
        : clock(number(m, "hour"), m.group("minutes") == null ? 0 : number(m, "minutes"), m.end());
  }

  /** "Half one": a one alone is mostly none, and stands as a word. */
  private static int british(String hour) {
    return hour.equals("one") ? 1 : Integer.parseInt(hour);
  }

  private static int number(Matcher m, String group) {
    return Integer.parseInt(m.group(group));
  }

  private static Optional<Read> clock(int hour, int minutes, int end) {
    return hour > 24 || minutes > 59
        ? Optional.empty()
        : Optional.of(
            Read.of(Optional.empty(), Optional.of(hour * 60 + minutes), Optional.empty(), "", end));
  }
}
