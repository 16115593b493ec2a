package dev.trine.things;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reaches Things whose forms name an MQTT broker: href {@code mqtt://host:port[/topic]} with the
 * terms of the W3C Web of Things MQTT binding. One connection a broker.
 */
final class MqttBinding implements Binding {
  private record Source(String thing, String property) {}

  private final Map<String, Source> sources = new HashMap<>();
  private final Map<String, Set<String>> topics = new LinkedHashMap<>();
  private final Map<String, MqttLink> links = new HashMap<>();
  private final View view;

  MqttBinding(List<Thing> things, View view) {
    this.view = view;
    for (Thing thing : things) {
      for (Property property : thing.properties().values()) {
        form(property.forms(), "readproperty", "observeproperty")
            .ifPresent(form -> {
              String topic = form.topic().orElseThrow();
              sources.put(form.broker() + " " + topic, new Source(thing.id(), property.name()));
              topics.computeIfAbsent(form.broker(), b -> new LinkedHashSet<>()).add(topic);
            });
      }
    }
    topics.keySet().forEach(broker -> links.put(broker, connect(broker)));
  }

  /** A broker that cannot be reached does not keep the others' devices from working. */
  @Override
  public void await() {
    for (MqttLink link : links.values()) {
      try {
        link.await();
      } catch (ThingException e) {
        continue; // said again to whoever wants to act on its devices
      }
    }
  }

  @Override
  public boolean write(Thing thing, String property, JsonNode value, String correlation) {
    Property known = thing.properties().get(property);
    List<Form> forms = known == null ? List.of() : known.forms();
    say(form(forms, "writeproperty"), thing.id() + " " + property, value.toString());
    return false;
  }

  @Override
  public boolean invoke(Thing thing, String action, Optional<JsonNode> input, String correlation) {
    Action known = thing.actions().get(action);
    List<Form> forms = known == null ? List.of() : known.forms();
    String text = input.map(JsonNode::toString).orElse("");
    say(form(forms, "invokeaction"), thing.id() + " " + action, text);
    return false;
  }

  @Override
  public void close() {
    links.values().forEach(MqttLink::close);
  }

  private void say(Optional<Form> form, String what, String text) {
    Form to =
        form.orElseThrow(
            () -> new ThingException(what + ": no mqtt:// form with a topic; add one"));
    link(to.broker()).publish(to.topic().orElseThrow(), text, to.retain());
  }

  private MqttLink link(String broker) {
    MqttLink link = links.get(broker);
    if (link != null && link.alive()) return link;
    link = connect(broker);
    links.put(broker, link);
    link.await();
    return link;
  }

  private MqttLink connect(String broker) {
    return new MqttLink(
        broker, (link, message) -> heard(broker, message), topics.getOrDefault(broker, Set.of()));
  }

  private void heard(String broker, MqttLink.Message message) {
    Optional<Source> source = Optional.ofNullable(sources.get(broker + " " + message.topic()));
    if (source.isEmpty()) return;
    try {
      JsonNode value = HouseholdReader.JSON.readTree(message.text());
      view.put(source.get().thing, source.get().property, value, message);
    } catch (JacksonException e) {
      return; // an unreadable state is no news: the last one stands, with its age
    }
  }

  private static Optional<Form> form(List<Form> forms, String... ops) {
    return forms.stream()
        .filter(form -> form.isMqtt() && form.topic().isPresent())
        .filter(form -> List.of(ops).stream().anyMatch(form::serves))
        .findFirst();
  }
}
