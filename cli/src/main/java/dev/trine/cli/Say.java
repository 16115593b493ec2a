package dev.trine.cli;

import dev.trine.assistant.Outcome;
import dev.trine.assistant.Utterance;
import dev.trine.runtime.LanguageModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A sentence, or a file of them, and what each led to. */
@Command(
    name = "say",
    mixinStandardHelpOptions = true,
    description = "Does what a sentence says, and tells what really happened.")
final class Say implements Callable<Integer> {

  /** One of these. */
  static final class Input {
    @Parameters(index = "0", paramLabel = "TEXT", description = "A sentence in Chinese or English.")
    private Optional<String> text = Optional.empty();

    @Option(
        names = "--batch",
        required = true,
        paramLabel = "FILE",
        description = {
          "Lines of {\"id\", \"utterance\", \"household\"?, \"in\"?, \"now\"?, \"state\"?, \"confirm\"?};",
          "- for standard input. Each starts afresh from the state that its household states."
        })
    private Optional<Path> batch = Optional.empty();
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input = new Input();

  @Mixin private AssistantOptions assistant;

  @Option(names = "--now", paramLabel = "ISO", description = "Your clock: 2026-11-24T08:00.")
  private Optional<String> now = Optional.empty();

  @Option(names = "--confirm", description = "Gives leave in advance for what would be asked.")
  private boolean confirm;

  @Option(names = "--dry-run", description = "Tells what would be done, and does nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "One outcome a line, as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LocalDateTime clock = now.map(text -> Clock.parse("--now", text)).orElseGet(Clock::now);
    Utterance utterance =
        new Utterance("", input.text.orElse(""), assistant.in(), clock, confirm, dryRun);
    if (input.batch.isPresent()) {
      try (LanguageModel model = assistant.openModel();
          Batch batch = new Batch(model, assistant.household(), utterance)) {
        batch.run(new TextInput(input.batch.get()), this::print);
        return 0;
      }
    }
    return assistant.talk(ears -> print(ears.say(utterance)));
  }

  /** Prints an outcome; {@return the exit code that it stands for} */
  private int print(Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? outcome.toJson() : outcome.reply());
    out.flush();
    return outcome.kind() == Outcome.Kind.FAILED ? 1 : 0;
  }
}
