package dev.trine.cli;

import dev.trine.compress.Quantizer;
import dev.trine.model.Architectures;
import dev.trine.tensor.BlockFormat;
import java.math.BigDecimal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which models run, and how their weights may be stored. */
@Command(
    name = "architectures",
    mixinStandardHelpOptions = true,
    description = "Prints what models run and what formats are read: the tables of docs/models.md.")
final class ListArchitectures implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(tables());
    spec.commandLine().getOut().flush();
  }

  static String tables() {
    StringBuilder tables = new StringBuilder(Architectures.table());
    tables.append("\n| Format | Bits a weight | Written |\n|---|---|---|\n");
    for (BlockFormat format : BlockFormat.values()) {
      double bits = 8.0 * format.bytesPerBlock() / format.weightsPerBlock();
      tables.append(
          "| %s | %s | %s |\n"
              .formatted(
                  format,
                  BigDecimal.valueOf(bits).stripTrailingZeros().toPlainString(),
                  Quantizer.known(format) ? "yes" : "no"));
    }
    return tables.toString();
  }
}
