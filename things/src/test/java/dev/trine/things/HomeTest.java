package dev.trine.things;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final Household SMALL = Household.parse(Homes.SMALL, "small.json");
  private static final Thing LAMP = SMALL.thing("urn:small:lamp").orElseThrow();
  private static final Thing CURTAIN = SMALL.thing("urn:small:curtain").orElseThrow();
  private static final Thing TIMERS = SMALL.thing("timers").orElseThrow();

  @Test
  void aBrightnessIsReadBackAndTurnsTheLampOn() {
    try (Home home = Home.fresh(SMALL)) {
      Confirmation done = home.write(LAMP, "brightness", Homes.json("30"));
      assertThat(done.status()).isEqualTo(Confirmation.Status.CONFIRMED);
      assertThat(done.before()).contains(Homes.json("60"));
      assertThat(done.after()).contains(Homes.json("30"));
      assertThat(home.state(LAMP, "on").orElseThrow().value()).isEqualTo(Homes.json("true"));
      assertThat(done.was()).containsOnlyKeys("on", "brightness");
      assertThat(home.write(LAMP, "brightness", Homes.json("101")).status())
          .isEqualTo(Confirmation.Status.FAILED);
      assertThat(home.write(TIMERS, "timers", Homes.json("[]")).status())
          .isEqualTo(Confirmation.Status.FAILED);
    }
  }

  /** Under load a broker may lose a first state. */
  @Test
  void aDeviceTellsItsStateAgain() {
    View view = new View();
    Duration patience = Duration.ofSeconds(30);
    try (Broker broker = new Broker();
        EmbeddedBinding binding = new EmbeddedBinding(broker.url(), List.of(LAMP), view)) {
      binding.await();
      try (SimulatedHousehold devices =
          new SimulatedHousehold(broker.url(), List.of(LAMP), Map.of())) {
        var first = view.await(LAMP.id(), heard -> heard.news() > 0, patience).news();
        devices.announce(LAMP);
        assertThat(view.await(LAMP.id(), heard -> heard.news() > first, patience).news())
            .isGreaterThan(first);
      }
    }
  }

  @Test
  void actionsHaveTheEffectsOfTheVocabulary() {
    try (Home home = Home.fresh(SMALL)) {
      Confirmation open = home.invoke(CURTAIN, "open", Optional.empty());
      assertThat(open.after()).contains(Homes.json("{\"position\": 100}"));
      Confirmation again = home.invoke(CURTAIN, "open", Optional.empty());
      assertThat(again.status()).isEqualTo(Confirmation.Status.CONFIRMED);
      assertThat(home.invoke(CURTAIN, "sing", Optional.empty()).status())
          .isEqualTo(Confirmation.Status.SENT);
      Confirmation timer =
          home.invoke(TIMERS, "start", Optional.of(Homes.json("{\"seconds\": 90}")));
      assertThat(timer.after())
          .contains(
              Homes.json(
                  "{\"timers\": [{\"seconds\": 90, \"remaining\": 90, \"paused\": false}]}"));
      assertThat(home.invoke(TIMERS, "start", Optional.of(Homes.json("{}"))).status())
          .isEqualTo(Confirmation.Status.FAILED);
    }
  }

  @Test
  void aResetGivesTheStatedStateWithTheOverlay() {
    try (Home home = Home.fresh(SMALL)) {
      home.write(LAMP, "brightness", Homes.json("30"));
      home.reset(Map.of(CURTAIN.id(), Map.of("position", Homes.json("40"))));
      assertThat(home.state(LAMP, "on").orElseThrow().value()).isEqualTo(Homes.json("false"));
      assertThat(home.state(CURTAIN, "position").orElseThrow().value()).isEqualTo(Homes.json("40"));
      home.reset(Map.of());
      assertThat(home.state(CURTAIN, "position").orElseThrow().value()).isEqualTo(Homes.json("0"));
      assertThatThrownBy(() -> home.reset(Map.of("nobody", Map.of())))
          .isInstanceOf(ThingException.class)
          .hasMessageContaining("nobody");
    }
  }

  @Test
  void stateAndJournalLast(@TempDir Path folder) {
    String id;
    try (Home home = Home.open(SMALL, folder)) {
      Confirmation done = home.write(LAMP, "brightness", Homes.json("30"));
      id =
          home.journal(
              List.of(
                  new Act(LAMP.id(), "writeproperty", "brightness", Homes.json("30"), done.was())));
      assertThat(id).isEqualTo("u-0001");
    }
    try (Home home = Home.open(SMALL, folder)) {
      assertThat(home.state(LAMP, "on").orElseThrow().value()).isEqualTo(Homes.json("true"));
      Undo undo = home.undo(Optional.empty()).orElseThrow();
      for (Act act : undo.acts()) home.write(LAMP, act.name(), act.value());
      assertThat(home.state(LAMP, "on").orElseThrow().value()).isEqualTo(Homes.json("false"));
      assertThat(home.state(LAMP, "brightness").orElseThrow().value()).isEqualTo(Homes.json("60"));
      assertThat(home.undo(Optional.of(id))).isEmpty();
    }
  }

  @Test
  void fiveHundredThingsLiveOnTheBroker() {
    String lamp =
        """
        {CONTEXT "id": "lamp-N", "title": "Lamp N", "trine:place": "room-M",
         "properties": {"on": {"type": "boolean"}, "brightness": {"type": "integer"}},
         "trine:state": {"on": false, "brightness": 1}}\
        """
            .replace("CONTEXT", Homes.CONTEXT);
    String lamps =
        IntStream.range(0, 500)
            .mapToObj(n -> lamp.replace("N", "" + n).replace("M", "" + n % 25))
            .collect(joining(",\n"));
    String rooms =
        IntStream.range(0, 25).mapToObj("{\"id\": \"room-%d\"}"::formatted).collect(joining(","));
    Household large =
        Household.parse(
            "{\"id\": \"large\", \"places\": [" + rooms + "], \"things\": [" + lamps + "]}",
            "l.json");
    try (Home home = Home.fresh(large)) {
      for (Thing thing : large.things()) {
        assertThat(home.write(thing, "on", Homes.json("true")).status())
            .isEqualTo(Confirmation.Status.CONFIRMED);
      }
      home.reset(Map.of());
      for (Thing thing : large.things()) {
        assertThat(home.state(thing, "on").orElseThrow().value()).isEqualTo(Homes.json("false"));
      }
    }
  }

  @Test
  void anOverlayIsHeldToTheSchemas() {
    try (Home home = Home.fresh(SMALL)) {
      home.reset(Map.of(LAMP.id(), Map.of("brightness", Homes.json("30.0"))));
      assertThat(home.state(LAMP, "brightness").orElseThrow().value().toString()).isEqualTo("30");
      home.reset(Map.of(LAMP.id(), Map.of("brightness", Homes.json("null"))));
      assertThat(home.state(LAMP, "brightness")).isEmpty();
      assertThatThrownBy(
              () -> home.reset(Map.of(LAMP.id(), Map.of("brightness", Homes.json("101")))))
          .hasMessageContaining("brightness: 101 must be at most 100");
    }
  }

  @Test
  void aReadingHasAnAgeAndUndoSaysWhatItCannot() {
    try (Home home = Home.fresh(SMALL)) {
      Reading reading = home.state(LAMP, "on").orElseThrow();
      assertThat(reading.age()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
      var timer = home.invoke(TIMERS, "start", Optional.of(Homes.json("{\"seconds\": 9}")));
      var open = home.invoke(CURTAIN, "open", Optional.empty());
      String id =
          home.journal(
              List.of(
                  new Act(TIMERS.id(), "invokeaction", "start", Homes.json("9"), timer.was()),
                  new Act(CURTAIN.id(), "invokeaction", "open", Homes.json("null"), open.was())));
      Undo undo = home.undo(Optional.empty()).orElseThrow();
      assertThat(undo.id()).isEqualTo(id);
      assertThat(undo.acts())
          .containsExactly(
              new Act(CURTAIN.id(), "writeproperty", "position", Homes.json("0"), Map.of()));
      assertThat(undo.impossible()).extracting(Act::thing).containsExactly(TIMERS.id());
      assertThat(home.undo(Optional.empty())).isEmpty();
    }
  }

  @Test
  void aHomeThatForgetsUndoesTheEntryThatIsNamed() {
    try (Home home = Home.fresh(SMALL)) {
      String first = home.journal(List.of());
      String second = home.journal(List.of());
      assertThat(home.undo(Optional.of(first)).orElseThrow().id()).isEqualTo(first);
      assertThat(home.undo(Optional.of(first))).isEmpty();
      assertThat(home.journal(List.of())).isNotIn(first, second);
    }
  }
}
