package dev.trine.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Standard output that does not hide a failure as print writers do: what cannot be written ends the
 * command.
 */
final class Output extends OutputStream {

  /** Nobody reads any more, as with {@code trine run ... | head}: a reason to end, not an error. */
  static final class Closed extends RuntimeException {}

  private final FileOutputStream file = new FileOutputStream(FileDescriptor.out);

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    try {
      file.write(bytes, from, length);
    } catch (IOException e) {
      if ("Broken pipe".equals(e.getMessage())) {
        throw new Closed();
      }
      throw new UncheckedIOException("standard output: " + e.getMessage(), e);
    }
  }
}
