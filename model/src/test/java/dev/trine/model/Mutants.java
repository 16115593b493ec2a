package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Files that were changed in places, and what must be true of them: they are read, or refused in
 * one line that names the folder, and cost little memory.
 */
final class Mutants {
  /** Mutants of each file, some hundred milliseconds; more by {@code -Dtrine.mutants}. */
  static final int COUNT = Integer.getInteger("trine.mutants", 250);

  static final long MEMORY = 96 << 20; // bytes that one file may cost
  private static final String[] LIES = {
    "-1",
    "0",
    "1e999",
    "2147483647",
    "9223372036854775807",
    "123456789012345678901",
    "0.5",
    "null",
    "\"\"",
    "[]",
    "{}",
    "true",
    "\"\\ud800\"",
    "[[[[[[[[[[[[[[[[",
    "\u0000"
  };

  private final Path folder;

  /** Mutants of files of this folder. */
  Mutants(Path folder) {
    this.folder = folder;
  }

  /** Reads all that a tokenizer has. */
  static void use(Tokenizer tokenizer) {
    int[] ids = tokenizer.encode("Hi <s> 灯\u00e9 12", true);
    assertThat(tokenizer.decode(ids)).isNotNull();
    for (int id : ids) {
      assertThat(tokenizer.piece(id)).isNotNull();
    }
  }

  void mutate(byte[] whole, int head, Path file, Runnable use) throws IOException {
    mutate(whole, head, file, use, COUNT);
  }

  void mutate(byte[] whole, int head, Path file, Runnable use, int mutants) throws IOException {
    Random random = new Random(file.toString().length());
    boolean text = file.toString().endsWith(".json") || file.toString().endsWith(".safetensors");
    for (int i = 0; i < mutants; i++) {
      byte[] mutant = whole;
      for (int n = random.nextInt(3); n >= 0; n--) {
        // Most of what is read is at the beginning, some at the end.
        int from = random.nextInt(4) > 0 ? 0 : Math.max(0, mutant.length - head);
        int at = from + random.nextInt(Math.min(head, mutant.length - from));
        mutant =
            text && random.nextBoolean()
                ? lie(mutant, at, LIES[random.nextInt(LIES.length)])
                : disturb(mutant, at, random);
      }
      tryOut(file, mutant, use);
    }
  }

  /** Replaces the value that begins after {@code at} in a text of JSON. */
  private static byte[] lie(byte[] bytes, int at, String value) {
    int begin = at;
    while (begin < bytes.length && bytes[begin] != ':' && bytes[begin] != ',') {
      begin++;
    }
    begin = Math.min(begin + 1, bytes.length);
    int end = begin;
    while (end < bytes.length && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != ']') {
      end++;
    }
    return splice(bytes, begin, end, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] disturb(byte[] bytes, int at, Random random) {
    int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
    return switch (random.nextInt(4)) {
      case 0 -> splice(bytes, at, end, new byte[0]);
      case 1 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      default -> {
        byte[] noise = new byte[random.nextBoolean() ? 1 : end - at];
        random.nextBytes(noise);
        if (random.nextInt(3) == 0) {
          Arrays.fill(noise, (byte) (random.nextBoolean() ? 0xff : 0x7f));
        }
        yield splice(bytes, at, Math.min(bytes.length, at + noise.length), noise);
      }
    };
  }

  private static byte[] splice(byte[] bytes, int begin, int end, byte[] middle) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - (end - begin) + middle.length);
    System.arraycopy(middle, 0, result, begin, middle.length);
    System.arraycopy(bytes, end, result, begin + middle.length, bytes.length - end);
    return result;
  }

  void tryOut(Path file, byte[] bytes, Runnable use) throws IOException {
    Files.write(file, bytes);
    long before = allocated();
    try {
      use.run();
    } catch (ModelException e) {
      assertThat(e.getMessage()).contains(folder.toString()).satisfies(Mutants::isOneClearLine);
    } catch (RuntimeException | Error e) {
      Path kept = Files.write(Path.of("target", "failed-" + file.getFileName()), bytes);
      throw new AssertionError("a mutant, kept as " + kept + ", is not refused well", e);
    }
    assertThat(allocated() - before).isLessThan(MEMORY);
  }

  /** What is wrong, and behind a semicolon what to do. */
  static void isOneClearLine(String message) {
    assertThat(message).contains("; ").doesNotContain("\n").hasSizeLessThan(500);
  }

  static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
