package dev.trine.cli;

import dev.trine.model.Tokenizer;
import dev.trine.model.Transformer;
import dev.trine.runtime.Divergence;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Perplexity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** How well a model foresees a text, and how far it is from another one on it. */
@Command(
    name = "perplexity",
    mixinStandardHelpOptions = true,
    description = "Measures how well a model foresees a text.")
final class MeasurePerplexity implements Runnable {

  @Mixin private ModelFile file;

  @Parameters(index = "1", paramLabel = "FILE", description = "The text; - for standard input.")
  private Path text;

  @Option(
      names = "--ctx",
      defaultValue = "512",
      description = "Tokens of a window (${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--against",
      paramLabel = "MODEL2",
      description = "The original: adds the mean KL divergence from it and how often both agree.")
  private Optional<Path> original = Optional.empty();

  @Option(names = "-t", description = "Threads; without it one for each processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    threads.ifPresent(Threads::use);
    try (LanguageModel model = file.language()) {
      Tokenizer tokenizer = model.tokenizer();
      int[] ids = tokenizer.encode(new TextInput(text).text(), false);
      OptionalInt bos = tokenizer.addsBos() ? tokenizer.bos() : OptionalInt.empty();
      Transformer transformer = model.transformer();
      if (window > transformer.contextLength()) {
        spec.commandLine()
            .getErr()
            .printf(
                "trine: the model was made for %d tokens, fewer than a window of %d%n",
                transformer.contextLength(), window);
      }
      Map<String, Object> result = new LinkedHashMap<>();
      Perplexity perplexity = Perplexity.of(transformer, ids, window, bos);
      if (!Double.isFinite(perplexity.value())) {
        throw new BadInput(
            file.path() + ": its perplexity is not a finite number; get the model again");
      }
      result.put("perplexity", perplexity.value());
      result.put("tokens", perplexity.tokens());
      if (original.isPresent()) {
        try (LanguageModel other = LanguageModel.open(Library.resolve(original.get()))) {
          Divergence divergence = Divergence.of(other.transformer(), transformer, ids, window, bos);
          result.put("kl", divergence.mean());
          result.put("sameTop", divergence.sameTop());
        }
      }
      print(result);
    }
  }

  private void print(Map<String, Object> result) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(result));
    } else {
      result.forEach((name, value) -> out.println(name + " = " + value));
    }
  }
}
