package dev.trine.cli;

import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A call that makes a file smaller is killed in the middle, in a process of its own. */
@Timeout(120)
class InterruptionTest {
  private static final int TENSORS = 20;
  private static final int WIDTH = 512;
  private static final String HEAP = "-Xmx20m"; // less than the source has

  @TempDir Path folder;

  /** 21 MB of random weights. */
  private Path source() {
    GgufWriter file =
        new GgufWriter().put("general.architecture", "llama").put("llama.block_count", TENSORS);
    Random random = new Random(2);
    for (int layer = 0; layer < TENSORS; layer++) {
      file.put(
          "blk." + layer + ".attn_q.weight",
          BlockFormat.F32,
          new long[] {WIDTH, WIDTH},
          () -> {
            float[] w = new float[WIDTH * WIDTH];
            for (int i = 0; i < w.length; i++) {
              w[i] = (float) random.nextGaussian();
            }
            return MemorySegment.ofArray(BlockFormat.F32.encode(w, 0, w.length));
          });
    }
    Path path = folder.resolve("source.gguf");
    file.write(path);
    return path;
  }

  @Test
  void aKilledQuantizationLeavesTheSourceAloneAndIsGoneOnWith() throws Exception {
    Path source = source();
    Path before = Files.copy(source, folder.resolve("before.gguf"));
    Path out = folder.resolve("out.gguf");
    Path part = folder.resolve("out.gguf.part");
    Path done = folder.resolve("out.gguf.part.done");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.trine.cli.Main",
                "quantize",
                source.toString(),
                out.toString(),
                "--type",
                "Q3_K_S",
                "-t",
                "1")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (process.isAlive() && whole(done) < 2) {
      Thread.sleep(Duration.ofMillis(5));
    }
    process.destroyForcibly().waitFor();
    assertThat(whole(done)).as(Files.readString(folder.resolve("log"))).isBetween(2, TENSORS - 1);
    assertThat(out).doesNotExist();
    assertThat(source).hasSameBinaryContentAs(before);

    // What was whole is not made again: a mark in it stays.
    int at = 40_000; // a byte of the first tensor
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      file.seek(at);
      int own = file.read();
      file.seek(at);
      file.write(own ^ 0xff);
    }
    assertThat(trine("quantize", source, out, "--type", "Q3_K_S", "-t", 1).code()).isZero();
    Path whole = folder.resolve("whole.gguf");
    assertThat(trine("quantize", source, whole, "--type", "Q3_K_S", "-t", 1).code()).isZero();
    byte[] resumed = Files.readAllBytes(out);
    byte[] atOnce = Files.readAllBytes(whole);
    assertThat(resumed[at]).isEqualTo((byte) (atOnce[at] ^ 0xff));
    resumed[at] = atOnce[at];
    assertThat(resumed).isEqualTo(atOnce);
    assertThat(List.of(part, done)).noneMatch(Files::exists);
    assertThat(Gguf.open(out).tensors()).hasSize(TENSORS);
  }

  /** How many tensors are written. */
  private static int whole(Path done) throws IOException {
    List<String> lines = Files.exists(done) ? Files.readAllLines(done) : List.of();
    return lines.size() == 2 && lines.get(1).matches("\\d+") ? Integer.parseInt(lines.get(1)) : 0;
  }
}
