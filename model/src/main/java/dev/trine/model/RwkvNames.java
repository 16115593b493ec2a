package dev.trine.model;

/** What llama.cpp's GGUF files call the tensors of RWKV-6 and RWKV-7. */
final class RwkvNames {
  private RwkvNames() {}

  /** Tells a checkpoint; of two parts that overlap, the longer comes last. */
  static void tell(Checkpoint checkpoint) {
    checkpoint
        .naming("emb.weight", "token_embd.weight")
        .naming("head.", "output.")
        .naming("ln_out", "output_norm")
        .naming("blocks.", "blk.")
        .naming("blocks.0.ln0", "token_embd_norm")
        .naming("ln1", "attn_norm")
        .naming("ln2", "attn_norm_2")
        .naming("att.ln_x", "time_mix_ln")
        .naming("att.time_faaaa", "time_mix_first.weight")
        .naming("att.time_decay", "time_mix_decay.weight")
        .naming("att.x_rwkvag", "time_mix_lerp_fused.weight")
        .naming("att.time_maa_fused", "time_mix_lerp_fused.weight")
        .naming("ffn.x_k", "channel_mix_lerp_k.weight");
    for (String part : "key value receptance gate output".split(" ")) {
      checkpoint.naming("att." + part, "time_mix_" + part);
      checkpoint.naming("ffn." + part, "channel_mix_" + part);
    }
    for (String part : "x w k v r g".split(" ")) {
      checkpoint.naming("att.time_maa_" + part, "time_mix_lerp_" + part + ".weight");
      checkpoint.naming("ffn.time_maa_" + part, "channel_mix_lerp_" + part + ".weight");
    }
    for (String part : "w1 w2".split(" ")) {
      checkpoint.naming("att.time_maa_" + part, "time_mix_" + part + ".weight");
      checkpoint.naming("att.time_decay_" + part, "time_mix_decay_" + part + ".weight");
    }
    for (String part : "w0 w1 w2 a0 a1 a2 v0 v1 v2 g1 g2 k_k k_a r_k".split(" ")) {
      checkpoint.naming("att." + part, "time_mix_" + part + ".weight");
    }
  }

  /** The shape that a tensor has in GGUF files: but for few no dimensions of one. */
  static long[] shape(String own, long[] shape) {
    long count = 1;
    for (long dimension : shape) {
      count *= dimension;
    }
    long last = shape[shape.length - 1];
    if (own.endsWith("time_mix_lerp_fused.weight")) {
      return new long[] {count / last, 1, 1, last};
    }
    if (own.endsWith("time_mix_first.weight")) {
      return new long[] {shape[0], count / shape[0]};
    }
    return own.matches(".*(_lerp_.|time_mix_([kr]_[ka]|decay|[wav]0))\\.weight")
        ? new long[] {count}
        : shape;
  }
}
