package dev.trine.tensor;

/** Instructions, from the least to the most. */
enum Level {
  AVX2("avx2", "AVX2"),
  VNNI("vnni", "AVX-512 with VNNI"),
  AMX("vnni", "AMX, and AVX-512 with VNNI for few tokens"),
  DOTPROD("dotprod", "NEON with dot products"),
  I8MM("dotprod", "NEON with matrix products of int8, and dot products for few tokens");

  private final String few;
  private final String words;

  Level(String few, String words) {
    this.few = few;
    this.words = words;
  }

  /** {@return what the functions for few tokens are called by} */
  String few() {
    return few;
  }

  String words() {
    return words;
  }

  int bit() {
    return 1 << ordinal();
  }
}
