package dev.trine.things;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a simulated Thing is found on the embedded broker.
 *
 * <pre>
 * trine/PLACE/THING/state        retained: its whole state, one JSON object, so that it changes at once
 * trine/PLACE/THING/set          {property: value, ...}
 * trine/PLACE/THING/action/NAME  the action's input, or null
 * </pre>
 */
final class Topics {
  static final String ALL_STATES = "trine/+/+/state";

  private Topics() {}

  static String place(Thing thing) {
    return "trine/" + level(thing.place().orElse("nowhere"));
  }

  static String state(Thing thing) {
    return of(thing) + "/state";
  }

  static String set(Thing thing) {
    return of(thing) + "/set";
  }

  static String action(Thing thing, String action) {
    return of(thing) + "/action/" + level(action);
  }

  static String of(Thing thing) {
    return place(thing) + "/" + level(thing.id());
  }

  /**
   * An id as one topic level: the characters that MQTT or the broker read as their own are escaped.
   */
  private static String level(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8)
        .replace(".", "%2E")
        .replace("*", "%2A")
        .replace("+", "%20");
  }
}
