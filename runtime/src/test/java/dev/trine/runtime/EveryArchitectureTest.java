package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.trine.model.Drafter;
import dev.trine.model.Model;
import dev.trine.model.Transformer;
import dev.trine.runtime.Event.Token;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Greedy text of every architecture, made alone step by step, is made again with guessing ahead,
 * among others in the same steps, behind a stored prefix, after a session was saved or its keys and
 * values were given back, and in a context that shifts. What the architectures compute is held to
 * references by the tests of {@code model}, whose checkpoints these are.
 */
final class EveryArchitectureTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path REFERENCES =
      Path.of("../model/src/test/resources/dev/trine/model/reference");

  /** Their turns depend on the length of the text, beyond the length they were trained for. */
  private static final Pattern STRETCHED = Pattern.compile("dynamic|longrope|phi3_(short|long)$");

  private static final String TRAINED = "original_max_position_embeddings";

  /** Tables of positions. */
  private static final Pattern LEARNED = Pattern.compile("(wpe|embed_positions)\\.weight$");

  private static final int[] PROMPT = {1, 5, 3, 7, 2, 5, 3, 7, 4, 6, 8, 1};
  private static final int LENGTH = 24;
  private static final Limits SHIFTING = Limits.NONE.shifting(2);

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> ofOthers() {
    return SameTextTest.PUBLISHED.stream()
        .map(name -> dynamicTest(name, () -> sameTexts(Model.open(published(name)).transformer())));
  }

  @TestFactory
  Stream<DynamicTest> ofReferences() throws IOException {
    return references()
        .map(it ->
            dynamicTest(
                it.path("name").asString(),
                () -> sameTexts(Model.open(reference(it)).transformer())));
  }

  /** Trained for less than the prompt, for the prompt alone, and for some of what is written. */
  @TestFactory
  Stream<DynamicTest> whereTurnsChange() throws IOException {
    return references()
        .filter(it -> STRETCHED.matcher(it.path("name").asString()).find())
        .flatMap(it ->
            IntStream.of(5, PROMPT.length, PROMPT.length + LENGTH / 3)
                .mapToObj(trained ->
                    dynamicTest(
                        it.path("name").asString() + ", trained for " + trained,
                        () -> turnsChange(it, trained))));
  }

  private void turnsChange(JsonNode reference, int trained) throws Exception {
    ObjectNode config = (ObjectNode) reference.path("config");
    ObjectNode place =
        Stream.of(config, config.path("rope_parameters"))
            .filter(it -> it.has(TRAINED))
            .findFirst()
            .map(ObjectNode.class::cast)
            .orElse(config);
    place.put(place.has(TRAINED) ? TRAINED : "max_position_embeddings", trained);
    Transformer transformer = Model.open(reference(reference)).transformer();
    sameTexts(transformer);

    LanguageModel model = LanguageModel.of(transformer, tokenizer(transformer));
    Generation plain = Generation.greedy(LENGTH).ignoringEnd();
    int[] longer = IntStream.range(0, 300).map(at -> PROMPT[at % PROMPT.length]).toArray();
    int capacity = longer.length + LENGTH;
    List<Integer> expected = tokens(model.session(capacity).prompt(longer), plain);
    try (Engine engine = new Engine(model, 1, capacity)) {
      assertThat(engine(engine, longer, plain)).as("in pieces").isEqualTo(expected);
    }
    PrefixStore store = PrefixStore.open(folder.resolve("lengths"), 1 << 24, _ -> {});
    for (int length : new int[] {4, 40, 280}) {
      Session other = model.session(capacity).prompt(Arrays.copyOf(longer, length));
      other.remember(store);
      tokens(other, plain);
      assertThat(tokens(other.prompt(longer), plain)).as("after %d", length).isEqualTo(expected);
    }
    Session stored = model.session(capacity).prompt(longer);
    stored.recall(store);
    assertThat(tokens(stored, plain)).as("behind a shorter one").isEqualTo(expected);
  }

  private static Stream<JsonNode> references() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(REFERENCES.resolve("logits.jsonl")));
    lines.addAll(Files.readAllLines(REFERENCES.resolve("transformers.jsonl")));
    return lines.stream().map(JSON::readTree);
  }

  @TestFactory
  Stream<DynamicTest> recurrentOnes() {
    return Stream.of("4v0-660K", "7v0-834K")
        .map(name -> References.file("lm-tiny-rwkv/tiny-rwkv-" + name + "-FP16.bin"))
        .map(file ->
            dynamicTest(
                file.getFileName().toString(), () -> sameTexts(Model.open(file).transformer())));
  }

  @Test
  void mimoWithItsOwnGuesses() throws Exception {
    sameTexts(Model.open(mimo()).transformer());
  }

  private Path published(String name) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Files.copy(
        References.file("hf-tiny-archs/tiny_" + name + "_config.json"),
        made.resolve("config.json"));
    Files.copy(
        References.file("hf-tiny-archs/tiny_" + name + ".safetensors"),
        made.resolve("model.safetensors"));
    return made;
  }

  private Path reference(JsonNode reference) throws IOException {
    ObjectNode config = (ObjectNode) reference.path("config").deepCopy();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    reference
        .path("tensors")
        .properties()
        .forEach(it -> {
          long[] shape = JSON.convertValue(it.getValue(), long[].class);
          shapes.put(it.getKey(), shape);
          if (LEARNED.matcher(it.getKey()).find()) { // it would end within the text
            shape[0] += LENGTH;
            for (String key : List.of("n_positions", "max_position_embeddings")) {
              if (config.has(key)) {
                config.put(key, config.path(key).asInt() + LENGTH);
              }
            }
          }
        });
    return checkpoint(reference.path("name").asString(), config, shapes);
  }

  /** MiMo is Qwen2 with a layer for further tokens. */
  private Path mimo() throws IOException {
    Path qwen = published("qwen2");
    Map<String, long[]> shapes = new LinkedHashMap<>();
    String layer = "model.mtp_layers.0.";
    Model.open(qwen)
        .weights()
        .tensors()
        .forEach((name, tensor) -> {
          shapes.put(name, tensor.shape());
          if (name.startsWith("model.layers.1.")) {
            shapes.put(name.replace("model.layers.1.", layer), tensor.shape());
          }
        });
    ObjectNode config = (ObjectNode) JSON.readTree(qwen.resolve("config.json").toFile());
    config.put("model_type", "mimo").put("num_nextn_predict_layers", 1);
    config.putArray("architectures").add("MiMoForCausalLM");
    long hidden = config.path("hidden_size").asLong();
    shapes.put(layer + "input_proj.weight", new long[] {hidden, 2 * hidden});
    for (String norm : List.of("hidden_layernorm", "token_layernorm", "final_layernorm")) {
      shapes.put(layer + norm + ".weight", new long[] {hidden});
    }
    return checkpoint("mimo", config, shapes);
  }

  /** A configuration and shapes with weights by chance. */
  private Path checkpoint(String name, JsonNode config, Map<String, long[]> shapes)
      throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Files.writeString(made.resolve("config.json"), config.toString());
    ObjectNode header = JSON.createObjectNode();
    int count = 0;
    for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
      int size = (int) Arrays.stream(tensor.getValue()).reduce(1, (a, b) -> a * b);
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
      entry.set("shape", JSON.valueToTree(tensor.getValue()));
      entry.putArray("data_offsets").add(4 * count).add(4 * (count + size));
      count += size;
    }
    byte[] names = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + names.length + 4 * count);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(names.length).put(names);
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(random.nextFloat() * 2 - 1);
    }
    Files.write(made.resolve("model.safetensors"), bytes.array());
    return made;
  }

  private void sameTexts(Transformer transformer) throws Exception {
    TinyTokenizer tokens = tokenizer(transformer);
    LanguageModel model = LanguageModel.of(transformer, tokens);
    LanguageModel chance = LanguageModel.of(new RandomTransformer(tokens.size(), 1000, 3), tokens);
    Generation plain = Generation.greedy(LENGTH).ignoringEnd();
    int capacity = PROMPT.length + LENGTH;
    List<Integer> expected = tokens(model.session(capacity).prompt(PROMPT), plain);
    assertThat(expected).hasSize(LENGTH);

    List<Speculation> speculations = new ArrayList<>();
    speculations.add(new Speculation.Lookup(3));
    speculations.add(new Speculation.Draft(model, 4));
    speculations.add(new Speculation.Draft(chance, 2));
    if (transformer instanceof Drafter) {
      speculations.add(new Speculation.Own(3));
    }
    for (Speculation guesses : speculations) {
      assertThat(tokens(model.session(capacity).prompt(PROMPT), plain.with(guesses)))
          .as("guesses: %s", guesses)
          .isEqualTo(expected);
    }
    assertThat(amongOthers(model, capacity, plain, speculations.getLast())).containsOnly(expected);

    PrefixStore store = PrefixStore.open(folder.resolve("store"), 1 << 24, _ -> {});
    int[] changed = PROMPT.clone();
    changed[9] = 3; // the end of the stored prompt is another one
    Session first = model.session(capacity).prompt(changed);
    first.remember(store);
    Session second = model.session(capacity).prompt(PROMPT);
    second.recall(store);
    assertThat(tokens(second, plain)).as("behind a stored prefix").isEqualTo(expected);

    Path saved = folder.resolve("saved.session");
    Session half = model.session(capacity).prompt(PROMPT);
    List<Integer> made = tokens(half, Generation.greedy(LENGTH / 2).ignoringEnd());
    half.save(saved);
    made.addAll(
        tokens(
            model.resume(saved, 4 * capacity, _ -> {}),
            Generation.greedy(LENGTH - LENGTH / 2).ignoringEnd()));
    assertThat(made).as("saved and resumed with more room").isEqualTo(expected);

    Session freed = model.session(capacity).prompt(PROMPT);
    List<Integer> again = tokens(freed, Generation.greedy(LENGTH / 2).ignoringEnd());
    freed.free();
    again.addAll(tokens(freed, Generation.greedy(LENGTH - LENGTH / 2).ignoringEnd()));
    assertThat(again).as("given back in between").isEqualTo(expected);

    Generation shifting = Generation.greedy(3 * LENGTH).ignoringEnd().within(SHIFTING);
    List<Integer> shifted = tokens(model.session(LENGTH).prompt(PROMPT), shifting);
    for (Speculation guesses : speculations) {
      assertThat(tokens(model.session(LENGTH).prompt(PROMPT), shifting.with(guesses)))
          .as("shifted, guesses: %s", guesses)
          .isEqualTo(shifted);
    }
    assertThat(amongOthers(model, LENGTH, shifting, speculations.getLast()))
        .as("shifted")
        .containsOnly(shifted);
  }

  private static TinyTokenizer tokenizer(Transformer transformer) {
    return TinyTokenizer.ofPieces(
        IntStream.range(0, transformer.vocabularySize() - 1)
            .mapToObj(id -> " " + id)
            .toArray(String[]::new));
  }

  /** The same text many times in an engine, with prompts of other lengths between. */
  private static List<List<Integer>> amongOthers(
      LanguageModel model, int capacity, Generation generation, Speculation guesses)
      throws Exception {
    try (Engine engine = new Engine(model, 4, capacity);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> same = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int[] other = IntStream.range(0, 3 + 4 * i).map(at -> 1 + at % 7).toArray();
        Speculation own =
            i == 1 ? new Speculation.Lookup(2) : i == 2 ? guesses : Speculation.none();
        Generation guessing = generation.with(own);
        same.add(threads.submit(() -> engine(engine, PROMPT, guessing)));
        threads.submit(() -> engine(engine, other, generation));
      }
      List<List<Integer>> made = new ArrayList<>();
      for (Future<List<Integer>> text : same) {
        made.add(text.get());
      }
      return made;
    }
  }

  private static List<Integer> engine(Engine engine, int[] prompt, Generation generation)
      throws InterruptedException {
    List<Integer> ids = new ArrayList<>();
    engine.generate(prompt, generation, event -> collect(event, ids));
    return ids;
  }

  private static List<Integer> tokens(Session session, Generation generation) {
    List<Integer> ids = new ArrayList<>();
    session.generate(generation, event -> collect(event, ids));
    return ids;
  }

  private static void collect(Event event, List<Integer> ids) {
    if (event instanceof Token token) {
      ids.add(token.id());
    }
  }
}
