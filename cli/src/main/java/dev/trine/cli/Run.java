package dev.trine.cli;

import dev.trine.runtime.ChatTemplate;
import dev.trine.runtime.Event;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.Token;
import dev.trine.runtime.Generation;
import dev.trine.runtime.Grammar;
import dev.trine.runtime.Histograms;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.PrefixStore;
import dev.trine.runtime.Session;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

    @Option(
        names = "--ids",
        required = true,
        split = ",",
        description = "Token ids: 1,2,3. A model without a tokenizer also answers in ids.")
    private int[] ids = {};

    @Option(
        names = "--requests",
        required = true,
        paramLabel = "FILE",
        description =
            "Many texts at once: a line {prompt, id?, n?, temp?, seed?, stop?, schema?, lora?, time?,"
                + " memory?} each, and a line when it ends.")
    private Optional<Path> requests = Optional.empty();
  }

  @Option(
      names = "--together",
      defaultValue = "8",
      paramLabel = "K",
      description = "How many of the --requests run at once (${DEFAULT-VALUE}).")
  private int together;

  @Mixin private ModelFile model;
  @Mixin private PrecisionOption precision;
  @Mixin private HugePagesOption hugePages;
  @Mixin private SamplingOptions sampling;
  @Mixin private FormOptions form;
  @Mixin private RuntimeOptions options;

  @ArgGroup(exclusive = true)
  private Input input = new Input();

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
      names = "--session",
      paramLabel = "FILE",
      description = "Goes on behind the text that is saved there, if it is, and saves it anew.")
  private Optional<Path> saved = Optional.empty();

  @Option(names = "--verbose", description = "Says at the end what it took.")
  private boolean verbose;

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
    long begun = System.nanoTime();
    Optional<Grammar> grammar = form.read();
    if (verbose && grammar.isPresent()) {
      say("compiled the grammar in %.1f ms".formatted(millis(System.nanoTime() - begun)));
    }
    Generation generation = new Generation(sampling.sampling(), length, stops, grammar, ignoresEnd);
    threads.ifPresent(Threads::use);
    hugePages.use();
    try (LanguageModel language = model.language(precision.precision());
        RuntimeOptions closing = options) {
      Histograms taken = new Histograms();
      language.measuredBy(taken);
      precision.notice(language.transformer()).ifPresent(this::say);
      generation = options.apply(generation, language);
      if (input.requests.isPresent()) {
        new Requests(language, generation, capacity(language), spec.commandLine().getOut())
            .run(new TextInput(input.requests.get()), together);
        return;
      }
      Session session = session(language, generation);
      if (input.text.isPresent()) {
        complete(begin(session, language.encode(input.text.get())), generation);
      } else if (input.ids.length > 0) {
        Ids.check(input.ids, language.transformer().vocabularySize());
        complete(begin(session, input.ids), generation);
      } else {
        talk(language, session, generation);
      }
      saved.ifPresent(session::save);
      if (verbose) {
        Verbose.print(taken, spec.commandLine().getErr());
      }
    }
  }

  private int capacity(LanguageModel language) {
    return context.orElseGet(language.transformer()::contextLength);
  }

  private Session session(LanguageModel language, Generation generation) {
    return saved
        .filter(Files::exists)
        .map(file -> language.resume(file, capacity(language), generation, this::say))
        .orElseGet(() -> language.session(capacity(language)).readyFor(generation));
  }

  /** Puts the prompt into a new session, or behind the text of one that was saved. */
  private Session begin(Session session, int[] prompt) {
    return session.position() == 0 ? session.prompt(prompt) : session.feed(prompt);
  }

  private void say(String sentence) {
    spec.commandLine().getErr().println("trine: " + sentence);
  }

  private void talk(LanguageModel language, Session session, Generation generation) {
    Optional<ChatTemplate> template = language.chatTemplate();
    if (template.isEmpty()) {
      new PlainTalk(session, generation, spec.commandLine()).run();
      return;
    }
    List<String> schemas = tools.map(Run::tools).orElse(List.of());
    Talk talk =
        new Talk(
            language,
            template.get(),
            session,
            generation,
            schemas,
            options.store(spec.commandLine().getErr()),
            spec.commandLine());
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
    PrintWriter err = spec.commandLine().getErr();
    Optional<PrefixStore> store = options.store(err);
    long begun = System.nanoTime();
    int prompt = session.position();
    store.ifPresent(session::recall);
    if (json) {
      session.logits();
    }
    long prefilled = System.nanoTime();
    End end;
    if (json) {
      end = measured(session, generation, begun, prefilled, prompt, out);
      warn(end, err);
    } else {
      Consumer<Event> text = text(out);
      end =
          session.generate(
              generation,
              event -> {
                warn(event, err);
                text.accept(event);
              });
    }
    if (verbose) {
      Verbose.print(end, err);
    }
    // Only now, since who asked waits for the answer; the prompt's keys and values still stand.
    store.ifPresent(session::remember);
  }

  /** Says what a reader should know of an event. */
  static void warn(Event event, PrintWriter err) {
    switch (event) {
      case Event.NearlyFull it ->
          err.printf(
              "trine: %d tokens are left of a context of %d; raise --ctx or give --shift to go"
                  + " on%n",
              it.left(), it.capacity());
      case Event.Shifted it ->
          err.printf(
              "trine: the context was full; its %d older tokens were dropped%n", it.dropped());
      case End end -> warnIfFull(end, err);
      case Token _, Event.Missed _ -> {}
    }
  }

  static Consumer<Event> text(PrintWriter out) {
    return event -> {
      out.print(event.text());
      out.flush();
    };
  }

  static void warnIfFull(End end, PrintWriter err) {
    switch (end.reason()) {
      case CONTEXT_FULL ->
          err.printf(
              "trine: the context of %d tokens is full; raise --ctx to go on%n", end.capacity());
      case MEMORY ->
          err.printf(
              "trine: keys and values fill the memory at %d tokens; raise --memory to go on%n",
              end.position());
      case TIME -> err.println("trine: the time is over; raise --time to go on");
      default -> {}
    }
  }

  /** Each token when it is made, then how long it took. Pieces are whole characters. */
  private static End measured(
      Session session,
      Generation generation,
      long begun,
      long prefilled,
      int prompt,
      PrintWriter out) {
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
    if (end.usage().drafted() > 0) {
      times.put("drafted", end.usage().drafted());
      times.put("accepted", end.usage().accepted());
    }
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
