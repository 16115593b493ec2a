package dev.trine.runtime;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models and numbers that others made. */
final class References {
  private static final JsonMapper JSON = new JsonMapper();

  private References() {}

  static Path file(String name) {
    Path path = Path.of(System.getProperty("trine.shared", "../shared"), "data").resolve(name);
    if (!Files.exists(path)) {
      if ("true".equals(System.getenv("CI"))) {
        fail("the reference " + path + " is missing");
      }
      Assumptions.abort("the reference " + path + " is not on this machine");
    }
    return path;
  }

  static JsonNode json(String name) {
    return JSON.readTree(file(name).toFile());
  }

  static int[] ints(JsonNode array) {
    return JSON.convertValue(array, int[].class);
  }
}
