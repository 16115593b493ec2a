package dev.trine.cli;

import dev.trine.model.Tokenizer;
import dev.trine.runtime.Event;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.Token;
import dev.trine.runtime.Generation;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.PrefixStore;
import dev.trine.runtime.Session;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Shows token by token where a text comes from. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Continues a text and says of each token where it comes from:",
      "cached or run, of the prompt; model, draft (guessed ahead and right), masked (the model's"
          + " first choice was forbidden) or grammar (no other text was possible); missed: guessed"
          + " ahead, but the next one was chosen instead."
    })
final class Explain implements Runnable {

  @Mixin private ModelFile model;
  @Mixin private SamplingOptions sampling;
  @Mixin private FormOptions form;
  @Mixin private RuntimeOptions options;

  @Option(names = "-p", required = true, paramLabel = "TEXT", description = "Plain text.")
  private String text = "";

  @Option(
      names = "-n",
      defaultValue = "64",
      description = "The most new tokens (${DEFAULT-VALUE}).")
  private int length;

  @Option(names = "--json", description = "A JSON line for each token, then one with the sums.")
  private boolean json;

  @Spec private CommandSpec spec;

  private int masked;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Generation plain = new Generation(sampling.sampling(), length, List.of(), form.read(), false);
    try (LanguageModel language = model.language();
        RuntimeOptions closing = options) {
      Generation generation = closing.apply(plain, language);
      Tokenizer tokenizer = language.tokenizer();
      Session session = language.session().readyFor(generation).prompt(language.encode(text));
      Optional<PrefixStore> store = options.store(err);
      int cached = store.map(session::recall).orElse(0);
      int[] prompt = session.tokens();
      for (int i = 0; i < prompt.length; i++) {
        line(prompt[i], tokenizer.piece(prompt[i]), i < cached ? "cached" : "run", out);
      }
      End end = session.generate(generation, event -> token(event, tokenizer, out));
      store.ifPresent(session::remember);
      sums(end, cached, out);
    }
  }

  private void token(Event event, Tokenizer tokenizer, PrintWriter out) {
    if (event instanceof Token token) {
      masked += token.origin() == Event.Origin.MASKED ? 1 : 0;
      String origin = token.origin().name().toLowerCase(Locale.ROOT);
      line(token.id(), tokenizer.piece(token.id()), origin, out);
    } else if (event instanceof Event.Missed missed) {
      line(missed.id(), tokenizer.piece(missed.id()), "missed", out);
    }
  }

  private void line(int id, String piece, String origin, PrintWriter out) {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("id", id);
      line.put("piece", piece);
      line.put("origin", origin);
      out.println(JsonMapper.shared().writeValueAsString(line));
    } else {
      out.printf("%-8s %7d  %s%n", origin, id, piece.replace("\n", "\\n"));
    }
    out.flush();
  }

  private void sums(End end, int cached, PrintWriter out) {
    Map<String, Object> sums = new LinkedHashMap<>();
    sums.put("promptTokens", end.usage().prompt());
    sums.put("cached", cached);
    sums.put("generated", end.usage().generated());
    sums.put("masked", masked);
    sums.put("grammar", end.usage().forced());
    sums.put("drafted", end.usage().drafted());
    sums.put("accepted", end.usage().accepted());
    sums.put("steps", end.usage().steps());
    sums.put("end", end.reason().name().toLowerCase(Locale.ROOT));
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(sums));
    } else {
      sums.forEach((name, value) -> out.printf("%s %s%n", name, value));
    }
  }
}
