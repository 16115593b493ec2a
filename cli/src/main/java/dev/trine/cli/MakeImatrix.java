package dev.trine.cli;

import dev.trine.compress.Calibration;
import dev.trine.compress.Imatrix;
import dev.trine.model.Gguf;
import dev.trine.runtime.LanguageModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Makes an importance matrix. */
@Command(
    name = "imatrix",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lets a model read a text and writes how strongly each input of each layer was used. quantize"
          + " --imatrix then rounds the weights of much used inputs more carefully. The file is in"
          + " llama.cpp's GGUF form.",
      "",
      "Choose a text like those the model will meet, in all its languages; some ten thousand tokens"
          + " are enough. The matrix serves every type of this model, and no other model.",
      ""
    },
    footer = {
      "",
      "Examples",
      "  trine imatrix model.gguf talk.txt matrix.gguf",
      "  trine quantize model.gguf small.gguf --type Q3_K_M --imatrix matrix.gguf"
    })
final class MakeImatrix implements Runnable {

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A .gguf file, or a folder in Hugging Face layout.")
  private Path given;

  @Parameters(index = "1", paramLabel = "TEXT", description = "The text; - for standard input.")
  private Path text;

  @Parameters(index = "2", paramLabel = "OUT", description = "The file to write.")
  private Path out;

  @Mixin private CalibrationOptions calibration;

  @Option(names = "--dry-run", description = "Only shows what would be read, and the size.")
  private boolean dryRun;

  @Option(names = "-t", description = "Threads; without it one for each processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    threads.ifPresent(Threads::use);
    try (GgufSource model = GgufSource.of(given, out, List.of(text));
        LanguageModel language = LanguageModel.open(model.file())) {
      Calibration read = calibration.read(text, language);
      Map<String, Object> result = new LinkedHashMap<>();
      Gguf file = Gguf.open(model.file());
      if (dryRun) {
        result.put("bytesAtMost", Imatrix.bytesAtMost(file));
      } else {
        Imatrix made =
            Imatrix.of(
                language.transformer(), file, read, new ProgressLine(spec.commandLine().getErr()));
        made.write(out);
        result.put("entries", made.entries().size());
        result.put("bytes", out.toFile().length());
      }
      result.put("windows", read.windows().size());
      result.put("text", read.toString());
      PrintWriter to = spec.commandLine().getOut();
      if (json) {
        to.println(JsonMapper.shared().writeValueAsString(result));
      } else {
        result.forEach((name, value) -> to.println(name + " = " + value));
      }
    }
  }
}
