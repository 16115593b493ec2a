package dev.trine.compress;

import dev.trine.compress.Activations.Inputs;
import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.model.Transformer;
import dev.trine.model.Weights;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How strongly each input of each linear layer is used: the importance matrix of llama.cpp's
 * quantizer.
 *
 * @param entries by the GGUF name of the layer's weights
 * @param chunks how many pieces of text were read
 * @param chunkTokens the tokens of one
 * @param dataset where the text came from
 */
public record Imatrix(Map<String, Entry> entries, int chunks, int chunkTokens, String dataset) {
  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";
  private static final Pattern EXPERT =
      Pattern.compile("(.*\\.)mlp\\.experts\\.(\\d{1,5})\\.(\\w+)");
  private static final int MOST_ENTRIES = 1 << 20;
  private static final String REMEDY = "make one of it with trine imatrix";

  public Imatrix {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * One layer, or as many as it has experts.
   *
   * @param sums of the squares of each input: {@code [counts.length][columns]}, one after another
   * @param counts how many tokens each sum is of
   */
  public record Entry(float[] sums, float[] counts) {

    /** The same counts for so many matrices. */
    private Entry shared(int matrices) {
      float[] each = new float[matrices];
      Arrays.fill(each, counts[0]);
      return new Entry(sums, each);
    }

    /** The mean squares of matrix {@code m}; all the same where it was never used. */
    float[] means(int m) {
      int columns = sums.length / counts.length;
      float[] means = Quantizer.uniform(columns);
      if (counts[m] > 0) {
        double sum = 0;
        for (int c = 0; c < columns; c++) {
          means[c] = sums[m * columns + c] / counts[m];
          sum += means[c];
        }
        // No input is worth nothing: other texts may use what this one did not.
        float least = (float) (1e-4 * sum / columns);
        for (int c = 0; c < columns; c++) {
          means[c] = Math.max(means[c], least);
        }
        return sum > 0 ? means : Quantizer.uniform(columns);
      }
      return means;
    }
  }

  /**
   * Lets a model read a text.
   *
   * @param file where it comes from; inputs of what is no tensor there are left out
   */
  public static Imatrix of(Transformer model, Gguf file, Calibration text, Progress progress) {
    Map<String, Gguf.Entry> tensors = file.tensors();
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, SortedMap<Integer, Inputs>> experts = new LinkedHashMap<>();
    Activations.of(model, text, progress)
        .layers()
        .forEach((linear, inputs) -> {
          Matcher expert = EXPERT.matcher(linear);
          if (expert.matches()) {
            String stacked =
                Weights.ggufName(expert.group(1) + "mlp.experts." + expert.group(3)) + ".weight";
            experts
                .computeIfAbsent(stacked, name -> new TreeMap<>())
                .put(Integer.parseInt(expert.group(2)), inputs);
          } else {
            String tied = tensors.containsKey("output.weight") ? "output" : "token_embd";
            String name = linear.equals("lm_head") ? tied : Weights.ggufName(linear);
            entries.put(name + ".weight", entry(List.of(inputs)));
          }
        });
    experts.keySet().retainAll(tensors.keySet());
    experts.forEach((name, each) ->
        entries.put(name, stacked(each, matrices(Objects.requireNonNull(tensors.get(name))))));
    entries.keySet().retainAll(tensors.keySet());
    return new Imatrix(entries, text.windows().size(), text.longest(), text.source());
  }

  /** Of all experts, also those that no token came to. */
  private static Entry stacked(SortedMap<Integer, Inputs> experts, int count) {
    Inputs unused = new Inputs(experts.firstEntry().getValue().squares.length);
    List<Inputs> all = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      all.add(experts.getOrDefault(e, unused));
    }
    return entry(all);
  }

  private static final int ENTRY = 128; // bytes of a tensor's name, place and padding, about

  private static Entry entry(List<Inputs> matrices) {
    int columns = matrices.getFirst().squares.length;
    float[] sums = new float[Math.multiplyExact(matrices.size(), columns)];
    float[] counts = new float[matrices.size()];
    for (int m = 0; m < counts.length; m++) {
      counts[m] = matrices.get(m).tokens;
      for (int c = 0; c < columns; c++) {
        sums[m * columns + c] = (float) matrices.get(m).squares[c];
      }
    }
    return new Entry(sums, counts);
  }

  /** How large the matrix of a model's file is at most, in bytes. */
  public static long bytesAtMost(Gguf model) {
    return model.tensors().values().stream()
        .filter(it -> it.shape().size() > 1)
        .mapToLong(it -> {
          List<Long> shape = it.shape();
          return matrices(it) * (shape.getLast() + 1) * Float.BYTES + 2 * ENTRY;
        })
        .sum();
  }

  /** What is known of a tensor's inputs. */
  public Optional<Entry> of(String tensor) {
    return Optional.ofNullable(entries.get(tensor));
  }

