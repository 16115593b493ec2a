package dev.trine.things;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Makes a Thing's forms real: one protocol. What the device says back goes to the {@link View}. */
interface Binding extends AutoCloseable {
  /** Waits until what the devices say is heard, as far as they can be reached. */
  void await();

  /** Asks the device to set a property; {@return whether its answer will carry the correlation} */
  boolean write(Thing thing, String property, JsonNode value, String correlation);

  /** Asks the device to do an action; {@return whether its answer will carry the correlation} */
  boolean invoke(Thing thing, String action, Optional<JsonNode> input, String correlation);

  @Override
  void close();
}
