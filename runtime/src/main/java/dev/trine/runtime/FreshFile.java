package dev.trine.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file in the making, beside the place that it will have when it is complete. It is locked as
 * long as its writer lives, so what a killed one left is told from what another process still
 * writes, and is removed.
 */
final class FreshFile implements AutoCloseable {
  private static final String PREFIX = ".snapshot";
  private static final String SUFFIX = ".tmp";

  /** This process's own: opening and closing one again would give its lock away (POSIX). */
  private static final Set<Path> OWN = new HashSet<>(); // guarded by the class

  private final Path file;
  private final Path path; // until then
  private final FileChannel channel;

  private FreshFile(Path file, Path path, FileChannel channel) {
    this.file = file;
    this.path = path;
    this.channel = channel;
  }

  /** A new file, which only its owner may read; its folder is made if need be, and tidied. */
  static synchronized FreshFile beside(Path file) throws IOException {
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    Files.createDirectories(folder.toAbsolutePath());
    removeAbandoned(folder);
    while (true) {
      Path path = Files.createTempFile(folder.toRealPath(), PREFIX, SUFFIX);
      Optional<FileChannel> channel = locked(path);
      if (channel.isPresent()) {
        OWN.add(path);
        return new FreshFile(file, path, channel.get());
      }
    }
  }

  /** {@return nothing where another process took the file for abandoned before it was locked} */
  @SuppressWarnings("MustBeClosedChecker") // who asked does it
  private static Optional<FileChannel> locked(Path path) throws IOException {
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
      channel.lock();
      if (Files.exists(path)) {
        return Optional.of(channel);
      }
      channel.close();
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  FileChannel channel() {
    return channel;
  }

  /** Gives the complete file its name. Still locked, so that nobody removes it before. */
  void complete() throws IOException {
    channel.force(true);
    try {
      Files.move(path, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(path, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what did not get its name. */
  @Override
  public void close() throws IOException {
    synchronized (FreshFile.class) {
      Files.deleteIfExists(path);
      channel.close();
      OWN.remove(path);
    }
  }

  /** Removes what writers left in a folder who did not live to complete it. */
  static synchronized void removeAbandoned(Path folder) throws IOException {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(folder.toRealPath(), PREFIX + "*" + SUFFIX)) {
      for (Path path : left) {
        if (!OWN.contains(path)) {
          removeIfAbandoned(path);
        }
      }
    }
  }

  private static void removeIfAbandoned(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It is complete by now, another process was quicker, or it is not ours to remove.
    }
  }
}
