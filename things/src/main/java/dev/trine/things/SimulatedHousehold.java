package dev.trine.things;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Devices that live on the broker: they publish their retained state, and obey what is said on
 * their topics.
 *
 * <p>The devices of a place share one connection, as behind a hub.
 */
final class SimulatedHousehold implements AutoCloseable {
  private final Map<String, Hub> hubs = new HashMap<>();

  SimulatedHousehold(String broker, List<Thing> things, Map<String, Map<String, JsonNode>> states) {
    var places = things.stream().collect(Collectors.groupingBy(Topics::place));
    places.forEach((topic, devices) -> {
      var hub = new Hub(broker, topic, devices, states);
      devices.forEach(device -> hubs.put(device.id(), hub));
    });
    hubs.values().stream().distinct().forEach(Hub::announce);
  }

  /** Has a device tell its state once more. */
  void announce(Thing thing) {
    Optional.ofNullable(hubs.get(thing.id())).ifPresent(hub -> hub.announce(thing));
  }

  /** Puts a device into a state, as if it had been switched off and on again. */
  void become(Thing thing, Map<String, JsonNode> state) {
    Optional.ofNullable(hubs.get(thing.id())).ifPresent(hub -> hub.become(thing, state));
  }

  @Override
  public void close() {
    hubs.values().stream().distinct().forEach(hub -> hub.link.close());
  }

  private static final class Hub {
    private record Post(Thing thing, Device device) {}

    private final Map<String, Post> posts = new HashMap<>();
    private final MqttLink link;

    Hub(
        String broker,
        String topic,
        List<Thing> things,
        Map<String, Map<String, JsonNode>> states) {
      for (Thing thing : things) {
        var state = states.getOrDefault(thing.id(), thing.state());
        posts.put(Topics.of(thing), new Post(thing, new Device(thing, state)));
      }
      link = new MqttLink(broker, this::heard, List.of(topic + "/+/set", topic + "/+/action/+"));
    }

    void announce() {
      link.await();
      posts.values().forEach(post -> announce(link, post, Optional.empty(), new TreeSet<>()));
    }

    synchronized void announce(Thing thing) {
      Optional.ofNullable(posts.get(Topics.of(thing)))
          .ifPresent(post -> announce(link, post, Optional.empty(), new TreeSet<>()));
    }

    synchronized void become(Thing thing, Map<String, JsonNode> state) {
      Post post = posts.get(Topics.of(thing));
      if (post == null) return;
      post.device.become(new LinkedHashMap<>(state));
      announce(link, post, Optional.empty(), new TreeSet<>());
    }

    private synchronized void heard(MqttLink from, MqttLink.Message message) {
      String[] level = message.topic().split("/", -1);
      Post post = posts.get(String.join("/", level[0], level[1], level[2]));
      if (post == null) return;
      JsonNode said;
      try {
        said = HouseholdReader.JSON.readTree(message.text());
      } catch (JacksonException e) {
        return; // a device ignores what it cannot read; the caller sees no change and says so
      }
      TreeSet<String> touched = new TreeSet<>();
      if (level[3].equals("set")) {
        touched = post.device.write(said);
      } else {
        for (String action : post.thing.actions().keySet()) {
          if (Topics.action(post.thing, action).equals(message.topic())) {
            touched = post.device.act(action, said);
          }
        }
      }
      announce(from, post, message.correlation(), touched);
    }

    private static void announce(
        MqttLink link, Post post, Optional<String> answers, TreeSet<String> touched) {
      link.publish(
          Topics.state(post.thing), post.device.state().toString(), true, answers, touched);
    }
  }
}
