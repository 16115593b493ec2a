package dev.trine.cli;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lets the hub do what is said, and starts one where none runs: then a sentence costs neither the
 * start of a model nor that of a home. Written to start fast: no regular expressions, no streams of
 * the library.
 */
final class HubClient {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int BETWEEN_TRIES_MILLIS = 10;

  private HubClient() {}

  /** Whether a hub takes such calls: sentences and talks that read no file of standard input. */
  static boolean serves(String[] args) {
    if (args.length == 0 || !args[0].equals("say") && !args[0].equals("chat")) {
      return false;
    }
    for (String arg : args) {
      if (arg.equals("-") || arg.endsWith("=-") || arg.startsWith("--batch")) {
        return false;
      }
    }
    return true;
  }

  /** Runs the command in the hub; returns its exit code, or nothing where no hub can be had. */
  static OptionalInt run(String[] args) {
    Optional<HubAddress> address = HubAddress.find();
    if (address.isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<SocketChannel> hub = connect(address.get());
    if (hub.isEmpty()) {
      hub = start(address.get());
    }
    if (hub.isEmpty()) {
      return OptionalInt.empty();
    }
    Path here = Path.of("").toAbsolutePath();
    HubCall call = new HubCall(here, Shipped.data().toAbsolutePath(), args);
    try (SocketChannel channel = hub.get()) {
      call.write(channel);
      if (args[0].equals("chat")) {
        Thread.ofPlatform().daemon().start(new Typing(channel));
      }
      return OptionalInt.of(answer(channel, System.out, System.err));
    } catch (IOException e) {
      System.err.println("trine: the hub was lost before it answered; say it again");
      return OptionalInt.of(1);
    }
  }

  static Optional<SocketChannel> connect(HubAddress address) {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(address.socket()));
        return Optional.of(channel);
      } catch (IOException e) {
        channel.close();
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Passes the answer on as it comes; returns the exit code. */
  static int answer(SocketChannel hub, OutputStream out, OutputStream err) throws IOException {
    DataInputStream answer = new DataInputStream(Channels.newInputStream(hub));
    while (true) {
      int kind = answer.readUnsignedByte();
      byte[] bytes = answer.readNBytes(answer.readInt());
      if (kind == HubCall.Frame.EXIT.ordinal()) {
        return bytes[0];
      }
      OutputStream to = kind == HubCall.Frame.OUT.ordinal() ? out : err;
      to.write(bytes);
      to.flush();
    }
  }

  /** Passes on what the person types. */
  private record Typing(SocketChannel hub) implements Runnable {
    @Override
    public void run() {
      try {
        System.in.transferTo(Channels.newOutputStream(hub));
        hub.shutdownOutput();
      } catch (IOException e) {
        return; // the talk is over
      }
    }
  }

  /** Starts a hub as this process was started, apart from the terminal, and waits for it. */
  private static Optional<SocketChannel> start(HubAddress address) {
    Optional<List<String>> command = command();
    if (command.isEmpty()) {
      return Optional.empty();
    }
    System.err.println(
        "trine: starting the hub; it ends ten minutes after the last sentence, or with: trine hub"
            + " --stop");
    try {
      Process hub =
          new ProcessBuilder(command.get())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .directory(Path.of("/").toFile())
              .start();
      for (int waited = 0; waited < PATIENCE_MILLIS; waited += BETWEEN_TRIES_MILLIS) {
        Thread.sleep(BETWEEN_TRIES_MILLIS);
        Optional<SocketChannel> channel = connect(address);
        if (channel.isPresent() || !hub.isAlive()) {
          return channel;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<List<String>> command() {
    List<String> self = own();
    List<String> command = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid"); // so that Ctrl-C here does not end it
    if (Files.isExecutable(setsid)) {
      command.add(setsid.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Path cache = Shipped.built().resolveSibling("trine.aot");
    if (Files.exists(cache)) {
      command.add("-XX:AOTCache=" + cache);
      command.add("-Xlog:disable");
    }
    for (String argument : self) {
      // The cache of a caller holds too little for a hub, which lives long enough for C2.
      if (!argument.startsWith("-XX:AOTCache") && !argument.startsWith("-XX:TieredStopAtLevel")) {
        command.add(argument);
      }
      if (argument.equals(Main.class.getName())) {
        command.add("hub");
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }

  /**
   * The arguments of this process; Linux is asked itself, since Java knows only the first 4 KiB.
   */
  private static List<String> own() {
    try {
      String[] words = Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1);
      return List.of(words).subList(1, words.length);
    } catch (IOException e) {
      return List.of(ProcessHandle.current().info().arguments().orElse(new String[0]));
    }
  }
}
