package dev.trine.cli;

import dev.trine.model.Tokenizer;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Text to token ids, or ids to text. */
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description = "Turns text into token ids and pieces, or ids into text.")
final class Tokenize implements Runnable {

  /** Either direction, not both. */
  static final class Input {
    @Option(names = "--text", required = true, description = "The text.")
    private String text = "";

    @Option(names = "--ids", required = true, split = ",", description = "Ids: 1,2,3.")
    private int[] ids = {};
  }

  @Mixin private ModelFile model;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Input input = new Input();

  @Option(
      names = "--special",
      description = "Adds what the model wants added, and reads special tokens in the text.")
  private boolean special;

  @Option(names = "--json", description = "One JSON value.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Tokenizer tokenizer = model.tokenizer();
    boolean decoding = input.ids.length > 0;
    int[] ids = decoding ? input.ids : tokenizer.encode(input.text, special);
    Ids.check(ids, tokenizer.size());
    if (decoding && !json) {
      out.println(tokenizer.decode(ids));
      return;
    }
    if (!json) {
      Arrays.stream(ids).forEach(id -> out.println(id + "\t" + tokenizer.piece(id)));
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("ids", ids);
    line.put("pieces", Arrays.stream(ids).mapToObj(tokenizer::piece).toList());
    if (decoding) {
      line.put("text", tokenizer.decode(ids));
    }
    out.println(JsonMapper.shared().writeValueAsString(line));
  }
}
