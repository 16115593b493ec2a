package dev.trine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a file comes from.
 *
 * @param token what lets its owner read it; shown to no other host, and never in the clear
 */
record Source(URI uri, Optional<String> token) {

  /** The header that shows the token, where it may be shown. */
  Optional<String> authorization(URI at) {
    boolean same = at.getAuthority().equalsIgnoreCase(uri.getAuthority());
    boolean secret = at.getScheme().equals("https") || isHere(at);
    return token.filter(t -> same && secret).map(t -> "Bearer " + t);
  }

  /** Where a redirection leads; never from a secret connection to an open one. */
  URI redirected(URI from, String location) {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new BadInput(uri + ": redirects to no address; check it");
    }
    boolean opens = from.getScheme().equals("https") && !"https".equals(to.getScheme());
    if (opens || to.getHost() == null || !to.getScheme().matches("https?")) {
      throw new BadInput(uri + ": redirects to " + to + ", which is not safe; check the address");
    }
    return to;
  }

  private static boolean isHere(URI at) {
    return at.getHost().equals("localhost") || at.getHost().equals("127.0.0.1");
  }

  /** A SHA-256 in hexadecimal digits, perhaps in quotes. */
  static Optional<String> hex(String text) {
    String plain = text.replace("\"", "").toLowerCase(Locale.ROOT);
    return plain.matches("[0-9a-f]{64}") ? Optional.of(plain) : Optional.empty();
  }

  /** Of {@code sha-256=:BASE64:} (RFC 9530). */
  static Optional<String> digest(String header) {
    String pattern = ".*sha-256=:([A-Za-z0-9+/]{43}=):.*";
    return header.matches(pattern)
        ? Optional.of(
            HexFormat.of()
                .formatHex(Base64.getDecoder().decode(header.replaceFirst(pattern, "$1"))))
        : Optional.empty();
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 18];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** How long a server asks to wait: seconds or a date; zero if it does not say. */
  static Duration retryAfter(String header) {
    if (header.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    try {
      ZonedDateTime until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(ZonedDateTime.now(until.getZone()), until);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
