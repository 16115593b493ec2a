package dev.trine.cli;

import dev.trine.model.Tokenizer;
import dev.trine.model.Transformer;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import dev.trine.runtime.Generation;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Sampling;
import dev.trine.runtime.Session;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Continues a text; standard output is the new text only. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Continues a text with a model.")
final class Run implements Runnable {

  /** What is continued. */
  static final class Input {
    @Option(names = "-p", required = true, paramLabel = "TEXT", description = "Plain text.")
    private Optional<String> text = Optional.empty();

    @Option(names = "--ids", required = true, split = ",", description = "Token ids: 1,2,3.")
    private int[] ids = {};
  }

  @Mixin private ModelFile model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input = new Input();

  @Option(
      names = "-n",
      defaultValue = "256",
      description = "The most new tokens (${DEFAULT-VALUE}).")
  private int length;

  @Option(names = "--temp", defaultValue = "0", description = "Temperature (${DEFAULT-VALUE}).")
  private float temperature;

  @Option(names = "--seed", defaultValue = "0", description = "Of the choices above temperature 0.")
  private long seed;

  @Option(names = "--ctx", description = "Positions of the context; without it the model's.")
  private Optional<Integer> context = Optional.empty();

  @Option(names = "--ignore-eos", description = "Never ends before -n tokens.")
  private boolean ignoresEnd;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (length < 0 || temperature < 0) {
      throw new BadInput("-n and --temp: give 0 or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    Tokenizer tokenizer = model.tokenizer();
    Transformer transformer = model.transformer();
    Ids.check(input.ids, transformer.vocabularySize());
    try (LanguageModel language = LanguageModel.of(transformer, tokenizer)) {
      Session session = language.session(context.orElseGet(transformer::contextLength));
      input.text.ifPresentOrElse(session::prompt, () -> session.prompt(input.ids));
      Generation generation =
          Generation.greedy(length).with(Sampling.temperature(temperature, seed));
      End end =
          session.generate(
              ignoresEnd ? generation.ignoringEnd() : generation,
              event -> {
                out.print(event.text());
                out.flush();
              });
      out.println();
      if (end.reason() == FinishReason.CONTEXT_FULL) {
        spec.commandLine()
            .getErr()
            .printf(
                "trine: the context of %d tokens is full; raise --ctx to go on%n", end.capacity());
      }
    }
  }
}
