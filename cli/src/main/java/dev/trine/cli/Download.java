package dev.trine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Fetches one file. What is there of it is kept in {@code NAME.part} with the server's tag beside
 * it, so that a broken download goes on where it ended, also days later; the file gets its name
 * only when it is whole and its checksum is right.
 *
 * <p>HTTP: RFC 9110, 14 (ranges), 13.1.5 (If-Range), 10.2.3 (Retry-After).
 */
final class Download {

  /** How long to wait for what, and how often to try again. */
  record Patience(int tries, Duration pause, Duration stall, Duration longestWait) {
    static final Patience USUAL =
        new Patience(8, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(5));
  }

  private static final int BUFFER = 1 << 18;

  private final HttpClient client;
  private final Source source;
  private final Path target;
  private final PartialFile part;
  private final Progress progress;
  private final Patience patience;

  private Optional<String> sha256;
  private OptionalLong size = OptionalLong.empty();

  Download(
      HttpClient client,
      Source source,
      Path target,
      Optional<String> sha256,
      Progress progress,
      Patience patience) {
    this.client = client;
    this.source = source;
    this.target = target;
    this.part = new PartialFile(target);
    this.sha256 = sha256;
    this.progress = progress;
    this.patience = patience;
  }

  /** The SHA-256 that the file was compared with, if anybody stated one. */
  Optional<String> sha256() {
    return sha256;
  }

