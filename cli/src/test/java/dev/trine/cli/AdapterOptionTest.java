package dev.trine.cli;

import static dev.trine.cli.Call.shared;
import static dev.trine.cli.Call.trine;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.model.Adapter;
import dev.trine.model.GgufWriter;
import dev.trine.runtime.Engine;
import dev.trine.runtime.Event;
import dev.trine.runtime.Event.Token;
import dev.trine.runtime.Generation;
import dev.trine.runtime.LanguageModel;
import dev.trine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code trine run --lora}: the text is that of a model whose weights were changed by hand, {@code
 * W + scale * alpha / rank * B A} (LoRA, arXiv:2106.09685).
 */
final class AdapterOptionTest {
  private static final String LAYER = "blk.0.ffn_gate.weight";
  private static final String OTHER = "blk.0.ffn_up.weight";
  private static final int IN = 64;
  private static final int OUT = 96;
  private static final int RANK = 2;

  private static final int[] PROMPT = {84, 111, 109};
  private static final Generation GREEDY = Generation.greedy(40).ignoringEnd();

  private final float[] a = random(1, RANK * IN);
  private final float[] b = random(2, OUT * RANK);

  @TempDir private Path folder;

  @Test
  void anAdapterInGgufChangesTheTextAsItsWeightsDo() {
    sameAsMerged(adapter(LAYER));
  }

  @Test
  void severalAdaptersChangeTheirLayersEach() {
    Path model = RandomModel.write(folder.resolve("model.gguf"));
    Path merged =
        RandomModel.write(
            folder.resolve("merged.gguf"),
            it -> it.name().equals(LAYER) || it.name().equals(OTHER) ? merged(it) : it);
    Object[] both = {"--lora", adapter(LAYER) + "=0.5", "--lora", adapter(OTHER) + "=0.5"};
    assertThat(text(model, both))
        .isEqualTo(text(merged))
        .isNotEqualTo(text(model, both[0], both[1]))
        .isNotEqualTo(text(model, both[2], both[3]));
  }

  @Test
  void requestsOfOneEngineHaveAdaptersOfTheirOwn() throws Exception {
    try (LanguageModel model = LanguageModel.open(RandomModel.write(folder.resolve("model.gguf")));
        Engine engine = new Engine(model, 3, 64);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Adapter one = model.adapter(adapter(LAYER), 0.5f);
      Adapter other = model.adapter(adapter(OTHER), -2);
      List<List<Adapter>> wanted =
          List.of(List.of(), List.of(one), List.of(one, other), List.of(), List.of(other));
      List<Future<List<Event>>> together = new ArrayList<>();
      for (List<Adapter> adapters : wanted) {
        together.add(
            threads.submit(() -> {
              List<Event> events = new ArrayList<>();
              engine.generate(PROMPT, GREEDY.with(adapters), events::add);
              return events;
            }));
      }
      for (int i = 0; i < wanted.size(); i++) {
        List<Event> alone = new ArrayList<>();
        model.session(64).prompt(PROMPT).generate(GREEDY.with(wanted.get(i)), alone::add);
        assertThat(ids(together.get(i).get())).hasSize(40).isEqualTo(ids(alone));
      }
      assertThat(ids(together.get(0).get())).isNotEqualTo(ids(together.get(1).get()));
      assertThat(ids(together.get(1).get())).isNotEqualTo(ids(together.get(2).get()));
    }
  }

