package dev.trine.things;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import javax.management.MBeanServerFactory;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.ServiceRegistryImpl;

/**
 * An MQTT 5 broker inside this process (Artemis), on a free port of the loopback interface; it
 * keeps nothing on disk.
 */
final class Broker implements AutoCloseable {
  private static final String ACCEPTOR =
      "tcp://127.0.0.1:0?protocols=MQTT;useEpoll=false;useKQueue=false;remotingThreads=1;"
          + "quietPeriod=0;shutdownTimeout=0";

  private final ActiveMQServer server;
  private final ExecutorService workers;
  private final ScheduledExecutorService timer;
  private final int port;

  private Broker() throws Exception {
    ThreadFactory daemons = Thread.ofPlatform().daemon().name("broker-", 0).factory();
    workers = Executors.newCachedThreadPool(daemons);
    timer = Executors.newSingleThreadScheduledExecutor(daemons);
    var threads = new ServiceRegistryImpl();
    threads.setExecutorService(workers);
    threads.setIOExecutorService(workers);
    threads.setPageExecutorService(workers);
    threads.setScheduledExecutorService(timer);
    var config =
        new ConfigurationImpl()
            .setPersistenceEnabled(false)
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .setMessageCounterEnabled(false)
            .setGracefulShutdownEnabled(false)
            .setMaxDiskUsage(-1)
            .setMessageExpiryScanPeriod(-1)
            .setAddressQueueScanPeriod(-1)
            .setCriticalAnalyzer(false)
            .addAcceptorConfiguration("mqtt", ACCEPTOR);
    // Its own empty MBean server: the platform's one takes a tenth of a second to start.
    server =
        new ActiveMQServerImpl(config, MBeanServerFactory.newMBeanServer(), null, null, threads);
    server.start();
    port = ((NettyAcceptor) server.getRemotingService().getAcceptor("mqtt")).getActualPort();
  }

  static Broker start() {
    try {
      return new Broker();
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
    } finally {
      workers.shutdownNow();
      timer.shutdownNow();
    }
  }
}
