package dev.trine.cli;

import static dev.trine.cli.Call.shared;
import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The commands for a model, on stories260K. What is expected comes from {@code reference_dev.json}
 * (a float64 forward pass in numpy and the llama2.c program) beside the model.
 */
class ModelCommandsTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static Path model(String type) {
    return shared("lm-stories260k/stories260K." + type + ".gguf");
  }

  private static JsonNode reference() {
    return JSON.readTree(shared("lm-stories260k/reference_dev.json").toFile());
  }

  private static List<JsonNode> lines(Call call) {
    assertThat(call.err()).isEmpty();
    assertThat(call.code()).isZero();
    return call.out().lines().map(JSON::readTree).toList();
  }

  private static List<Integer> ids(JsonNode array) {
    return array.valueStream().map(JsonNode::intValue).toList();
  }

  private static String joined(List<Integer> ids) {
    return String.join(",", ids.stream().map(String::valueOf).toList());
  }

  @Test
  void runContinuesAsTheReferenceProgramDoes() throws Exception {
    String expected =
        Files.readString(shared("lm-stories260k/expected_stdout_temp0_n200.txt")).strip();
    Call call = trine("run", model("f32"), "-p", "Once upon a time", "-n", 200);
    assertThat(call.code()).isZero();
    assertThat("Once upon a time" + call.out()).startsWith(expected);
  }

  @Test
  void runAsJsonGivesTheReferenceTokensAndTheTimes() {
    JsonNode first = reference().path("cases").get(0);
    List<Integer> prompt = ids(first.path("prompt_token_ids"));
    List<JsonNode> lines =
        lines(trine("run", model("f32"), "--ids", joined(prompt), "-n", 20, "--json"));
    assertThat(lines).hasSize(21);
    List<Integer> made = lines.stream().limit(20).map(line -> line.path("id").intValue()).toList();
    assertThat(made)
        .isEqualTo(ids(first.path("greedy_token_ids")).subList(prompt.size(), prompt.size() + 20));
    StringBuilder text = new StringBuilder();
    lines.subList(0, 20).forEach(line -> text.append(line.path("piece").stringValue()));
    assertThat("Once upon a time" + text)
        .isEqualTo(first.path("run_c_text_temp0").stringValue().substring(0, 16 + text.length()));
    JsonNode end = lines.getLast();
    assertThat(end.path("promptTokens").intValue()).isEqualTo(prompt.size());
    assertThat(end.path("tokens").intValue()).isEqualTo(20);
    assertThat(end.has("prefillMillis") && end.has("decodeMillis") && end.has("firstTokenMillis"))
        .isTrue();
  }

  @Test
  void runUnderASchemaGivesJsonOfIt(@TempDir Path folder) throws Exception {
    Path schema =
        Files.writeString(
            folder.resolve("schema.json"),
            """
            {"type": "object", "properties": {"n": {"type": "integer", "minimum": 3, "maximum": 40}},
             "required": ["n"], "additionalProperties": false}\
            """);
    Call call = trine("run", model("q8_0"), "-p", "Tom", "-n", 40, "--json-schema", schema);
    assertThat(call.code()).isZero();
    assertThat(JSON.readTree(call.out()).path("n").intValue()).isBetween(3, 40);
  }

  @Test
  void runUnderAGrammarGivesATextOfIt(@TempDir Path folder) throws Exception {
    Path grammar = Files.writeString(folder.resolve("yes.gbnf"), "root ::= \" yes\" | \" no\"\n");
    Call call = trine("run", model("q8_0"), "-p", "Tom", "--grammar", grammar);
    assertThat(call.out()).isIn(" yes", " no");
    Files.writeString(grammar, "root ::= absent\n");
    Call wrong = trine("run", model("q8_0"), "-p", "Tom", "--grammar", grammar);
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).hasLineCount(1).contains("yes.gbnf", "absent");
  }

  @Test
  void theSameSeedGivesTheSameText() {
    Object[] words = {
      "run", model("q8_0"), "-p", "Tom", "-n", 30, "--temp", 1, "--top-k", 40, "--seed", 7
    };
    assertThat(trine(words).out()).isNotEmpty().isEqualTo(trine(words).out());
    words[words.length - 1] = 8;
    Call other = trine(words);
    words[words.length - 1] = 7;
    assertThat(other.out()).isNotEqualTo(trine(words).out());
  }

  @Test
  void runStopsBeforeAStopString() {
    Call call =
        trine("run", model("f32"), "-p", "Once upon a time", "-n", 195, "--stop", " little girl");
    assertThat(call.out()).isEqualTo(", there was a");
  }

  @Test
  void aFullContextIsSaid() {
    Call call = trine("run", model("f32"), "-p", "Once upon a time", "--ctx", 20, "--ignore-eos");
    assertThat(call.code()).isZero();
    assertThat(call.err())
        .isEqualTo("trine: the context of 20 tokens is full; raise --ctx to go on\n");
  }

  @Test
  void logitsAreThoseOfTheReference() {
    JsonNode first = reference().path("cases").get(0);
    String prompt = joined(ids(first.path("prompt_token_ids")));
    JsonNode logits =
        lines(trine("logits", model("f32"), "--ids", prompt)).getFirst().path("logits");
    JsonNode expected = first.path("logits_last_position");
    assertThat(logits.size()).isEqualTo(expected.size()).isEqualTo(512);
    IntStream.range(0, 512)
        .forEach(i ->
            assertThat(logits.get(i).doubleValue())
                .isCloseTo(expected.get(i).doubleValue(), within(1e-4)));
    JsonNode all =
        lines(trine("logits", model("f32"), "--ids", prompt, "--all")).getFirst().path("logits");
    assertThat(all.size()).isEqualTo(5);
    assertThat(all.get(4)).isEqualTo(logits);
  }

  @Test
  void perplexityIsThatOfTheReference(@TempDir Path folder) throws Exception {
    JsonNode expected = reference().path("perplexity").get(0);
    Path text = Files.writeString(folder.resolve("text.txt"), expected.path("text").stringValue());
    JsonNode result =
        lines(trine("perplexity", model("f32"), text, "--json", "--against", model("f32")))
            .getFirst();
    assertThat(result.path("perplexity").doubleValue())
        .isCloseTo(expected.path("perplexity").doubleValue(), within(1e-4));
    assertThat(result.path("tokens").intValue())
        .isEqualTo(expected.path("n_tokens_scored").intValue());
    assertThat(result.path("kl").doubleValue()).isZero();
    assertThat(result.path("sameTop").doubleValue()).isEqualTo(1);
  }

  @Test
  void templateWritesAConversation(@TempDir Path folder) throws Exception {
    Path template =
        Files.writeString(
            folder.resolve("chat.jinja"),
            "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}\n"
                + "{% endfor %}{% if messages | length > 1 %}{{ raise_exception('one turn only')"
                + " }}{% endif %}");
    Path said =
        Files.writeString(
            folder.resolve("said.json"),
            "{\"messages\": [{\"role\": \"user\", \"content\": \"灯\"}]}");
    assertThat(trine("template", template, said, "--token", "bos_token=<s>").out())
        .isEqualTo("<s>[user] 灯\n");
    Files.writeString(said, "{\"messages\": [{}, {}]}");
    Call refused = trine("template", template, said);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("said.json", "line 2", "one turn only");
  }

  @Test
  void tokenizeGoesBothWaysAndInBatches(@TempDir Path folder) throws Exception {
    JsonNode first = reference().path("cases").get(0);
    List<Integer> ids = ids(first.path("prompt_token_ids"));
    Path file = model("f32");
    String text = first.path("prompt").stringValue();
    JsonNode special = lines(trine("tokenize", file, "--text", text, "--special", "--json")).get(0);
    assertThat(ids(special.path("ids"))).isEqualTo(ids);
    assertThat(special.path("pieces").size()).isEqualTo(ids.size());
    assertThat(trine("tokenize", file, "--ids", joined(ids.subList(1, 5))).out().strip())
        .isEqualTo(text);
    Path batch = folder.resolve("batch.jsonl");
    Files.writeString(
        batch, "{\"id\": \"a\", \"text\": \"" + text + "\"}\n\n{\"id\": \"b\", \"text\": \"\"}\n");
    List<JsonNode> lines = lines(trine("tokenize", file, "--batch", batch, "--json"));
    assertThat(lines).extracting(line -> line.path("id").stringValue()).containsExactly("a", "b");
    assertThat(ids(lines.get(0).path("ids"))).isEqualTo(ids.subList(1, ids.size()));
    Files.writeString(batch, "{\"id\": \"a\"}\n");
    Call wrong = trine("tokenize", file, "--batch", batch);
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("batch.jsonl line 1").hasLineCount(1);
  }

  @Test
  void benchMeasuresWhatTheContractNames() {
    JsonNode line =
        lines(trine("bench", model("q8_0"), "-p", 8, "-n", 4, "-d", 3, "-r", 3, "--json")).get(0);
    for (String part : List.of("prefill", "decode")) {
      JsonNode speed = line.path(part);
      assertThat(speed.path("min").doubleValue()).isPositive();
      assertThat(speed.path("median").doubleValue())
          .isBetween(speed.path("min").doubleValue(), speed.path("max").doubleValue());
    }
    assertThat(line.path("depth").intValue()).isEqualTo(3);
    assertThat(line.path("loadMillis").doubleValue()).isPositive();
    assertThat(line.path("peakBytes").longValue()).isPositive();
    assertThat(line.path("readBytesPerSecond").longValue()).isPositive();
    assertThat(line.path("provider").stringValue()).isNotEmpty();
  }

  @Test
  void inspectAndDequantizeShowTheTensors() {
    JsonNode model = lines(trine("inspect", model("q8_0"), "--json")).getFirst();
    assertThat(model.path("architecture").stringValue()).isEqualTo("llama");
    JsonNode tensor = model.path("tensors").get(0);
    String name = tensor.path("name").stringValue();
    JsonNode values = lines(trine("dequantize", model("q8_0"), name, "--rows", "0..2")).getFirst();
    assertThat(values.path("values").size()).isEqualTo(2 * tensor.path("shape").get(1).intValue());
    assertThat(trine("inspect", model("q8_0")).out()).contains(name);
  }

  @Test
  void aSettingMayBeNull(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("config.json"), "{\"model_type\": \"llama\", \"rope_scaling\": null}");
    Path weights = folder.resolve("model.safetensors");
    Files.write(weights, "\2\0\0\0\0\0\0\0{}".getBytes(StandardCharsets.UTF_8));
    Call call = trine("inspect", folder);
    assertThat(call.err()).isEmpty();
    assertThat(call.out()).contains("rope_scaling = null");
  }

  /** The logits that transformers computed say which id comes next. */
  @Test
  void withoutATokenizerIdsAreContinuedInIds(@TempDir Path folder) throws Exception {
    Files.copy(shared("hf-tiny-archs/tiny_llama_config.json"), folder.resolve("config.json"));
    Files.copy(shared("hf-tiny-archs/tiny_llama.safetensors"), folder.resolve("model.safetensors"));
    JsonNode expected = JSON.readTree(shared("hf-tiny-archs/tiny_llama_logits.json").toFile());
    List<Integer> ids = ids(expected.path("sequences").get(0));
    for (int length : new int[] {1, 4, 15}) {
      JsonNode logits = expected.path("logits").get(0).get(length - 1);
      int likeliest =
          IntStream.range(0, logits.size())
              .reduce(
                  0, (a, b) -> logits.get(b).doubleValue() > logits.get(a).doubleValue() ? b : a);
      Call call = trine("run", folder, "--ids", joined(ids.subList(0, length)), "-n", 1);
      assertThat(call.err()).isEmpty();
      assertThat(call.out()).isEqualTo(likeliest + " ");
    }
    Call text = trine("run", folder, "-p", "a");
    assertThat(text.code()).isEqualTo(2);
    assertThat(text.err()).hasLineCount(1).contains("has no tokenizer; put");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "tokenize --text a", "logits --ids 1", "run -p a"})
  void aTruncatedFileIsOneLineAndExitTwo(String command, @TempDir Path folder) throws Exception {
    byte[] whole = Files.readAllBytes(model("q8_0"));
    Path cut = Files.write(folder.resolve("cut.gguf"), java.util.Arrays.copyOf(whole, 9_000));
    String[] words = (command + " " + cut).split(" ", -1);
    Call call = trine((Object[]) words);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.out()).isEmpty();
    assertThat(call.err()).hasLineCount(1).contains("cut.gguf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--top-p 3",
        "--temp -1",
        "-t 0",
        "-n -5",
        "--ctx 0",
        "--json-schema no-such-file",
        "--ids 1,99999"
      })
  void anImpossibleOptionIsOneLineAndExitTwo(String options) {
    String input = options.startsWith("--ids") ? "" : " -p a";
    String[] words = ("run " + model("q8_0") + input + " " + options).split(" ", -1);
    Call call = trine((Object[]) words);
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1);
  }

  /** The vector is the last token's, of length one; both ways of asking give it. */
  @Test
  void embedGivesAVectorOfATextAndOfItsTokens() {
    JsonNode ofText = lines(trine("embed", model("f32"), "--text", "Once upon a time")).getFirst();
    JsonNode ofIds = lines(trine("embed", model("f32"), "--ids", "1,403,407,261,378")).getFirst();
    assertThat(ofText).isEqualTo(ofIds);
    double squares =
        ofText.path("embedding").valueStream().mapToDouble(it -> Math.pow(it.asDouble(), 2)).sum();
    assertThat(squares).isCloseTo(1, within(1e-5));
    Call empty = trine("embed", model("f32"), "--ids", "99999");
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.err()).contains("token 99999 is not in the vocabulary").hasLineCount(1);
  }

  @Test
  void theDocumentedTableIsThatOfTheRegistry() throws Exception {
    String table = trine("architectures").out().split("\n\n", 2)[0];
    assertThat(Files.readString(Path.of("../docs/models.md"))).contains(table + "\n\n");
  }

  @Test
  void benchAssistantTimesUtterancesAmongSoManyThings() {
    JsonNode line =
        lines(trine("bench", "assistant", "--things", 30, "--every", 1000, "--json")).getFirst();
    assertThat(line.path("things").intValue()).isEqualTo(30);
    assertThat(line.path("utterances").intValue()).isPositive();
    double whole = line.path("utterance").path("p95").doubleValue();
    assertThat(line.path("decide").path("median").doubleValue()).isBetween(0.01, whole);
    assertThat(trine("bench", "assistant", "--things", 0).code()).isEqualTo(2);
  }
}
