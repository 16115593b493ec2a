package dev.trine.things;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What the broker last said of each Thing, and a way to wait until it says something. */
final class View {
  /**
   * A Thing's state as heard: {@code news} counts what was heard of it, {@code answers} and {@code
   * touched} are a device's reply to a request.
   */
  record Heard(
      Map<String, Reading> state, long news, Optional<String> answers, List<String> touched) {
    static final Heard NOTHING = new Heard(Map.of(), 0, Optional.empty(), List.of());

    Optional<JsonNode> value(String property) {
      return Optional.ofNullable(state.get(property)).map(Reading::value);
    }
  }

  private final Map<String, Heard> heard = new HashMap<>();

  synchronized Heard of(String thing) {
    return heard.getOrDefault(thing, Heard.NOTHING);
  }

  /** Takes a whole state. */
  synchronized void put(String thing, JsonNode state, MqttLink.Message message) {
    var readings = new LinkedHashMap<String, Reading>();
    state.forEachEntry((name, value) -> readings.put(name, reading(thing, name, value)));
    note(thing, readings, message);
  }

  /** Takes one property. */
  synchronized void put(String thing, String property, JsonNode value, MqttLink.Message message) {
    var readings = new LinkedHashMap<>(of(thing).state);
    readings.put(property, reading(thing, property, value));
    note(thing, readings, message);
  }

  private Reading reading(String thing, String property, JsonNode value) {
    Instant now = Instant.now();
    Reading last = of(thing).state.get(property);
    return new Reading(value, now, last != null && last.value().equals(value) ? last.since() : now);
  }

  /** {@return the first state that satisfies, or the last one where none did in time} */
  synchronized Heard await(String thing, Predicate<Heard> enough, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!enough.test(of(thing))) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) break;
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return of(thing);
  }

  private void note(String thing, Map<String, Reading> readings, MqttLink.Message message) {
    long news = of(thing).news + 1;
    heard.put(thing, new Heard(readings, news, message.correlation(), message.touched()));
    notifyAll();
  }
}
