package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Jazzer makes up is read, or refused in one line that names the file. It runs for a bounded
 * time: {@code JAZZER_FUZZ=1 ./mvnw -pl model -am test -Dtest=ParserFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@EnabledIfEnvironmentVariable(
    named = "JAZZER_FUZZ",
    matches = "1",
    disabledReason = "its instrumentation slows down the tests beside it; CI runs it alone")
class ParserFuzzTest {

  /** A kind of file: its name, and what reads it. */
  private record Kind(String name, BiConsumer<Path, Arena> read) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("model.gguf", (file, arena) -> use(Gguf.open(file, arena))),
          new Kind(
              "model.safetensors",
              (file, arena) -> SafeTensors.openFolder(file.resolveSibling(""), arena)),
          new Kind("model.safetensors.index.json", ParserFuzzTest::folder),
          new Kind("config.json", ParserFuzzTest::folder),
          new Kind("tokenizer.json", ParserFuzzTest::tokenizer),
          new Kind("tokenizer.model", ParserFuzzTest::tokenizer),
          new Kind("x.tiktoken", ParserFuzzTest::tokenizer),
          new Kind("vocab.txt", ParserFuzzTest::tokenizer),
          new Kind("rwkv_vocab.txt", ParserFuzzTest::tokenizer),
          new Kind("tokenizer_config.json", ParserFuzzTest::folder));

  @TempDir Path folder;

  /** The first byte of the input chooses the kind of file. */
  @FuzzTest(maxDuration = "15s")
  void everyParser(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    Kind kind = KINDS.get((input[0] & 0xff) % KINDS.size());
    Path file = folder.resolve(kind.name());
    Files.write(file, Arrays.copyOfRange(input, 1, input.length));
    try (Arena arena = Arena.ofConfined()) {
      kind.read().accept(file, arena);
    } catch (ModelException e) {
      assertThat(e.getMessage()).contains(folder.toString()).doesNotContain("\n");
    } finally {
      Files.delete(file);
    }
  }

  private static void folder(Path file, Arena arena) {
    Model model = Model.open(file.resolveSibling(""), arena);
    model.tokenizer();
    model.weights();
  }

  private static void tokenizer(Path file, Arena arena) {
    Tokenizer tokenizer = TokenizerFiles.open(file);
    int[] ids = tokenizer.encode("Hi <s> \u706f\u00e9 12", true);
    assertThat(tokenizer.decode(ids)).isNotNull();
  }

  private static void use(Gguf gguf) {
    gguf.tensors().keySet().forEach(gguf::tensor);
    Tokenizers.of(gguf).encode("Hi 12", true);
  }
}
