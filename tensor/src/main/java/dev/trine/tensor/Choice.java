package dev.trine.tensor;

import java.lang.foreign.SymbolLookup;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which kernels run, and why.
 *
 * <p>{@code -Dtrine.provider=scalar|vector|native} forces a provider, {@code
 * -Dtrine.native.level=avx2|vnni|amx|dotprod|i8mm} the instructions that the kernels in C may use
 * at most, and {@code -Dtrine.vector.bits=0, 128, 256} or {@code 512} the width of the Vector API
 * (0 turns it off).
 *
 * @param kernels the provider
 * @param reason one sentence for a person
 */
public record Choice(Kernels kernels, String reason) {
  static final Choice CHOSEN =
      choose(
          System.getProperty("trine.provider", "auto"),
          System.getProperty("trine.native.level", ""),
          System.getProperty("trine.vector.bits", ""),
          ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());

  static Choice choose(String provider, String level, String bits, boolean vectors) {
    return switch (provider.toLowerCase(Locale.ROOT)) {
      case "scalar" -> new Choice(Kernels.scalar(), "Scalar kernels, as trine.provider asks.");
      case "vector" -> {
        if (!vectors) {
          throw new IllegalStateException(
              "trine.provider asks for vectors, but the JVM runs without --add-modules"
                  + " jdk.incubator.vector");
        }
        yield new Choice(new VectorKernels(), "Vector kernels, as trine.provider asks.");
      }
      case "native" -> {
        try {
          yield inC(level, SelfCheck::passes);
        } catch (NativeLibrary.Missing e) {
          throw new IllegalStateException(
              "trine.provider asks for kernels in C, but " + e.getMessage(), e);
        }
      }
      case "auto" -> {
        try {
          yield inC(level, SelfCheck::passes);
        } catch (NativeLibrary.Missing e) {
          yield inJava(bits, vectors, String.valueOf(e.getMessage()));
        }
      }
      default ->
          throw new IllegalArgumentException(
              "trine.provider is " + provider + "; it can be auto, scalar, vector or native");
    };
  }

  /** The best level that this processor has and that passes its check. */
  static Choice inC(String most, Predicate<Kernels> check) throws NativeLibrary.Missing {
    SymbolLookup library = NativeLibrary.load();
    Level limit = limit(most);
    StringBuilder reason = new StringBuilder();
    for (Level level : NativeKernels.levels(library)) {
      if (level.compareTo(limit) > 0) {
        continue;
      }
      Kernels kernels = NativeKernels.of(library, level);
      if (check.test(kernels)) {
        reason.append("Kernels in C for ").append(level.words()).append('.');
        return new Choice(kernels, reason.toString());
      }
      reason
          .append("The kernels for ")
          .append(level.words())
          .append(" gave a wrong answer on this processor and are left out; please report it. ");
    }
    throw new NativeLibrary.Missing(
        reason.isEmpty()
            ? "this processor has neither AVX2 nor NEON with dot products"
            : reason.toString().strip());
  }

  private static Level limit(String most) {
    if (most.isEmpty()) {
      return Level.I8MM;
    }
    return Arrays.stream(Level.values())
        .filter(level -> level.name().equalsIgnoreCase(most))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "trine.native.level is " + most + "; it can be avx2, vnni, amx, dotprod or i8mm"));
  }

  private static Choice inJava(String bits, boolean vectors, String missing) {
    if (bits.equals("0")) {
      return new Choice(
          Kernels.scalar(), "Scalar kernels, since trine.vector.bits is 0 and " + missing + ".");
    }
    return vectors
        ? new Choice(
            new VectorKernels(), "Vector kernels, several times slower, since " + missing + ".")
        : new Choice(
            Kernels.scalar(),
            "Scalar kernels, many times slower, since "
                + missing
                + " and the JVM runs without --add-modules jdk.incubator.vector.");
  }
}
