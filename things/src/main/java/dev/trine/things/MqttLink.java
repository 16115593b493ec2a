package dev.trine.things;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** One MQTT 5 connection. Messages come on one thread, in order. */
final class MqttLink implements AutoCloseable {
  private static final long CONNECT_MILLIS = 5_000;
  private static final String TOUCHED = "touched";
  private static final AtomicLong COUNT = new AtomicLong();

  /**
   * What came: {@code correlation} is the request's that this answers, {@code touched} the
   * properties set by it.
   */
  record Message(String topic, String text, Optional<String> correlation, List<String> touched) {}

  interface Listener {
    void heard(MqttLink link, Message message);
  }

  private final String broker;
  private final MqttAsyncClient client;

  MqttLink(String broker, Listener listener) {
    this.broker = broker;
    try {
      String id = "trine-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
      client = new MqttAsyncClient(broker, id, new MemoryPersistence());
      client.setCallback(new Ear(this, listener));
      var options = new MqttConnectionOptions();
      options.setCleanStart(true);
      client.connect(options).waitForCompletion(CONNECT_MILLIS);
    } catch (MqttException e) {
      throw failure("cannot be reached; is the broker running?", e);
    }
  }

  void subscribe(String... filters) {
    try {
      for (String filter : filters) client.subscribe(filter, 1).waitForCompletion(CONNECT_MILLIS);
    } catch (MqttException e) {
      throw failure("refused a subscription", e);
    }
  }

  void publish(String topic, String text, boolean retain) {
    publish(topic, text, retain, Optional.empty(), List.of());
  }

  void publish(
      String topic,
      String text,
      boolean retain,
      Optional<String> correlation,
      Collection<String> touched) {
    var properties = new MqttProperties();
    correlation.ifPresent(c -> properties.setCorrelationData(c.getBytes(StandardCharsets.UTF_8)));
    properties.setUserProperties(
        touched.stream().map(name -> new UserProperty(TOUCHED, name)).toList());
    var message = new MqttMessage(text.getBytes(StandardCharsets.UTF_8), 0, retain, properties);
    try {
      client.publish(topic, message);
    } catch (MqttException e) {
      throw failure("did not take a message", e);
    }
  }

  @Override
  public void close() {
    try {
      client.disconnectForcibly(0, 100, false);
      client.close(true);
    } catch (MqttException e) {
      throw failure("did not close", e);
    }
  }

  private ThingException failure(String what, MqttException cause) {
    return new ThingException(
        "MQTT broker " + broker + ": " + what + " (" + cause.getMessage() + ")", cause);
  }

  private record Ear(MqttLink link, Listener listener) implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Optional<MqttProperties> properties = Optional.ofNullable(message.getProperties());
      listener.heard(
          link,
          new Message(
              topic,
              new String(message.getPayload(), StandardCharsets.UTF_8),
              properties
                  .map(MqttProperties::getCorrelationData)
                  .map(c -> new String(c, StandardCharsets.UTF_8)),
              properties.map(MqttProperties::getUserProperties).orElse(List.of()).stream()
                  .filter(p -> p.getKey().equals(TOUCHED))
                  .map(UserProperty::getValue)
                  .toList()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException error) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean again, String uri) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {}
  }
}
