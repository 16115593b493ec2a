package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Thing;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which words of a machine stand for what the model has learnt, and what is done in their stead.
 */
class StandInsTest {
  private static Thing machine(String id) {
    return Households.MACHINES.things().stream()
        .filter(thing -> thing.id().equals("urn:machines:" + id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dishwasher | begin=start halt=stop
          oven       | bake-heat=target-temperature core-heat=temperature
          fireplace  | lit=on
          popcorn    | launch=start
          """)
  void oneWordStandsForTheLearntOne(String machine, String standIns) {
    Map<String, String> expected =
        Arrays.stream(standIns.split(" "))
            .map(pair -> pair.split("="))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    assertThat(StandIns.of(machine(machine))).isEqualTo(expected);
  }

  @Test
  void whatIsLitIsOn() {
    assertThat(StandIns.isTheSwitch(machine("fireplace"), "lit")).isTrue();
    assertThat(StandIns.isTheSwitch(machine("fireplace"), "flame")).isFalse();
    assertThat(StandIns.isTheSwitch(machine("panel"), "do-not-disturb")).isFalse();
  }

  /** Two that would do, the learnt word itself, or none of the kind. */
  @ParameterizedTest
  @CsvSource({"roaster", "wine", "steamer", "lamp", "rack"})
  void noneStandsIn(String machine) {
    assertThat(StandIns.of(machine(machine))).isEmpty();
  }

  @Test
  void isFoundByTheLearntWord() {
    assertThat(StandIns.of(machine("dishwasher"), "stop")).contains("halt");
    assertThat(StandIns.of(machine("dishwasher"), "on")).isEmpty();
  }

  /** A steam closet does nothing else, a bread maker only runs; an oven has an "on" itself. */
  @ParameterizedTest
  @CsvSource({
    "dishwasher, true",
    "steamer, true",
    "bread, true",
    "diffuser, true",
    "oven, false",
    "fireplace, false",
    "roaster, false",
    "jukebox, false",
    "blind, false"
  })
  void isSwitchedByAnotherName(String machine, boolean isSwitched) {
    assertThat(Instead.isSwitched(machine(machine))).isEqualTo(isSwitched);
  }

  @Test
  void whatAlsoGoesHomeIsNotOnlyStarted() {
    Thing vacuum =
        Households.ALL.things().stream()
            .filter(thing -> thing.id().equals("urn:all:vacuum"))
            .findFirst()
            .orElseThrow();
    assertThat(Instead.isSwitched(vacuum)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dishwasher | SET on true  | DO begin
          dishwasher | SET on false | DO halt
          fireplace  | DO start     | SET lit true
          fireplace  | DO stop      | SET lit false
          diffuser   | SET on false | SET mist off
          steamer    | SET on true  | DO start
          bread      | SET on true  | DO start
          lamp       | SET on true  | SET on true
          """)
  void isDoneInstead(String machine, String asked, String done) {
    assertThat(Instead.offered(machine(machine), clause(asked))).contains(clause(done));
  }

  /** To launch popcorn needs a weight; a mist that is on may be low or high; two can be off. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          popcorn  | SET on true
          diffuser | SET on true
          jukebox  | SET on false
          roaster  | SET on true
          """)
  void nothingCanBeDoneInstead(String machine, String asked) {
    assertThat(Instead.offered(machine(machine), clause(asked))).isEmpty();
  }

  private static Clause clause(String text) {
    String[] words = text.split(" ");
    return new Clause(
        Clause.Verb.valueOf(words[0]),
        Optional.empty(),
        words[1],
        words.length > 2 ? words[2] : "");
  }
}
