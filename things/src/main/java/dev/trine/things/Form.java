package dev.trine.things;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * One way to reach a property or action: a hypermedia form of TD 1.1, with the terms of the W3C
 * MQTT binding.
 *
 * @param href absolute, resolved against the Thing's {@code base}
 * @param ops for example {@code readproperty}; empty means the default of its place
 * @param topic {@code mqv:topic}, {@code mqv:filter}, or the path of an {@code mqtt://} address
 * @param retain {@code mqv:retain}
 */
public record Form(URI href, List<String> ops, Optional<String> topic, boolean retain) {
  boolean serves(String op) {
    return ops.isEmpty() || ops.contains(op);
  }

  boolean isMqtt() {
    return "mqtt".equals(href.getScheme()) && href.getHost() != null;
  }

  /** {@return the broker as {@code tcp://host:port}} */
  String broker() {
    return "tcp://" + href.getHost() + ":" + (href.getPort() < 0 ? 1883 : href.getPort());
  }
}
