package dev.trine.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who called a command: the person at this process, or another process that a {@link Hub} works
 * for.
 *
 * @param folder what relative paths start from
 * @param data where state and journals last
 * @param in what {@code -} reads
 * @param homes the homes that stay open from call to call; none where a call opens its own
 */
record Caller(Path folder, Path data, InputStream in, Optional<Homes> homes) {

  static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

  static Caller current() {
    return CURRENT.isBound()
        ? CURRENT.get()
        : new Caller(Path.of(""), Shipped.data(), System.in, Optional.empty());
  }

  Path resolve(Path path) {
    return folder.resolve(path);
  }
}
