package dev.trine.cli;

import dev.trine.model.GgufConversion;
import dev.trine.model.Model;
import dev.trine.tensor.BlockFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A folder, or a file of rwkv.cpp, becomes a GGUF file. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description =
        "Makes a GGUF file, as llama.cpp reads it too, of a folder in Hugging Face layout.")
final class Convert implements Runnable {
  private static final Map<String, BlockFormat> TYPES =
      Map.of(
          "f32", BlockFormat.F32,
          "f16", BlockFormat.F16,
          "bf16", BlockFormat.BF16,
          "q8_0", BlockFormat.Q8_0);

  @Parameters(
      index = "0",
      paramLabel = "FOLDER",
      description =
          "config.json, *.safetensors, tokenizer files; or a .bin of rwkv.cpp, version 6 or 7.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "OUT.gguf", description = "The file to write.")
  private Path out;

  @Option(
      names = "--type",
      defaultValue = "f16",
      description = "Of the large tensors: f16, bf16, f32 or q8_0; ${DEFAULT-VALUE} without it.")
  private String type;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    BlockFormat format =
        Optional.ofNullable(TYPES.get(type.toLowerCase(Locale.ROOT)))
            .orElseThrow(() -> new BadInput("--type " + type + ": can be f16, bf16, f32 or q8_0"));
    if (!Files.isDirectory(folder) && !folder.toString().endsWith(".bin")) {
      throw new BadInput(folder + ": is no folder; choose one in Hugging Face layout, or a .bin");
    }
    GgufConversion.convert(folder, out, format);
    if (Model.open(out).tokenizer().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "trine: the folder has no tokenizer, so the file has none; run --ids works without");
    }
    spec.commandLine().getOut().println(out);
  }
}
