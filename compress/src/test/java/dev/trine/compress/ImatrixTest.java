package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.model.Gguf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImatrixTest {
  @TempDir Path folder;

  /**
   * Two calls; mean squares 2 and 8, times calls; then calls and dataset. By llama.cpp's
   * imatrix.cpp.
   */
  private byte[] dat() {
    ByteBuffer out = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(1);
    text(out, "blk.0.attn_q.weight");
    out.putInt(2).putInt(2).putFloat(4).putFloat(16);
    out.putInt(7);
    text(out, "talk.txt");
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void text(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putInt(bytes.length).put(bytes);
  }

  @Test
  void bothFormsAreRead() throws IOException {
    Path dat = Files.write(folder.resolve("old.dat"), dat());
    Imatrix old = Imatrix.read(dat);
    assertThat(old.chunks()).isEqualTo(7);
    assertThat(old.dataset()).isEqualTo("talk.txt");
    assertThat(old.of("blk.0.attn_q.weight").orElseThrow().means(0)).containsExactly(2, 8);
    Path gguf = folder.resolve("new.gguf");
    old.write(gguf);
    Imatrix again = Imatrix.read(gguf);
    assertThat(again.of("blk.0.attn_q.weight").orElseThrow().means(0)).containsExactly(2, 8);
    assertThat(again.dataset()).isEqualTo("talk.txt");
  }

  @Test
  void theGgufFormIsLlamaCpps() throws IOException {
    Path gguf = folder.resolve("new.gguf");
    var entry = new Imatrix.Entry(new float[] {1, 2, 3, 4, 5, 6}, new float[] {2, 0});
    new Imatrix(Map.of("blk.1.ffn_down_exps.weight", entry), 3, 512, "a").write(gguf);
    Gguf file = Gguf.open(gguf);
    assertThat(file.string("general.type")).contains("imatrix");
    assertThat(file.integer("imatrix.chunk_count")).contains(3L);
    assertThat(file.integer("imatrix.chunk_size")).contains(512L);
    assertThat(file.tensor("blk.1.ffn_down_exps.weight.in_sum2").orElseThrow().shape())
        .containsExactly(2, 3);
    assertThat(file.tensor("blk.1.ffn_down_exps.weight.counts").orElseThrow().shape())
        .containsExactly(2, 1);
    assertThat(entry.means(0)).containsExactly(0.5f, 1, 1.5f);
    assertThat(entry.means(1)).as("never used").containsExactly(1, 1, 1);
  }

  @Test
  void damagedFilesGetOneLine() throws IOException {
    byte[] good = dat();
    Random random = new Random(3);
    Path file = folder.resolve("bad.dat");
    for (int i = 0; i < 300; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length));
      if (bad.length > 0 && i % 2 == 0) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      Files.write(file, bad);
      try {
        Imatrix.read(file);
      } catch (CompressionException e) {
        assertThat(e.getMessage()).contains("bad.dat").doesNotContain("\n");
      }
    }
    Files.write(file, Arrays.copyOf(good, 20));
    assertThatThrownBy(() -> Imatrix.read(file)).isInstanceOf(CompressionException.class);
  }
}
