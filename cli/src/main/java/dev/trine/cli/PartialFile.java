package dev.trine.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What is there of a file that is yet to be fetched: its bytes in {@code NAME.part}, the server's
 * tag beside them, and a lock, so that only one process fetches it.
 */
final class PartialFile {
  private final Path target;
  private final Path part;
  private final Path tag;

  PartialFile(Path target) {
    this.target = target;
    this.part = beside(".part");
    this.tag = beside(".part.tag");
  }

  private Path beside(String ending) {
    return target.resolveSibling(target.getFileName() + ending);
  }

  /** The bytes that are there. */
  Path path() {
    return part;
  }

  /** How many bytes are there. */
  long length() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** The server's tag of the file that they are of, if it gave one. */
  Optional<String> tag() throws IOException {
    return Files.exists(tag) ? Optional.of(Files.readString(tag)) : Optional.empty();
  }

  /** Notes down the tag; a weak one does not vouch for bytes. */
  void tag(Optional<String> etag) throws IOException {
    Optional<String> strong = etag.filter(value -> value.startsWith("\""));
    if (strong.isPresent()) {
      Files.writeString(tag, strong.get());
    } else {
      Files.deleteIfExists(tag);
    }
  }

  /** Where further bytes go. */
  FileChannel append() throws IOException {
    return FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** How many bytes the disk has room for. */
  long room() throws IOException {
    return Files.getFileStore(part.toAbsolutePath().getParent()).getUsableSpace();
  }

  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(tag);
  }

  /** Gives the file its name. */
  void complete() throws IOException {
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(tag);
  }

  /** The file whose lock is held while it is fetched. */
  FileChannel lockFile() throws IOException {
    return FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /**
   * The lock of that file.
   *
   * @throws BadInput if another process holds it
   */
  FileLock lock(FileChannel file) throws IOException {
    Optional<FileLock> lock;
    try {
      lock = Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException e) {
      lock = Optional.empty();
    }
    return lock.orElseThrow(
        () -> new BadInput(target + ": another pull is fetching it; wait for that one"));
  }
}
