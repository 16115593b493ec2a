package dev.trine.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * RWKV-4 (Peng et al. 2023, arXiv:2305.13048): a weighted mean of all values seen, whose weights
 * decay with time and grow with the exponential of the keys.
 */
final class Rwkv4 extends Rwkv {
  /** Under any exponent, so that the first token finds an empty mean. */
  private static final float LEAST = -1e30f;

  private final Block[] blocks;

  /** One layer's weights; {@code mix} are shares of a token against the one before it. */
  private record Block(
      Norm timeNorm,
      float[] mixK, // [hidden]
      float[] mixV,
      float[] mixR,
      float[] first, // [hidden]: bonus of the present token
      float[] decay, // [hidden]: below zero
      Linear key, // [hidden, hidden]
      Linear value,
      Linear receptance,
      Linear output,
      RwkvChannelMix channels) {}

  Rwkv4(Checkpoint checkpoint) {
    super(checkpoint);
    blocks =
        IntStream.range(0, layerCount())
            .mapToObj(layer -> block(checkpoint, "blocks." + layer + "."))
            .toArray(Block[]::new);
  }

  private Block block(Checkpoint checkpoint, String at) {
    return new Block(
        norm(checkpoint, at + "ln1"),
        checkpoint.vector(at + "att.time_mix_k", hidden),
        checkpoint.vector(at + "att.time_mix_v", hidden),
        checkpoint.vector(at + "att.time_mix_r", hidden),
        checkpoint.vector(at + "att.time_first", hidden),
        checkpoint.vector(at + "att.time_decay", hidden),
        checkpoint.linear(at + "att.key", hidden, hidden),
        checkpoint.linear(at + "att.value", hidden, hidden),
        checkpoint.linear(at + "att.receptance", hidden, hidden),
        checkpoint.linear(at + "att.output", hidden, hidden),
        channels(
            checkpoint,
            at,
            checkpoint.vector(at + "ffn.time_mix_k", hidden),
            checkpoint.vector(at + "ffn.time_mix_r", hidden)));
  }

  /** The token before (twice), the mean's sum, its weights' sum, and their common exponent. */
  @Override
  int stateWidth() {
    return 5 * hidden;
  }

  @Override
  float[] firstState() {
    float[] state = new float[stateWidth()];
    Arrays.fill(state, 4 * hidden, 5 * hidden, LEAST);
    return state;
  }

  @Override
  void layer(int layer, float[] x, float[] handed, Batch batch) {
    Block block = blocks[layer];
    int at = stateAt(layer);

    float[] h = block.timeNorm.of(x);
    float[] before = shifted(h, batch, at, hidden);
    float[] k = layers.linear(block.key, mixed(h, before, block.mixK), batch);
    float[] v = layers.linear(block.value, mixed(h, before, block.mixV), batch);
    float[] r = layers.linear(block.receptance, mixed(h, before, block.mixR), batch);
    Activation.SIGMOID.apply(r);
    multiply(r, means(block, k, v, batch, at + 2 * hidden));
    Layers.add(x, layers.linear(block.output, r, batch));
    block.channels.addTo(x, batch, layers, at + hidden);
  }

  /** The weighted means, token by token; sums are kept under a common exponent. */
  private float[] means(Block block, float[] k, float[] v, Batch batch, int at) {
    float[] means = new float[k.length];
    for (int row = 0; row < batch.rows(); row++) {
      float[] state = state(batch.owner(row)).numbers();
      for (int i = 0; i < hidden; i++) {
        float key = k[row * hidden + i];
        float value = v[row * hidden + i];
        int sum = at + i;
        int weight = at + hidden + i;
        int exponent = at + 2 * hidden + i;
        double now = block.first[i] + key;
        double most = Math.max(state[exponent], now);
        double old = Math.exp(state[exponent] - most);
        double fresh = Math.exp(now - most);
        means[row * hidden + i] =
            (float) ((old * state[sum] + fresh * value) / (old * state[weight] + fresh));

        double decayed = state[exponent] + block.decay[i];
        most = Math.max(decayed, key);
        old = Math.exp(decayed - most);
        fresh = Math.exp(key - most);
        state[sum] = (float) (old * state[sum] + fresh * value);
        state[weight] = (float) (old * state[weight] + fresh);
        state[exponent] = (float) most;
      }
    }
    return means;
  }
}
