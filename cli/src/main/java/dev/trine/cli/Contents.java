package dev.trine.cli;

import dev.trine.model.CutException;
import dev.trine.model.Gguf;
import dev.trine.model.ModelException;
import dev.trine.model.SafeTensors;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether a file that came can be what was asked for, by what it says itself: a server may state
 * too short a length, or send a page instead.
 */
final class Contents {
  private Contents() {}

  /**
   * What is wrong with a file, if it is.
   *
   * @param name what it will be called
   */
  static Optional<String> wrong(Path file, String name) throws IOException {
    if (name.endsWith(".gguf") && !isGguf(file)) {
      return Optional.of("is no GGUF file but perhaps a page that asks to log in");
    }
    return isCut(file, name)
        ? Optional.of("ends before what it says that it holds")
        : Optional.empty();
  }

  private static boolean isCut(Path file, String name) throws IOException {
    try (Arena mapping = Arena.ofConfined()) {
      if (name.endsWith(".safetensors")) {
        SafeTensors.open(file, mapping);
      } else if (name.endsWith(".json")) {
        return endsEarly(file);
      } else if (isGguf(file)) {
        Gguf.open(file, mapping);
      }
      return false;
    } catch (CutException e) {
      return true;
    } catch (ModelException e) {
      return false; // it came as it is: who opens it says what is wrong
    }
  }

  /** Whether an object or a list of JSON is not closed; other faults are left to who reads it. */
  private static boolean endsEarly(Path file) throws IOException {
    String end = Files.readString(file, StandardCharsets.ISO_8859_1).stripTrailing();
    if (!end.endsWith("}") && !end.endsWith("]")) {
      return true;
    }
    try (JsonParser json = JsonMapper.shared().createParser(file)) {
      json.nextToken();
      json.skipChildren();
      return false;
    } catch (UnexpectedEndOfInputException e) {
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean isGguf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("GGUF");
    }
  }
}
