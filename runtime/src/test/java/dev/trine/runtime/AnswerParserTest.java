package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * How each family writes calls is taken from what its chat template writes for calls of earlier
 * turns.
 */
final class AnswerParserTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static JsonNode answers() throws Exception {
    return resource("answers.json");
  }

  private static JsonNode resource(String name) throws Exception {
    try (InputStream in = AnswerParserTest.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    }
  }

  /** What was told, put together again. */
  private static final class Told {
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final Map<Integer, String> begun = new TreeMap<>();
    private final Map<Integer, StringBuilder> arguments = new TreeMap<>();
    private final ArrayNode calls = JSON.createArrayNode();

    void take(List<AnswerPart> parts) {
      for (AnswerPart part : parts) {
        switch (part) {
          case AnswerPart.Content it -> content.append(it.text());
          case AnswerPart.Reasoning it -> reasoning.append(it.text());
          case AnswerPart.CallBegun it -> {
            assertThat(begun.put(it.index(), it.name())).isNull();
            arguments.put(it.index(), new StringBuilder());
          }
          case AnswerPart.CallArguments it ->
              arguments.computeIfAbsent(it.index(), _ -> new StringBuilder()).append(it.text());
          case AnswerPart.CallMade it -> {
            assertThat(begun.get(it.index())).isEqualTo(it.call().name());
            assertThat(arguments.get(it.index())).hasToString(it.call().arguments());
            assertThat(it.index()).isEqualTo(calls.size());
            calls.addArray().add(it.call().name()).add(JSON.readTree(it.call().arguments()));
          }
        }
      }
    }
  }

  private static Told parse(JsonNode it, String... pieces) {
    AnswerParser parser =
        new AnswerParser(it.path("template").stringValue(), it.path("prompt").asString(""));
    Told told = new Told();
    for (String piece : pieces) {
      told.take(parser.append(piece));
    }
    told.take(parser.finish());
    return told;
  }

  private static void check(JsonNode it, Told told) {
    assertThat(told.reasoning).hasToString(it.path("reasoning").stringValue());
    assertThat(told.content).hasToString(it.path("content").stringValue());
    assertThat(told.calls).isEqualTo(it.path("calls"));
  }

  @TestFactory
  Stream<DynamicTest> findsTheCallsWhereverTheAnswerIsCut() throws Exception {
    return answers()
        .valueStream()
        .map(it ->
            dynamicTest(
                it.path("name").stringValue(),
                () -> {
                  String answer = it.path("answer").stringValue();
                  for (int cut = 0; cut <= answer.length(); cut++) {
                    check(it, parse(it, answer.substring(0, cut), answer.substring(cut)));
                  }
                  check(it, parse(it, answer.split("")));
                }));
  }

  /**
   * What each published template writes for calls of an earlier turn is how its model writes them;
   * read back they must be the same calls, cut at every byte and told byte by byte.
   */
  @TestFactory
  Stream<DynamicTest> readsTheCallsThatPublishedTemplatesWrite() throws Exception {
    JsonNode published = resource("published-calls.json");
    List<String> tools = published.path("tools").valueStream().map(JsonNode::toString).toList();
    return published
        .path("templates")
        .propertyStream()
        .map(it ->
            dynamicTest(
                it.getKey(),
                () -> {
                  String source =
                      Files.readString(References.file("chat-templates/" + it.getKey()));
                  ChatTemplate template =
                      ChatTemplate.of(source, Map.of("bos_token", "<s>", "eos_token", "</s>"));
                  List<ToolCall> calls =
                      published
                          .path("calls")
                          .valueStream()
                          .skip(it.getValue().path("skip").asInt(0))
                          .map(call ->
                              new ToolCall(
                                  call.path("id").stringValue(),
                                  call.path("name").stringValue(),
                                  call.path("arguments").toString()))
                          .toList();
                  List<ChatMessage> asked = List.of(ChatMessage.of("user", "Do it."));
                  List<ChatMessage> answered =
                      List.of(asked.getFirst(), ChatMessage.assistant("", "", calls));
                  String prompt = template.render(asked, tools);
                  String whole =
                      template.render(answered, tools, Map.of("add_generation_prompt", false));
                  String begun = it.getValue().path("begun").asString("");
                  String mark = it.getValue().path("from").stringValue();
                  int from = whole.indexOf(mark, whole.lastIndexOf("Do it."));
                  assertThat(from).as(whole).isPositive();
                  byte[] answer = (begun + whole.substring(from)).getBytes(StandardCharsets.UTF_8);
                  for (int cut = 0; cut <= answer.length; cut++) {
                    compare(calls, bytewise(template, prompt, answer, List.of(cut)));
                  }
                  List<Integer> all = IntStream.range(0, answer.length).boxed().toList();
                  compare(calls, bytewise(template, prompt, answer, all));
                }));
  }

  private static Told bytewise(
      ChatTemplate template, String prompt, byte[] answer, List<Integer> cuts) {
    TextStream characters = new TextStream(List.of());
    AnswerParser parser = template.answerTo(prompt);
    Told told = new Told();
    int from = 0;
    for (int cut : cuts) {
      told.take(parser.append(characters.append(Arrays.copyOfRange(answer, from, cut))));
      from = cut;
    }
    told.take(parser.append(characters.append(Arrays.copyOfRange(answer, from, answer.length))));
    told.take(parser.append(characters.rest()));
    told.take(parser.finish());
    return told;
  }

  private static void compare(List<ToolCall> calls, Told told) {
    ArrayNode wanted = JSON.createArrayNode();
    calls.forEach(call -> wanted.addArray().add(call.name()).add(JSON.readTree(call.arguments())));
    assertThat(told.calls).isEqualTo(wanted);
    assertThat(told.content.toString()).doesNotContain("hall");
  }

  @Test
  void anAnswerThatBreaksOffTellsNoCallThatIsNotWhole() throws Exception {
    for (JsonNode it : answers()) {
      String answer = it.path("answer").stringValue();
      for (int end = 0; end < answer.length(); end++) {
        Told told = parse(it, answer.substring(0, end).split(""));
        for (int i = 0; i < told.calls.size(); i++) {
          assertThat(told.calls.get(i)).isEqualTo(it.path("calls").get(i));
        }
      }
    }
  }

  @Test
  void noAnswerIsTooStrange() throws Exception {
    Random random = new Random(3);
    JsonNode answers = answers();
    for (int i = 0; i < 5000; i++) {
      JsonNode one = answers.get(random.nextInt(answers.size()));
      String answer = one.path("answer").stringValue();
      String other = answers.get(random.nextInt(answers.size())).path("answer").stringValue();
      int at = random.nextInt(answer.length());
      int to = at + random.nextInt(answer.length() - at);
      int from = random.nextInt(other.length());
      String mixed = answer.substring(0, at) + other.substring(from) + answer.substring(to);
      AnswerParser parser = new AnswerParser(one.path("template").stringValue(), "");
      for (int cut = 0; cut < mixed.length(); cut += 7) {
        parser.append(mixed.substring(cut, Math.min(mixed.length(), cut + 7)));
      }
      parser.finish();
    }
  }
}
