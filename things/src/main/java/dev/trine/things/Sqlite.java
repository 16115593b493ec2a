package dev.trine.things;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/** Opens SQLite fast: its C library is unpacked once, beside the data, and not at every start. */
final class Sqlite {
  private Sqlite() {}

  static Connection open(Path file) throws SQLException, IOException {
    Path folder = file.toAbsolutePath().resolveSibling("lib");
    System.setProperty("org.sqlite.lib.path", folder.toString());
    System.setProperty("org.sqlite.lib.name", library(folder));
    return JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
  }

  /** One file for each version and kind of machine: the folder may be shared. */
  private static String library(Path folder) throws IOException {
    String machine = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    String name = LibraryLoaderUtil.getNativeLibName();
    String library = SQLiteJDBCLoader.getVersion() + "-" + machine + "-" + name;
    if (Files.exists(folder.resolve(library))) return library;
    Files.createDirectories(folder);
    String packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    Path unpacked = Files.createTempFile(folder, "unpacking", "");
    try (InputStream content = JDBC.class.getResourceAsStream(packed)) {
      if (content == null) throw new IOException("SQLite has no library for " + machine);
      Files.copy(content, unpacked, StandardCopyOption.REPLACE_EXISTING);
      Files.move(unpacked, folder.resolve(library), StandardCopyOption.ATOMIC_MOVE);
      return library;
    } finally {
      Files.deleteIfExists(unpacked);
    }
  }
}
