package dev.trine.cli;

import static dev.trine.cli.Call.shared;
import static dev.trine.cli.Call.trine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.runtime.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that make a model smaller, on stories260K. */
class CompressionCommandsTest {
  @TempDir Path folder;

  private final Path model = shared("lm-stories260k/stories260K.f32.gguf");
  private final Path text = shared("text-tinystories/tinystories_sample.txt");

  private static JsonNode json(Call call) {
    assertThat(call.code()).as(call.err()).isZero(); // a slow machine tells its progress
    return JsonMapper.shared().readTree(call.out());
  }

  @Test
  void aModelIsPrunedQuantizedAndCertified() throws IOException {
    Path pruned = folder.resolve("pruned.gguf");
    Path small = folder.resolve("small.gguf");
    Path matrix = folder.resolve("matrix.gguf");
    JsonNode plan =
        json(
            trine(
                "prune", model, pruned, "--mlp", 0.9, "--calibrate", text, "--dry-run", "--json"));
    assertThat(pruned).doesNotExist();
    assertThat(plan.path("bytes").asLong()).isGreaterThan(plan.path("weights").asLong() * 4);
    JsonNode done =
        json(trine("prune", model, pruned, "--mlp", 0.9, "--calibrate", text, "--json"));
    assertThat(done.path("weights")).isEqualTo(plan.path("weights"));
    // 156 of 172 channels stay in five layers of 64: 3 * 64 * 16 * 5 weights go.
    assertThat(done.path("weights").asInt()).isEqualTo(292_800 - 15_360);
    json(trine("imatrix", pruned, text, matrix, "--json"));
    JsonNode quantized =
        json(trine("quantize", pruned, small, "--type", "Q8_0", "--imatrix", matrix, "--json"));
    assertThat(quantized.path("bytes").asLong()).isEqualTo(Files.size(small));
    JsonNode certificate =
        json(trine("certify", model, small, "--text", text, "--windows", 2, "--json"));
    assertThat(certificate.path("kl").asDouble()).isBetween(0.001, 1.0);
    assertThat(certificate.path("kl99").asDouble())
        .isGreaterThan(certificate.path("kl").asDouble());
    assertThat(certificate.path("steps").toString())
        .contains("pruned by transact")
        .contains("quantized to Q8_0");
    assertThat(Files.readString(folder.resolve("small.certificate.md")))
        .contains(certificate.path("verdict").asString());
    assertThat(Files.readString(folder.resolve("small.certificate.html")))
        .contains("<svg")
        .doesNotContain("{{");
  }

  @Test
  void answersToPromptsAreReadAndScored() throws IOException {
    Path prompts = folder.resolve("prompts.jsonl");
    Path small = folder.resolve("small.gguf");
    Files.writeString(
        prompts,
        """
        {"prompt": "Once upon", "answer": " a time, there was a little girl named Lily"}
        {"prompt": "Lily and Ben", "answer": " zzz qqq"}
        """);
    JsonNode done =
        json(trine("quantize", model, small, "--type", "Q8_0", "--calibrate", prompts, "--json"));
    assertThat(done.path("bytes").asLong()).isEqualTo(Files.size(small));
    JsonNode certificate = json(trine("certify", model, small, "--text", prompts, "--json"));
    JsonNode task = certificate.path("tasks").get(0);
    assertThat(task.path("of").asInt()).isEqualTo(2);
    assertThat(task.path("before").asInt()).isLessThan(2);
    // Keys and values in 16 bits change next to nothing; heads of 8 are no blocks of other types.
    JsonNode caches = certificate.path("caches");
    assertThat(caches).hasSize(1);
    assertThat(caches.get(0).path("format").asString()).isEqualTo("F16");
    double exact = certificate.path("kl").asDouble();
    assertThat(caches.get(0).path("meanDivergence").asDouble()).isBetween(0.9 * exact, 1.1 * exact);
  }

