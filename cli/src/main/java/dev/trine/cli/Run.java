package dev.trine.cli;

import dev.trine.runtime.ChatTemplate;
import dev.trine.runtime.Event;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.FinishReason;
import dev.trine.runtime.Event.Token;
import dev.trine.runtime.Generation;
import dev.trine.runtime.Grammar;
import dev.trine.runtime.GrammarException;
import dev.trine.runtime.JsonSchema;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.Session;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Continues a text, or talks; standard output is the new text only. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Continues a text with a model; without a text it talks, a line in and a line out.")
final class Run implements Runnable {

  /** What is continued. */
  static final class Input {
    @Option(names = "-p", required = true, paramLabel = "TEXT", description = "Plain text.")
    private Optional<String> text = Optional.empty();

    @Option(names = "--ids", required = true, split = ",", description = "Token ids: 1,2,3.")
    private int[] ids = {};
  }

  /** A language that the new text must belong to. */
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

    /** The errors of schemas and grammars do not know the file; here it is named. */
    Optional<Grammar> read() {
      return read(schema, JsonSchema::grammar).or(() -> read(grammar, Grammar::gbnf));
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

  @Mixin private ModelFile model;
  @Mixin private SamplingOptions sampling;

  @ArgGroup(exclusive = true)
  private Input input = new Input();

  @ArgGroup(exclusive = true)
  private Form form = new Form();

  @Option(
      names = "-n",
      defaultValue = "256",
      description = "The most new tokens (${DEFAULT-VALUE}).")
  private int length;

  @Option(names = "--ctx", description = "Positions of the context; without it the model's.")
  private Optional<Integer> context = Optional.empty();

  @Option(names = "-t", description = "Threads; without it one for each processor.")
  private Optional<Integer> threads = Optional.empty();

  @Option(names = "--stop", paramLabel = "TEXT", description = "Ends before this text; repeatable.")
  private List<String> stops = List.of();

  @Option(names = "--ignore-eos", description = "Never ends before -n tokens.")
  private boolean ignoresEnd;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "What a talk begins with, before the first turn.")
  private Optional<String> system = Optional.empty();

  @Option(
      names = "--tools",
      paramLabel = "FILE",
      description = "Tools that the model may call in a talk: a JSON array.")
  private Optional<Path> tools = Optional.empty();

  @Option(names = "--json", description = "A JSON line for each token, then one with the times.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Generation generation =
        new Generation(sampling.sampling(), length, stops, form.read(), ignoresEnd);
    threads.ifPresent(Threads::use);
    try (LanguageModel language = model.language()) {
      Session session = context.map(language::session).orElseGet(language::session);
      if (input.text.isPresent()) {
        complete(session.prompt(input.text.get()), generation);
      } else if (input.ids.length > 0) {
        Ids.check(input.ids, language.transformer().vocabularySize());
        complete(session.prompt(input.ids), generation);
      } else {
        talk(language, session, generation);
      }
    }
  }

  private void talk(LanguageModel language, Session session, Generation generation) {
    Optional<ChatTemplate> template = language.chatTemplate();
    if (template.isEmpty()) {
      new PlainTalk(session, generation, spec.commandLine()).run();
      return;
    }
    List<String> schemas = tools.map(Run::tools).orElse(List.of());
    Talk talk =
        new Talk(language, template.get(), session, generation, schemas, spec.commandLine());
    system.ifPresent(talk::begin);
    talk.run();
  }

  /** The tools of a file, an object each. */
  private static List<String> tools(Path file) {
    TextInput input = new TextInput(file);
    try {
      JsonNode tools = JsonMapper.shared().readTree(input.text());
      if (tools.isArray() && tools.valueStream().allMatch(JsonNode::isObject)) {
        return tools.valueStream().map(JsonNode::toString).toList();
      }
    } catch (JacksonException e) {
      throw new BadInput(input.name() + ": not JSON (" + e.getOriginalMessage() + ")");
    }
    throw new BadInput(input.name() + ": not a list of tools; give a JSON array of objects");
  }

  private void complete(Session session, Generation generation) {
    PrintWriter out = spec.commandLine().getOut();
    End end = json ? measured(session, generation, out) : session.generate(generation, text(out));
    warnIfFull(end, spec.commandLine().getErr());
  }

  static Consumer<Event> text(PrintWriter out) {
    return event -> {
      out.print(event.text());
      out.flush();
    };
  }

  static void warnIfFull(End end, PrintWriter err) {
    if (end.reason() == FinishReason.CONTEXT_FULL) {
      err.printf("trine: the context of %d tokens is full; raise --ctx to go on%n", end.capacity());
    }
  }

  /** Each token when it is made, then how long it took. Pieces are whole characters. */
  private static End measured(Session session, Generation generation, PrintWriter out) {
    long begun = System.nanoTime();
    int prompt = session.position();
    session.logits();
    long prefilled = System.nanoTime();
    long[] first = {0};
    End end =
        session.generate(
            generation,
            event -> {
              if (event instanceof Token token) {
                if (first[0] == 0) {
                  first[0] = System.nanoTime();
                }
                print(Map.of("id", token.id(), "piece", token.text()), out);
              }
            });
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("promptTokens", prompt);
    times.put("tokens", end.tokens());
    times.put("prefillMillis", millis(prefilled - begun));
    times.put("decodeMillis", millis(System.nanoTime() - prefilled));
    if (end.tokens() > 0) {
      times.put("firstTokenMillis", millis(first[0] - begun));
    }
    times.put("end", end.reason().name().toLowerCase(Locale.ROOT));
    if (!end.text().isEmpty()) {
      times.put("rest", end.text());
    }
    print(times, out);
    return end;
  }

  private static void print(Map<String, Object> line, PrintWriter out) {
    out.println(JsonMapper.shared().writeValueAsString(line));
    out.flush();
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
