package dev.trine.model;

/** Seed-OSS (ByteDance Seed 2025): Llama with biases, whose GGUF files call a norm otherwise. */
final class SeedOss {
  private SeedOss() {}

  static Transformer open(Checkpoint checkpoint) {
    checkpoint.naming("post_attention_layernorm", "post_attention_norm");
    return Llama.decoder(checkpoint);
  }
}
