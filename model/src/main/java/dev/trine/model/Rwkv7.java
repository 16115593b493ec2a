package dev.trine.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * RWKV-7 "Goose" (Peng et al. 2025, arXiv:2503.14456): a matrix of state for each head that learns
 * to give a key's value, by the delta rule with a decay and a learning rate for each channel.
 */
final class Rwkv7 extends Rwkv {
  private static final double HEAD_EPS = 64e-5;
  private static final double DECAY = -Math.exp(-0.5); // of a channel, at most

  private final int headDim;
  private final Block[] blocks;

  /** {@code bias + up(bend(down(x)))}: a vector of numbers that depend on the token. */
  private record LowRank(Linear down, Linear up, float[] bias) {}

  /** One layer's weights. */
  private record Block(
      Norm timeNorm,
      float[][] mix, // [6][hidden]: shares of the token before, for r, w, k, v, a and g
      LowRank decay,
      LowRank rate,
      Optional<LowRank> residual, // of values on those of the first layer; the first has none
      Linear gateDown,
      Linear gateUp,
      float[] keyScale, // [hidden]: of the keys that are removed
      float[] keyRate, // [hidden]: how much of the learning rate the keys get
      float[] bonus, // [hidden]: of the present token
      Linear receptance, // [hidden, hidden]
      Linear key,
      Linear value,
      Linear output,
      Norm headNorm,
      Norm channelNorm,
      float[] channelMix, // [hidden]
      Linear channelKey, // [inner, hidden]
      Linear channelValue) {} // [hidden, inner]

  Rwkv7(Checkpoint checkpoint) {
    super(checkpoint);
    // GGUF files flatten the tensor that says it in others.
    headDim =
        checkpoint
            .countIfPresent("wkv.head_size")
            .orElseGet(() -> find(checkpoint, "blocks.0.att.r_k").columns());
    checkpoint.leaveOut("^blk\\.0\\.time_mix_v[012]\\."); // which have no meaning there
    if (headDim < 1 || hidden % headDim != 0) {
      throw checkpoint.error("%d numbers do not part into heads of %d".formatted(hidden, headDim));
    }
    blocks =
        IntStream.range(0, layerCount())
            .mapToObj(layer -> block(checkpoint, layer, "blocks." + layer + "."))
            .toArray(Block[]::new);
  }

  private Block block(Checkpoint checkpoint, int layer, String at) {
    float[] mixes = checkpoint.numbersOf(at + "att.x_rwkvag", 6L * hidden);
    float[][] mix = new float[6][];
    Arrays.setAll(mix, i -> Arrays.copyOfRange(mixes, i * hidden, (i + 1) * hidden));
    int inner = rows(checkpoint, at + "ffn.key.weight");
    return new Block(
        norm(checkpoint, at + "ln1"),
        mix,
        lowRank(checkpoint, at + "att.w"),
        lowRank(checkpoint, at + "att.a"),
        layer == 0 ? Optional.empty() : Optional.of(lowRank(checkpoint, at + "att.v")),
        narrow(checkpoint, at + "att.g1"),
        wide(checkpoint, at + "att.g2"),
        checkpoint.numbersOf(at + "att.k_k", hidden),
        checkpoint.numbersOf(at + "att.k_a", hidden),
        checkpoint.numbersOf(at + "att.r_k", hidden),
        checkpoint.linear(at + "att.receptance", hidden, hidden),
        checkpoint.linear(at + "att.key", hidden, hidden),
        checkpoint.linear(at + "att.value", hidden, hidden),
        checkpoint.linear(at + "att.output", hidden, hidden),
        checkpoint
            .layerNorm(at + "att.ln_x", hidden, headEps(checkpoint, HEAD_EPS))
            .ofHeads(headDim),
        norm(checkpoint, at + "ln2"),
        checkpoint.numbersOf(at + "ffn.x_k", hidden),
        checkpoint.linear(at + "ffn.key", inner, hidden),
        checkpoint.linear(at + "ffn.value", hidden, inner));
  }

  private LowRank lowRank(Checkpoint checkpoint, String at) {
    return new LowRank(
        narrow(checkpoint, at + "1"),
        wide(checkpoint, at + "2"),
        checkpoint.numbersOf(at + "0", hidden));
  }

  /** The token before (twice), then a matrix for each head. */
  @Override
  int stateWidth() {
    return 2 * hidden + hidden * headDim;
  }

