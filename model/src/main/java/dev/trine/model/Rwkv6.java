package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * RWKV-6 "Finch" (Peng et al. 2024, arXiv:2404.05892): RWKV-5 whose decays, and whose shares of the
 * token before, depend on the token.
 */
final class Rwkv6 extends Rwkv {
  private static final double HEAD_EPS = 64e-5;
  private static final String MIXES = "wkvrg"; // decay, key, value, receptance, gate

  private final Block[] blocks;

  /** One layer's weights; {@code mix} are shares of the token before. */
  private record Block(
      Norm norm,
      float[] mix, // [hidden]: for what the shares depend on
      float[][] mixes, // [5][hidden]
      Linear mixDown, // [5 * rank, hidden]
      Linear[] mixUp, // [5] of [hidden, rank]
      float[] decay, // [hidden]
      Linear decayDown, // [rank, hidden]
      Linear decayUp, // [hidden, rank]
      RwkvMemory memory,
      Linear key, // [hidden, hidden]
      Linear value,
      Linear receptance,
      Linear gate,
      Linear output,
      RwkvChannelMix channels) {}

  Rwkv6(Checkpoint checkpoint) {
    super(checkpoint);
    blocks =
        IntStream.range(0, layerCount())
            .mapToObj(layer -> block(checkpoint, "blocks." + layer + "."))
            .toArray(Block[]::new);
  }

  private Block block(Checkpoint checkpoint, String at) {
    String att = at + "att.";
    return new Block(
        norm(checkpoint, at + "ln1"),
        checkpoint.numbersOf(att + "time_maa_x", hidden),
        mixes(checkpoint, att),
        narrow(checkpoint, att + "time_maa_w1"),
        ups(checkpoint, att + "time_maa_w2"),
        checkpoint.numbersOf(att + "time_decay", hidden),
        narrow(checkpoint, att + "time_decay_w1"),
        wide(checkpoint, att + "time_decay_w2"),
        RwkvMemory.of(checkpoint, att, "time_faaaa", hidden, headEps(checkpoint, HEAD_EPS)),
        checkpoint.linear(att + "key", hidden, hidden),
        checkpoint.linear(att + "value", hidden, hidden),
        checkpoint.linear(att + "receptance", hidden, hidden),
        checkpoint.linear(att + "gate", hidden, hidden),
        checkpoint.linear(att + "output", hidden, hidden),
        channels(
            checkpoint,
            at,
            rest(checkpoint.numbersOf(at + "ffn.time_maa_k", hidden)),
            rest(checkpoint.numbersOf(at + "ffn.time_maa_r", hidden))));
  }

  /** Newer GGUF files have all five in one tensor. */
  private float[][] mixes(Checkpoint checkpoint, String att) {
    float[][] mixes = new float[MIXES.length()][];
    Optional<Tensor> fused = checkpoint.find(att + "time_maa_fused");
    if (fused.isPresent()) {
      float[] all = checkpoint.numbersOf(att + "time_maa_fused", (long) mixes.length * hidden);
      Arrays.setAll(mixes, i -> Arrays.copyOfRange(all, i * hidden, (i + 1) * hidden));
    } else {
      Arrays.setAll(mixes, i -> checkpoint.numbersOf(att + "time_maa_" + MIXES.charAt(i), hidden));
    }
    return mixes;
  }

  private Linear[] ups(Checkpoint checkpoint, String name) {
    int rank = find(checkpoint, name).columns();
    Tensor all = checkpoint.tensor(name, MIXES.length(), hidden, rank);
    return IntStream.range(0, MIXES.length())
        .mapToObj(i ->
            new Linear(
                name + "." + MIXES.charAt(i),
                all.rows((long) i * hidden, hidden),
                Optional.empty()))
        .toArray(Linear[]::new);
  }

  private static float[] rest(float[] shares) {
    float[] rest = new float[shares.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = 1 - shares[i];
    }
    return rest;
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
    float[][] seen = mixed(block, h, before, batch);
    float[] decay = layers.linear(block.decayDown, seen[0], batch);
    Activation.TANH.apply(decay);
    decay = layers.linear(block.decayUp, decay, batch);
    for (int i = 0; i < decay.length; i++) {
      decay[i] = (float) Math.exp(-Math.exp(block.decay[i % hidden] + decay[i]));
    }
    float[] k = layers.linear(block.key, seen[1], batch);
    float[] v = layers.linear(block.value, seen[2], batch);
    float[] r = layers.linear(block.receptance, seen[3], batch);
    float[] g = layers.linear(block.gate, seen[4], batch);
    Activation.SILU.apply(g);
    float[] y = block.memory.recall(r, k, v, decay, batch, at + 2 * hidden);
    Layers.multiply(y, g);
    Layers.add(x, layers.linear(block.output, y, batch));
    block.channels.addTo(x, batch, layers, at + hidden);
  }

  /** What decay, key, value, receptance and gate see: five mixes of a token and the one before. */
  private float[][] mixed(Block block, float[] h, float[] before, Batch batch) {
    float[] down = layers.linear(block.mixDown, mixed(before, h, block.mix), batch);
    Activation.TANH.apply(down);
    float[][] seen = new float[MIXES.length()][];
    for (int m = 0; m < seen.length; m++) {
      int rank = block.mixUp[m].in();
      float[] part = Layers.columns(down, batch.rows(), m * rank, rank);
      float[] shares = layers.linear(block.mixUp[m], part, batch);
      for (int i = 0; i < shares.length; i++) {
        shares[i] += block.mixes[m][i % hidden];
      }
      seen[m] = mixed(before, h, shares);
    }
    return seen;
  }
}
