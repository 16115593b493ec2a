package dev.trine.cli;

import static org.assertj.core.api.Assertions.fail;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A call of the command line inside the test's JVM, and what came of it. */
record Call(int code, String out, String err) {

  static Call trine(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = List.of(args).stream().map(Object::toString).toArray(String[]::new);
    int code = Main.run(words, new PrintWriter(out), new PrintWriter(err, true));
    return new Call(code, out.toString(), err.toString());
  }

  /** A file of the shared data; without it a test fails on CI and is skipped elsewhere. */
  static Path shared(String name) {
    Path path = Path.of(System.getProperty("trine.shared", "../../shared"), "data").resolve(name);
    if (!Files.exists(path)) {
      if ("true".equals(System.getenv("CI"))) {
        fail("the reference " + path + " is missing");
      }
      Assumptions.abort("the reference " + path + " is not on this machine");
    }
    return path;
  }
}
