package dev.trine.cli;

import dev.trine.model.Precision;
import dev.trine.tensor.BlockFormat;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How keys and values are kept. */
final class PrecisionOption {

  @Option(
      names = "--kv",
      paramLabel = "TYPE",
      defaultValue = "f16",
      description = "How keys and values are kept: f32, f16, q8_0 or q4_0 (${DEFAULT-VALUE}).")
  private String kv;

  Precision precision() {
    return switch (kv.toLowerCase(Locale.ROOT)) {
      case "f32" -> Precision.QUICK.withCache(BlockFormat.F32);
      case "f16" -> Precision.QUICK;
      case "q8_0" -> Precision.QUICK.withCache(BlockFormat.Q8_0);
      case "q4_0" -> Precision.QUICK.withCache(BlockFormat.Q4_0);
      default -> throw new BadInput("--kv " + kv + ": use f32, f16, q8_0 or q4_0");
    };
  }

  String name() {
    return kv;
  }
}
