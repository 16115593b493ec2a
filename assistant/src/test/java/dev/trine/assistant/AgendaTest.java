package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is promised for later is done then, once, and not where it was taken back. */
class AgendaTest {
  private static final Scripted FLAT = new Scripted(Households.FLAT);

  @BeforeEach
  void reset() {
    FLAT.home.reset(Map.of());
  }

  @AfterAll
  static void close() {
    FLAT.close();
  }

  private static List<String> keep(Assistant assistant, Duration later) {
    return Scripted.brief(assistant.keepPromises(Instant.now().plus(later)));
  }

  @Test
  void aMachineIsDoneWhateverItCallsThat() {
    try (Scripted all = new Scripted(Households.ALL)) {
      Assistant assistant = all.assistant("when one A status $a; set one B on true");
      Outcome outcome = assistant.say(Utterance.of("when the washer's done turn on the fan"));
      assertThat(outcome.acts()).extracting(Outcome.Act::status).containsExactly("planned");
      assertThat(keep(assistant, Duration.ZERO)).isEmpty();
      var done = JsonNodeFactory.instance.stringNode("Complete");
      all.home.reset(Map.of("urn:all:washer", Map.of("status", done)));
      assertThat(keep(assistant, Duration.ZERO)).hasSize(1);
    }
  }

  @Test
  void aDelayedActIsDoneInItsTime() {
    Assistant assistant = FLAT.assistant("in M set one A on true");
    Outcome outcome = assistant.say(Utterance.of("in ten minutes turn on the tv"));
    assertThat(outcome.acts()).extracting(Outcome.Act::status).containsExactly("planned");
    assertThat(assistant.hasPromises()).isTrue();
    assertThat(keep(assistant, Duration.ofMinutes(9))).isEmpty();
    assertThat(keep(assistant, Duration.ofMinutes(11))).containsExactly("living-room:tv on=true");
    assertThat(assistant.hasPromises()).isFalse();
    assertThat(keep(assistant, Duration.ofMinutes(12))).isEmpty();
  }

  @Test
  void forAWhileIsNowAndBackAgain() {
    Assistant assistant = FLAT.assistant("for M set one A on true");
    assistant.say(Utterance.of("turn the tv on for an hour"));
    assertThat(keep(assistant, Duration.ofMinutes(61))).containsExactly("living-room:tv on=false");
  }

  @Test
  void aConditionIsWaitedFor() {
    Assistant assistant = FLAT.assistant("when any * temperature >50; set one A on true");
    Outcome outcome =
        assistant.say(Utterance.of("when the temperature goes above 50 turn on the tv"));
    assertThat(outcome.acts()).extracting(Outcome.Act::status).containsOnly("planned");
    assertThat(keep(assistant, Duration.ofDays(1))).isEmpty();
    assertThat(assistant.hasPromises()).isTrue();
    var warm = JsonNodeFactory.instance.numberNode(51);
    FLAT.home.reset(Map.of("urn:flat:doudou:thermometer", Map.of("temperature", warm)));
    assertThat(keep(assistant, Duration.ZERO)).containsExactly("living-room:tv on=true");
  }

  /** A door that stands open opens when it is opened anew; "if it is open" asks how it is now. */
  @Test
  void whatIsSoAlreadyHappensTheNextTime() {
    try (Scripted all = new Scripted(Households.ALL)) {
      String plan = "when one A contact true; set one B on true";
      Assistant assistant = all.assistant(plan, plan);
      door(all, true);
      Outcome now = assistant.say(Utterance.of("if the door sensor is open turn on the fan"));
      assertThat(now.acts()).extracting(Outcome.Act::status).containsExactly("confirmed");
      Outcome then = assistant.say(Utterance.of("when the door sensor opens turn on the fan"));
      assertThat(then.acts()).extracting(Outcome.Act::status).containsExactly("planned");
      assertThat(keep(assistant, Duration.ZERO)).isEmpty();
      door(all, false);
      assertThat(keep(assistant, Duration.ZERO)).isEmpty();
      door(all, true);
      assertThat(keep(assistant, Duration.ZERO)).hasSize(1);
    }
  }

  private static void door(Scripted all, boolean open) {
    var contact = JsonNodeFactory.instance.booleanNode(open);
    all.home.reset(Map.of("urn:all:door-sensor", Map.of("contact", contact)));
  }

  @Test
  void whatWasPromisedIsTakenBack() {
    Assistant assistant = FLAT.assistant("in M set one A on true", "undo");
    assistant.say(Utterance.of("in ten minutes turn on the tv"));
    assistant.say(Utterance.of("undo that"));
    assertThat(assistant.hasPromises()).isFalse();
    assertThat(keep(assistant, Duration.ofDays(1))).isEmpty();
  }
}
