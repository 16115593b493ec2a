package dev.trine.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON files of a model; what is wrong with one is said in one line. */
final class Json {

  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final long LARGEST = 1 << 28; // a tokenizer.json of 256,000 tokens has some 2^25

  private Json() {}

  /** An object from a file. */
  static JsonNode read(Path path) {
    return object(path.toString(), bytes(path));
  }

  /** The bytes of a file that is small beside the weights. */
  static byte[] bytes(Path path) {
    try {
      if (Files.size(path) > LARGEST) {
        throw new ModelException(
            "%s: has %d bytes, too many for such a file; get it again"
                .formatted(path, Files.size(path)));
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** What to throw when the system does not give a file. */
  static ModelException unreadable(Path path, IOException e) {
    String why =
        switch (e) {
          case NoSuchFileException _ -> "no such file";
          case AccessDeniedException _ -> "may not be read";
          default -> "cannot be read (" + e.getMessage() + ")";
        };
    return new ModelException("%s: %s; check the path".formatted(path, why), e);
  }

  /** A list from a file. */
  static JsonNode list(Path path) {
    JsonNode node = value(path.toString(), bytes(path));
    if (node.isArray()) {
      return node;
    }
    throw new ModelException(path + ": is no JSON list; get the file again");
  }

  /** An object from bytes; {@code source} names them. */
  static JsonNode object(String source, byte[] json) {
    JsonNode node = value(source, json);
    if (node.isObject()) {
      return node;
    }
    throw new ModelException(source + ": is no JSON object; get the file again");
  }

  private static JsonNode value(String source, byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new ModelException(
          "%s: no valid JSON at byte %d; get the file again"
              .formatted(
                  source,
                  e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset())),
          e);
    }
  }
}
