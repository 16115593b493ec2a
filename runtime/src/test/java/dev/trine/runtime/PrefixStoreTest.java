package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.model.Model;
import dev.trine.model.Transformer;
import dev.trine.tensor.Kernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a store: the numbers are those of a run without it, or it is said. */
final class PrefixStoreTest {
  private final List<String> notices = new ArrayList<>();

  private static LanguageModel stories() {
    return LanguageModel.open(References.file("lm-stories260k/stories260K.q8_0.gguf"));
  }

  private static int[] prompt(int seed, int length) {
    Random random = new Random(seed);
    return IntStream.range(0, length).map(at -> at == 0 ? 1 : 3 + random.nextInt(500)).toArray();
  }

  private static Path only(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .reduce((a, b) -> {
            throw new AssertionError("more than one file");
          })
          .orElseThrow();
    }
  }

  @Test
  void everyDamagedByteIsNoticed(@TempDir Path folder) throws Exception {
    int[] prompt = prompt(1, 300);
    try (LanguageModel model = stories()) {
      PrefixStore store = PrefixStore.open(folder, 1 << 30, notices::add);
      model.session().prompt(prompt).remember(store);
      float[] expected = model.session().prompt(prompt).logits();
      Path file = only(folder);
      byte[] whole = Files.readAllBytes(file);
      Random random = new Random(2);
      for (int i = 0; i < 16; i++) {
        byte[] damaged = whole.clone();
        int at = i < 8 ? i * 9 : random.nextInt(whole.length);
        damaged[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, damaged);
        check(model, store, prompt, expected);
        byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
        Files.write(file, cut);
        check(model, store, prompt, expected);
      }
      assertThat(notices).hasSizeGreaterThan(16).allSatisfy(it -> assertThat(it).hasLineCount(1));
    }
  }

  @Test
  void whatWasDamagedIsStoredAnew(@TempDir Path folder) throws Exception {
    int[] prompt = prompt(1, 300);
    try (LanguageModel model = stories()) {
      PrefixStore store = PrefixStore.open(folder, 1 << 30, notices::add);
      model.session().prompt(prompt).remember(store);
      Path file = only(folder);
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      damaged[whole.length / 2] ^= 1; // of the keys and values of the first block
      Files.write(file, damaged);

      assertThat(model.session(200).prompt(Arrays.copyOf(prompt, 200)).recall(store)).isZero();
      assertThat(file).as("too long for that context, whatever else it is").exists();

      Session session = model.session().prompt(prompt);
      assertThat(session.recall(store)).isZero();
      session.remember(store);
      assertThat(only(folder)).hasBinaryContent(whole);
      assertThat(model.session().prompt(prompt).recall(store)).isEqualTo(299);
      assertThat(notices).hasSize(2);
    }
  }

  /** It is kept before the last token of a prompt, and serves only what goes on from it. */
  @Test
  void aRecurrentStateServesTheSamePromptAndWhatFollows(@TempDir Path folder) {
    Transformer rwkv =
        Model.open(References.file("lm-tiny-rwkv/tiny-rwkv-7v0-834K-FP16.bin")).transformer();
    LanguageModel model =
        LanguageModel.of(
            rwkv,
            TinyTokenizer.ofPieces(
                IntStream.range(0, rwkv.vocabularySize() - 1)
                    .mapToObj(id -> " " + id)
                    .toArray(String[]::new)));
    Generation generation = Generation.greedy(40).ignoringEnd();
    PrefixStore store = PrefixStore.open(folder.resolve("store"), 1 << 30, notices::add);
    int[] prompt = IntStream.range(0, 100).map(at -> 1 + at * 7 % 90).toArray();

    Session first = model.session(1000).prompt(prompt);
    assertThat(first.recall(store)).isZero();
    String written = first.generate(generation);
    first.remember(store);
    Session same = model.session(1000).prompt(prompt);
    assertThat(same.recall(store)).isEqualTo(99);
    assertThat(same.generate(generation)).isEqualTo(written);

    int[] more = Arrays.copyOf(first.tokens(), 145);
    Session next = model.session(1000).prompt(more);
    assertThat(next.recall(store)).isEqualTo(140);
    // The cold ones go by the same steps: tiles of AMX, for many tokens at once, round otherwise.
    PrefixStore empty = PrefixStore.open(folder.resolve("empty"), 1 << 30, notices::add);
    Session cold = model.session(1000).prompt(prompt);
    assertThat(cold.recall(empty)).isZero();
    assertThat(cold.generate(generation)).isEqualTo(written);
    assertThat(next.logits()).containsExactly(cold.feed(new int[5]).logits());

    int[] changed = prompt.clone();
    changed[50] = 0;
    Session other = model.session(1000).prompt(changed);
    assertThat(other.recall(store)).isZero();
    Session coldOther = model.session(1000).prompt(changed);
    assertThat(coldOther.recall(empty)).isZero();
    assertThat(other.logits()).containsExactly(coldOther.logits());
    if (!Kernels.chosen().kernels().name().equals("native-amx")) {
      assertThat(next.logits()).containsExactly(model.session(1000).prompt(more).logits());
      assertThat(other.logits()).containsExactly(model.session(1000).prompt(changed).logits());
    }

    Path saved = folder.resolve("saved");
    first.save(saved);
    Session resumed = model.resume(saved, 1000, notices::add);
    assertThat(resumed.cache().length()).isEqualTo(140);
    assertThat(resumed.feed(3, 4).logits()).containsExactly(first.feed(3, 4).logits());
    assertThat(notices).isEmpty();
  }

  /** Of a model in two parts, the second is another one's; the first keeps its bytes. */
  @Test
  void anotherPartMakesAnotherModel(@TempDir Path folder) {
    int[] prompt = prompt(3, 100);
    PrefixStore store = PrefixStore.open(folder.resolve("store"), 1 << 30, notices::add);
    Path first = part(folder, "q8_0", 1);
    for (String type : List.of("q8_0", "q4_0")) {
      part(folder, type, 2);
      try (LanguageModel model = LanguageModel.open(first)) {
        Session session = model.session().prompt(prompt);
        assertThat(session.recall(store)).as(type).isZero();
        session.remember(store);
        assertThat(model.session().prompt(prompt).recall(store)).isEqualTo(99);
      }
    }
    assertThat(notices).isEmpty();
  }

  private static Path part(Path folder, String type, int number) {
    Gguf whole = Gguf.open(References.file("lm-stories260k/stories260K." + type + ".gguf"));
    GgufWriter writer = new GgufWriter();
    whole.metadata().keySet().forEach(key -> writer.copy(whole, key));
    writer.put("split.count", 2);
    for (String name : whole.tensors().keySet()) {
      if (name.startsWith("blk.4") == (number == 2)) {
        writer.put(whole.tensor(name).orElseThrow());
      }
    }
    Path file = folder.resolve("stories-0000%d-of-00002.gguf".formatted(number));
    writer.write(file);
    return file;
  }

  private void check(LanguageModel model, PrefixStore store, int[] prompt, float[] expected) {
    Session session = model.session().prompt(prompt);
    session.recall(store);
    assertThat(session.logits()).containsExactly(expected);
  }

  @Test
  void aStoreKeepsItsSizeAndForgetsWhatWasNotUsed(@TempDir Path folder) throws Exception {
    try (LanguageModel model = stories()) {
      long one = model.session().cache().bytes(100);
      PrefixStore store = PrefixStore.open(folder, 3 * one + 3 * 600, notices::add);
      for (int seed = 0; seed < 6; seed++) {
        model.session().prompt(prompt(seed, 100)).remember(store);
        Thread.sleep(5); // files tell their age in milliseconds
      }
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSize(3);
      }
      assertThat(model.session().prompt(prompt(5, 100)).recall(store)).isEqualTo(99);
      assertThat(model.session().prompt(prompt(0, 100)).recall(store)).isOne(); // BOS
      assertThat(notices).isEmpty();
    }
  }

  @Test
  void whatIsNoFolderIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> PrefixStore.open(file, 1 << 20, notices::add))
        .isInstanceOf(ContextException.class)
        .hasMessageContaining("choose another");
  }

  @Test
  void manyMayUseAStoreAtOnce(@TempDir Path folder) throws Exception {
    try (LanguageModel model = stories();
        var threads = Executors.newFixedThreadPool(4)) {
      long one = model.session().cache().bytes(150);
      List<java.util.concurrent.Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int seed = thread;
        all.add(
            threads.submit(() -> {
              PrefixStore store = PrefixStore.open(folder, 2 * one, it -> {});
              for (int i = 0; i < 10; i++) {
                int[] prompt = prompt((seed + i) % 3, 120 + i);
                Session session = model.session().prompt(prompt);
                session.recall(store);
                float[] logits = session.logits();
                assertThat(logits).containsExactly(model.session().prompt(prompt).logits());
                session.remember(store);
              }
            }));
      }
      for (var one1 : all) {
        one1.get();
      }
    }
  }
}
