package dev.trine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where the hub of this user and this build listens: a Unix socket in a folder that nobody else may
 * enter, with a lock beside it that lives as long as its hub.
 */
record HubAddress(Path socket, Path lock) {
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** Nothing where there is no such folder, or {@code TRINE_HUB} is {@code off}. */
  static Optional<HubAddress> find() {
    if ("off".equals(System.getenv("TRINE_HUB"))) {
      return Optional.empty();
    }
    try {
      Path folder = folder();
      String build = build();
      return Optional.of(
          new HubAddress(folder.resolve(build + ".sock"), folder.resolve(build + ".lock")));
    } catch (IOException | UnsupportedOperationException e) { // not a POSIX file system
      return Optional.empty();
    }
  }

  /** A hub of another build would not know this one's commands. */
  private static String build() throws IOException {
    Path built = Shipped.built();
    long time = Files.exists(built) ? Files.getLastModifiedTime(built).toMillis() : 0;
    return Integer.toHexString(built.toAbsolutePath().hashCode()) + "-" + Long.toHexString(time);
  }

  private static Path folder() throws IOException {
    String given = System.getenv("XDG_RUNTIME_DIR");
    Path folder =
        given != null && Files.isWritable(Path.of(given))
            ? Path.of(given, "trine")
            : Path.of(
                System.getProperty("java.io.tmpdir"), "trine-" + System.getProperty("user.name"));
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER));
    }
    var attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean mine = attributes.owner().getName().equals(System.getProperty("user.name"));
    if (!mine || !attributes.isDirectory() || !attributes.permissions().equals(OWNER)) {
      throw new IOException(folder + " is not this user's own");
    }
    return folder;
  }
}
