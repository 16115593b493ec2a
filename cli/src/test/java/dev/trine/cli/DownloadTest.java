package dev.trine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files from a server that does what servers should not. */
class DownloadTest {
  private static final int SIZE = 300_000;
  private static final Download.Patience SHORT =
      new Download.Patience(4, Duration.ofMillis(5), Duration.ofSeconds(4), Duration.ofSeconds(30));

  @TempDir private Path folder;
  private final byte[] file = new byte[SIZE];
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final List<Optional<String>> tokens = new CopyOnWriteArrayList<>();
  private final StringWriter said = new StringWriter();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private HttpServer other;
  private Path target;

  /** What the server does with the n-th request, from 0. */
  private interface Manner {
    void answer(HttpExchange exchange, int number) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    new Random(7).nextBytes(file);
    System.arraycopy("GGUF".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, file, 0, 4);
    target = folder.resolve("models/m.gguf");
    server = newServer();
    other = newServer();
  }

  private HttpServer newServer() throws IOException {
    var made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.setExecutor(threads);
    made.start();
    return made;
  }

  @AfterEach
  void stop() {
    server.stop(0);
    other.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpServer at, Manner manner) {
    at.createContext(
        "/",
        exchange -> {
          ranges.add(
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).orElse(""));
          tokens.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
          try (exchange) {
            manner.answer(exchange, ranges.size() - 1);
          }
        });
  }

  /** Sends some of the rest of the file, and says that it is all of it. */
  private void send(HttpExchange exchange, byte[] bytes, int most) throws IOException {
    int from = 0;
    String range = ranges.getLast();
    exchange.getResponseHeaders().set("ETag", "\"one\"");
    if (!range.isEmpty() && "\"one\"".equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
    OutputStream body = exchange.getResponseBody();
    body.write(bytes, from, Math.min(most, bytes.length - from));
    body.flush();
  }

  private URI address(HttpServer at) {
    return URI.create("http://localhost:" + at.getAddress().getPort() + "/m.gguf");
  }

  private Download pull(Optional<String> sha256) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Download download =
          new Download(
              client,
              new Source(address(server), Optional.of("secret")),
              target,
              sha256,
              new Progress(new PrintWriter(said, true), false),
              SHORT);
      download.run();
      return download;
    }
  }

  private void assertWhole() throws IOException {
    assertThat(Files.readAllBytes(target)).isEqualTo(file);
    assertThat(target.resolveSibling("m.gguf.part")).doesNotExist();
  }

  private String hash() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
  }

  @Test
  void aWholeFile() throws Exception {
    serve(server, (exchange, n) -> send(exchange, file, SIZE));
    pull(Optional.of(hash()));
    assertWhole();
    pull(Optional.empty());
    assertThat(ranges).as("what is here is not fetched again").hasSize(1);
    assertThat(said.toString()).contains("100 %");
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws Exception {
    serve(server, (exchange, n) -> send(exchange, file, 70_000));
    pull(Optional.of(hash()));
    assertWhole();
    assertThat(ranges).hasSizeGreaterThanOrEqualTo(5);
    assertThat(ranges.subList(1, ranges.size())).allMatch(range -> range.startsWith("bytes="));
  }

  @Test
  void goesOnAfterDays() throws Exception {
    serve(
        server,
        (exchange, n) -> {
          if (n > 0 && n < 5) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            send(exchange, file, n == 0 ? 100_000 : SIZE);
          }
        });
    assertThatThrownBy(() -> pull(Optional.empty()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("pull again to go on");
    assertThat(target).doesNotExist();
    pull(Optional.of(hash()));
    assertWhole();
    assertThat(ranges.getLast()).isNotEmpty();
  }

  @Test
  void startsAgainWhenTheFileIsAnotherNow() throws Exception {
    Files.createDirectories(target.getParent());
    Files.write(target.resolveSibling("m.gguf.part"), new byte[1000]);
    Files.writeString(target.resolveSibling("m.gguf.part.tag"), "\"old\"");
    serve(server, (exchange, n) -> send(exchange, file, SIZE));
    pull(Optional.of(hash()));
    assertWhole();
    assertThat(ranges).containsExactly("bytes=1000-");
  }

  /** A server that does not heed If-Range sends the end of another file. */
  @Test
  void doesNotMendAFileWithPartsOfAnother() throws Exception {
    Files.createDirectories(target.getParent());
    Files.write(target.resolveSibling("m.gguf.part"), new byte[1000]);
    Files.writeString(target.resolveSibling("m.gguf.part.tag"), "\"old\"");
    serve(
        server,
        (exchange, n) -> {
          if (n == 0) {
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            exchange
                .getResponseHeaders()
                .set("Content-Range", "bytes 1000-%d/%d".formatted(SIZE - 1, SIZE));
            exchange.sendResponseHeaders(206, SIZE - 1000);
            exchange.getResponseBody().write(file, 1000, SIZE - 1000);
          } else {
            send(exchange, file, SIZE);
          }
        });
    pull(Optional.empty());
    assertWhole();
    assertThat(ranges).containsExactly("bytes=1000-", "");
  }

  @Test
  void aServerWithoutRanges() throws Exception {
    serve(
        server,
        (exchange, n) -> {
          exchange.sendResponseHeaders(200, SIZE);
          exchange.getResponseBody().write(file, 0, n < 2 ? 1000 : SIZE);
        });
    pull(Optional.of(hash()));
    assertWhole();
    assertThat(ranges).containsOnly("");
  }

  @Test
  void aRangeThatWasNotAskedFor() throws Exception {
    serve(
        server,
        (exchange, n) -> {
          if (n == 1) {
            exchange
                .getResponseHeaders()
                .set("Content-Range", "bytes 5-" + (SIZE - 1) + "/" + SIZE);
            exchange.sendResponseHeaders(206, SIZE - 5);
            exchange.getResponseBody().write(file, 5, SIZE - 5);
          } else {
            send(exchange, file, n == 0 ? 1000 : SIZE);
          }
        });
    pull(Optional.of(hash()));
    assertWhole();
  }

  @Test
  void aLengthThatIsTooShort() {
    serve(server, (exchange, n) -> send(exchange, Arrays.copyOf(file, 1000), 1000));
    assertThatThrownBy(() -> pull(Optional.of(hash())))
        .hasMessageContaining("SHA-256")
        .hasMessageContaining("thrown away");
    assertThat(target).doesNotExist();
    assertThat(target.resolveSibling("m.gguf.part")).doesNotExist();
  }

  /** Nobody states a checksum, and the length is a lie: only the file itself tells. */
  @ParameterizedTest
  @CsvSource({
    "lm-stories260k/stories260K.q8_0.gguf, m.gguf",
    "hf-tiny-archs/tiny_llama.safetensors, model.safetensors",
    "hf-tiny-archs/tiny_bpe_bytelevel_tokenizer.json, tokenizer.json"
  })
  void aLengthThatIsTooShortForWhatTheFileHolds(String from, String name) throws Exception {
    byte[] model = Files.readAllBytes(Call.shared(from));
    target = folder.resolve("models").resolve(name);
    int[] sent = {0};
    serve(server, (exchange, n) -> send(exchange, Arrays.copyOf(model, sent[0]), SIZE * 2));
    for (int cut : new int[] {20, model.length / 2, model.length - 2}) {
      sent[0] = cut;
      assertThatThrownBy(() -> pull(Optional.empty()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("what came ends before what it says that it holds");
      assertThat(target).doesNotExist();
      assertThat(target.resolveSibling(name + ".part")).doesNotExist();
    }
    sent[0] = model.length;
    pull(Optional.empty());
    assertThat(target).hasBinaryContent(model);
  }

  @Test
  void anEndWithoutALength() throws Exception {
    serve(
        server,
        (exchange, n) -> {
          exchange.sendResponseHeaders(200, 0); // chunks
          exchange.getResponseBody().write(file);
        });
    pull(Optional.of(hash()));
    assertWhole();
  }

  @Test
  void nothingForAWhile() throws Exception {
    serve(
        server,
        (exchange, n) -> {
          send(exchange, file, n == 0 ? 50_000 : SIZE);
          if (n == 0) {
            pause(40_000);
          }
        });
    long began = System.nanoTime();
    pull(Optional.of(hash()));
    assertWhole();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(35));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void busyServers() throws Exception {
    List<Long> times = new ArrayList<>();
    serve(
        server,
        (exchange, n) -> {
          times.add(System.nanoTime());
          if (n == 0) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(429, -1);
          } else if (n == 1) {
            exchange.sendResponseHeaders(502, -1);
          } else {
            send(exchange, file, SIZE);
          }
        });
    pull(Optional.of(hash()));
    assertWhole();
    assertThat(times.get(1) - times.get(0)).isGreaterThan(990_000_000L);
  }

  @Test
  void aServerThatIsBusyForHours() {
    serve(
        server,
        (exchange, n) -> {
          String date =
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  ZonedDateTime.now(ZoneOffset.UTC).plusHours(2));
          exchange.getResponseHeaders().set("Retry-After", date);
          exchange.sendResponseHeaders(429, -1);
        });
    assertThatThrownBy(() -> pull(Optional.empty())).hasMessageContaining("come back in 1");
    assertThat(ranges).hasSize(1);
  }

  @Test
  void anotherHostDoesNotSeeTheToken() throws Exception {
    serve(
        server,
        (exchange, n) -> {
          exchange.getResponseHeaders().set("X-Linked-ETag", "\"" + hashUnchecked() + "\"");
          exchange.getResponseHeaders().set("Location", address(other).toString());
          exchange.sendResponseHeaders(302, -1);
        });
    serve(other, (exchange, n) -> send(exchange, file, SIZE));
    assertThat(pull(Optional.empty()).sha256()).hasValue(hash());
    assertWhole();
    assertThat(tokens).containsExactly(Optional.of("Bearer secret"), Optional.empty());
  }

  private String hashUnchecked() {
    try {
      return hash();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void redirectionsWithoutEnd() {
    serve(
        server,
        (exchange, n) -> {
          exchange.getResponseHeaders().set("Location", "/m.gguf");
          exchange.sendResponseHeaders(302, -1);
        });
    assertThatThrownBy(() -> pull(Optional.empty())).hasMessageContaining("redirects without end");
  }

  @Test
  void redirectionsToWhatIsNoServer() {
    serve(
        server,
        (exchange, n) -> {
          exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
          exchange.sendResponseHeaders(302, -1);
        });
    assertThatThrownBy(() -> pull(Optional.empty())).hasMessageContaining("not safe");
  }

  @Test
  void refusals() {
    serve(server, (exchange, n) -> exchange.sendResponseHeaders(n == 0 ? 401 : 404, -1));
    assertThatThrownBy(() -> pull(Optional.empty())).hasMessageContaining("TRINE_TOKEN");
    assertThatThrownBy(() -> pull(Optional.empty())).hasMessageContaining("is not there");
  }

  @Test
  void aPageInsteadOfAModel() {
    serve(
        server,
        (exchange, n) ->
            send(
                exchange,
                "<html>".repeat(9).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                SIZE));
    assertThatThrownBy(() -> pull(Optional.empty())).hasMessageContaining("no GGUF file");
    assertThat(target).doesNotExist();
  }

  @Test
  void onlyOneAtATime() throws Exception {
    serve(server, (exchange, n) -> send(exchange, file, SIZE));
    Files.createDirectories(target.getParent());
    try (FileChannel channel =
            FileChannel.open(
                target.resolveSibling("m.gguf.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> pull(Optional.empty())).hasMessageContaining("another pull");
    }
    pull(Optional.empty());
    assertWhole();
  }

  @Test
  void proxiesOfTheEnvironment() {
    var proxies =
        new EnvironmentProxy(
            Map.of("HTTPS_PROXY", "http://proxy.example:3128", "no_proxy", "localhost,.local"));
    assertThat(proxies.select(URI.create("https://example.org/x")).getFirst().address())
        .isEqualTo(new InetSocketAddress("proxy.example", 3128));
    assertThat(proxies.select(URI.create("https://nas.local/x"))).containsExactly(Proxy.NO_PROXY);
    assertThat(proxies.select(URI.create("https://localhost/x"))).containsExactly(Proxy.NO_PROXY);
  }
}
