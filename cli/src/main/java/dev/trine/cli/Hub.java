package dev.trine.cli;

import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process in which homes and models stay open: it does what {@link HubClient}s of the same user
 * call for, and ends when nobody has called for a while.
 */
final class Hub implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final HubAddress address;
  private final FileChannel lock;
  private final ServerSocketChannel server;
  private final Duration idle;
  private final Homes homes = new Homes();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong lastCall = new AtomicLong(System.nanoTime());

  private Hub(HubAddress address, FileChannel lock, ServerSocketChannel server, Duration idle) {
    this.address = address;
    this.lock = lock;
    this.server = server;
    this.idle = idle;
  }

  /**
   * Opens the hub of an address; nothing where one is open already.
   *
   * @param idle how long it stays without a call
   */
  static Optional<Hub> open(HubAddress address, Duration idle) {
    try {
      FileChannel lock =
          FileChannel.open(address.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!take(lock)) {
        lock.close();
        return Optional.empty();
      }
      lock.truncate(0);
      lock.write(StandardCharsets.UTF_8.encode(String.valueOf(ProcessHandle.current().pid())));
      Files.deleteIfExists(address.socket()); // of a hub that was killed
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(address.socket()));
      return Optional.of(new Hub(address, lock, server, idle));
    } catch (IOException e) {
      throw new UncheckedIOException(address.socket() + ": " + e.getMessage(), e);
    }
  }

  /** Whether the hub of an address runs. */
  static boolean runs(HubAddress address) {
    Optional<SocketChannel> hub = HubClient.connect(address);
    hub.ifPresent(Hub::hangUp);
    return hub.isPresent();
  }

  private static void hangUp(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      return; // it is closed as far as it can be
    }
  }

  /** Ends the hub of an address; returns whether there was one. */
  static boolean stop(HubAddress address) {
    try (FileChannel lock =
        FileChannel.open(address.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (take(lock)) {
        return false;
      }
      long process = Long.parseLong(Files.readString(address.lock()));
      ProcessHandle.of(process)
          .ifPresent(hub -> {
            hub.destroy();
            hub.onExit().orTimeout(STOP.toSeconds(), TimeUnit.SECONDS).join();
          });
      return true;
    } catch (IOException | NumberFormatException e) {
      throw new BadInput(address.lock() + ": cannot be read (" + e.getMessage() + "); remove it");
    }
  }

  private static boolean take(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) { // held by this process
      return false;
    }
  }

  /** Serves until nobody has called for the idle time, or until it is closed. */
  void serve() {
    Thread.ofVirtual().start(this::endWhenIdle);
    while (true) {
      try {
        SocketChannel caller = server.accept();
        calls.incrementAndGet();
        Thread.ofPlatform().daemon().start(() -> serve(caller));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(address.socket() + ": " + e.getMessage(), e);
      }
    }
  }

  private void serve(SocketChannel caller) {
    try (caller;
        InputStream in = Channels.newInputStream(caller);
        OutputStream out = Channels.newOutputStream(caller)) {
      HubCall call = HubCall.read(in);
      DataOutputStream answer = new DataOutputStream(out);
      int code =
          ScopedValue.where(
                  Caller.CURRENT,
                  new Caller(call.folder(), call.data(), new Typed(in), Optional.of(homes)))
              .call(() ->
                  Main.run(
                      call.words(),
                      writer(HubCall.Frame.OUT, answer),
                      writer(HubCall.Frame.ERR, answer)));
      HubCall.Frame.EXIT.write(answer, new byte[] {(byte) code}, 0, 1);
    } catch (IOException e) {
      return; // the caller went away
    } finally {
      lastCall.set(System.nanoTime());
      calls.decrementAndGet();
    }
  }

  private static PrintWriter writer(HubCall.Frame frame, DataOutputStream answer) {
    return new PrintWriter(new Framed(frame, answer), true, StandardCharsets.UTF_8);
  }

  /** Standard input of a caller; who has read it to the end does not hang up. */
  private static final class Typed extends FilterInputStream {
    Typed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }

  /** Standard output or error of a caller. */
  private static final class Framed extends OutputStream {
    private final HubCall.Frame frame;
    private final DataOutputStream answer;

    Framed(HubCall.Frame frame, DataOutputStream answer) {
      this.frame = frame;
      this.answer = answer;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      try {
        frame.write(answer, bytes, from, length);
      } catch (IOException e) {
        throw new Output.Closed();
      }
    }
  }

  private void endWhenIdle() {
    try {
      while (calls.get() > 0
          || homes.havePromises()
          || System.nanoTime() - lastCall.get() < idle.toNanos()) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  @Override
  public synchronized void close() {
    if (!server.isOpen()) {
      return;
    }
    try {
      server.close();
      homes.close();
      Files.deleteIfExists(address.socket());
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(address.socket() + ": " + e.getMessage(), e);
    }
  }
}
