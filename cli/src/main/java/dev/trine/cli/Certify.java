package dev.trine.cli;

import dev.trine.compress.Certificate;
import dev.trine.compress.CertificatePage;
import dev.trine.compress.ModelFacts;
import dev.trine.runtime.Divergence;
import dev.trine.runtime.LanguageModel;
import dev.trine.tensor.Kernels;
import dev.trine.tensor.ThreadTeam;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Says on one page what making a model smaller brought and cost. */
@Command(
    name = "certify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says on one page what making a model smaller brought and cost, measured against the original in one run.",
      "",
      "Both models read the same text: perplexity, KL divergence (its mean, and what 99 of 100 predictions do not exceed) and how",
      "often both find the same token the most probable. Both run by turns on this machine: tokens a second and processor time.",
      "Take a text that neither calibration nor training has seen. The page is written beside RESULT, or into --out, as Markdown,",
      "HTML and JSON.",
      ""
    },
    footer = {"", "Example", "  trine certify model.gguf small.gguf --text unseen.txt"})
final class Certify implements Runnable {

  @Parameters(index = "0", paramLabel = "ORIGINAL", description = "The model before.")
  private Path original;

  @Parameters(index = "1", paramLabel = "RESULT", description = "The model after.")
  private Path result;

  @Option(names = "--text", required = true, paramLabel = "F", description = "What both read.")
  private Path text;

  @Mixin private CalibrationOptions windows;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder of the page.")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "-t", description = "Threads; without it one for each processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    threads.ifPresent(Threads::use);
    ModelFacts before = ModelFacts.of(original);
    ModelFacts after = ModelFacts.of(result);
    try (LanguageModel teacher = LanguageModel.open(original);
        LanguageModel student = LanguageModel.open(result)) {
      Divergence divergence = windows.divergence(text, teacher, student);
      Race race = Race.of(teacher.transformer(), student.transformer());
      write(
          new Certificate(
              side(before, race.first()),
              side(after, race.second()),
              new Certificate.Fidelity(
                  divergence.original().value(),
                  divergence.model().value(),
                  divergence.mean(),
                  divergence.percentile99(),
                  divergence.sameTop(),
                  divergence.tokens()),
              windows.read(text, teacher).toString(),
              machine(),
              after.steps()));
    }
  }

  private static Certificate.Side side(ModelFacts facts, Certificate.Speed speed) {
    return new Certificate.Side(
        facts.name(), facts.sha256(), facts.bytes(), facts.weights(), facts.cacheNumbers(), speed);
  }

  private static String machine() {
    return "%s %s, Java %s, %d threads, %s kernels"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            ThreadTeam.shared().size(),
            Kernels.chosen().kernels().name());
  }

  private void write(Certificate certificate) {
    Path to = folder.orElseGet(() -> result.toAbsolutePath().resolveSibling(""));
    String name = certificate.result().name().replaceFirst("\\.gguf$", "") + ".certificate";
    String all = JsonMapper.shared().writeValueAsString(certificate.json());
    try {
      Files.createDirectories(to);
      Files.writeString(to.resolve(name + ".md"), CertificatePage.markdown(certificate));
      Files.writeString(to.resolve(name + ".html"), CertificatePage.html(certificate));
      Files.writeString(to.resolve(name + ".json"), all + "\n");
    } catch (IOException e) {
      throw new BadInput(to + ": the page cannot be written (" + e.getMessage() + ")");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? all + "\n" : CertificatePage.markdown(certificate));
  }
}
