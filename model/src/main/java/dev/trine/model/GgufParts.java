package dev.trine.model;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A GGUF model in several files, {@code NAME-00001-of-00003.gguf} and so on, as llama.cpp splits.
 */
final class GgufParts {
  private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

  private GgufParts() {}

  /** The file with the metadata: the first part of a split model, else the file itself. */
  static Path first(Path path) {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    return name.matches() && !name.group(2).equals("00001") ? part(path, name, 1) : path;
  }

  /** The files of a model, of which this is one, as far as they are there. */
  static List<Path> files(Path path) {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    return name.matches()
        ? IntStream.rangeClosed(1, Integer.parseInt(name.group(3)))
            .mapToObj(number -> part(path, name, number))
            .filter(Files::exists)
            .toList()
        : List.of(path);
  }

  /**
   * All parts, the given one first.
   *
   * @throws ModelException if one is missing
   */
  static List<Gguf> of(Gguf first, Arena mapping) {
    int count = first.number("split.count").map(Number::intValue).orElse(1);
    List<Gguf> parts = new ArrayList<>(List.of(first));
    Matcher name = NAME.matcher(String.valueOf(first.path().getFileName()));
    if (count > 1 && (!name.matches() || Integer.parseInt(name.group(3)) != count)) {
      throw new ModelException(
          first.path() + ": is one of " + count + " parts; give them the names they came with");
    }
    for (int number = 2; number <= count; number++) {
      Path next = part(first.path(), name, number);
      if (!Files.exists(next)) {
        throw new ModelException(
            next + ": this part of the model is missing; put all in one folder");
      }
      parts.add(Gguf.open(next, mapping));
    }
    return parts;
  }

  private static Path part(Path path, Matcher name, int number) {
    return path.resolveSibling(
        "%s-%05d-of-%s.gguf".formatted(name.group(1), number, name.group(3)));
  }
}
