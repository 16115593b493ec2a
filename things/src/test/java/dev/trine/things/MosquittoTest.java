package dev.trine.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device of somebody else on a broker of somebody else: Debian's mosquitto. */
class MosquittoTest {
  private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");

  private Process broker;
  private int port;
  private MqttLink device;
  private Household household;
  private Thing lamp;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    if (!Files.isExecutable(MOSQUITTO)) {
      if ("true".equals(System.getenv("CI"))) fail("mosquitto is missing: apt install mosquitto");
      Assumptions.abort("mosquitto is not on this machine: apt install mosquitto");
    }
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = folder.resolve("mosquitto.conf");
    Files.writeString(config, "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
    broker =
        new ProcessBuilder(MOSQUITTO.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    device = connect();
    device.publish("home/lamp/on", "false", true);
    device.publish("home/lamp/brightness", "60", true);
    household =
        Household.parse(
            """
            {"id": "h", "places": [], "things": [
              {CONTEXT "id": "lamp", "title": "Lamp", "@type": "Light", "base": "mqtt://127.0.0.1:PORT",
               "properties": {
                 "on": {"type": "boolean", "forms": [
                   {"href": "home/lamp/on", "op": ["readproperty", "observeproperty"]},
                   {"href": "home/lamp/on/set", "op": "writeproperty"}]},
                 "brightness": {"type": "integer", "minimum": 0, "maximum": 100, "forms": [
                   {"href": "/", "mqv:filter": ["home/lamp/brightness"], "op": "observeproperty"},
                   {"href": "/", "mqv:topic": "home/lamp/brightness/set", "op": "writeproperty"}]},
                 "effect": {"type": "string", "forms": [
                   {"href": "/", "mqv:topic": "home/lamp/effect/set", "op": "writeproperty"}]}},
               "actions": {
                 "toggle": {"forms": [{"href": "home/lamp/toggle"}]},
                 "blink": {"forms": [{"href": "home/lamp/blink"}]}}}]}\
            """
                .replace("CONTEXT", Homes.CONTEXT)
                .replace("PORT", Integer.toString(port)),
            "h.json");
    lamp = household.thing("lamp").orElseThrow();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (broker == null) return;
    broker.destroy();
    assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aDeviceIsReadSetCalledAndReadBack() {
    try (Home home = Home.fresh(household)) {
      assertThat(lamp.simulated()).isFalse();
      assertThat(home.state(lamp, "brightness").orElseThrow().value()).isEqualTo(Homes.json("60"));

      Confirmation dimmed = home.write(lamp, "brightness", Homes.json("30"));
      assertThat(dimmed.status()).isEqualTo(Confirmation.Status.CONFIRMED);
      assertThat(dimmed.before()).contains(Homes.json("60"));
      assertThat(dimmed.after()).contains(Homes.json("30"));

      Confirmation toggled = home.invoke(lamp, "toggle", Optional.empty());
      assertThat(toggled.status()).isEqualTo(Confirmation.Status.CONFIRMED);
      assertThat(toggled.after()).contains(Homes.json("{\"on\": true}"));
      assertThat(home.invoke(lamp, "blink", Optional.empty()).status())
          .isEqualTo(Confirmation.Status.SENT);
    }
  }

  @Test
  void whatTheDeviceDoesNotShowIsNotCalledDone() {
    try (Home home = Home.fresh(household)) {
      Confirmation stuck = home.write(lamp, "brightness", Homes.json("99"));
      assertThat(stuck.status()).isEqualTo(Confirmation.Status.FAILED);
      assertThat(stuck.error()).contains("lamp brightness did not answer; it shows 60");
    }
  }

  @Test
  void aBrokerThatIsAwayIsSaidToBe() throws Exception {
    try (Home home = Home.fresh(household)) {
      stop();
      // The first write may still go out, into nothing; the next knows that nobody listens.
      assertThat(home.write(lamp, "on", Homes.json("true")).status())
          .isEqualTo(Confirmation.Status.FAILED);
      Confirmation lost = home.write(lamp, "on", Homes.json("true"));
      assertThat(lost.status()).isEqualTo(Confirmation.Status.FAILED);
      assertThat(lost.error().orElseThrow())
          .startsWith("MQTT broker tcp://127.0.0.1:" + port + ": cannot be reached");
    }
    try (Home home = Home.fresh(household)) {
      assertThat(home.state(lamp, "on")).isEmpty();
    }
  }

  /** Connects as soon as the broker listens. */
  private MqttLink connect() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      var link =
          new MqttLink(
              "tcp://127.0.0.1:" + port,
              MosquittoTest::obey,
              List.of("home/lamp/+/set", "home/lamp/toggle", "home/lamp/blink"));
      try {
        link.await();
        return link;
      } catch (ThingException e) {
        if (System.nanoTime() > deadline) throw e;
        Thread.sleep(20);
      }
    }
  }

  /** The lamp: it takes what it is told, but is never brighter than 90. */
  private static void obey(MqttLink link, MqttLink.Message message) {
    switch (message.topic()) {
      case "home/lamp/on/set" -> link.publish("home/lamp/on", message.text(), true);
      case "home/lamp/brightness/set" -> {
        if (Integer.parseInt(message.text()) <= 90) {
          link.publish("home/lamp/brightness", message.text(), true);
        }
      }
      case "home/lamp/toggle" -> link.publish("home/lamp/on", "true", true);
      default -> {}
    }
  }
}
