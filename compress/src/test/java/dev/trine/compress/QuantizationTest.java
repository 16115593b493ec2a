package dev.trine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizationTest {
  @TempDir Path folder;

  /** Two layers of matrices of 512 columns, and a norm. */
  private Path model() {
    GgufWriter file =
        new GgufWriter().put("general.architecture", "llama").put("llama.block_count", 2);
    Random random = new Random(5);
    for (int layer = 0; layer < 2; layer++) {
      for (String part : List.of("attn_q", "attn_v", "ffn_down")) {
        file.put(matrix("blk." + layer + "." + part + ".weight", random));
      }
      file.put(Tensor.of("blk." + layer + ".attn_norm.weight", new float[512], 512));
    }
    file.put(matrix("output.weight", random));
    Path path = folder.resolve("model.gguf");
    file.write(path);
    return path;
  }

  private static Tensor matrix(String name, Random random) {
    float[] w = new float[8 * 512];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextGaussian();
    }
    return Tensor.of(name, w, 8, 512);
  }

  @Test
  void aMixIsWrittenAsPlanned() throws IOException {
    Path in = model();
    byte[] before = Files.readAllBytes(in);
    Gguf source = Gguf.open(in);
    Quantization plan =
        Quantization.of(
            source, Mix.of("Q4_K_M"), List.of(Rule.parse("attn_q=Q8_0")), Optional.empty());
    Path out = folder.resolve("out.gguf");
    plan.write(out, List.of("quantized"), Progress.SILENT);
    Gguf made = Gguf.open(out);
    assertThat(made.tensor("blk.0.attn_q.weight").orElseThrow().format())
        .isEqualTo(BlockFormat.Q8_0);
    assertThat(made.tensor("blk.0.attn_v.weight").orElseThrow().format())
        .isEqualTo(BlockFormat.Q4_K);
    assertThat(made.tensor("blk.1.ffn_down.weight").orElseThrow().format())
        .isEqualTo(BlockFormat.Q6_K);
    assertThat(made.tensor("output.weight").orElseThrow().format()).isEqualTo(BlockFormat.Q6_K);
    assertThat(made.tensor("blk.1.attn_norm.weight").orElseThrow().format())
        .isEqualTo(BlockFormat.F32);
    assertThat(made.integer("general.file_type")).contains(15L);
    assertThat(made.size()).isBetween(plan.bytes() - 2048, plan.bytes());
    assertThat(before).isEqualTo(Files.readAllBytes(in));
    float[] original = source.tensor("blk.0.attn_v.weight").orElseThrow().floats();
    float[] decoded = made.tensor("blk.0.attn_v.weight").orElseThrow().floats();
    double error = 0;
    for (int i = 0; i < original.length; i++) {
      error += Math.pow(original[i] - decoded[i], 2) / original.length;
    }
    assertThat(error).as("of unit variance in four bits").isBetween(0.003, 0.009);
  }

  @Test
  void anInterruptedCallEndsWithTheSameBytes() {
    Quantization plan =
        Quantization.of(Gguf.open(model()), Mix.of("Q5_K_M"), List.of(), Optional.empty());
    Path out = folder.resolve("out.gguf");
    Progress plug =
        (what, done, all) -> {
          if (what.equals("blk.1.attn_q.weight")) {
            throw new IllegalStateException("pulled the plug");
          }
        };
    assertThatThrownBy(() -> plan.write(out, List.of(), plug)).hasMessage("pulled the plug");
    assertThat(out).doesNotExist();
    assertThat(folder.resolve("out.gguf.part")).exists();
    plan.write(out, List.of(), Progress.SILENT);
    Path whole = folder.resolve("whole.gguf");
    plan.write(whole, List.of(), Progress.SILENT);
    assertThat(out).hasSameBinaryContentAs(whole);
  }

  @Test
  void aTargetIsMetAndSpentWhereItHelps() {
    Gguf source = Gguf.open(model());
    Quantization base = Quantization.of(source, Mix.of("Q4_K_M"), List.of(), Optional.empty());
    MixSearch search = new MixSearch(base, Progress.SILENT);
    long small = search.atMost(20_000).bytes();
    assertThat(small).isLessThanOrEqualTo(20_000).isGreaterThan(15_000);
    assertThatThrownBy(() -> search.atMost(5_000)).hasMessageContaining("no mix has at most 5000");
    Quantization best = search.within(0.5, plan -> 20_000.0 / plan.bytes());
    assertThat(best.bytes()).isBetween(40_000L, 48_000L);
  }

  @Test
  void weightsThatAreNoNumbersAreNamed() {
    float[] w = new float[512];
    w[17] = Float.NaN;
    Path path = folder.resolve("nan.gguf");
    new GgufWriter()
        .put("general.architecture", "llama")
        .put(Tensor.of("blk.0.attn_q.weight", w, 1, 512))
        .write(path);
    Quantization plan =
        Quantization.of(Gguf.open(path), Mix.of("Q4_0"), List.of(), Optional.empty());
    assertThatThrownBy(() -> plan.write(folder.resolve("out"), List.of(), Progress.SILENT))
        .isInstanceOf(CompressionException.class)
        .hasMessage(path + ": tensor blk.0.attn_q.weight has NaN in row 0; get the model again");
  }

  /** A norm is copied as it is, and so is a matrix that has its type already. */
  @Test
  void ofWhatIsOnlyCopiedTooWeightsThatAreNoNumbersAreNamed() {
    float[] norm = new float[512];
    norm[500] = Float.POSITIVE_INFINITY;
    Path path = folder.resolve("nan.gguf");
    new GgufWriter()
        .put("general.architecture", "llama")
        .put(matrix("blk.0.attn_q.weight", new Random(1)))
        .put(Tensor.of("blk.0.attn_norm.weight", norm, 512))
        .write(path);
    Quantization plan =
        Quantization.of(Gguf.open(path), Mix.of("Q4_0"), List.of(), Optional.empty());
    assertThatThrownBy(() -> plan.write(folder.resolve("out"), List.of(), Progress.SILENT))
        .isInstanceOf(CompressionException.class)
        .hasMessageContaining("blk.0.attn_norm.weight has Infinity in row 0");
  }

  @Test
  void rulesHoldBesideATargetAndMustMatch() {
    Gguf source = Gguf.open(model());
    Quantization base =
        Quantization.of(
            source, Mix.of("Q4_K_M"), List.of(Rule.parse("attn_q=Q8_0")), Optional.empty());
    Quantization found = new MixSearch(base, Progress.SILENT).atMost(25_000);
    assertThat(found.plans().stream().filter(it -> it.name().contains("attn_q")))
        .isNotEmpty()
        .allMatch(it -> it.to() == BlockFormat.Q8_0);
    List<Rule> none = List.of(Rule.parse("attn_norm=Q8_0")); // a vector, which stays as it is
    assertThatThrownBy(() -> Quantization.of(source, Mix.of("Q4_0"), none, Optional.empty()))
        .isInstanceOf(CompressionException.class)
        .hasMessageContaining("rule attn_norm=Q8_0: matches no tensor");
  }

  @Test
  void anImportanceMatrixOfAnotherModelIsRefused() {
    Gguf source = Gguf.open(model());
    for (Imatrix other : List.of(imatrix("blk.0.attn_q.weight", 256), imatrix("other", 512))) {
      assertThatThrownBy(
              () -> Quantization.of(source, Mix.of("Q4_0"), List.of(), Optional.of(other)))
          .isInstanceOf(CompressionException.class)
          .hasMessageContaining("trine imatrix");
    }
    Optional<Imatrix> own = Optional.of(imatrix("blk.0.attn_q.weight", 512));
    assertThat(Quantization.of(source, Mix.of("Q4_0"), List.of(), own).plans()).isNotEmpty();
  }

  private static Imatrix imatrix(String tensor, int columns) {
    var entry = new Imatrix.Entry(new float[columns], new float[] {1});
    return new Imatrix(Map.of(tensor, entry), 1, 1, "a");
  }

  @Test
  void theOlderFormCountsForAllExpertsAtOnce() {
    Path path = folder.resolve("experts.gguf");
    new GgufWriter()
        .put("general.architecture", "llama")
        .put(Tensor.of("blk.0.ffn_up_exps.weight", new float[3 * 2 * 32], 3, 2, 32))
        .write(path);
    float[] sums = new float[3 * 32];
    Arrays.fill(sums, 32, 64, 6); // of the second
    var old = new Imatrix.Entry(sums, new float[] {2});
    Imatrix fitting =
        new Imatrix(Map.of("blk.0.ffn_up_exps.weight", old), 1, 1, "a").of(Gguf.open(path));
    assertThat(fitting.of("blk.0.ffn_up_exps.weight").orElseThrow().means(1)).containsOnly(3);
  }
}
