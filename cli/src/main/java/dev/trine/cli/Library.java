package dev.trine.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** The model of a name, if it is here: a file, or a folder with all that belongs to it. */
  static Optional<Path> find(String name) {
    Path inFolder = folder().resolve(name);
    return Stream.of(file(name), inFolder)
        .filter(it -> Files.isRegularFile(it) || isModel(it))
        .findFirst();
  }

  private static boolean isModel(Path folder) {
    return Files.exists(folder.resolve("config.json"));
  }

  /** The file or folder that a MODEL argument means: a path, or the name of a model. */
  static Path resolve(Path given) {
    String name = given.toString();
    if (Files.exists(given) || given.getNameCount() != 1) {
      return given;
    }
    Optional<Path> here = find(name);
    if (here.isPresent()) {
      return here.get();
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
          .filter(file -> file.toString().endsWith(".gguf") || isModel(file))
          .map(file -> String.valueOf(file.getFileName()))
          .map(name -> name.replaceFirst("\\.gguf$", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
