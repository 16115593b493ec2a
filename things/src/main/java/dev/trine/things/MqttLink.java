package dev.trine.things;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One MQTT 5 connection at quality of service 0: what is lost on the way is found out by reading
 * back. Messages come on one thread, in order.
 */
final class MqttLink implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int PING_SECONDS = 20;
  private static final int LARGEST_MESSAGE = 64 << 20;
  private static final int FIRST_ERROR = 0x80;
  private static final String TOUCHED = "touched";
  private static final AtomicLong COUNT = new AtomicLong();

  /** The one thread of all connections; a daemon, so that it does not keep the process alive. */
  private static final EventLoopGroup LOOP =
      new NioEventLoopGroup(1, new DefaultThreadFactory("mqtt", true));

  /**
   * What came: {@code correlation} is the request's that this answers, {@code touched} the
   * properties set by it.
   */
  record Message(String topic, String text, Optional<String> correlation, List<String> touched) {}

  interface Listener {
    void heard(MqttLink link, Message message);
  }

  private final String broker;
  private final List<String> filters;
  private final Listener listener;
  private final CompletableFuture<Optional<String>> refusal = new CompletableFuture<>();
  private final Channel channel;

  /**
   * Starts to connect, and to hear what the filters name; {@link #await} says whether it worked.
   *
   * @param broker {@code tcp://host:port}
   */
  MqttLink(String broker, Listener listener, Collection<String> filters) {
    this.broker = broker;
    this.filters = List.copyOf(filters);
    this.listener = listener;
    URI address = URI.create(broker);
    ChannelFuture connecting =
        new Bootstrap()
            .group(LOOP)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PATIENCE_MILLIS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened
                        .pipeline()
                        .addLast(MqttEncoder.INSTANCE, new MqttDecoder(LARGEST_MESSAGE), new Ear());
                  }
                })
            .connect(new InetSocketAddress(address.getHost(), address.getPort()));
    connecting.addListener(connected -> {
      if (!connected.isSuccess()) refuse("cannot be reached; is it running?");
    });
    channel = connecting.channel();
  }

  /**
   * Waits until the broker has taken the connection and its subscriptions, and has sent what it
   * retained of them.
   *
   * @throws ThingException where it has not within 5 s
   */
  void await() {
    refusal
        .completeOnTimeout(
            Optional.of("did not answer in 5 s; is it an MQTT 5 broker?"),
            PATIENCE_MILLIS,
            TimeUnit.MILLISECONDS)
        .join()
        .ifPresent(why -> {
          throw new ThingException("MQTT broker " + broker + ": " + why);
        });
  }

  boolean alive() {
    return channel.isActive();
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
    if (!alive()) {
      throw new ThingException("MQTT broker " + broker + ": connection lost; is it running?");
    }
    var properties = new MqttProperties();
    correlation.ifPresent(c ->
        properties.add(
            new BinaryProperty(
                MqttPropertyType.CORRELATION_DATA.value(), c.getBytes(StandardCharsets.UTF_8))));
    touched.forEach(name -> properties.add(new UserProperty(TOUCHED, name)));
    channel.writeAndFlush(
        MqttMessageBuilders.publish()
            .topicName(topic)
            .qos(MqttQoS.AT_MOST_ONCE)
            .retained(retain)
            .properties(properties)
            .payload(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }

  private void refuse(String why) {
    refusal.complete(Optional.of(why));
  }

  /** What the broker says, on the thread of {@link #LOOP}. */
  private final class Ear extends SimpleChannelInboundHandler<MqttMessage> {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      // MQTT 5, 3.1.4: a client may go on before its CONNECT was answered.
      context.write(
          MqttMessageBuilders.connect()
              .protocolVersion(MqttVersion.MQTT_5)
              .clientId("trine-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet())
              .cleanSession(true)
              .build());
      if (!filters.isEmpty()) {
        var subscribe = MqttMessageBuilders.subscribe().messageId(1);
        filters.forEach(filter -> subscribe.addSubscription(MqttQoS.AT_MOST_ONCE, filter));
        context.write(subscribe.build());
      }
      // Packets are answered in order: the answer to a ping says that all before it is done.
      context.writeAndFlush(MqttMessage.PINGREQ);
      // A broker may drop who says nothing for long, whatever the CONNECT asked for (3.2.2.3.14).
      var pings =
          context
              .executor()
              .scheduleAtFixedRate(
                  () -> context.writeAndFlush(MqttMessage.PINGREQ),
                  PING_SECONDS,
                  PING_SECONDS,
                  TimeUnit.SECONDS);
      context.channel().closeFuture().addListener(closed -> pings.cancel(false));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage said) {
      if (said.decoderResult().isFailure()) {
        exceptionCaught(context, said.decoderResult().cause());
        return;
      }
      switch (said) {
        case MqttConnAckMessage answer -> {
          var code = answer.variableHeader().connectReturnCode();
          if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) refuse("refuses: " + code);
        }
        case MqttSubAckMessage answer -> {
          if (answer.payload().reasonCodes().stream().anyMatch(code -> code >= FIRST_ERROR)) {
            refuse("refuses a subscription of " + filters);
          }
        }
        case MqttPublishMessage news -> listener.heard(MqttLink.this, message(news));
        default -> {
          if (said.fixedHeader().messageType() == MqttMessageType.PINGRESP) {
            refusal.complete(Optional.empty());
          }
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      refuse("closed the connection; is it an MQTT 5 broker?");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      refuse("is not understood (" + cause.getMessage() + "); is it an MQTT 5 broker?");
      context.close();
    }

    private Message message(MqttPublishMessage news) {
      MqttProperties properties = news.variableHeader().properties();
      return new Message(
          news.variableHeader().topicName(),
          news.payload().toString(StandardCharsets.UTF_8),
          Optional.ofNullable(properties.getProperty(MqttPropertyType.CORRELATION_DATA.value()))
              .map(c -> new String((byte[]) c.value(), StandardCharsets.UTF_8)),
          properties.getProperties(MqttPropertyType.USER_PROPERTY.value()).stream()
              .map(p -> (StringPair) p.value())
              .filter(p -> p.key.equals(TOUCHED))
              .map(p -> p.value)
              .toList());
    }
  }
}
