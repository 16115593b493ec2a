package dev.trine.compress;

import dev.trine.model.Gguf;
import dev.trine.model.Model;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a model's files say without being run.
 *
 * @param cacheNumbers that a token takes in the cache of keys and values, if the file says it
 */
public record ModelFacts(
    String name, long bytes, long weights, OptionalLong cacheNumbers, List<String> steps) {

  /**
   * Reads a GGUF file or a folder in Hugging Face layout.
   *
   * @throws dev.trine.model.ModelException if it is neither
   */
  public static ModelFacts of(Path path) {
    boolean folder = Files.isDirectory(path);
    long weights =
        Model.open(path).weights().tensors().values().stream().mapToLong(Tensor::size).sum();
    try {
      long bytes = bytes(files(path));
      return new ModelFacts(
          String.valueOf(path.toAbsolutePath().normalize().getFileName()),
          bytes,
          weights,
          folder ? OptionalLong.empty() : cacheNumbers(Gguf.open(path)),
          folder ? List.of() : History.of(Gguf.open(path)).steps());
    } catch (IOException e) {
      throw new CompressionException(path + ": cannot be read; check the path", e);
    }
  }

  /** The file, or a folder's safetensors files. */
  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var entries = Files.list(path)) {
      return entries.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  private static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /**
   * The hash of a file, in hexadecimal digits; of a folder, of its safetensors files one after
   * another.
   */
  public static String sha256(Path path, Progress progress) {
    byte[] buffer = new byte[1 << 20];
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<Path> files = files(path);
      long all = bytes(files);
      long done = 0;
      for (Path file : files) {
        try (InputStream in = Files.newInputStream(file)) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
            progress.step("hashing " + path.getFileName(), done += read, all);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new CompressionException(path + ": cannot be read; check the path", e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Keys and values of all heads of all layers, or the latents and keys of positions. */
  private static OptionalLong cacheNumbers(Gguf file) {
    String architecture = file.string("general.architecture").orElse("") + ".";
    Heads heads = Heads.of(file);
    long hidden = file.integer(architecture + "embedding_length").orElse(0L);
    long key =
        file.integer(architecture + "attention.key_length")
            .orElse(hidden / Math.max(1, heads.queries(0)));
    long value = file.integer(architecture + "attention.value_length").orElse(key);
    OptionalLong latent = latentNumbers(file, architecture);
    if (key <= 0 || latent.isPresent()) {
      return latent;
    }
    long numbers = 0;
    for (int layer = 0; layer < heads.layers(); layer++) {
      numbers += heads.keys(layer) * (key + value);
    }
    return OptionalLong.of(numbers);
  }

  /** What a layer of latent attention keeps, times the layers. */
  static OptionalLong latentNumbers(Gguf file, String architecture) {
    long rank = file.integer(architecture + "attention.kv_lora_rank").orElse(0L);
    long turned = file.integer(architecture + "rope.dimension_count").orElse(0L);
    long layers = file.integer(architecture + "block_count").orElse(0L);
    return rank > 0 ? OptionalLong.of(layers * (rank + turned)) : OptionalLong.empty();
  }
}