  @Test
  void coarserCachesAreMeasuredWhereHeadsAreWholeBlocks() throws IOException {
    Path random = RandomModel.write(folder.resolve("random.gguf"));
    Path text = Files.writeString(folder.resolve("text.txt"), "yes no yes yes no");
    JsonNode caches =
        json(trine("certify", random, random, "--text", text, "--json")).path("caches");
    assertThat(caches.valueStream().map(it -> it.path("format").asString()))
        .containsExactly("F16", "Q8_0", "Q4_0");
    assertThat(caches.get(0).path("meanDivergence").asDouble())
        .isLessThan(caches.get(1).path("meanDivergence").asDouble());
    assertThat(caches.get(1).path("meanDivergence").asDouble())
        .isLessThan(caches.get(2).path("meanDivergence").asDouble());
  }

  @Test
  void ofModelsWithExpertsTheCertificateSaysHowManyStayTheSame() throws IOException {
    Path experts = RandomModel.writeWithExperts(folder.resolve("experts.gguf"));
    Path small = folder.resolve("small.gguf");
    json(trine("quantize", experts, small, "--type", "Q4_0", "--json"));
    Path text = Files.writeString(folder.resolve("text.txt"), "yes no yes yes no, say some yes");
    assertThat(json(trine("certify", experts, experts, "--text", text, "--json")).path("routing"))
        .isEqualTo(
            JsonMapper.shared().readTree("{\"same\": 1.0, \"worst\": 1.0, \"worstLayer\": 0}"));
    JsonNode certificate = json(trine("certify", experts, small, "--text", text, "--json"));
    JsonNode routing = certificate.path("routing");
    assertThat(routing.path("same").asDouble()).isBetween(0.5, 0.999);
    assertThat(routing.path("worst")).isEqualTo(routing.path("same")); // there is one layer
    assertThat(certificate.path("verdict").asString()).contains("the same experts");
    assertThat(Files.readString(folder.resolve("small.certificate.md")))
        .contains("of the experts that tokens go to");
    assertThat(json(trine("certify", model, model, "--text", text, "--json")).has("routing"))
        .isFalse();
  }

  @Test
  void dryRunsShowThePlanAndWriteNothing() throws IOException {
    Path small = folder.resolve("small.gguf");
    json(trine("quantize", model, small, "--type", "Q8_0", "--json"));
    Path matrix = folder.resolve("matrix.gguf");
    JsonNode plan = json(trine("imatrix", model, text, matrix, "--dry-run", "--json"));
    assertThat(matrix).doesNotExist();
    json(trine("imatrix", model, text, matrix, "--windows", 1, "--json"));
    assertThat(Files.size(matrix)).isLessThanOrEqualTo(plan.path("bytesAtMost").asLong());
    JsonNode certificate =
        json(trine("certify", model, small, "--text", text, "--dry-run", "--json"));
    assertThat(certificate.path("bytes").asLong()).isEqualTo(Files.size(small));
    Path other = RandomModel.write(folder.resolve("other.gguf"));
    assertThat(trine("certify", model, other, "--text", text, "--dry-run").err())
        .contains("cannot be compared");
    assertThat(folder.resolve("small.certificate.md")).doesNotExist();
  }

  @Test
  void aSpeedIsMeasuredAndReachedOrRefused() {
    Path out = folder.resolve("out.gguf");
    JsonNode slow =
        json(
            trine(
                "prune",
                model,
                out,
                "--method",
                "random",
                "--target-tokens-per-second",
                1,
                "--json"));
    assertThat(slow.path("weights")).isEqualTo(slow.path("weightsBefore"));
    Call fast =
        trine("prune", model, out, "--method", "random", "--target-tokens-per-second", "1e9");
    assertThat(fast.code()).isEqualTo(2);
    assertThat(fast.err()).contains("the smallest that can be pruned to writes");
    assertThat(trine("prune", model, out, "--experts", 0.5, "--calibrate", text).err())
        .contains("has no experts to drop");
  }

