package dev.trine.compress;

import dev.trine.model.Batch;
import dev.trine.model.KvCache;
import dev.trine.model.Transformer;
import dev.trine.model.Weights;
import dev.trine.tensor.ThreadTeam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the inputs of each linear layer vary together while a model reads a text: for any two within
 * a span of columns the sum of their products. These are nearly as many numbers as the model has
 * weights, so they are kept in a file, which is thrown away in the end.
 */
public final class Correlations implements AutoCloseable {
  private static final int SPAN = 512; // columns
  private static final int BAND = 64; // columns of a task
  private static final int BLOCK = 64; // tokens; logits of many need much memory

  private final FileChannel file;
  private final Arena arena = Arena.ofShared();
  private final Set<String> tensors;
  private final Map<String, Inputs> layers = new HashMap<>();
  private float[] last = {};
  private Inputs lastSeen = new Inputs("", 0, MemorySegment.NULL);

  /**
   * The inputs of one layer, or of several that read the same.
   *
   * @param owner the first of them
   * @param products for each span {@code [width, width]}, the lower half, spans one after another
   */
  private record Inputs(String owner, int columns, MemorySegment products) {
    int width(int span) {
      return Math.min(SPAN, columns - span * SPAN);
    }

    static long at(int span, int row, int width) {
      return ((long) span * SPAN * SPAN + (long) row * width) * Float.BYTES;
    }
  }

  private Correlations(FileChannel file, Set<String> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /**
   * Lets a model read a text.
   *
   * @param tensors the names of the tensors in its GGUF file; inputs of others are left out
   * @param scratch a file to keep the numbers in; it is gone when this is closed
   */
  public static Correlations of(
      Transformer model, Set<String> tensors, Calibration text, Path scratch, Progress progress) {
    try {
      FileChannel file =
          FileChannel.open(
              scratch,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      var seen = new Correlations(file, tensors);
      boolean logits = tensors.contains("output.weight");
      long done = 0;
      for (int[] window : text.windows()) {
        KvCache cache = model.newCache(window.length);
        for (int from = 0; from < window.length; from += BLOCK) {
          int[] ids = Arrays.copyOfRange(window, from, Math.min(window.length, from + BLOCK));
          model.forward(Batch.of(ids, cache, logits).observedBy(seen::add));
          done += ids.length;
          progress.step("correlating the calibration text", done, text.tokens());
        }
      }
      return seen;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static CompressionException unwritable(IOException e) {
    return new CompressionException(
        "the correlations of inputs cannot be kept beside the result (%s); check folder and disk space"
            .formatted(e.getMessage()),
        e);
  }

  /** Inputs of layers that read the same come one after another and are added once. */
  private void add(String linear, float[] x, int rows) {
    String tensor = (linear.equals("lm_head") ? "output" : Weights.ggufName(linear)) + ".weight";
    if (!tensors.contains(tensor)) {
      return;
    }
    Inputs known = layers.get(tensor);
    if (known == null) {
      known = x == last ? lastSeen : inputs(tensor, x.length / rows);
      layers.put(tensor, known);
    }
    if (known.owner().equals(tensor)) {
      add(known, x, rows);
    }
    last = x;
    lastSeen = known;
  }

  private Inputs inputs(String tensor, int columns) {
    try {
      long bytes = (long) Math.ceilDiv(columns, SPAN) * SPAN * SPAN * Float.BYTES;
      long at = file.size();
      fill(at, bytes);
      return new Inputs(
          tensor, columns, file.map(FileChannel.MapMode.READ_WRITE, at, bytes, arena));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Writes zeros: where a full disk has no place for a mapped page, the process would be ended. */
  private void fill(long at, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, 1 << 20));
    for (long done = 0; done < bytes; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - done));
      done += file.write(zeros, at + done);
    }
  }

  private static void add(Inputs inputs, float[] x, int rows) {
    int bands = Math.ceilDiv(inputs.columns(), BAND);
    ThreadTeam.shared().run(bands, band -> add(inputs, x, rows, band * BAND));
  }

  private static void add(Inputs inputs, float[] x, int rows, int first) {
    int span = first / SPAN;
    int width = inputs.width(span);
    int begin = span * SPAN;
    int count = Math.min(BAND, inputs.columns() - first);
    long at = Inputs.at(span, first - begin, width);
    float[] sums = new float[count * width];
    MemorySegment part = inputs.products().asSlice(at, (long) sums.length * Float.BYTES);
    MemorySegment.copy(part, ValueLayout.JAVA_FLOAT, 0, sums, 0, sums.length);
    for (int row = 0; row < rows; row++) {
      int from = row * inputs.columns() + begin;
      for (int r = 0; r < count; r++) {
        float by = x[row * inputs.columns() + first + r];
        int to = r * width;
        int end = first - begin + r + 1;
        for (int c = 0; c < end; c++) {
          sums[to + c] += by * x[from + c];
        }
      }
    }
    MemorySegment.copy(sums, 0, part, ValueLayout.JAVA_FLOAT, 0, sums.length);
  }

  /** How the errors of a tensor's weights are made up for, if its inputs were seen. */
  Optional<ErrorFeedback> feedback(String tensor) {
    return spans(tensor).map(ErrorFeedback::of);
  }

  /** Of the inputs of a tensor, if they were seen: each span, of which the lower half counts. */
  Optional<float[][]> spans(String tensor) {
    return Optional.ofNullable(layers.get(tensor))
        .map(inputs -> {
          float[][] spans = new float[Math.ceilDiv(inputs.columns(), SPAN)][];
          for (int span = 0; span < spans.length; span++) {
            int width = inputs.width(span);
            spans[span] =
                inputs
                    .products()
                    .asSlice(Inputs.at(span, 0, width), (long) width * width * Float.BYTES)
                    .toArray(ValueLayout.JAVA_FLOAT);
          }
          return spans;
        });
  }

  @Override
  public void close() {
    arena.close();
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
