package dev.trine.things;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServerFactory;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.ServiceRegistryImpl;

/**
 * An MQTT 5 broker inside this process (Artemis), on a free port of the loopback interface; it
 * keeps nothing on disk. It starts in the background.
 */
final class Broker implements AutoCloseable {
  private static final String ACCEPTOR = "mqtt";

  /** Without serverKeepAlive=0 Artemis cuts off who is silent for 90 s, as a home may well be. */
  private static final String ADDRESS =
      "tcp://127.0.0.1:0?protocols=MQTT;useEpoll=false;useKQueue=false;remotingThreads=1;"
          + "quietPeriod=0;shutdownTimeout=0;serverKeepAlive=0";

  private static final ThreadFactory DAEMONS =
      Thread.ofPlatform().daemon().name("broker-", 0).factory();

  // What Artemis still hands in while it is being closed is dropped, and is no error.
  private final ExecutorService workers =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          60,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          DAEMONS,
          new ThreadPoolExecutor.DiscardPolicy());
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, DAEMONS);
  private final Future<ActiveMQServer> server = workers.submit(this::start);

  /** {@return its address, once it has started} */
  String url() {
    var acceptor = (NettyAcceptor) started().getRemotingService().getAcceptor(ACCEPTOR);
    return "tcp://127.0.0.1:" + acceptor.getActualPort();
  }

  @Override
  public void close() {
    try {
      started().stop();
    } catch (Exception e) {
      throw failure("stop", e);
    } finally {
      workers.shutdownNow();
      timer.shutdownNow();
    }
  }

  private ActiveMQServer start() throws Exception {
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
            .addAcceptorConfiguration(ACCEPTOR, ADDRESS);
    var threads = new ServiceRegistryImpl();
    threads.setExecutorService(workers);
    threads.setIOExecutorService(workers);
    threads.setPageExecutorService(workers);
    threads.setScheduledExecutorService(timer);
    // An empty MBean server: the platform's own would start with all the beans of the JVM.
    var starting =
        new ActiveMQServerImpl(config, MBeanServerFactory.newMBeanServer(), null, null, threads);
    starting.start();
    return starting;
  }

  private ActiveMQServer started() {
    try {
      return server.get();
    } catch (InterruptedException | ExecutionException e) {
      throw failure("start", e);
    }
  }

  private static ThingException failure(String verb, Exception cause) {
    return new ThingException(
        "embedded MQTT broker: did not " + verb + ": " + cause.getMessage(), cause);
  }
}
