package dev.trine.cli;

import dev.trine.model.Transformer;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** What a model gives after ids, with nothing added to them. */
@Command(
    name = "logits",
    mixinStandardHelpOptions = true,
    description = "Prints the logits after the last of the ids, or after each.")
final class Logits implements Runnable {

  @Mixin private ModelFile model;

  @Option(names = "--ids", required = true, split = ",", description = "Token ids: 1,2,3.")
  private int[] ids;

  @Option(names = "--all", description = "One row per id.")
  private boolean all;

  @Option(
      names = "--json",
      description = "One JSON value, which is also what is printed without it.")
  @SuppressWarnings("unused") // it is always JSON
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Transformer transformer = model.open().transformer();
    Ids.check(ids, transformer.vocabularySize());
    if (ids.length > transformer.contextLength()) {
      throw new BadInput(
          "--ids: %d ids, but the model has room for %d"
              .formatted(ids.length, transformer.contextLength()));
    }
    float[][] rows = transformer.forward(ids, transformer.newCache(ids.length), all);
    for (float[] row : rows) {
      for (float logit : row) {
        if (!Float.isFinite(logit)) {
          throw new BadInput(
              model.path() + ": gives a logit that is not a finite number; get the model again");
        }
      }
    }
    spec.commandLine()
        .getOut()
        .println(JsonMapper.shared().writeValueAsString(Map.of("logits", all ? rows : rows[0])));
  }
}