  /**
   * The same, with one count for each expert where the older form has one for all of them.
   *
   * @throws CompressionException if this was made with a model of other widths
   */
  Imatrix of(Gguf model) {
    Map<String, Entry> fitting = new LinkedHashMap<>();
    for (Gguf.Entry tensor : model.tensors().values()) {
      Entry known = entries.get(tensor.name());
      if (known != null) {
        int columns = Math.toIntExact(tensor.shape().getLast());
        int matrices = matrices(tensor);
        Entry each = known.counts.length == 1 ? known.shared(matrices) : known;
        if (each.counts.length != matrices || each.sums.length != (long) matrices * columns) {
          throw new CompressionException(
              "the importance matrix has %d inputs for %s, which has %d: it is of another model; %s"
                  .formatted(known.sums.length, tensor.name(), (long) matrices * columns, REMEDY));
        }
        fitting.put(tensor.name(), each);
      }
    }
    if (fitting.isEmpty()) {
      throw new CompressionException(
          "the importance matrix knows no tensor of this model; " + REMEDY);
    }
    return new Imatrix(fitting, chunks, chunkTokens, dataset);
  }

  /** How many a tensor holds: one for each expert. */
  private static int matrices(Gguf.Entry tensor) {
    return tensor.shape().size() > 2 ? Math.toIntExact(tensor.shape().getFirst()) : 1;
  }

  /**
   * Reads a file in llama.cpp's GGUF form or its older one ({@code .dat}).
   *
   * @throws CompressionException if it is neither
   */
  public static Imatrix read(Path path) {
    try (var in = Files.newInputStream(path)) {
      boolean gguf = new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("GGUF");
      return gguf ? ofGguf(Gguf.open(path)) : ofDat(path);
    } catch (IOException e) {
      throw new CompressionException(
          path + ": cannot be read (" + e.getClass().getSimpleName() + "); check the path", e);
    }
  }

  private static Imatrix ofGguf(Gguf file) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String name : file.tensors().keySet()) {
      if (name.endsWith(SUMS)) {
        String weights = name.substring(0, name.length() - SUMS.length());
        float[] sums = file.tensor(name).orElseThrow().floats();
        float[] counts =
            file.tensor(weights + COUNTS)
                .orElseThrow(() -> bad(file.path(), weights + COUNTS + " is missing"))
                .floats();
        entries.put(weights, checked(file.path(), weights, sums, counts));
      }
    }
    if (entries.isEmpty()) {
      throw bad(file.path(), "has no tensors that end in " + SUMS);
    }
    return new Imatrix(
        entries,
        file.integer("imatrix.chunk_count").orElse(0L).intValue(),
        file.integer("imatrix.chunk_size").orElse(0L).intValue(),
        String.join(", ", file.strings("imatrix.datasets").orElse(List.of())));
  }

  /** Counts, then per entry: name, calls, means times calls; then calls and dataset, if any. */
  private static Imatrix ofDat(Path path) throws IOException {
    if (Files.size(path) > Integer.MAX_VALUE - 8) {
      throw bad(path, "is too large");
    }
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Entry> entries = new LinkedHashMap<>();
    int count = length(path, in, MOST_ENTRIES);
    for (int i = 0; i < count; i++) {
      String name = text(path, in);
      int calls = length(path, in, Integer.MAX_VALUE);
      float[] sums = new float[length(path, in, in.remaining() / 4)];
      if (in.remaining() < 4 * sums.length) {
        throw bad(path, "ends within " + name);
      }
      for (int c = 0; c < sums.length; c++) {
        sums[c] = in.getFloat();
      }
      entries.put(name, checked(path, name, sums, new float[] {calls}));
    }
    if (entries.isEmpty()) {
      throw bad(path, "has no entries");
    }
    int chunks = in.remaining() >= 4 ? Math.max(0, in.getInt()) : 0;
    return new Imatrix(entries, chunks, 0, in.remaining() >= 4 ? text(path, in) : "");
  }

  private static String text(Path path, ByteBuffer in) {
    byte[] bytes = new byte[length(path, in, Math.max(0, in.remaining() - 4))];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int length(Path path, ByteBuffer in, int most) {
    if (in.remaining() < 4) {
      throw bad(path, "is cut off");
    }
    int length = in.getInt();
    if (length < 0 || length > most) {
      throw bad(path, "is no importance matrix: it counts " + length + " where that cannot be");
    }
    return length;
  }

  private static Entry checked(Path path, String name, float[] sums, float[] counts) {
    if (counts.length == 0 || sums.length == 0 || sums.length % counts.length != 0) {
      throw bad(path, "has " + sums.length + " sums and " + counts.length + " counts for " + name);
    }
    for (float[] numbers : List.of(sums, counts)) {
      for (float number : numbers) {
        if (!(number >= 0 && number < Float.POSITIVE_INFINITY)) {
          throw bad(path, "has " + number + " for " + name);
        }
      }
    }
    return new Entry(sums, counts);
  }

  private static CompressionException bad(Path path, String what) {
    return new CompressionException(path + ": " + what + "; make the importance matrix again");
  }

  /** Writes llama.cpp's GGUF form. */
  public void write(Path path) {
    GgufWriter file =
        new GgufWriter()
            .put("general.type", "imatrix")
            .put("imatrix.datasets", List.of(dataset))
            .put("imatrix.chunk_count", chunks)
            .put("imatrix.chunk_size", chunkTokens);
    entries.forEach((name, entry) -> {
      int matrices = entry.counts().length;
      file.put(Tensor.of(name + SUMS, entry.sums(), matrices, entry.sums().length / matrices));
      file.put(Tensor.of(name + COUNTS, entry.counts(), matrices, 1));
    });
    file.write(path);
  }
}