  /**
   * Fetches the file; does nothing if it is there.
   *
   * @throws BadInput if it cannot be had, with the reason
   */
  void run() {
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      try (FileChannel lock = part.lockFile();
          FileLock held = part.lock(lock)) {
        if (held.isValid() && !Files.exists(target)) {
          fetch();
          finish();
        }
      }
    } catch (IOException e) {
      throw new BadInput(
          "%s: cannot be written (%s); check folder and disk space".formatted(target, why(e)));
    }
  }

  /** Tries until the file is whole; a try that brought bytes does not count. */
  private void fetch() throws IOException {
    String trouble = "";
    for (int failed = 0; failed < patience.tries(); ) {
      long before = part.length();
      Duration pause = patience.pause().multipliedBy(1L << Math.min(failed, 5));
      try {
        Optional<Duration> wait = attempt();
        if (wait.isEmpty()) {
          return;
        }
        trouble = "the server is busy";
        pause = wait.get().isZero() ? pause : wait.get();
      } catch (Broken e) {
        trouble = e.getMessage();
      }
      failed = part.length() > before ? 0 : failed + 1;
      if (failed < patience.tries()) {
        progress.note("%s; trying again in %d s".formatted(trouble, pause.toSeconds()));
        sleep(pause);
      }
    }
    throw new BadInput(
        "%s: gave up after %d tries (%s); what is here is kept, pull again to go on"
            .formatted(source.uri(), patience.tries(), trouble));
  }

  /** One request. Empty when the file is whole, else how long to wait; zero for no wish. */
  private Optional<Duration> attempt() throws IOException, Broken {
    long have = part.length();
    Optional<String> known = have > 0 ? part.tag() : Optional.empty();
    boolean resumes = known.isPresent();
    HttpResponse<InputStream> response = send(resumes ? have : 0, known);
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == 416 && resumes) {
        if (total(response).orElse(-1) == have) {
          return Optional.empty();
        }
        part.discard(); // there is another file now
        return Optional.of(Duration.ZERO);
      }
      if (status == 429 || status == 408 || status >= 500) {
        return Optional.of(retryAfter(response));
      }
      if (status != 200 && status != 206) {
        throw new BadInput(refusal(status));
      }
      boolean goesOn = status == 206;
      if (goesOn && (!resumes || firstByte(response).orElse(-1) != have)) {
        part.discard();
        throw new Broken("the server sent another part than was asked for");
      }
      if (goesOn
          && response
              .headers()
              .firstValue("etag")
              .filter(it -> !known.equals(Optional.of(it)))
              .isPresent()) {
        part.discard();
        throw new Broken("the server sent a part of another file, which it has now");
      }
      if (!goesOn) {
        part.discard();
      }
      remember(response, goesOn ? have : 0);
      receive(body);
    }
    if (size.isPresent() && part.length() < size.getAsLong()) {
      throw new Broken("the connection ended early");
    }
    return Optional.empty();
  }

  private HttpResponse<InputStream> send(long from, Optional<String> known)
      throws IOException, Broken {
    try {
      URI at = source.uri();
      for (int hop = 0; hop <= 10; hop++) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(at).timeout(patience.stall()).header("User-Agent", "trine");
        source.authorization(at).ifPresent(value -> request.header("Authorization", value));
        if (from > 0) {
          request.header("Range", "bytes=" + from + "-").header("If-Range", known.orElseThrow());
        }
        HttpResponse<InputStream> response =
            client.send(request.build(), BodyHandlers.ofInputStream());
        stated(response);
        int status = response.statusCode();
        Optional<String> location = response.headers().firstValue("location");
        if (status < 300 || status >= 400 || location.isEmpty()) {
          return response;
        }
        response.body().close();
        at = source.redirected(at, location.get());
      }
      throw new BadInput(source.uri() + ": redirects without end; check the address");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput(source.uri() + ": interrupted; pull again to go on");
    } catch (IOException e) {
      throw new Broken(why(e));
    }
  }

  /** What hubs and RFC 9530 say of the file's checksum. */
  private void stated(HttpResponse<?> response) {
    sha256 =
        sha256
            .or(() -> response.headers().firstValue("x-linked-etag").flatMap(Source::hex))
            .or(() -> response.headers().firstValue("repr-digest").flatMap(Source::digest));
  }

  private void remember(HttpResponse<?> response, long have) throws IOException {
    OptionalLong length = response.headers().firstValueAsLong("content-length");
    OptionalLong total = total(response);
    size =
        total.isPresent() || length.isEmpty() ? total : OptionalLong.of(have + length.getAsLong());
    part.tag(response.headers().firstValue("etag"));
    if (size.isPresent() && part.room() < size.getAsLong() - have) {
      throw new BadInput(
          "%s: needs %d MB more than the disk has; make room"
              .formatted(target, (size.getAsLong() - have) / 1_000_000));
    }
  }

  private void receive(InputStream body) throws IOException, Broken {
    try (FileChannel file = part.append();
        var watch = new StallWatch(body, patience.stall())) {
      byte[] buffer = new byte[BUFFER];
      while (true) {
        int read;
        try {
          read = body.read(buffer);
        } catch (IOException e) {
          throw new Broken(watch.closed() ? "nothing came for a while" : why(e));
        }
        if (read < 0) {
          return;
        }
        watch.feed();
        for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
          file.write(bytes);
        }
        progress.at(file.size(), size);
      }
    }
  }

  private void finish() throws IOException {
    Optional<String> wrong = Optional.empty();
    if (size.isPresent() && part.length() != size.getAsLong()) {
      wrong = Optional.of("has %d bytes instead of %d".formatted(part.length(), size.getAsLong()));
    } else if (sha256.isPresent()) {
      String actual = Source.sha256(part.path());
      if (!actual.equals(sha256.get())) {
        wrong = Optional.of("has the SHA-256 %s instead of %s".formatted(actual, sha256.get()));
      }
    }
    if (wrong.isEmpty()) {
      wrong = Contents.wrong(part.path(), String.valueOf(target.getFileName()));
    }
    if (wrong.isPresent()) {
      part.discard();
      throw new BadInput(
          "%s: what came %s; it was thrown away, check the address"
              .formatted(source.uri(), wrong.get()));
    }
    part.complete();
    progress.done();
  }

  private static OptionalLong total(HttpResponse<?> response) {
    return contentRange(response, "bytes (?:\\d+-\\d+|\\*)/(\\d{1,18})");
  }

  private static OptionalLong firstByte(HttpResponse<?> response) {
    return contentRange(response, "bytes (\\d{1,18})-.*");
  }

  private static OptionalLong contentRange(HttpResponse<?> response, String pattern) {
    String range = response.headers().firstValue("content-range").orElse("");
    return range.matches(pattern)
        ? OptionalLong.of(Long.parseLong(range.replaceFirst(pattern, "$1")))
        : OptionalLong.empty();
  }

  private Duration retryAfter(HttpResponse<?> response) {
    Duration wait = Source.retryAfter(response.headers().firstValue("retry-after").orElse(""));
    if (wait.compareTo(patience.longestWait()) > 0) {
      throw new BadInput(
          "%s: the server asks to come back in %d minutes; pull again then to go on"
              .formatted(source.uri(), wait.toMinutes()));
    }
    return wait;
  }

  private String refusal(int status) {
    return source.uri()
        + switch (status) {
          case 401, 403 ->
              ": is not given to everybody; set TRINE_TOKEN to a token that may read it";
          case 404, 410 -> ": is not there; check the address";
          case 407 -> ": the proxy wants to know who asks; use one that does not";
          default -> ": the server answers " + status + "; check the address";
        };
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInput("interrupted; pull again to go on");
    }
  }

  private static String why(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /** A try failed in a way that another may not. */
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }
}
