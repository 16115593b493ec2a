package dev.trine.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
  void save(Path file, Qwen3 net, AdamW adam) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".part");
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(whole)))) {
      out.writeUTF(run);
      out.writeLong(step);
      out.writeDouble(seconds);
      for (var tensor : tensors(net, adam)) {
        float[] values = Export.floats(tensor);
        var bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
      }
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Fills weights and moments from a checkpoint of the same run. */
  static Checkpoint load(Path file, String run, Qwen3 net, AdamW adam) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        var noGradients = new NoGradGuard()) {
      var checkpoint = new Checkpoint(in.readUTF(), in.readLong(), in.readDouble());
      if (!checkpoint.run().equals(run)) {
        throw new TrainingException(
            file
                + ": made by another run ("
                + checkpoint.run()
                + "), this is "
                + run
                + "; repeat its options or leave out --resume");
      }
      for (var tensor : tensors(net, adam)) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        FloatBuffer floats = ByteBuffer.wrap(in.readNBytes(4 * values.length)).asFloatBuffer();
        if (floats.remaining() != values.length) {
          throw new TrainingException(file + ": ends early; leave out --resume to start anew");
        }
        floats.get(values);
        tensor.copy_(Tensor.create(values, tensor.shape()));
      }
      return checkpoint;
    }
  }

  private static List<Tensor> tensors(Qwen3 net, AdamW adam) {
    var all = new ArrayList<>(net.tensors());
    all.addAll(adam.means);
    all.addAll(adam.squares);
    return all;
  }
}