  @Test
  void requestsOfAFileHaveAdaptersOfTheirOwn() throws Exception {
    Path model = RandomModel.write(folder.resolve("model.gguf"));
    String one = adapter(LAYER) + "=0.5";
    String other = adapter(OTHER) + "=-2";
    Path requests = folder.resolve("requests.jsonl");
    Files.writeString(
        requests,
        """
        {"id": "plain", "prompt": "Tom"}
        {"id": "one", "prompt": "Tom", "lora": "%1$s"}
        {"id": "both", "prompt": "Tom", "lora": ["%1$s", "%2$s"]}
        {"id": "short", "prompt": "Tom", "n": 3, "seed": 5, "temp": 1.5, "time": 60}
        {"id": "form", "prompt": "Tom", "schema": {"const": 7}}
        {"id": "wrong", "prompt": "Tom", "schema": {"type": "nope"}}
        """
            .formatted(one, other));
    Call call = trine("run", model, "--requests", requests, "-n", 24, "--temp", 0, "--ignore-eos");
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).contains("1 requests failed");
    Map<String, JsonNode> answers = new HashMap<>();
    call.out()
        .lines()
        .map(JsonMapper.shared()::readTree)
        .forEach(answer -> answers.put(answer.path("id").asString(), answer));
    assertThat(answers).hasSize(6);
    assertThat(requireNonNull(answers.get("plain")).path("text").asString()).isEqualTo(text(model));
    assertThat(requireNonNull(answers.get("one")).path("text").asString())
        .isEqualTo(text(model, "--lora", one));
    assertThat(requireNonNull(answers.get("both")).path("text").asString())
        .isEqualTo(text(model, "--lora", one, "--lora", other));
    assertThat(requireNonNull(answers.get("short")).path("tokens").asInt()).isEqualTo(3);
    assertThat(requireNonNull(answers.get("form")).path("text").asString()).isEqualTo("7");
    assertThat(requireNonNull(answers.get("wrong")).path("error").asString())
        .contains("\"nope\" is unknown");
  }

  @Test
  void storedPromptsAndSessionsAreThoseOfTheirAdapters() {
    Path model = RandomModel.write(folder.resolve("model.gguf"));
    String prompt = "a prompt that is long enough to be worth keeping";
    List<Object> words = List.of("run", model, "-p", prompt, "-n", 8, "--ignore-eos", "--verbose");
    Object[] adapted = {"--lora", adapter(LAYER) + "=0.5"};
    Object[] stored = {"--prompt-cache", folder.resolve("prompts")};
    String expected = call(words, adapted).out();
    assertThat(call(words, stored).err()).contains(" 0 of them cached");
    Call first = call(words, adapted, stored);
    assertThat(first.err()).contains(" 0 of them cached");
    Call again = call(words, adapted, stored);
    assertThat(again.err()).contains(" 46 of them cached");
    assertThat(List.of(first.out(), again.out())).containsOnly(expected);

    Object[] session = {"--session", folder.resolve("session")};
    call(words, adapted, session);
    Call resumed = call(words, adapted, session);
    assertThat(resumed.err()).doesNotContain("run again").doesNotContain(" 0 of them cached");
    assertThat(call(words, session).err()).contains("other adapters; the text is run again");
  }

  private static Call call(List<Object> words, Object[]... options) {
    Stream<Object> more = Stream.of(options).flatMap(Arrays::stream);
    return trine(Stream.concat(words.stream(), more).toArray());
  }

  private static List<Integer> ids(List<Event> events) {
    return events.stream()
        .flatMap(it -> it instanceof Token token ? Stream.of(token.id()) : Stream.empty())
        .toList();
  }

  private Path adapter(String layer) {
    Path adapter = folder.resolve(layer + ".gguf");
    new GgufWriter()
        .put("general.architecture", "qwen3")
        .put("adapter.type", "lora")
        .put("adapter.lora.alpha", 4f)
        .put(Tensor.of(layer + ".lora_a", a, RANK, IN))
        .put(Tensor.of(layer + ".lora_b", b, OUT, RANK))
        .write(adapter);
    return adapter;
  }

  @Test
  void anAdapterOfPeftChangesTheTextAsItsWeightsDo() throws Exception {
    String layer = "base_model.model.model.layers.0.mlp.gate_proj.";
    String header =
        "{\"%slora_A.weight\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]},"
                .formatted(layer, RANK, IN, 4 * a.length)
            + "\"%slora_B.weight\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}}"
                .formatted(layer, OUT, RANK, 4 * a.length, 4 * (a.length + b.length));
    byte[] names = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + names.length + 4 * (a.length + b.length))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(names.length)
            .put(names);
    for (float[] values : new float[][] {a, b}) {
      for (float value : values) {
        bytes.putFloat(value);
      }
    }
    Files.write(folder.resolve("adapter_model.safetensors"), bytes.array());
    Files.writeString(folder.resolve("adapter_config.json"), "{\"r\":2,\"lora_alpha\":4}");
    sameAsMerged(folder);
  }

  @Test
  void whatIsNoAdapterIsRefused() {
    Path model = RandomModel.write(folder.resolve("model.gguf"));
    Call call = trine("run", model, "-p", "Tom", "-n", 2, "--lora", folder.resolve("no.gguf"));
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).hasLineCount(1).contains("no.gguf");
  }

  @Test
  void headsThatAreNoWholeBlocksAreSaid() {
    Path model = shared("lm-stories260k/stories260K.f32.gguf");
    Call call = trine("run", model, "-p", "Tom", "-n", 2, "--kv", "q8_0");
    assertThat(call.code()).isZero();
    assertThat(call.err())
        .isEqualTo("trine: keys and values stay in f16: the heads are no whole blocks of q8_0\n");
  }

  /** At scale 0.5 and alpha 4 of rank 2 the change is {@code B A} itself. */
  private void sameAsMerged(Path adapter) {
    Path model = RandomModel.write(folder.resolve("model.gguf"));
    Path merged =
        RandomModel.write(
            folder.resolve("merged.gguf"), it -> it.name().equals(LAYER) ? merged(it) : it);
    String changed = text(model, "--lora", adapter + "=0.5");
    assertThat(changed).isEqualTo(text(merged)).isNotEqualTo(text(model));
    assertThat(text(model, "--lora", adapter + "=0.5", "--lora", adapter + "=-0.5"))
        .isEqualTo(text(model));
  }

  private Tensor merged(Tensor tensor) {
    float[] weights = tensor.floats();
    for (int row = 0; row < OUT; row++) {
      for (int column = 0; column < IN; column++) {
        for (int rank = 0; rank < RANK; rank++) {
          weights[row * IN + column] += b[row * RANK + rank] * a[rank * IN + column];
        }
      }
    }
    return Tensor.of(tensor.name(), weights, OUT, IN);
  }

  private static String text(Path model, Object... options) {
    Object[] words = {"run", model, "-p", "Tom", "-n", 24, "--temp", 0, "--ignore-eos"};
    Call call = trine(Stream.of(words, options).flatMap(Arrays::stream).toArray());
    assertThat(call.err()).isEmpty();
    return call.out();
  }

  private static float[] random(long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian() * 0.5f;
    }
    return values;
  }
}
