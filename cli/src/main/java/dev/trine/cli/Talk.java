package dev.trine.cli;

import dev.trine.model.Tokenizer;
import dev.trine.runtime.AnswerParser;
import dev.trine.runtime.AnswerPart;
import dev.trine.runtime.ChatMessage;
import dev.trine.runtime.ChatTemplate;
import dev.trine.runtime.Event;
import dev.trine.runtime.Event.End;
import dev.trine.runtime.Event.Token;
import dev.trine.runtime.Generation;
import dev.trine.runtime.LanguageModel;
import dev.trine.runtime.PrefixStore;
import dev.trine.runtime.Session;
import dev.trine.runtime.ToolCall;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Turns with a model, written as its chat template writes them. */
final class Talk {
  private final LanguageModel model;
  private final ChatTemplate template;
  private final Session session;
  private final Generation generation;
  private final List<String> tools;
  private final Optional<PrefixStore> store;
  private final PrintWriter out;
  private final PrintWriter err;
  private final List<ChatMessage> said = new ArrayList<>();

  /**
   * A talk that begins.
   *
   * @param tools JSON, an object each
   * @param store where keys and values of what was said are kept
   */
  Talk(
      LanguageModel model,
      ChatTemplate template,
      Session session,
      Generation generation,
      List<String> tools,
      Optional<PrefixStore> store,
      CommandLine line) {
    this.model = model;
    this.template = template;
    this.session = session;
    this.generation = generation;
    this.tools = tools;
    this.store = store;
    this.out = line.getOut();
    this.err = line.getErr();
  }

  /** Says something before the first turn. */
  void begin(String system) {
    said.add(ChatMessage.of("system", system));
  }

  /** Answers each line of standard input. */
  void run() {
    new TextInput(Path.of("-")).lines((line, _) -> answer(line));
  }

  private void answer(String line) {
    said.add(ChatMessage.of("user", line));
    boolean begins = generation.grammar().isPresent(); // it leaves no room for a thought
    String prompt = begins ? template.renderUnthinking(said, tools) : template.render(said, tools);
    session.prompt(model.encodeRendered(prompt));
    store.ifPresent(session::recall);
    Answer answer = new Answer(template.answerTo(prompt));
    End end = session.generate(generation, answer::take);
    answer.tell(answer.parser.finish());
    out.println();
    out.flush();
    Run.warnIfFull(end, err);
    store.ifPresent(session::remember);
    said.add(
        ChatMessage.assistant(
            answer.content.toString(), answer.reasoning.toString(), answer.calls));
  }

  /** One answer in the making; thoughts go to standard error. */
  private final class Answer {
    private final AnswerParser parser;
    private final Tokenizer tokenizer = model.tokenizer();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();

    Answer(AnswerParser parser) {
      this.parser = parser;
    }

    void take(Event event) {
      // The marks around calls and thoughts are often control tokens, which are no text.
      boolean mark = event instanceof Token token && tokenizer.bytes(token.id()).length == 0;
      tell(
          parser.append(
              mark ? event.text() + tokenizer.piece(((Token) event).id()) : event.text()));
    }

    void tell(List<AnswerPart> parts) {
      for (AnswerPart part : parts) {
        switch (part) {
          case AnswerPart.Content it -> {
            content.append(it.text());
            out.print(it.text());
          }
          case AnswerPart.Reasoning it -> {
            reasoning.append(it.text());
            err.print(it.text());
            err.flush();
          }
          case AnswerPart.CallMade it -> {
            calls.add(it.call());
            out.println(it.call().name() + " " + it.call().arguments());
          }
          case AnswerPart.CallBegun _, AnswerPart.CallArguments _ -> {}
        }
      }
      out.flush();
    }
  }
}
