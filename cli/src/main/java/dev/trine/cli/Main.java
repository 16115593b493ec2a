package dev.trine.cli;

import dev.trine.assistant.AssistantException;
import dev.trine.model.ModelException;
import dev.trine.things.ThingException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The door of the command line: finds the command, runs it, and turns what went wrong into one line
 * and an exit code.
 */
final class Main {

  /** Wrong usage or bad input; other failures end with 1. */
  static final int BAD_INPUT = 2;

  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  private Main() {}

  public static void main(String[] args) {
    System.exit(
        run(
            args,
            new PrintWriter(new Output(), false, StandardCharsets.UTF_8),
            new PrintWriter(
                new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)));
  }

  /** Runs one command and returns its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine line = commandLine(args).setOut(out).setErr(err);
    try {
      int code = line.execute(args);
      out.flush();
      return code;
    } catch (Output.Closed _) {
      return 0;
    } catch (UncheckedIOException | OutOfMemoryError failure) {
      err.println("trine: " + oneLine(failure));
      return 1;
    }
  }

  /**
   * The whole tree for help and completion, else only the command that is called: start-up pays for
   * one.
   */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Trine());
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
    commands.put("things", Things::new);
    commands.put("inspect", Inspect::new);
    commands.put("tokenize", Tokenize::new);
    commands.put("logits", Logits::new);
    commands.put("run", Run::new);
    commands.put("perplexity", MeasurePerplexity::new);
    commands.put("bench", Bench::new);
    commands.put("dequantize", Dequantize::new);
    commands.put("doctor", Doctor::new);
    commands.put("evaluate", Evaluate::new);
    commands.put("practice", WritePractice::new);
    commands.put("train", Train::new);
    commands.put("completion", () -> new GenerateCompletion());
    return commands;
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.replaceAll("\\s*\\R\\s*", " ");
  }

  /**
   * What went wrong, in one line. A class and no lambdas: JDK 25 cannot keep call sites that name
   * picocli's old classes in an AOT cache.
   */
  private static final class Complaints
      implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
      String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
      wrong
          .getCommandLine()
          .getErr()
          .println("trine: " + oneLine(wrong) + "; see " + command + " --help");
      return BAD_INPUT;
    }

    @Override
    public int handleExecutionException(
        Exception failure, CommandLine command, ParseResult parsed) {
      if (failure instanceof Output.Closed) {
        return 0;
      }
      command.getErr().println("trine: " + oneLine(failure));
      return failure instanceof BadInput
              || failure instanceof ModelException
              || failure instanceof ThingException
              || failure instanceof AssistantException
              || failure instanceof IllegalArgumentException // a schema, a grammar, a range
          ? BAD_INPUT
          : 1;
    }
  }
}
