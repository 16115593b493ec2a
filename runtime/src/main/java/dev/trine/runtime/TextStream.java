package dev.trine.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes in, text out: only whole characters, and nothing that may turn out to belong to a stop
 * string.
 */
final class TextStream {
  private final List<byte[]> stops;
  private byte[] pending = {};
  private boolean stopped;

  TextStream(List<String> stops) {
    this.stops =
        stops.stream()
            .filter(stop -> !stop.isEmpty())
            .map(stop -> stop.getBytes(StandardCharsets.UTF_8))
            .toList();
  }

  /** The text that is certain after these bytes; what stands before the stop string, if stopped. */
  String append(byte[] bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(pending);
    all.writeBytes(bytes);
    pending = all.toByteArray();
    for (int at = 0; at < pending.length; at++) {
      for (byte[] stop : stops) {
        if (fits(stop, at) == stop.length) {
          stopped = true;
          return take(at);
        }
      }
    }
    return take(certain());
  }

  /** Whether a stop string was met. */
  boolean stopped() {
    return stopped;
  }

  /** The text that was held back; empty after a stop string. */
  String rest() {
    return stopped ? "" : take(pending.length);
  }

  private String take(int count) {
    String text = new String(pending, 0, count, StandardCharsets.UTF_8);
    pending = Arrays.copyOfRange(pending, count, pending.length);
    return text;
  }

  /** How many bytes can no longer become part of a stop string or of a longer character. */
  private int certain() {
    int whole = wholeCharacters();
    for (int at = 0; at < whole; at++) {
      for (byte[] stop : stops) {
        if (at + fits(stop, at) == pending.length) {
          return at;
        }
      }
    }
    return whole;
  }

  /** How many bytes of a stop string stand at a place of the pending bytes. */
  private int fits(byte[] stop, int at) {
    int count = 0;
    while (count < stop.length
        && at + count < pending.length
        && stop[count] == pending[at + count]) {
      count++;
    }
    return count;
  }

  /** The number of bytes before a character that is begun and not ended. */
  private int wholeCharacters() {
    for (int back = 1; back <= Math.min(3, pending.length); back++) {
      int lead = pending[pending.length - back] & 0xFF;
      if (lead >= 0xC0) {
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        return length > back ? pending.length - back : pending.length;
      }
      if (lead < 0x80) {
        break;
      }
    }
    return pending.length;
  }
}
