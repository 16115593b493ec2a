package dev.trine.cli;

import dev.trine.runtime.Event.End;
import dev.trine.runtime.Generation;
import dev.trine.runtime.Session;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * Turns with a model that knows of no chat template: what was said so far, with a name before each
 * turn, is the text to continue.
 */
final class PlainTalk {
  private static final String PERSON = "User:";
  private static final String MODEL = "Assistant:";

  private final Session session;
  private final Generation generation;
  private final PrintWriter out;
  private final PrintWriter err;
  private final StringBuilder said = new StringBuilder();

  PlainTalk(Session session, Generation generation, CommandLine line) {
    this.session = session;
    this.generation = generation.until("\n" + PERSON);
    this.out = line.getOut();
    this.err = line.getErr();
  }

  /** Answers each line of standard input. */
  void run() {
    new TextInput(Path.of("-")).lines((line, _) -> answer(line));
  }

  private void answer(String line) {
    said.append(PERSON).append(' ').append(line).append('\n').append(MODEL);
    session.prompt(said.toString());
    StringBuilder answer = new StringBuilder();
    End end =
        session.generate(
            generation,
            event -> {
              answer.append(event.text());
              Run.text(out).accept(event);
            });
    out.println();
    out.flush();
    Run.warnIfFull(end, err);
    said.append(answer).append('\n');
  }
}