  @Test
  void feedbackLeavesNothingButACloserResult() throws IOException {
    Path plain = folder.resolve("plain.gguf");
    Path fed = folder.resolve("fed.gguf");
    json(trine("quantize", model, plain, "--type", "Q4_0", "--json"));
    json(
        trine(
            "quantize",
            model,
            fed,
            "--type",
            "Q4_0",
            "--calibrate",
            text,
            "--windows",
            3,
            "--feedback",
            "--json"));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(plain, fed);
    }
    assertThat(divergence(fed)).isLessThan(0.85 * divergence(plain));
  }

  private double divergence(Path made) {
    return json(trine("perplexity", made, text, "--against", model, "--json"))
        .path("kl")
        .asDouble();
  }

  @Test
  void severalShotsLeaveNothingButTheResult() throws IOException {
    Path out = folder.resolve("out.gguf");
    json(trine("prune", model, out, "--mlp", 0.8, "--method", "random", "--shots", 3, "--json"));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(out);
    }
  }

  @Test
  void theModelItselfIsNeverWritten() throws IOException {
    Path own = Files.copy(model, folder.resolve("own.gguf"));
    assertThat(trine("quantize", own, own, "--type", "Q8_0").err()).contains("is the model itself");
    assertThat(trine("prune", own, own, "--mlp", 0.5, "--method", "random").code()).isEqualTo(2);
    assertThat(own).hasSameBinaryContentAs(model);
    Path matrix = folder.resolve("matrix.gguf");
    json(trine("imatrix", model, text, matrix, "--tokens", 100, "--json"));
    byte[] before = Files.readAllBytes(matrix);
    assertThat(trine("quantize", model, matrix, "--type", "Q8_0", "--imatrix", matrix).err())
        .contains("is read to make the result");
    assertThat(matrix).hasBinaryContent(before);
  }

  @Test
  void numbersThatAreNoneAreNotCertified() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xff); // a weight of the logits: NaN
    Path bad = Files.write(folder.resolve("bad.gguf"), bytes);
    assertThat(trine("certify", model, bad, "--text", text, "--tokens", 50).err())
        .contains("what the result foresees is not finite");
    assertThat(trine("certify", bad, model, "--text", text, "--tokens", 50).err())
        .contains("what the original foresees is not finite; get the original again");
    assertThat(folder.resolve("bad.certificate.md")).doesNotExist();
  }

  /**
   * A file is quantized whatever it is of; but one that could not be run is not passed in silence.
   */
  @Test
  void ofAFileThatLacksATensorTheResultIsWarnedOf() {
    Gguf whole = Gguf.open(model);
    Path lacking = folder.resolve("lacking.gguf");
    GgufWriter file = new GgufWriter();
    whole.metadata().keySet().forEach(key -> file.copy(whole, key));
    whole.tensors().keySet().stream()
        .filter(name -> !name.equals("blk.3.ffn_up.weight"))
        .forEach(name -> file.put(whole.tensor(name).orElseThrow()));
    file.write(lacking);
    Call call = trine("quantize", lacking, folder.resolve("out.gguf"), "--type", "Q8_0");
    assertThat(call.code()).isZero();
    assertThat(call.err())
        .contains("warning")
        .contains("blk.3.ffn_up.weight is missing; the model is not whole: get it again;")
        .contains("; the result will not run either");
    call = trine("quantize", model, folder.resolve("out.gguf"), "--type", "Q8_0");
    assertThat(call.err()).doesNotContain("warning");
  }

  @Test
  void ofALongTextALargeModelReadsTheBeginning() {
    try (LanguageModel stories = LanguageModel.open(model)) {
      CalibrationOptions own = CommandLine.populateCommand(new CalibrationOptions());
      own.boundFor(292_800);
      assertThat(own.read(text, stories).tokens()).isGreaterThan(1_800);
      assertThat(own.shortened()).isEmpty();
      own.boundFor(1_240_000_000);
      assertThat(own.read(text, stories).tokens()).isBetween(1_612L, 1_616L); // 2e12 / 1.24e9
      assertThat(own.shortened().orElseThrow()).contains("1612").contains("--tokens");
      own.boundFor(1_000_000_000_000L);
      assertThat(own.read(text, stories).tokens()).isBetween(512L, 513L);
      CalibrationOptions given =
          CommandLine.populateCommand(new CalibrationOptions(), "--tokens", "700");
      given.boundFor(1_000_000_000_000L);
      assertThat(given.read(text, stories).tokens()).isBetween(700L, 702L);
      assertThat(given.shortened()).isEmpty();
    }
  }

  /** A plan says the sizes that there will be, to the byte, and refuses what the call refuses. */
  @Test
  void dryRunsSayTheSizesThatResult() throws IOException {
    List<List<Object>> calls =
        List.of(
            List.of("prune", "--mlp", 0.9, "--calibrate", text),
            List.of("prune", "--attention", 0.5, "--method", "random", "--seed", 3),
            List.of("prune", "--target-bytes", 900_000, "--calibrate", text),
            List.of("prune", "--head", 0.75, "--calibrate", text),
            List.of("quantize", "--type", "Q4_K_M", "--calibrate", text),
            List.of("quantize", "--type", "Q8_0", "--tensor", "ffn_down=F16"),
            List.of("quantize", "--type", "Q4_0", "--calibrate", text, "--feedback"),
            List.of("quantize", "--target-bytes", 400_000));
    for (List<Object> call : calls) {
      Path out = folder.resolve("planned.gguf");
      Files.deleteIfExists(out);
      List<Object> whole = new ArrayList<>(call);
      whole.addAll(1, List.of(model, out));
      whole.add("--json");
      JsonNode made = json(trine(whole.toArray()));
      assertThat(made.path("bytes").asLong()).isEqualTo(Files.size(out));
      whole.add("--dry-run");
      JsonNode plan = json(trine(whole.toArray()));
      assertThat(plan.path("bytes")).as("%s", call).isEqualTo(made.path("bytes"));
    }
    Path noise = Files.write(folder.resolve("noise.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Path out = folder.resolve("out.gguf");
    assertThat(trine("prune", model, out, "--mlp", 0.9, "--calibrate", noise, "--dry-run").err())
        .contains("not UTF-8");
    assertThat(trine("prune", model, out, "--mlp", 0.9, "--dry-run").err())
        .contains("name one with --calibrate");
  }

  @Test
  void whatCannotBeDoneGetsOneLine() throws IOException {
    Path out = folder.resolve("out.gguf");
    Path half = folder.resolve("half.gguf");
    byte[] bytes = Files.readAllBytes(model);
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    for (Call call :
        new Call[] {
          trine("quantize", half, out, "--type", "Q8_0"),
          trine("quantize", model, out, "--type", "Q9"),
          trine("quantize", model, out),
          trine("quantize", model, out, "--type", "Q4_0", "--imatrix", half),
          trine("quantize", model, out, "--target-bytes", "1"),
          trine("quantize", model, out, "--type", "Q4_0", "--tensor", "nowhere=Q8_0"),
          trine("quantize", model, out, "--type", "Q4_0", "--calibrate", folder.resolve("none")),
          trine("quantize", model, out, "--type", "Q4_0", "--imatrix", half, "--calibrate", text),
          trine("quantize", model, out, "--max-kl", -1, "--calibrate", text),
          trine("quantize", model, folder.resolve("none/out.gguf"), "--type", "Q4_0"),
          trine("certify", model, model, "--text", text, "--out", half),
          trine("quantize", model, out, "--type", "Q4_0", "--feedback"),
          trine("prune", model, out, "--latent", 0.5, "--calibrate", text),
          trine("prune", model, out, "--mlp", 0.5, "--merge", "--method", "random"),
          trine("prune", half, out, "--mlp", 0.5, "--method", "random"),
          trine("prune", model, out, "--mlp", 1.5, "--method", "random"),
          trine("prune", model, out, "--mlp", 0.5),
          trine("prune", model, out, "--target-params", "1K", "--method", "random"),
          trine("certify", model, half, "--text", text)
        }) {
      assertThat(call.code()).isEqualTo(2);
      assertThat(call.err().lines()).isNotEmpty().allMatch(line -> line.startsWith("trine: "));
      assertThat(out).doesNotExist();
    }
  }
}
