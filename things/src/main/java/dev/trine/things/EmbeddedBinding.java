package dev.trine.things;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reaches simulated Things by the {@link Topics} of the embedded broker. */
final class EmbeddedBinding implements Binding {
  private final Map<String, String> thingOfTopic = new HashMap<>();
  private final View view;
  private final MqttLink link;

  EmbeddedBinding(String broker, List<Thing> things, View view) {
    this.view = view;
    things.forEach(thing -> thingOfTopic.put(Topics.state(thing), thing.id()));
    link = new MqttLink(broker, this::heard, List.of(Topics.ALL_STATES));
  }

  @Override
  public void await() {
    link.await();
  }

  @Override
  public boolean write(Thing thing, String property, JsonNode value, String correlation) {
    String text = JsonNodeFactory.instance.objectNode().set(property, value).toString();
    link.publish(Topics.set(thing), text, false, Optional.of(correlation), List.of());
    return true;
  }

  @Override
  public boolean invoke(Thing thing, String action, Optional<JsonNode> input, String correlation) {
    String text = input.map(JsonNode::toString).orElse("null");
    link.publish(Topics.action(thing, action), text, false, Optional.of(correlation), List.of());
    return true;
  }

  @Override
  public void close() {
    link.close();
  }

  private void heard(MqttLink from, MqttLink.Message message) {
    Optional<String> thing = Optional.ofNullable(thingOfTopic.get(message.topic()));
    if (thing.isEmpty()) return;
    try {
      view.put(thing.get(), HouseholdReader.JSON.readTree(message.text()), message);
    } catch (JacksonException e) {
      return; // an unreadable state is no news: the last one stands, with its age
    }
  }
}
