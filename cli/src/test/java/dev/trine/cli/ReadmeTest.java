package dev.trine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.assistant.Assistant;
import dev.trine.assistant.Outcome;
import dev.trine.assistant.Utterance;
import dev.trine.runtime.LanguageModel;
import dev.trine.things.Home;
import dev.trine.things.Household;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java example of the READMEs, compiled and run as it stands there. */
class ReadmeTest {

  private static void example(Path root, PrintStream out) {
    // example
    Household household = Household.read(root.resolve("examples/home.json"));
    try (LanguageModel model = LanguageModel.open(root.resolve("models/trine-home.gguf"));
        Home home = Home.fresh(household)) {
      Assistant assistant = Assistant.of(model, home);
      Outcome outcome = assistant.say(Utterance.of("turn everything off in the bedroom"));
      out.println(outcome.reply());
      for (Outcome.Act act : outcome.acts()) {
        out.println(act.thing() + " " + act.name() + " is now " + act.after().orElseThrow());
      }
    }
    // end
  }

  @Test
  void runs() {
    var bytes = new ByteArrayOutputStream();
    example(Path.of(".."), new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("Turned off the 4 devices in the bedroom.")
        .contains("on is now false");
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
            .replaceAll("root\\.resolve\\(([^)]*)\\)", "Path.of($1)")
            .replace("out.println", "System.out.println");
    assertThat(Files.readString(Path.of("..", readme))).contains("```java\n" + body + "\n```");
  }
}
