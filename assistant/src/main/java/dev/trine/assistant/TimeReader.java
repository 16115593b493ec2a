package dev.trine.assistant;

import static dev.trine.assistant.TimeWords.END;
import static dev.trine.assistant.TimeWords.any;
import static dev.trine.assistant.TimeWords.looking;
import static dev.trine.assistant.TimeWords.part;
import static dev.trine.assistant.TimeWords.words;

import dev.trine.assistant.Time.Day;
import dev.trine.assistant.Time.Length;
import dev.trine.assistant.Time.Moment;
import dev.trine.assistant.Time.PartOfDay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  record Read(Time time, int end) {
    static Read of(
        Optional<Day> day,
        Optional<Integer> minutes,
        Optional<PartOfDay> part,
        String repeat,
        int end) {
      return new Read(new Moment(day, minutes, part, repeat), end);
    }
  }

  private static final Map<String, String> PARTS = words("parts");

  private static final Pattern PART = Pattern.compile("(?<part>" + any(PARTS) + ")" + END);

  /** A number that only what is beside it makes a time. */
  private static final Pattern BARE = Pattern.compile("(?!\\d{1,2}\\.[1-9]$)[\\d .]+|[一两]点");

  private static final Pattern EVERY = Pattern.compile("(?:every |each |每隔?)");
  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?:,? say (?:at )?| at about | at | on | in the | the | of | from |的|，|, |,| )?");

  /** 一到8点就 is at eight, where 到8点 alone is until then. */
  private static final String AS_SOON_AS = "一到";

  private final String heard;
  private final LengthReader lengths;
  private final DayReader days;
  private final ClockReader clocks;

  TimeReader(String heard) {
    this.heard = heard;
    lengths = new LengthReader(heard);
    days = new DayReader(heard);
    clocks = new ClockReader(heard);
  }

  /** {@return the longest time that is said from here on} */
  Optional<Read> at(int at) {
    if (at > 0 && heard.charAt(at - 1) == '哪') {
      return Optional.empty(); // 哪一天 asks, and is no day long
    }
    int once = heard.startsWith(AS_SOON_AS, at) ? at + AS_SOON_AS.length() : at;
    return Stream.of(lengths.at(at), moment(once))
        .flatMap(Optional::stream)
        .max(Comparator.comparingInt(Read::end));
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
      at = looking(heard, BETWEEN, end).map(Matcher::end).orElse(end);
    }
    boolean said =
        moment.day().isPresent() || moment.minutes().isPresent() || !moment.repeat().isEmpty();
    boolean alone =
        bare && moment.day().isEmpty() && moment.part().isEmpty() && moment.repeat().isEmpty();
    return said && !alone ? Optional.of(new Read(moment, end)) : Optional.empty();
  }

  private boolean isBare(int start, int end) {
    return BARE.matcher(heard).region(start, end).matches();
  }

  /** A part of a moment that says what the parts before it have not said. */
  private Optional<Read> component(int at, Moment before, boolean first) {
    List<Read> found = new ArrayList<>();
    if (before.day().isEmpty()) {
      days.days(at).forEach(found::add);
    }
    if (before.repeat().isEmpty()) {
      days.repeat(at).ifPresent(found::add);
      every(at).ifPresent(found::add);
    }
    if (before.day().isEmpty() && before.repeat().isEmpty()) {
      days.weekday(at).ifPresent(found::add);
    }
    if (before.part().isEmpty()) {
      partOfTheDay(at).ifPresent(found::add);
    }
    if (before.minutes().isEmpty()) {
      clocks.at(at, first).forEach(found::add);
    }
    return found.stream().max(Comparator.comparingInt(Read::end));
  }

  /** Every two hours. */
  private Optional<Read> every(int at) {
    return looking(heard, EVERY, at)
        .flatMap(m -> lengths.at(m.end()))
        .map(read -> {
          String every = Duration.ofSeconds(((Length) read.time()).seconds()).toString();
          return Read.of(Optional.empty(), Optional.empty(), Optional.empty(), every, read.end());
        });
  }

  private Optional<Read> partOfTheDay(int at) {
    return looking(heard, PART, at)
        .map(m ->
            Read.of(
                Optional.empty(),
                Optional.empty(),
                part(PARTS.getOrDefault(m.group("part"), "")),
                "",
                m.end()));
  }
}
