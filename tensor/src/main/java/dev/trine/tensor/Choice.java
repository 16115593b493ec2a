package dev.trine.tensor;

import java.util.Locale;

/**
 * Which kernels run, and why.
 *
 * <p>{@code -Dtrine.provider=scalar|vector} forces a provider and {@code -Dtrine.vector.bits=0,
 * 128, 256} or {@code 512} a width (0 turns vectors off). A further provider is a class and a case
 * here.
 *
 * @param kernels the provider
 * @param reason one sentence for a person
 */
public record Choice(Kernels kernels, String reason) {
  static final Choice CHOSEN =
      choose(
          System.getProperty("trine.provider", "auto"),
          System.getProperty("trine.vector.bits", ""),
          ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());

  static Choice choose(String provider, String bits, boolean present) {
    return switch (provider.toLowerCase(Locale.ROOT)) {
      case "scalar" -> new Choice(Kernels.scalar(), "Scalar kernels, as trine.provider asks.");
      case "vector" -> {
        if (!present) {
          throw new IllegalStateException(
              "trine.provider asks for vectors, but the JVM runs without --add-modules"
                  + " jdk.incubator.vector");
        }
        yield new Choice(new VectorKernels(), "Vector kernels, as trine.provider asks.");
      }
      case "auto" -> {
        if (bits.equals("0")) {
          yield new Choice(Kernels.scalar(), "Scalar kernels, since trine.vector.bits is 0.");
        }
        if (!present) {
          yield new Choice(
              Kernels.scalar(),
              "Scalar kernels, since the JVM runs without --add-modules jdk.incubator.vector:"
                  + " quick from the start, slower in long runs.");
        }
        yield new Choice(
            new VectorKernels(), "Vector kernels, since the JVM has jdk.incubator.vector.");
      }
      default ->
          throw new IllegalArgumentException(
              "trine.provider is " + provider + "; it can be auto, scalar or vector");
    };
  }
}
