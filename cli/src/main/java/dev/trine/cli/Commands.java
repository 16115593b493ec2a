package dev.trine.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands by name, and how a line of words becomes a call of one. */
final class Commands {

  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private Commands() {}

  /** Parses the words and runs what they call; returns the exit code. */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return commandLine(args).setOut(out).setErr(err).execute(args);
  }

  /**
   * The whole tree for help and completion, else only the command that is called: start-up pays for
   * one.
   */
  private static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Trine()).setCaseInsensitiveEnumValuesAllowed(true);
    String name = args.length == 0 ? "" : args[0];
    if (COMMANDS.containsKey(name) && !name.equals("completion")) {
      line.addSubcommand(name, COMMANDS.get(name).get());
    } else {
      for (var command : COMMANDS.entrySet()) {
        line.addSubcommand(command.getKey(), command.getValue().get());
      }
    }
    var complaints = new Complaints();
    line.setParameterExceptionHandler(complaints);
    line.setExecutionExceptionHandler(complaints);
    return line;
  }

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("say", Say::new);
    commands.put("chat", Chat::new);
    commands.put("hub", RunHub::new);
    commands.put("things", Things::new);
    commands.put("models", Models::new);
    commands.put("pull", Pull::new);
    commands.put("convert", Convert::new);
    commands.put("inspect", Inspect::new);
    commands.put("tokenize", Tokenize::new);
    commands.put("logits", Logits::new);
    commands.put("embed", Embed::new);
    commands.put("rerank", Rerank::new);
    commands.put("architectures", ListArchitectures::new);
    commands.put("run", Run::new);
    commands.put("explain", Explain::new);
    commands.put("template", WriteConversation::new);
    commands.put("perplexity", MeasurePerplexity::new);
    commands.put("bench", Bench::new);
    commands.put("dequantize", Dequantize::new);
    commands.put("prune", Prune::new);
    commands.put("quantize", Quantize::new);
    commands.put("imatrix", MakeImatrix::new);
    commands.put("certify", Certify::new);
    commands.put("doctor", Doctor::new);
    commands.put("evaluate", Evaluate::new);
    commands.put("practice", WritePractice::new);
    commands.put("train", Train::new);
    commands.put("completion", () -> new GenerateCompletion());
    return commands;
  }

  /**
   * What went wrong, in one line. A class and no lambdas: JDK 25 cannot keep call sites that name
   * picocli's old classes in an AOT cache.
   */
  private static final class Complaints
      implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
      CommandLine line = wrong.getCommandLine();
      String command = line.getCommandSpec().qualifiedName();
      line.getErr().println("trine: " + Main.oneLine(wrong) + "; see " + command + " --help");
      return Main.BAD_INPUT;
    }

    @Override
    public int handleExecutionException(
        Exception failure, CommandLine command, ParseResult parsed) {
      return Main.complain(failure, command.getErr());
    }
  }
}