  @Override
  void layer(int layer, float[] x, float[] firstValues, Batch batch) {
    Block block = blocks[layer];
    int at = stateAt(layer);

    float[] h = block.timeNorm.of(x);
    float[] before = shifted(h, batch, at, hidden);
    float[] r = layers.linear(block.receptance, mixed(before, h, block.mix[0]), batch);
    float[] k = layers.linear(block.key, mixed(before, h, block.mix[2]), batch);
    float[] v = layers.linear(block.value, mixed(before, h, block.mix[3]), batch);
    if (block.residual.isPresent()) {
      float[] share = of(block.residual.get(), mixed(before, h, block.mix[3]), false, batch);
      Activation.SIGMOID.apply(share);
      for (int i = 0; i < v.length; i++) {
        v[i] += (firstValues[i] - v[i]) * share[i];
      }
    } else {
      System.arraycopy(v, 0, firstValues, 0, v.length);
    }
    float[] w = of(block.decay, mixed(before, h, block.mix[1]), true, batch);
    Activation.SIGMOID.apply(w);
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) Math.exp(DECAY * w[i]);
    }
    float[] a = of(block.rate, mixed(before, h, block.mix[4]), false, batch);
    Activation.SIGMOID.apply(a);
    float[] g = layers.linear(block.gateDown, mixed(before, h, block.mix[5]), batch);
    Activation.SIGMOID.apply(g);
    g = layers.linear(block.gateUp, g, batch);

    float[] removed = k.clone();
    multiply(removed, block.keyScale);
    toUnitLength(removed);
    for (int i = 0; i < k.length; i++) {
      k[i] *= 1 + (a[i] - 1) * block.keyRate[i % hidden];
    }
    float[] y = recall(r, w, k, v, removed, a, batch, at + 2 * hidden);
    y = block.headNorm.of(y);
    addBonus(y, r, k, v, block.bonus);
    multiply(y, g);
    Layers.add(x, layers.linear(block.output, y, batch));

    h = block.channelNorm.of(x);
    before = shifted(h, batch, at + hidden, hidden);
    k = layers.linear(block.channelKey, mixed(before, h, block.channelMix), batch);
    Activation.RELU_SQUARED.apply(k);
    Layers.add(x, layers.linear(block.channelValue, k, batch));
  }

  private float[] of(LowRank weights, float[] x, boolean bent, Batch batch) {
    float[] narrow = layers.linear(weights.down, x, batch);
    if (bent) {
      Activation.TANH.apply(narrow);
    }
    float[] wide = layers.linear(weights.up, narrow, batch);
    for (int i = 0; i < wide.length; i++) {
      wide[i] += weights.bias[i % hidden];
    }
    return wide;
  }

  private void toUnitLength(float[] x) {
    for (int at = 0; at < x.length; at += headDim) {
      float squares = layers.kernels().dot(x, at, x, at, headDim);
      float scale = (float) (1 / Math.max(Math.sqrt(squares), 1e-12));
      for (int i = 0; i < headDim; i++) {
        x[at + i] *= scale;
      }
    }
  }

  /**
   * Forgets, removes and learns, then asks: row i of a head's matrix becomes {@code S_i * w - (S_i
   * . removed) * removed * a + v_i * k}, and gives {@code S_i . r}.
   */
  private float[] recall(
      float[] r,
      float[] w,
      float[] k,
      float[] v,
      float[] removed,
      float[] a,
      Batch batch,
      int stateAt) {
    float[] y = new float[r.length];
    for (int row = 0; row < batch.rows(); row++) {
      float[] state = state(batch.owner(row)).numbers();
      for (int i = 0; i < hidden; i++) {
        int head = row * hidden + i / headDim * headDim;
        int line = stateAt + i * headDim;
        float known = -layers.kernels().dot(state, line, removed, head, headDim);
        float value = v[row * hidden + i];
        float sum = 0;
        for (int j = 0; j < headDim; j++) {
          int c = head + j;
          float s = state[line + j] * w[c] + known * removed[c] * a[c] + value * k[c];
          state[line + j] = s;
          sum += s * r[c];
        }
        y[row * hidden + i] = sum;
      }
    }
    return y;
  }

  private void addBonus(float[] y, float[] r, float[] k, float[] v, float[] bonus) {
    for (int at = 0; at < y.length; at += headDim) {
      float sum = 0;
      for (int i = at; i < at + headDim; i++) {
        sum += r[i] * k[i] * bonus[i % hidden];
      }
      for (int i = at; i < at + headDim; i++) {
        y[i] += sum * v[i];
      }
    }
  }
}
