package dev.trine.cli;

import dev.trine.model.GgufConversion;
import dev.trine.model.Model;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The GGUF file that a model is made smaller from: the one that was named, or what a folder in
 * Hugging Face layout is first converted to, beside the result and for the time of the work.
 */
record GgufSource(Path file, boolean temporary) implements AutoCloseable {

  private static final Set<BlockFormat> KEPT = Set.of(BlockFormat.F16, BlockFormat.BF16);

  /**
   * Opens a source.
   *
   * @param texts what else is read
   * @throws BadInput if the result would take the place of anything that is read, or has none
   */
  static GgufSource of(Path in, Path out, List<Path> texts) {
    refuseSame(in, out, "the model itself");
    texts.forEach(text -> refuseSame(text, out, "read to make the result"));
    Path folder = out.toAbsolutePath().getParent();
    if (Files.isDirectory(out) || folder == null || !Files.isDirectory(folder)) {
      throw new BadInput(out + ": name a file in a folder that is there");
    }
    if (!Files.isDirectory(in)) {
      return new GgufSource(in, false);
    }
    BlockFormat stored =
        Model.open(in).weights().tensors().values().stream()
            .max(Comparator.comparingLong(Tensor::size))
            .map(Tensor::format)
            .orElseThrow(() -> new BadInput(in + ": has no tensors"));
    Path whole = out.resolveSibling(out.getFileName() + ".source.gguf");
    GgufConversion.convert(in, whole, KEPT.contains(stored) ? stored : BlockFormat.F32);
    return new GgufSource(whole, true);
  }

  private static void refuseSame(Path in, Path out, String what) {
    try {
      if (Files.exists(out) && Files.exists(in) && Files.isSameFile(in, out)) {
        throw new BadInput(out + ": is " + what + "; choose another name for the result");
      }
    } catch (IOException e) {
      throw new BadInput(in + ": cannot be read (" + e.getMessage() + ")");
    }
  }

  @Override
  public void close() {
    if (temporary) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }
}
