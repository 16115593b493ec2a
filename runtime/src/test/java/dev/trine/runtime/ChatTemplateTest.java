package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Expected texts are those of Python's Jinja2 3.1.6 with the settings of transformers 4.57's {@code
 * apply_chat_template}: trimmed blocks, loop controls, {@code json.dumps} without ASCII escapes. A
 * rendering of a published template is kept as its digest.
 */
final class ChatTemplateTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-03-07T14:05:09Z"), ZoneOffset.UTC);

  private static JsonNode resource(String name) {
    try (InputStream in = ChatTemplateTest.class.getResourceAsStream(name)) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String render(String source, JsonNode variables, Map<String, String> tokens) {
    return ChatTemplate.of(source, tokens).at(NOW).render(variables.toString());
  }

  @TestFactory
  Stream<DynamicTest> computesAsJinjaDoes() {
    JsonNode cases = resource("jinja-cases.json");
    return cases
        .path("rendered")
        .valueStream()
        .map(it -> {
          String template = it.path("template").stringValue();
          return dynamicTest(
              template,
              () ->
                  assertThat(render(template, cases.path("variables"), Map.of()))
                      .isEqualTo(it.path("expected").stringValue()));
        });
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatJinjaRefuses() {
    JsonNode cases = resource("jinja-cases.json");
    return cases
        .path("refused")
        .valueStream()
        .map(JsonNode::stringValue)
        .map(template ->
            dynamicTest(
                template,
                () ->
                    assertThatThrownBy(() -> render(template, cases.path("variables"), Map.of()))
                        .isInstanceOf(TemplateException.class)
                        .hasMessageStartingWith("template line 1: ")));
  }

  @TestFactory
  Stream<DynamicTest> writesEveryTemplateAsTheReferenceDoes() {
    Path folder = References.file("chat-templates");
    JsonNode conversations = resource("conversations.json");
    JsonNode renderings = resource("template-renderings.json");
    return renderings
        .propertyStream()
        .flatMap(file -> {
          ChatTemplate template = published(folder.resolve(file.getKey()));
          return file.getValue()
              .propertyStream()
              .map(it ->
                  dynamicTest(
                      file.getKey() + " " + it.getKey(),
                      () -> compare(template, conversations.path(it.getKey()), it.getValue())));
        });
  }

  private static ChatTemplate published(Path file) {
    try {
      return ChatTemplate.of(
              Files.readString(file), Map.of("bos_token", "<s>", "eos_token", "</s>"))
          .at(NOW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(ChatTemplate template, JsonNode conversation, JsonNode expected)
      throws Exception {
    String refused = expected.path("refused").asString("");
    if (refused.startsWith("TemplateError")) { // the template's own
      assertThatThrownBy(() -> template.render(conversation.toString()))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining(refused.substring("TemplateError: ".length()));
      return;
    }
    String text;
    try {
      text = template.render(conversation.toString());
    } catch (TemplateException e) {
      assertThat(refused).as(e.getMessage()).isNotEmpty();
      return;
    }
    if (refused.isEmpty()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      assertThat(HexFormat.of().formatHex(digest))
          .as(text)
          .isEqualTo(expected.path("sha256").stringValue());
    }
  }

  /** The cases of transformers itself, from another project's fixtures. */
  @TestFactory
  Stream<DynamicTest> writesTheCasesOfTransformers() {
    return References.json("hf-tiny-archs/chat_template_cases.json")
        .propertyStream()
        .flatMap(model ->
            model
                .getValue()
                .path("cases")
                .valueStream()
                .map(it ->
                    dynamicTest(
                        model.getKey() + " " + it.path("messages"),
                        () -> transformersCase(model.getKey(), model.getValue(), it))));
  }

  private static void transformersCase(String name, JsonNode model, JsonNode it) throws Exception {
    String template =
        model.has("template")
            ? model.path("template").stringValue()
            : Files.readString(References.file("hf-tiny-archs/" + name + "_chat_template.jinja"));
    Map<String, String> tokens =
        switch (name) {
          case "llama3" -> Map.of("bos_token", "<|begin_of_text|>", "eos_token", "<|eot_id|>");
          case "gemma" -> Map.of("bos_token", "<bos>", "eos_token", "<eos>");
          case "deepseek" ->
              Map.of("bos_token", "<｜begin▁of▁sentence｜>", "eos_token", "<｜end▁of▁sentence｜>");
          case "phi3" -> Map.of("bos_token", "<s>", "eos_token", "<|endoftext|>");
          default -> Map.of("bos_token", "<s>", "eos_token", "</s>");
        };
    if (it.path("reasoning_effort").asString("").equals("off")) { // the switch of those fixtures
      ((ObjectNode) it).put("enable_thinking", false);
    }
    if (it.path("raises").asBoolean(false)) {
      assertThatThrownBy(() -> render(template, it, tokens))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining(it.path("error").stringValue());
    } else {
      assertThat(render(template, it, tokens)).isEqualTo(it.path("expected").stringValue());
    }
  }

  /** What stands behind the conversation where the answer is to come at once. */
  @Test
  void aModelThatThinksIsAskedNotTo() {
    Map<String, String> ends =
        Map.of(
            "Qwen-Qwen3-0.6B", "<think>\n\n</think>\n\n",
            "Qwen3.5-4B", "<think>\n\n</think>\n\n",
            "HuggingFaceTB-SmolLM3-3B", "<think>\n\n</think>\n",
            "deepseek-ai-DeepSeek-V3.1", "<think></think>",
            "deepseek-ai-DeepSeek-R1-Distill-Llama-8B", "<think>\n\n</think>\n\n",
            "MiniMax-M2", "<think>\n\n</think>\n\n",
            "openai-gpt-oss-120b", "<|start|>assistant<|channel|>final<|message|>",
            "meetkai-functionary-medium-v3.2", ">>>all\n",
            "Qwen-Qwen2.5-7B-Instruct", "<|im_start|>assistant\n");
    List<ChatMessage> talk = List.of(ChatMessage.of("user", "Dim it."));
    ends.forEach((name, end) -> {
      ChatTemplate template = published(References.file("chat-templates").resolve(name + ".jinja"));
      String prompt = template.renderUnthinking(talk, List.of());
      assertThat(prompt).as(name).endsWith(end);
      assertThat(template.answerTo(prompt).append("set."))
          .as(name)
          .containsExactly(new AnswerPart.Content("set."));
    });
  }

  @Test
  void messagesAndToolsOfTheApiAreWrittenAsJsonOnesAre() {
    ToolCall call = new ToolCall("call00001", "dim", "{\"to\": 5}");
    List<ChatMessage> messages =
        List.of(
            ChatMessage.of("user", "Dim it."),
            ChatMessage.assistant("", "", List.of(call)),
            ChatMessage.result(call, "5"));
    String template =
        "{% for m in messages %}{{ m | tojson }}\n{% endfor %}{{ tools | tojson }}{{ on }}";
    assertThat(
            ChatTemplate.of(template, Map.of())
                .render(messages, List.of("{\"type\": \"function\"}"), Map.of("on", true)))
        .isEqualTo(
            """
            {"role": "user", "content": "Dim it."}
            {"role": "assistant", "content": "", "tool_calls": [{"id": "call00001", "type": \
            "function", "function": {"name": "dim", "arguments": {"to": 5}}}]}
            {"role": "tool", "content": "5", "tool_call_id": "call00001"}
            [{"type": "function"}]True\
            """);
  }

  @Test
  void whateverATemplateIsItEndsInATextOrARefusal() throws Exception {
    Random random = new Random(5);
    JsonNode cases = resource("jinja-cases.json");
    List<String> sources =
        cases.path("rendered").valueStream().map(it -> it.path("template").stringValue()).toList();
    for (int i = 0; i < 3000; i++) {
      StringBuilder source = new StringBuilder(sources.get(random.nextInt(sources.size())));
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(source.length());
        int to = Math.min(source.length(), at + random.nextInt(4));
        String other = sources.get(random.nextInt(sources.size()));
        int from = random.nextInt(other.length());
        source.replace(
            at, to, other.substring(from, Math.min(other.length(), from + random.nextInt(9))));
      }
      try {
        render(source.toString(), cases.path("variables"), Map.of());
      } catch (TemplateException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void aTemplateThatNeverEndsIsStopped() {
    String loop = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}";
    for (String source :
        List.of(
            loop + "{% endfor %}{% endfor %}{% endfor %}",
            "{% set ns = namespace(x='ab') %}{% for a in range(99) %}{% set ns.x = ns.x ~ ns.x %}{%"
                + " endfor %}",
            "{{ 'x' * 99999999999 }}",
            "{{ 9 ** 9 ** 9 }}",
            "{{ " + "(".repeat(9999) + "1",
            "{{ " + "not ".repeat(9999) + "1 }}",
            "{{ " + "-".repeat(9999) + "1 }}",
            "{% if 1 %}".repeat(9999))) {
      try {
        render(source, JsonMapper.shared().createObjectNode(), Map.of());
      } catch (TemplateException e) {
        assertThat(e.getMessage()).startsWith("template line 1");
      }
    }
  }
}
