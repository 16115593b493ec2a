package dev.trine.cli;

import dev.trine.model.Model;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.ChatTemplate;
import dev.trine.runtime.TemplateException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a model reads of a conversation. */
@Command(
    name = "template",
    mixinStandardHelpOptions = true,
    description = "Writes a conversation as a model's chat template does; weights are not needed.")
final class WriteConversation implements Runnable {

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A model, or a template alone: a .jinja file.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "CONVERSATION",
      description =
          "A JSON object of messages, tools, add_generation_prompt and what else the template"
              + " knows; - is standard input.")
  private Path conversation;

  @Option(
      names = "--token",
      paramLabel = "NAME=TEXT",
      description = "A special token, such as bos_token=<s>; without it the model's.")
  private Map<String, String> tokens = new HashMap<>();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    TextInput input = new TextInput(conversation);
    try {
      spec.commandLine().getOut().print(template().render(input.text()));
    } catch (TemplateException e) {
      throw new BadInput(input.name() + " with " + model + ": " + e.getMessage());
    }
  }

  private ChatTemplate template() {
    if (model.toString().endsWith(".jinja")) {
      return ChatTemplate.of(new TextInput(model).text(), tokens);
    }
    Model opened = Model.open(Library.resolve(model));
    Map<String, String> all = new HashMap<>();
    opened.tokenizer().ifPresent(it -> putTokens(it, all));
    all.putAll(tokens);
    return ChatTemplate.of(
        opened
            .chatTemplate()
            .orElseThrow(() -> new BadInput(model + ": has no chat template; name a .jinja file")),
        all);
  }

  private static void putTokens(Tokenizer tokenizer, Map<String, String> tokens) {
    tokenizer.bos().ifPresent(id -> tokens.put("bos_token", tokenizer.piece(id)));
    tokenizer.eos().ifPresent(id -> tokens.put("eos_token", tokenizer.piece(id)));
  }
}
