package dev.trine.model;

/**
 * Value heads of the gated delta rule in the order of llama.cpp's files of Qwen3.5: first the first
 * of those that share each key, then the second of each, and so on. Folders have those that share a
 * key beside each other.
 *
 * @param keyHeads that value heads share
 * @param sharing value heads of each key head
 * @param before rows of queries and keys, where they stand in one weight with the values
 * @param valueDim numbers of a value head
 */
record TiledHeads(int keyHeads, int sharing, int before, int valueDim) {

  static TiledHeads of(Checkpoint checkpoint) {
    int keyHeads = checkpoint.count("linear_num_key_heads");
    return new TiledHeads(
        keyHeads,
        checkpoint.count("linear_num_value_heads") / keyHeads,
        2 * keyHeads * checkpoint.count("linear_key_head_dim"),
        checkpoint.count("linear_value_head_dim"));
  }

  /** Whether the heads stand in the columns of a weight of this name. */
  static boolean inColumns(String name) {
    return name.endsWith("linear_attn.out_proj.weight");
  }

  /** Where a row of a weight, or a number of a vector, of this name comes from. */
  int source(String name, int row) {
    if (name.matches(".*linear_attn\\.(in_proj_qkv|conv1d)\\.weight")) {
      return row < before ? row : before + source(row - before, valueDim);
    }
    if (name.endsWith("linear_attn.in_proj_z.weight") || inColumns(name)) {
      return source(row, valueDim);
    }
    return name.matches(".*linear_attn\\.(in_proj_[ab]\\.weight|A_log|dt_bias)")
        ? source(row, 1)
        : row;
  }

  private int source(int place, int dim) {
    int head = place / dim;
    return (head % keyHeads * sharing + head / keyHeads) * dim + place % dim;
  }
}
