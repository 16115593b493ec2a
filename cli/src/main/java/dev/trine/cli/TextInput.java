package dev.trine.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.ObjIntConsumer;

/** A UTF-8 file, or standard input where {@code -} is given instead of one. */
record TextInput(Path path) {

  boolean isStandard() {
    return path.equals(Path.of("-"));
  }

  /** What messages call it. */
  String name() {
    return isStandard() ? "standard input" : path.toString();
  }

  String text() {
    try (BufferedReader reader = reader()) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Hands over each line that is not blank, as soon as it is there, with its number from 1. */
  void lines(ObjIntConsumer<String> each) {
    try (BufferedReader reader = reader()) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          each.accept(line, number);
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private BufferedReader reader() throws IOException {
    Caller caller = Caller.current();
    InputStream bytes = isStandard() ? caller.in() : Files.newInputStream(caller.resolve(path));
    // A decoder, since a reader made for a charset would silently replace malformed bytes.
    return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
  }

  private BadInput unreadable(IOException e) {
    String why =
        switch (e) {
          case NoSuchFileException _ -> "no such file; check the path";
          case CharacterCodingException _ -> "not UTF-8; save it as UTF-8";
          default -> "cannot be read (" + e.getMessage() + ")";
        };
    return new BadInput(name() + ": " + why);
  }
}
