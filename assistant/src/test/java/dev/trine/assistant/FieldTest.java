package dev.trine.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import dev.trine.things.Thing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an action takes, as its Thing Description says it. */
class FieldTest {
  /** The members of a JSON object have no order (RFC 8259, section 4). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"title\": {\"type\": \"string\"}, \"at\": {\"type\": \"string\"}, \"colour\": {\"type\": \"string\"}",
        "\"colour\": {\"type\": \"string\"}, \"at\": {\"type\": \"string\"}, \"title\": {\"type\": \"string\"}"
      })
  void knownMembersStandAsTheyAreLearnt(String members) {
    String household =
        """
        {"id": "desk", "places": [], "things": [
         {"@context": "https://www.w3.org/2022/wot/td/v1.1", "id": "urn:reminders", "@type": "Reminders",
          "titles": {"en": "Reminders"},
          "securityDefinitions": {"nosec_sc": {"scheme": "nosec"}}, "security": ["nosec_sc"],
          "actions": {"add": {"input": {"type": "object", "required": ["at"], "properties": {%s}}}}}]}
        """
            .formatted(members);
    Thing reminders = Household.parse(household, "desk.json").things().getFirst();
    assertThat(Field.of(reminders, reminders.action("add").orElseThrow()))
        .extracting(Field::name)
        .containsExactly("title", "at", "colour");
  }
}
