package dev.trine.cli;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** The speaker's time. */
final class Clock {
  private Clock() {}

  static LocalDateTime now() {
    return LocalDateTime.now(ZoneId.systemDefault());
  }

  /** ISO 8601; an offset is read over, since the speaker's own clock is meant. */
  static LocalDateTime parse(String place, String text) {
    try {
      return LocalDateTime.from(DateTimeFormatter.ISO_DATE_TIME.parse(text));
    } catch (DateTimeException e) {
      throw new BadInput(place + ": \"" + text + "\" is no time; write 2026-11-24T08:00");
    }
  }
}
