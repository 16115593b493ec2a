package dev.trine.cli;

import static dev.trine.cli.Call.shared;
import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What bounds {@code trine run}: time, memory, a full context, and an interrupt from outside. */
@Timeout(120)
final class LimitsTest {
  private final Path model = shared("lm-stories260k/stories260K.q8_0.gguf");

  /** What the command says at its end. */
  private JsonNode end(Object... options) {
    Object[] endless = {
      "run", model, "-p", "Once", "-n", 1_000_000, "--ctx", 2_000_000, "--ignore-eos", "--json"
    };
    Call call = trine(Stream.of(endless, options).flatMap(Arrays::stream).toArray());
    assertThat(call.code()).as(call.err()).isZero();
    return JsonMapper.shared().readTree(call.out().lines().toList().getLast());
  }

  @Test
  void timeEndsATextWithWhatThereIs() {
    JsonNode end = end("--time", "0.5");
    assertThat(end.path("end").stringValue()).isEqualTo("time");
    assertThat(end.path("tokens").intValue()).isPositive();
  }

  /** A position has five layers of keys and values, four heads of eight numbers of two bytes. */
  @Test
  void memoryEndsATextWithWhatThereIs() {
    JsonNode end = end("--memory", 1);
    assertThat(end.path("end").stringValue()).isEqualTo("memory");
    assertThat(end.path("promptTokens").intValue() + end.path("tokens").intValue())
        .isEqualTo((1 << 20) / (5 * 2 * 4 * 8 * 2));
  }

  @Test
  void aPromptThatDoesNotFitTheMemoryIsRefusedInOneLine() {
    Call call = trine("run", model, "-p", "Once", "-n", 4, "--memory", 0);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("keys and values");
    assertThat(call.out()).isEmpty();
  }

  @Test
  void eachRequestHasLimitsOfItsOwn(@TempDir Path folder) throws Exception {
    Path requests =
        Files.writeString(
            folder.resolve("requests.jsonl"),
            """
            {"id": "memory", "prompt": "Once", "memory": 0.05}
            {"id": "time", "prompt": "Once", "time": 0.2}
            {"id": "length", "prompt": "Once", "n": 5}
            """);
    Call call =
        trine(
            "run",
            model,
            "--requests",
            requests,
            "--together",
            1,
            "-n",
            1_000_000,
            "--ctx",
            2_000_000,
            "--ignore-eos");
    assertThat(call.code()).as(call.err()).isZero();
    for (String line : call.out().lines().toList()) {
      JsonNode answer = JsonMapper.shared().readTree(line);
      assertThat(answer.path("end").stringValue()).isEqualTo(answer.path("id").stringValue());
    }
    assertThat(call.out()).hasLineCount(3);
  }

  @Test
  void anInterruptEndsTheProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.trine.cli.Main",
                "run",
                model.toString(),
                "-p",
                "Once",
                "-n",
                "1000000",
                "--ctx",
                "256",
                "--shift",
                "4",
                "--ignore-eos")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream text = process.getInputStream()) {
      assertThat(text.readNBytes(2000)).hasSize(2000); // further than the context
      // the process's own destroy closes its output, which ends it too
      process.toHandle().destroy();
      text.transferTo(OutputStream.nullOutputStream());
    }
    assertThat(process.waitFor()).isNotZero();
  }
}
