package dev.trine.things;

import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * An MQTT 5 broker inside this process, on a free port of the loopback interface; it keeps nothing
 * on disk.
 */
final class Broker implements AutoCloseable {
  private final EmbeddedActiveMQ server;
  private final int port;

  private Broker(EmbeddedActiveMQ server, int port) {
    this.server = server;
    this.port = port;
  }

  static Broker start() {
    try {
      var config =
          new ConfigurationImpl()
              .setPersistenceEnabled(false)
              .setSecurityEnabled(false)
              .setJMXManagementEnabled(false)
              .setMessageCounterEnabled(false)
              .setGracefulShutdownEnabled(false)
              .setMaxDiskUsage(-1)
              .setThreadPoolMaxSize(8)
              .setScheduledThreadPoolMaxSize(1)
              .setMessageExpiryScanPeriod(-1)
              .setAddressQueueScanPeriod(-1)
              .addAcceptorConfiguration(
                  "mqtt",
                  "tcp://127.0.0.1:0?protocols=MQTT;useEpoll=false;useKQueue=false;remotingThreads=2");
      var server = new EmbeddedActiveMQ().setConfiguration(config);
      server.start();
      var acceptor =
          (NettyAcceptor) server.getActiveMQServer().getRemotingService().getAcceptor("mqtt");
      return new Broker(server, acceptor.getActualPort());
    } catch (Exception e) {
      throw new ThingException("embedded MQTT broker: did not start: " + e.getMessage(), e);
    }
  }

  String url() {
    return "tcp://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new ThingException("embedded MQTT broker: did not stop: " + e.getMessage(), e);
    }
  }
}
