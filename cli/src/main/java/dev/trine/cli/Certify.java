package dev.trine.cli;

import dev.trine.assistant.Assistant;
import dev.trine.assistant.Evaluation;
import dev.trine.assistant.Evaluation.Part;
import dev.trine.assistant.Evaluation.Score;
import dev.trine.compress.Calibration;
import dev.trine.compress.Certificate;
import dev.trine.compress.Certificate.Routing;
import dev.trine.compress.Certificate.Task;
import dev.trine.compress.CertificatePage;
import dev.trine.compress.ModelFacts;
import dev.trine.model.Precision;
import dev.trine.runtime.Divergence;
import dev.trine.runtime.LanguageModel;
import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Kernels;
import dev.trine.tensor.ThreadTeam;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
      "Says on one page what making a model smaller brought and cost, measured against the original"
          + " in one run.",
      "",
      "Both models read the same text: perplexity, KL divergence (its mean, and what 99 of 100"
          + " predictions do not exceed), how often both find the same token the most probable and,"
          + " of models with experts, how many of the chosen ones are the same. Both run by turns"
          + " on this machine: tokens a second, processor time and, where the processor has a meter"
          + " that may be read, energy. The page is written beside RESULT, or into --out, as"
          + " Markdown, HTML and JSON.",
      "",
      "Take a text that neither calibration nor training has seen: plain, or .jsonl with a prompt"
          + " and an answer a line (a tool call, a plan), of which the answers are scored, whole"
          + " ones also as a task. --evaluate lets both act in the assistant's evaluation set.",
      "",
      "The original reads the text once, the result up to four times (with an exact cache of keys"
          + " and values, and with coarser ones). Of models above some ten million weights only the"
          + " beginning of a long text is read, about 1,600 tokens at a billion weights; --tokens"
          + " says how many.",
      ""
    },
    footer = {
      "",
      "Examples",
      "  trine certify model.gguf small.gguf --text unseen.txt",
      "  trine certify large.gguf small.gguf --text unseen.txt --tokens 1K --ctx 256",
      "  trine certify models/trine-home.gguf small.gguf --text practice.jsonl --evaluate"
    })
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

  @Option(
      names = "--evaluate",
      description = "Also score both in the assistant's evaluation set (minutes).")
  private boolean evaluate;

  @Option(names = "--dry-run", description = "Only shows what would be measured, and the sizes.")
  private boolean dryRun;

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
      Divergence.requireComparable(teacher.transformer(), student.transformer());
      windows.boundFor(Math.max(before.weights(), after.weights()));
      Calibration read = windows.read(text, teacher);
      windows.shortened().ifPresent(note -> progress().note(note));
      if (dryRun) {
        plan(before, after, read);
        return;
      }
      makeFolder();
      String beforeHash = ModelFacts.sha256(original, progress());
      String afterHash = ModelFacts.sha256(result, progress());
      List<BlockFormat> coarser =
          Precision.CACHES.stream()
              .skip(1)
              .filter(format -> PrecisionOption.fits(format, student.transformer()))
              .toList();
      List<Precision> precisions = new ArrayList<>(List.of(Precision.EXACT));
      coarser.forEach(format -> precisions.add(Precision.EXACT.withCache(format)));
      List<Divergence> divergences =
          windows.divergences(text, teacher, student, precisions, progress());
      Divergence divergence = divergences.getFirst();
      List<Task> tasks = new ArrayList<>();
      if (CalibrationOptions.hasPrompts(text)) {
        tasks.add(
            new Task(
                "whole answers",
                divergence.rightBefore(),
                divergence.rightAfter(),
                read.windows().size()));
      }
      if (evaluate) {
        tasks.add(evaluation(teacher, student));
      }
      Race race = Race.of(teacher.transformer(), student.transformer(), progress());
      write(
          new Certificate(
              side(before, beforeHash, race.first()),
              side(after, afterHash, race.second()),
              new Certificate.Fidelity(
                  divergence.original().value(),
                  divergence.model().value(),
                  divergence.mean(),
                  divergence.percentile99(),
                  divergence.sameTop(),
                  divergence.tokens(),
                  divergence
                      .routing()
                      .map(it -> new Routing(it.same(), it.worst(), it.worstLayer()))),
              IntStream.range(0, coarser.size())
                  .mapToObj(i -> cache(coarser.get(i), after, divergences.get(i + 1)))
                  .toList(),
              tasks,
              read.toString(),
              machine(),
              after.steps()),
          after);
    }
  }

  private void plan(ModelFacts before, ModelFacts after, Calibration read) {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("original", before.name());
    plan.put("bytesBefore", before.bytes());
    plan.put("result", after.name());
    plan.put("bytes", after.bytes());
    plan.put("text", read.toString());
    plan.put("evaluate", evaluate);
    plan.put("pages", page(after, ".{md,html,json}").toString());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(plan));
    } else {
      plan.forEach((name, value) -> out.println(name + " = " + value));
    }
  }

  /** What a coarser cache adds, everything else being exact. */
  private static Certificate.Cache cache(
      BlockFormat format, ModelFacts facts, Divergence divergence) {
    OptionalLong bytes =
        facts.cacheNumbers().isPresent()
            ? OptionalLong.of(format.bytes(facts.cacheNumbers().getAsLong()))
            : OptionalLong.empty();
    return new Certificate.Cache(
        format.name(), bytes, divergence.model().value(), divergence.mean(), divergence.sameTop());
  }

  private ProgressLine progress() {
    return new ProgressLine(spec.commandLine().getErr());
  }

  private Task evaluation(LanguageModel teacher, LanguageModel student) {
    Score before = score(teacher, "evaluating the original", progress());
    Score after = score(student, "evaluating the result", progress());
    return new Task("the assistant's evaluation set", before.exact(), after.exact(), before.of());
  }

  private static Score score(LanguageModel model, String what, ProgressLine progress) {
    Evaluation set = new Evaluation(home -> Assistant.of(model, home));
    AtomicInteger done = new AtomicInteger();
    int all = Part.UNHEARD.size();
    return Score.of(
        set.run(Part.UNHEARD, result -> progress.step(what, done.incrementAndGet(), all)),
        result -> true);
  }

  private static Certificate.Side side(ModelFacts facts, String sha256, Certificate.Speed speed) {
    return new Certificate.Side(
        facts.name(), sha256, facts.bytes(), facts.weights(), facts.cacheNumbers(), speed);
  }

  private static String machine() {
    return "%s %s, Java %s, %d threads, %s kernels, %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            ThreadTeam.shared().size(),
            Kernels.chosen().kernels().name(),
            Energy.words());
  }

  private static String name(ModelFacts facts) {
    return facts.name().replaceFirst("\\.gguf$", "") + ".certificate";
  }

  private Path folder() {
    return folder.orElseGet(() -> result.toAbsolutePath().resolveSibling(""));
  }

  private Path page(ModelFacts facts, String ending) {
    return folder().resolve(name(facts) + ending);
  }

  /** Before any work, so that none is done in vain. */
  private void makeFolder() {
    try {
      Files.createDirectories(folder());
    } catch (IOException e) {
      throw new BadInput(folder() + ": cannot be a folder for the page (" + e.getMessage() + ")");
    }
  }

  private void write(Certificate certificate, ModelFacts facts) {
    String all = JsonMapper.shared().writeValueAsString(certificate.json());
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? all + "\n" : CertificatePage.markdown(certificate));
    out.flush(); // a page that cannot be written is not lost
    Path markdown = page(facts, ".md");
    try {
      Files.writeString(markdown, CertificatePage.markdown(certificate));
      Files.writeString(page(facts, ".html"), CertificatePage.html(certificate));
      Files.writeString(page(facts, ".json"), all + "\n");
    } catch (IOException e) {
      throw new BadInput(markdown + ": the page cannot be written (" + e.getMessage() + ")");
    }
  }
}
