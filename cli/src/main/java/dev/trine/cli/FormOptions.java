package dev.trine.cli;

import dev.trine.runtime.Grammar;
import dev.trine.runtime.GrammarException;
import dev.trine.runtime.JsonSchema;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A language that the new text must belong to. */
final class FormOptions {

  /** One of the two. */
  static final class Form {
    @Option(
        names = "--json-schema",
        required = true,
        paramLabel = "FILE",
        description = "The new text is JSON of this schema.")
    private Optional<Path> schema = Optional.empty();

    @Option(
        names = "--grammar",
        required = true,
        paramLabel = "FILE",
        description = "The new text is of this grammar (GBNF).")
    private Optional<Path> grammar = Optional.empty();
  }

  @ArgGroup(exclusive = true)
  private Form form = new Form();

  /**
   * Java's decimal numbers multiply large powers when they are first used, which takes a new
   * process longer than a schema of hundreds of values: so that is done while options are read.
   */
  FormOptions() {
    Thread.ofPlatform().daemon().start(BigDecimal.ONE::signum);
  }

  boolean isGiven() {
    return form.schema.isPresent() || form.grammar.isPresent();
  }

  /** The errors of schemas and grammars do not know the file; here it is named. */
  Optional<Grammar> read() {
    return read(form.schema, JsonSchema::grammar).or(() -> read(form.grammar, Grammar::gbnf));
  }

  private static Optional<Grammar> read(Optional<Path> file, Function<String, Grammar> reader) {
    return file.map(path -> {
      TextInput input = new TextInput(path);
      try {
        return reader.apply(input.text());
      } catch (GrammarException e) {
        throw new BadInput(input.name() + ": " + e.getMessage());
      }
    });
  }
}
