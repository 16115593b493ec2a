package dev.trine.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The kernels in C, which lie in the jar as a library. To be loaded it must be a file: one is kept
 * in the user's cache, named after its content, in a folder that only the user can enter; it is
 * compared with the jar's each time. Where no such folder can be, a temporary one serves once.
 */
final class NativeLibrary {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private NativeLibrary() {}

  /** There is no library to load; the message says why in half a sentence. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1;

    Missing(String message) {
      super(message);
    }
  }

  /** Loads the library for good. {@code -Dtrine.native.library} names another file. */
  static SymbolLookup load() throws Missing {
    String forced = System.getProperty("trine.native.library", "");
    try {
      if (!forced.isEmpty()) {
        return SymbolLookup.libraryLookup(Path.of(forced), Arena.global());
      }
      return load(content());
    } catch (IOException | IllegalArgumentException e) {
      throw new Missing("the library of C kernels cannot be loaded (" + e.getMessage() + ")");
    }
  }

  private static byte[] content() throws IOException, Missing {
    String name =
        "native/%s-%s/libtrine.so"
            .formatted(
                System.getProperty("os.name").toLowerCase(Locale.ROOT).replace(' ', '-'),
                System.getProperty("os.arch"));
    try (InputStream in = NativeLibrary.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new Missing(
            "this build has no C kernels for "
                + System.getProperty("os.name")
                + " on "
                + System.getProperty("os.arch")
                + " (install gcc and build again)");
      }
      return in.readAllBytes();
    }
  }

  private static SymbolLookup load(byte[] content) throws IOException {
    CRC32C sum = new CRC32C();
    sum.update(content);
    String name = "libtrine-%08x-%d.so".formatted(sum.getValue(), content.length);
    try {
      Path file = cache().resolve(name);
      if (!holds(file, content)) {
        Path made = Files.createTempFile(file.getParent(), name, ".new");
        Files.write(made, content);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // No cache, or one that must not be executed from.
      Path folder = Files.createTempDirectory("trine");
      Path file = Files.write(folder.resolve(name), content);
      try {
        return SymbolLookup.libraryLookup(file, Arena.global());
      } finally {
        Files.delete(file);
        Files.delete(folder);
      }
    }
  }

  /** A folder of the user's own that nobody else can write to; made if it is missing. */
  private static Path cache() throws IOException {
    String base = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        (base.startsWith("/") ? Path.of(base) : Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("trine")
            .resolve("native");
    if (!folder.isAbsolute()) {
      throw new IOException("there is no home");
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    PosixFileAttributes seen =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!seen.owner().getName().equals(System.getProperty("user.name"))
        || seen.permissions().contains(PosixFilePermission.GROUP_WRITE)
        || seen.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(folder + " can be written by others");
    }
    return folder;
  }

  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Arrays.equals(Files.readAllBytes(file), content);
  }
}
