package dev.trine.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The models that were pulled, and names for them. */
final class Library {

  private Library() {}

  static Path folder() {
    return Shipped.data().resolve("models");
  }

  /** Where the model of a name is, or would be. */
  static Path file(String name) {
    return folder().resolve(name.endsWith(".gguf") ? name : name + ".gguf");
  }

  /** The file or folder that a MODEL argument means: a path, or the name of a model. */
  static Path resolve(Path given) {
    String name = given.toString();
    if (Files.exists(given) || given.getNameCount() != 1) {
      return given;
    }
    if (Files.exists(file(name))) {
      return file(name);
    }
    if (Catalogue.read().named(name).isPresent()) {
      throw new BadInput(name + ": is not here yet; get it with ./trine pull " + name);
    }
    return given;
  }

  /** Names of all that were pulled. */
  static List<String> pulled() {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (var files = Files.list(folder())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".gguf"))
          .map(name -> name.substring(0, name.length() - ".gguf".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
