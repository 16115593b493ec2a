package dev.trine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java example of the READMEs, compiled and run as it stands there. */
class ReadmeTest {

  private static final String FILE = "examples/home.json";

  private static void example(Path file, PrintStream out) {
    // example
    Household home = Household.read(file);
    for (Place place : home.places()) {
      out.println(place.names().titles().get("en"));
      for (Thing thing : home.things()) {
        if (thing.place().equals(Optional.of(place.id()))) {
          out.println("  " + thing.names().titles() + " " + thing.state());
        }
      }
    }
    // end
  }

  @Test
  void runs() {
    var bytes = new ByteArrayOutputStream();
    example(Path.of("..", FILE), new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("Living room", "吊灯");
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-CN.md"})
  void standsInTheReadme(String readme) throws Exception {
    String source = Files.readString(Path.of("src/test/java/dev/trine/cli/ReadmeTest.java"));
    String body =
        source
            .substring(source.indexOf("// example\n") + 11, source.indexOf("    // end\n"))
            .stripTrailing()
            .stripIndent()
            .replace("Household.read(file)", "Household.read(Path.of(\"" + FILE + "\"))")
            .replace("out.println", "System.out.println");
    assertThat(Files.readString(Path.of("..", readme))).contains("```java\n" + body + "\n```");
  }
}
