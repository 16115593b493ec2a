package dev.trine.cli;

import static dev.trine.cli.Call.shared;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code trine run --tools}: a model of random weights writes calls as the families do whose
 * published templates it is given, because a grammar leaves it nothing else.
 */
final class ToolCallsTest {
  private static final String TOOLS =
      """
      [{"type": "function", "function": {"name": "dim", "description": "Dims a room.",
        "parameters": {"type": "object", "properties": {"to": {"type": "integer"}}}}}]
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Qwen-Qwen3-0.6B                   | <tool_call>\\n{\\"name\\": \\"dim\\", \\"arguments\\": {\\"to\\": 5}}\\n</tool_call>
          Qwen3.5-4B                        | <tool_call>\\n<function=dim>\\n<parameter=to>\\n5\\n</parameter>\\n</function>\\n</tool_call>
          MiMo-VL                           | <tool_call>\\n{\\"name\\": \\"dim\\", \\"arguments\\": {\\"to\\": 5}}\\n</tool_call>
          NousResearch-Hermes-3-Llama-3.1-8B-tool_use | <tool_call>\\n{\\"name\\": \\"dim\\", \\"arguments\\": {\\"to\\": 5}}\\n</tool_call>
          meta-llama-Llama-3.2-3B-Instruct  | {\\"name\\": \\"dim\\", \\"parameters\\": {\\"to\\": 5}}
          mistralai-Mistral-Nemo-Instruct-2407 | [TOOL_CALLS][{\\"name\\": \\"dim\\", \\"arguments\\": {\\"to\\": 5}, \\"id\\": \\"abcdefghi\\"}]
          deepseek-ai-DeepSeek-V3.1         | <｜tool▁calls▁begin｜><｜tool▁call▁begin｜>dim<｜tool▁sep｜>{\\"to\\": 5}<｜tool▁call▁end｜><｜tool▁calls▁end｜>
          """)
  void aCallIsPrintedAsItsNameAndArguments(String template, String answer) throws Exception {
    Path model =
        RandomModel.chatting(
            folder.resolve("model.gguf"),
            Files.readString(shared("chat-templates/" + template + ".jinja")));
    Path tools = Files.writeString(folder.resolve("tools.json"), TOOLS);
    Path grammar = Files.writeString(folder.resolve("g.gbnf"), "root ::= \"" + answer + "\"");
    var typed = new ByteArrayInputStream("Dim it.\n".getBytes(StandardCharsets.UTF_8));
    Call call =
        ScopedValue.where(Caller.CURRENT, new Caller(Path.of(""), folder, typed, Optional.empty()))
            .call(() ->
                Call.trine("run", model, "--tools", tools, "--grammar", grammar, "--ctx", 4096));
    assertThat(call.err()).isEmpty();
    assertThat(call.out().replace(" ", "")).isEqualTo("dim{\"to\":5}\n\n");
  }
}
