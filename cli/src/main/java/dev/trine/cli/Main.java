package dev.trine.cli;

import dev.trine.assistant.AssistantException;
import dev.trine.compress.CompressionException;
import dev.trine.model.ModelException;
import dev.trine.things.ThingException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The door of the command line: finds the command, runs it, and turns what went wrong into one line
 * and an exit code.
 */
final class Main {

  /** Wrong usage or bad input; other failures end with 1. */
  static final int BAD_INPUT = 2;

  private Main() {}

  public static void main(String[] args) {
    OptionalInt done = HubClient.serves(args) ? HubClient.run(args) : OptionalInt.empty();
    System.exit(done.isPresent() ? done.getAsInt() : runHere(args));
  }

  private static int runHere(String[] args) {
    return run(
        args,
        new PrintWriter(new Output(), false, StandardCharsets.UTF_8),
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
  }

  /** Runs one command and returns its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    try {
      int code = Commands.execute(args, out, err);
      out.flush();
      return code;
    } catch (RuntimeException | OutOfMemoryError failure) {
      return complain(failure, err);
    }
  }

  /** Says what went wrong in one line; returns the exit code. */
  static int complain(Throwable failure, PrintWriter err) {
    if (failure instanceof Output.Closed) {
      return 0;
    }
    err.println("trine: " + oneLine(failure));
    return failure instanceof BadInput
            || failure instanceof ModelException
            || failure instanceof CompressionException
            || failure instanceof ThingException
            || failure instanceof AssistantException
            || failure instanceof IllegalArgumentException // a schema, a grammar, a range
        ? BAD_INPUT
        : 1;
  }

  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.replaceAll("\\s*\\R\\s*", " ");
  }
}
