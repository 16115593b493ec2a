package dev.trine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeSmallFile() {
    file = folder.resolve("small.gguf");
    MemorySegment weights = MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6});
    new GgufWriter()
        .put("general.architecture", "llama")
        .put("count", 7)
        .put("negative", -7L)
        .put("epsilon", 1e-5f)
        .put("flag", true)
        .put("words", List.of("a", "", "灯"))
        .put("types", new int[] {1, -3})
        .put("scores", new float[] {0.5f})
        .put("a", BlockFormat.F32, new long[] {2, 3}, () -> MemorySegment.ofArray(toBytes(weights)))
        .put("b", BlockFormat.F32, new long[] {6}, () -> MemorySegment.ofArray(toBytes(weights)))
        .write(file);
  }

  private static byte[] toBytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Gguf gguf = Gguf.open(file);
    assertThat(gguf.version()).isEqualTo(3);
    assertThat(gguf.string("general.architecture")).contains("llama");
    assertThat(gguf.integer("count")).contains(7L);
    assertThat(gguf.integer("negative")).contains(-7L);
    assertThat(gguf.number("epsilon").orElseThrow()).isEqualTo((double) 1e-5f);
    assertThat(gguf.bool("flag")).contains(true);
    assertThat(gguf.strings("words").orElseThrow()).containsExactly("a", "", "灯");
    assertThat(gguf.numbers("types").orElseThrow()).containsExactly(1L, -3L);
    assertThat(gguf.tensor("a").orElseThrow().shape()).containsExactly(2L, 3L);
    assertThat(List.copyOf(gguf.tensors().values()).getLast().offset() % 32).isZero();
    assertThat(gguf.tensor("b").orElseThrow().data().toArray(ValueLayout.JAVA_BYTE)).hasSize(24);
    try (var files = Files.list(folder)) {
      assertThat(files).as("no part file is left").containsExactly(file);
    }
  }

  @Test
  void everyTruncationIsOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    long data = List.copyOf(Gguf.open(file).tensors().values()).getLast().offset();
    for (int length = 0; length < data + 24; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Gguf.open(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("small.gguf")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void realFilesAreRead() {
    Gguf stories = Gguf.open(References.file("lm-stories260k/stories260K.q8_0.gguf"));
    assertThat(stories.string("general.architecture")).contains("llama");
    assertThat(stories.tensors()).hasSize(48);
    assertThat(stories.strings("tokenizer.ggml.tokens").orElseThrow()).hasSize(512);
  }

  @Test
  void metadataIsCopiedWithItsTypesAlsoFromVersionOne() throws IOException {
    Path copy = folder.resolve("copy.gguf");
    for (Path from :
        List.of(file, References.file("lm-stories260k/tinyllamas-stories-260k-f32.v1.gguf"))) {
      Gguf source = Gguf.open(from);
      GgufWriter writer = new GgufWriter();
      source.metadata().keySet().forEach(key -> writer.copy(source, key));
      writer.write(copy);
      assertThat(Gguf.open(copy).metadata()).isEqualTo(source.metadata());
    }
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    Path again = folder.resolve("again.gguf");
    Gguf source = Gguf.open(copy);
    GgufWriter writer = new GgufWriter();
    source.metadata().keySet().forEach(key -> writer.copy(source, key));
    source.tensors().keySet().forEach(name -> writer.put(source.tensor(name).orElseThrow()));
    writer.write(again);
    assertThat(again).hasSameBinaryContentAs(copy);
  }

  @Test
  void whatWasCutOffGoesOnAfterTheLastWholeTensor() {
    Path out = folder.resolve("resumed.gguf");
    List<Integer> told = new ArrayList<>();
    assertThatThrownBy(() -> twoTensors(true).resume(out, "job", told::add))
        .hasMessage("pulled the plug");
    assertThat(out).doesNotExist();
    assertThat(told).containsExactly(0, 1);
    told.clear();
    twoTensors(false).resume(out, "job", told::add);
    assertThat(told).as("the first was there").containsExactly(1, 2);
    twoTensors(false).write(folder.resolve("whole.gguf"));
    assertThat(out).hasSameBinaryContentAs(folder.resolve("whole.gguf"));
    assertThat(folder.resolve("resumed.gguf.part")).doesNotExist();
    assertThat(folder.resolve("resumed.gguf.part.done")).doesNotExist();
  }

  @Test
  void anotherJobStartsAnew() {
    Path out = folder.resolve("resumed.gguf");
    assertThatThrownBy(() -> twoTensors(true).resume(out, "one job", count -> {}));
    List<Integer> told = new ArrayList<>();
    twoTensors(false).resume(out, "another", told::add);
    assertThat(told).containsExactly(0, 1, 2);
  }

  private static GgufWriter twoTensors(boolean cutOff) {
    byte[] piece = {1, 2, 3, 4, 5, 6, 7, 8};
    return new GgufWriter()
        .put("general.architecture", "llama").put(Tensor.of("a", new float[] {1, 2, 3}, 3)).stream(
            "b",
            BlockFormat.F32,
            new long[] {4},
            out -> {
              out.accept(MemorySegment.ofArray(piece));
              if (cutOff) {
                throw new IllegalStateException("pulled the plug");
              }
              out.accept(MemorySegment.ofArray(piece));
            });
  }
}
