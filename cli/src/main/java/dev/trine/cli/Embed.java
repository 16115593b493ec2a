package dev.trine.cli;

import dev.trine.model.Embedder;
import dev.trine.model.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Texts to vectors. */
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = "Turns a text into a vector, so that texts of one meaning lie close together.")
final class Embed implements Runnable {

  /** One of these. */
  static final class Input {
    @Option(names = "--text", required = true, description = "The text.")
    private Optional<String> text = Optional.empty();

    @Option(
        names = "--batch",
        required = true,
        paramLabel = "FILE",
        description = "Lines of {\"id\", \"text\"}; - for standard input.")
    private Optional<Path> batch = Optional.empty();

    @Option(names = "--ids", required = true, split = ",", description = "Ids: 1,2,3.")
    private int[] ids = {};
  }

  @Mixin private ModelFile file;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input = new Input();

  @Option(
      names = "--json",
      description = "One JSON value a line, which is also what is printed without it.")
  @SuppressWarnings("unused") // it is always JSON
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Embedder embedder = file.open().embedder();
    if (input.text.isPresent()) {
      print(new LinkedHashMap<>(), embedder, file.tokenizer().encode(input.text.get(), true));
    } else if (input.batch.isPresent()) {
      Tokenizer tokenizer = file.tokenizer();
      JsonLine.each(
          new TextInput(input.batch.get()),
          asked -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("id", asked.id());
            print(answer, embedder, tokenizer.encode(asked.text("text"), true));
          });
    } else {
      print(new LinkedHashMap<>(), embedder, input.ids);
    }
  }

  private void print(Map<String, Object> line, Embedder embedder, int[] ids) {
    if (ids.length == 0) {
      throw new BadInput("the text has no tokens; give one that is not empty");
    }
    line.put("embedding", embedder.embed(ids));
    spec.commandLine().getOut().println(JsonMapper.shared().writeValueAsString(line));
  }
}
