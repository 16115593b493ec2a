package dev.trine.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a run stands besides its tensors.
 *
 * @param run what must be equal to go on: corpus, sizes, seed
 * @param step updates done
 * @param seconds spent
 */
record Checkpoint(String run, long step, double seconds) {

  /** Writes weights and moments beside the file, then renames: a crash leaves the older one. */
  void save(Path file, List<Tensor> tensors) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".part");
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(whole)))) {
      out.writeUTF(run);
      out.writeLong(step);
      out.writeDouble(seconds);
      for (var tensor : tensors) {
        float[] values = Export.floats(tensor);
        var bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
      }
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Fills weights and moments from a checkpoint of the same run. */
  static Checkpoint load(Path file, String run, List<Tensor> tensors) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        var noGradients = new NoGradGuard()) {
      var checkpoint = new Checkpoint(in.readUTF(), in.readLong(), in.readDouble());
      if (!checkpoint.run().equals(run)) {
        throw new TrainingException(
            "%s: made by another run (%s), this is %s; repeat its options or remove the file"
                .formatted(file, checkpoint.run(), run));
      }
      for (var tensor : tensors) {
        byte[] bytes = new byte[Math.multiplyExact(4, Math.toIntExact(tensor.numel()))];
        in.readFully(bytes);
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        tensor.copy_(Tensor.create(values, tensor.shape()));
      }
      return checkpoint;
    } catch (EOFException | UTFDataFormatException e) {
      throw new TrainingException(file + ": is no whole checkpoint; remove it to start anew");
    }
  }
}
