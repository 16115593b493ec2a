package dev.trine.cli;

import dev.trine.model.Precision;
import dev.trine.model.Transformer;
import dev.trine.tensor.BlockFormat;
import java.util.Locale;
import java.util.Optional;
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

  /** What is to be said where a model's heads are no whole blocks of the type. */
  Optional<String> notice(Transformer model) {
    return fits(precision().cache(), model)
        ? Optional.empty()
        : Optional.of("keys and values stay in f16: the heads are no whole blocks of " + kv);
  }

  /** Whether a model keeps keys and values in this type, and not in f16 instead. */
  static boolean fits(BlockFormat format, Transformer model) {
    Precision precision = Precision.QUICK.withCache(format);
    return format.weightsPerBlock() == 1
        || 2 * model.newCache(1, precision).bytes(1) != model.newCache(1).bytes(1);
  }

  String name() {
    return kv;
  }
}
