package dev.trine.model;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * RWKV-5 "Eagle" (Peng et al. 2024, arXiv:2404.05892): a matrix of state for each head, which fades
 * at a pace of its own for each channel; in version 5.1 for each head, and without a gate. Decays,
 * and 5.1's bonus, are those of rwkv.cpp, which has taken the exponentials.
 */
final class Rwkv5 extends Rwkv {
  private static final double HEAD_EPS = 1e-5;

  private final Block[] blocks;

  /** One layer's weights; {@code own} are shares of a token against the one before it. */
  private record Block(
      Norm norm,
      float[] ownK, // [hidden]
      float[] ownV,
      float[] ownR,
      Optional<float[]> ownG,
      RwkvMemory memory,
      float[] decay, // [hidden]
      Linear key, // [hidden, hidden]
      Linear value,
      Linear receptance,
      Optional<Linear> gate,
      Linear output,
      RwkvChannelMix channels) {}

  Rwkv5(Checkpoint checkpoint) {
    super(checkpoint);
    blocks =
        IntStream.range(0, layerCount())
            .mapToObj(layer -> block(checkpoint, "blocks." + layer + "."))
            .toArray(Block[]::new);
  }

  private Block block(Checkpoint checkpoint, String at) {
    String att = at + "att.";
    boolean gated = checkpoint.has(att + "gate");
    RwkvMemory memory =
        RwkvMemory.of(
            checkpoint,
            att,
            gated ? "time_faaaa" : "time_first",
            hidden,
            headEps(checkpoint, HEAD_EPS));
    return new Block(
        norm(checkpoint, at + "ln1"),
        checkpoint.vector(att + "time_mix_k", hidden),
        checkpoint.vector(att + "time_mix_v", hidden),
        checkpoint.vector(att + "time_mix_r", hidden),
        gated ? Optional.of(checkpoint.vector(att + "time_mix_g", hidden)) : Optional.empty(),
        memory,
        RwkvMemory.ofChannels(checkpoint, att + "time_decay", hidden / memory.headDim(), hidden),
        checkpoint.linear(att + "key", hidden, hidden),
        checkpoint.linear(att + "value", hidden, hidden),
        checkpoint.linear(att + "receptance", hidden, hidden),
        gated ? Optional.of(checkpoint.linear(att + "gate", hidden, hidden)) : Optional.empty(),
        checkpoint.linear(att + "output", hidden, hidden),
        channels(
            checkpoint,
            at,
            checkpoint.vector(at + "ffn.time_mix_k", hidden),
            checkpoint.vector(at + "ffn.time_mix_r", hidden)));
  }

  /** The token before (twice), then a matrix for each head. */
  @Override
  int stateWidth() {
    return 2 * hidden + hidden * blocks[0].memory.headDim();
  }

  @Override
  void layer(int layer, float[] x, float[] handed, Batch batch) {
    Block block = blocks[layer];
    int at = stateAt(layer);
    float[] h = block.norm.of(x);
    float[] before = shifted(h, batch, at, hidden);
    float[] k = layers.linear(block.key, mixed(h, before, block.ownK), batch);
    float[] v = layers.linear(block.value, mixed(h, before, block.ownV), batch);
    float[] r = layers.linear(block.receptance, mixed(h, before, block.ownR), batch);
    float[] y = block.memory.recall(r, k, v, block.decay, batch, at + 2 * hidden);
    if (block.gate.isPresent()) {
      float[] own = block.ownG.orElseThrow();
      float[] g = layers.linear(block.gate.get(), mixed(h, before, own), batch);
      Activation.SILU.apply(g);
      Layers.multiply(y, g);
    }
    Layers.add(x, layers.linear(block.output, y, batch));
    block.channels.addTo(x, batch, layers, at + hidden);
  }
}
