package dev.trine.cli;

import dev.trine.model.KvCache;
import dev.trine.model.Model;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What running a model will take of the machine's memory, said before it is taken.
 *
 * @param weights the bytes of all tensors; they are mapped, and shared between processes
 * @param kv the keys and values of a full context
 * @param work activations of a prompt's batch, and the process itself
 */
record MemoryPlan(long weights, long kv, long work) {
  private static final long PROCESS = 120L << 20;
  private static final int BATCH = 512; // tokens

  static MemoryPlan of(Model model, KvCache cache, int vocabulary) {
    long weights = 0;
    long widest = 0; // numbers in a row of activations
    for (Tensor tensor : model.weights().tensors().values()) {
      weights += tensor.data().byteSize();
      if (tensor.rows() != vocabulary) {
        widest = Math.max(widest, Math.max(tensor.rows(), tensor.columns()));
      }
    }
    long activations = 8L * BATCH * Math.min(widest, 1 << 16) * Float.BYTES;
    return new MemoryPlan(weights, cache.bytes(cache.capacity()), PROCESS + activations);
  }

  long bytes() {
    return weights + kv + work;
  }

  /** A sentence with a remedy if there is less memory than is needed. */
  Optional<String> warning() {
    OptionalLong free = free();
    if (free.isEmpty() || bytes() <= free.getAsLong()) {
      return Optional.empty();
    }
    String remedy =
        kv > weights / 4 ? "--ctx with fewer tokens or --kv q8_0" : "a smaller model or type";
    return Optional.of(
        "needs %s GiB: weights %s, KV %s, work %s; free %s: try %s"
            .formatted(
                gib(bytes()), gib(weights), gib(kv), gib(work), gib(free.getAsLong()), remedy));
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 30));
  }

  /** What the kernel can give without swapping; known on Linux. */
  private static OptionalLong free() {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
