package dev.trine.cli;

import dev.trine.assistant.Outcome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A talk with the household: a line in, a line out. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description = {
      "Like say, as a conversation: follow-ups, answers to questions, undo.",
      "Each line of standard input is a sentence; end with Ctrl-D."
    })
final class Chat implements Callable<Integer> {

  @Mixin private AssistantOptions assistant;

  @Option(names = "--json", description = "One outcome a line, as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return assistant.talk(this::converse);
  }

  private int converse(OpenHome home) {
    Function<String, Outcome> conversation = home.converse(assistant.in());
    PrintWriter out = spec.commandLine().getOut();
    new TextInput(Path.of("-"))
        .lines((line, _) -> {
          Outcome outcome = conversation.apply(line);
          out.println(json ? outcome.toJson() : outcome.reply());
          out.flush();
        });
    return 0;
  }
}
