package dev.trine.things;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the simulated Things do, row by row as the action table of the contract says it. */
class DeviceTest {
  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Curtain, Blind, Shutter, Awning, GarageDoor, Gate, Window, Valve
        "open | {'position': 0} | {} | {'position': 100}",
        "close | {'position': 70} | {} | {'position': 0}",
        "stop | {'position': 70} | {} | {'position': 70}",
        // Vacuum, LawnMower
        "start | {'status': 'docked'} | {'areas': ['kitchen']} | {'status': 'cleaning'}",
        "pause | {'status': 'cleaning'} | {} | {'status': 'paused'}",
        "stop | {'status': 'cleaning'} | {} | {'status': 'stopped'}",
        "return-to-base | {'status': 'cleaning'} | {} | {'status': 'returning'}",
        "locate | {'status': 'docked'} | {} | {'status': 'docked'}",
        "dock | {'status': 'mowing'} | {} | {'status': 'docked'}",
        // MediaPlayer, Television, Speaker
        "play | {'playing': false, 'on': false} | {} | {'playing': true, 'on': true}",
        "pause | {'playing': true} | {} | {'playing': false}",
        "stop | {'playing': true} | {} | {'playing': false}",
        "next | {'playing': true} | {} | {'playing': true}",
        "previous | {'playing': true} | {} | {'playing': true}",
        "play-media | {'playing': false, 'title': ''} | {'query': 'jazz'} | {'playing': true, 'title': 'jazz'}",
        // Scene, Routine
        "activate | {'on': false} | {} | {'on': false}",
        // TimerService
        "start | {'timers': []} | {'seconds': 90, 'name': 'tea'} | {'timers': [{'name': 'tea', 'seconds': 90, 'remaining': 90, 'paused': false}]}",
        "cancel | {'timers': [{'name': 'tea', 'seconds': 90}, {'seconds': 60}]} | {'name': 'tea'} | {'timers': [{'seconds': 60}]}",
        "cancel | {'timers': [{'seconds': 90}, {'seconds': 60}]} | {'seconds': 60} | {'timers': [{'seconds': 90}]}",
        "cancel-all | {'timers': [{'seconds': 90}, {'seconds': 60}]} | {} | {'timers': []}",
        "pause | {'timers': [{'seconds': 90, 'paused': false}]} | {} | {'timers': [{'seconds': 90, 'paused': true}]}",
        "resume | {'timers': [{'seconds': 90, 'paused': true}]} | {} | {'timers': [{'seconds': 90, 'paused': false}]}",
        "status | {'timers': [{'seconds': 90}]} | {'of': 90} | {'timers': [{'seconds': 90}]}",
        "add | {'timers': [{'seconds': 90, 'remaining': 40}, {'seconds': 60, 'remaining': 10}]} | {'seconds': 30, 'of': 60} | {'timers': [{'seconds': 90, 'remaining': 40}, {'seconds': 60, 'remaining': 40}]}",
        "subtract | {'timers': [{'name': 'tea', 'seconds': 90, 'remaining': 40}]} | {'seconds': 60, 'name': 'tea'} | {'timers': [{'name': 'tea', 'seconds': 90, 'remaining': 0}]}",
        // TodoList, ShoppingList
        "add | {'items': ['bread']} | {'item': 'milk'} | {'items': ['bread', 'milk']}",
        "complete | {'items': ['bread', 'Milk']} | {'item': 'milk'} | {'items': ['bread']}",
        "remove | {'items': ['bread', 'milk']} | {'item': 'bread'} | {'items': ['milk']}",
        // AlarmClock, Reminders, Calendar, Notes
        "add | {'entries': []} | {'title': 'dentist', 'at': '2026-03-01T09:00'} | {'entries': [{'title': 'dentist', 'at': '2026-03-01T09:00'}]}",
        "cancel | {'entries': [{'at': '07:00'}, {'at': '08:00'}]} | {'at': '07:00'} | {'entries': [{'at': '08:00'}]}",
        // CarBattery, Charger; Navigation
        "start-charging | {'charging': false} | {} | {'charging': true}",
        "stop-charging | {'charging': true} | {} | {'charging': false}",
        "navigate | {'destination': ''} | {'to': 'the airport'} | {'destination': 'the airport'}",
        "cancel | {'destination': 'the airport'} | {} | {'destination': ''}",
        // Messages, Phone, Announcer: nothing to show
        "send | {'on': true} | {'to': 'Ann', 'text': 'hi'} | {'on': true}",
        "announce | {'on': true} | {'text': 'dinner'} | {'on': true}"
      })
  void actionsHaveTheirEffect(String action, String before, String input, String after) {
    Device device = device(Map.of(), json(before), action);
    device.act(action, json(input));
    assertThat(device.state()).isEqualTo(json(after));
  }

  @Test
  void theFirstStatusThatTheSchemaKnowsIsTaken() {
    var words = Map.<String, ValueSchema>of("status", words("idle", "mowing", "charging"));
    Device mower = device(words, json("{'status': 'idle'}"), "start", "dock", "stop");
    mower.act("start", json("{}"));
    assertThat(mower.state()).isEqualTo(json("{'status': 'mowing'}"));
    mower.act("dock", json("{}"));
    assertThat(mower.state()).isEqualTo(json("{'status': 'charging'}"));
    mower.act("stop", json("{}"));
    assertThat(mower.state()).isEqualTo(json("{'status': 'idle'}"));
  }

  @Test
  void aBrightnessTurnsALampOnButZeroDoesNot() {
    Device lamp = device(Map.of(), json("{'on': false, 'brightness': 10}"));
    assertThat(lamp.write(json("{'brightness': 0}"))).containsExactly("brightness");
    assertThat(lamp.state()).isEqualTo(json("{'on': false, 'brightness': 0}"));
    assertThat(lamp.write(json("{'brightness': 40}"))).containsExactly("brightness", "on");
    assertThat(lamp.state()).isEqualTo(json("{'on': true, 'brightness': 40}"));
    assertThat(lamp.write(json("{'colour': 1}"))).isEmpty();
  }

  private static ValueSchema words(String... words) {
    return new ValueSchema.Text(List.of(words), Optional.empty());
  }

  /** A Thing with the properties of a state, any value allowed where no schema is given. */
  private static Device device(
      Map<String, ValueSchema> schemas, JsonNode state, String... actions) {
    var none = new Names(Map.of(), Map.of());
    var properties = new LinkedHashMap<String, Property>();
    var values = new LinkedHashMap<String, JsonNode>();
    state.forEachEntry((name, value) -> {
      var schema = schemas.getOrDefault(name, new ValueSchema.Any());
      properties.put(name, new Property(name, none, schema, Optional.empty(), false, List.of()));
      values.put(name, value);
    });
    var offered = new LinkedHashMap<String, Action>();
    for (String name : actions) {
      offered.put(name, new Action(name, none, Optional.empty(), List.of()));
    }
    var thing =
        new Thing("thing", List.of(), none, Optional.empty(), properties, offered, Map.of());
    return new Device(thing, values);
  }

  private static JsonNode json(String text) {
    return Homes.json(text.replace('\'', '"'));
  }
}
