package dev.trine.assistant;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The times and the misheard names of a sentence, by where they begin. A sentence is looked through
 * once for names and once more for each way to take its other words: these stay what they are.
 */
final class TimesAndSlips {
  private final String heard;
  private final Misheard misheard;
  private final TimeReader reader;
  private final Map<Integer, Optional<TimeReader.Read>> times = new HashMap<>();
  private final Map<Integer, Optional<Misheard.Slip>> slips = new HashMap<>();

  TimesAndSlips(String heard, Misheard misheard) {
    this.heard = heard;
    this.misheard = misheard;
    reader = new TimeReader(heard);
  }

  /** {@return the sentence} */
  String heard() {
    return heard;
  }

  /** {@return the longest time that is said from here on, where it ends with a word} */
  Optional<TimeReader.Read> time(int at) {
    return times.computeIfAbsent(
        at, _ -> reader.at(at).filter(read -> Words.ends(heard, read.end())));
  }

  /** {@return the name that was misheard here} */
  Optional<Misheard.Slip> slip(int at) {
    return slips.computeIfAbsent(at, _ -> misheard.at(heard, at));
  }
}
