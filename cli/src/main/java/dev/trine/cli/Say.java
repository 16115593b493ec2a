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
import picocli.CommandLine.ParameterException;
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
          "Lines of {\"id\", \"utterance\", \"household\"?, \"in\"?, \"now\"?, \"state\"?,"
              + " \"confirm\"?};",
          "- for standard input. Each starts afresh from the state that its household states."
        })
    private Optional<Path> batch = Optional.empty();
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input = new Input();

  @Mixin private AssistantOptions assistant = new AssistantOptions();

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
    PrintWriter out = spec.commandLine().getOut();
    if (input.batch.isEmpty()) {
      String text =
          input.text.orElseThrow(() ->
              new ParameterException(
                  spec.commandLine(), "say what? Give a sentence in quotes, or --batch FILE"));
      return say(text, out);
    }
    try (LanguageModel model = assistant.openModel();
        Batch batch = new Batch(model, assistant.household(), utterance(""))) {
      batch.run(new TextInput(input.batch.get()), outcome -> print(outcome, out));
      return 0;
    }
  }

  /** Says one sentence; returns the exit code. */
  int say(String text, PrintWriter out) {
    Utterance utterance = utterance(text);
    return assistant.talk(home -> {
      Outcome outcome = home.say(utterance);
      print(outcome, out);
      if (home.hasPromises() && Caller.current().homes().isEmpty()) {
        spec.commandLine()
            .getErr()
            .println("trine: without a hub nothing stays to do it later; leave out TRINE_HUB=off");
      }
      return outcome.kind() == Outcome.Kind.FAILED ? 1 : 0;
    });
  }

  private Utterance utterance(String text) {
    LocalDateTime clock = now.map(iso -> Clock.parse("--now", iso)).orElseGet(Clock::now);
    return new Utterance("", text, assistant.in(), clock, confirm, dryRun);
  }

  private void print(Outcome outcome, PrintWriter out) {
    out.println(json ? outcome.toJson() : outcome.reply());
    out.flush();
  }
}
