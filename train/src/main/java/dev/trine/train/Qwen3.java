package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.rms_norm;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.softmax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The Qwen3 decoder (Qwen3 technical report, arXiv 2505.09388) with its gradients: pre-norm blocks
 * of grouped-query attention with normed queries and keys, and SwiGLU; the embedding is tied.
 *
 * <p>In shapes B is rows, T tokens a row, D the width, H query heads, K key heads, 64 a head's
 * width. Matrices that read the same input are kept as one: q, k, v and gate, up.
 */
final class Qwen3 {
  final Shape shape;
  final Map<String, Tensor> parameters = new LinkedHashMap<>(); // f32, in the order of the file

  private final Tensor cos; // [CONTEXT, 1, 64], both halves alike
  private final Tensor sin;

  /** Fresh weights: normal 0.02, the projections back into the stream scaled down by depth. */
  Qwen3(Shape shape, long seed) {
    this.shape = shape;
    var random = new Random(seed);
    double back = 0.02 / Math.sqrt(2.0 * shape.layers());
    int d = shape.dim();
    int heads = shape.heads() + 2 * shape.kvHeads();
    matrix("token_embd", shape.vocab(), d, 0.02, random);
    for (int l = 0; l < shape.layers(); l++) {
      String blk = "blk." + l + ".";
      gain(blk + "attn_norm", d);
      matrix(blk + "attn_qkv", heads * Shape.HEAD, d, 0.02, random);
      gain(blk + "attn_q_norm", Shape.HEAD);
      gain(blk + "attn_k_norm", Shape.HEAD);
      matrix(blk + "attn_output", d, shape.heads() * Shape.HEAD, back, random);
      gain(blk + "ffn_norm", d);
      matrix(blk + "ffn_gate_up", 2 * shape.ffn(), d, 0.02, random);
      matrix(blk + "ffn_down", d, shape.ffn(), back, random);
    }
    gain("output_norm", d);
    cos = angles(true);
    sin = angles(false);
  }

  /** A replica: the same weights in the same memory, gradients of its own. */
  Qwen3(Qwen3 original) {
    shape = original.shape;
    cos = original.cos;
    sin = original.sin;
    original.parameters.forEach(
        (name, w) -> parameters.put(name, w.detach().set_requires_grad(true)));
  }

  /**
   * The logits of chosen positions.
   *
   * @param ids [B, T]
   * @param at [N], indices into the B x T positions
   * @param type what the matrices are computed in
   * @return [N, vocab] in f32
   */
  Tensor logits(Tensor ids, Tensor at, ScalarType type) {
    var weights = new LinkedHashMap<String, Tensor>();
    parameters.forEach((name, w) -> weights.put(name, type == ScalarType.Float ? w : w.to(type)));
    long t = ids.shape()[1];
    var cosines = cos.narrow(0, 0, t).to(type);
    var sines = sin.narrow(0, 0, t).to(type);
    var future = future((int) t).to(type);
    var x = embedding(weights.get("token_embd"), ids); // [B, T, D]
    for (int l = 0; l < shape.layers(); l++) {
      var block = new Block(weights, "blk." + l + ".", cosines, sines, future);
      x = x.add(block.attention(x));
      if (l == shape.layers() - 1) {
        x = x.reshape(-1, shape.dim()).index_select(0, at); // [N, D]; nobody reads the others
      }
      x = x.add(block.feedForward(x));
    }
    x = norm(x, Objects.requireNonNull(weights.get("output_norm")));
    return linear(x, weights.get("token_embd")).to(ScalarType.Float);
  }

  private final class Block {
    private final Map<String, Tensor> weights;
    private final String name;
    private final Tensor cosines;
    private final Tensor sines;
    private final Tensor future;

    Block(Map<String, Tensor> weights, String name, Tensor cosines, Tensor sines, Tensor future) {
      this.weights = weights;
      this.name = name;
      this.cosines = cosines;
      this.sines = sines;
      this.future = future;
    }

    Tensor attention(Tensor x) {
      long rows = x.shape()[0];
      long t = x.shape()[1];
      int h = shape.heads();
      int k = shape.kvHeads();
      var qkv = linear(norm(x, weight("attn_norm")), weight("attn_qkv"));
      var heads =
          qkv.view(rows, t, h + 2 * k, Shape.HEAD).split_with_sizes(new long[] {h, k, k}, 2);
      var q = rope(norm(heads.get(0), weight("attn_q_norm"))).transpose(1, 2);
      var keys = shared(rope(norm(heads.get(1), weight("attn_k_norm"))));
      var values = shared(heads.get(2));
      // libtorch's fused attention multiplies bf16 without the CPU's bf16 instructions; matmul
      // does.
      var scores = matmul(q, keys.transpose(2, 3)).mul_(new Scalar(1 / Math.sqrt(Shape.HEAD)));
      var out = matmul(softmax(scores.add_(future), -1), values); // [B, H, T, 64]
      return linear(
          out.transpose(1, 2).reshape(rows, t, (long) h * Shape.HEAD), weight("attn_output"));
    }

    Tensor feedForward(Tensor x) {
      var both = linear(norm(x, weight("ffn_norm")), weight("ffn_gate_up"));
      var halves = both.chunk(2, -1); // gate, up
      return linear(silu(halves.get(0)).mul(halves.get(1)), weight("ffn_down"));
    }

    /** Turns the halves of every head by its position (NEOX order): [B, T, heads, 64]. */
    private Tensor rope(Tensor x) {
      var first = x.narrow(3, 0, Shape.HEAD / 2);
      var second = x.narrow(3, Shape.HEAD / 2, Shape.HEAD / 2);
      var turned = cat(new TensorVector(second.neg(), first), 3);
      return x.mul(cosines).add(turned.mul(sines));
    }

    /** Keys or values once for each query that reads them: [B, T, K, 64] to [B, H, T, 64]. */
    private Tensor shared(Tensor x) {
      long[] s = x.shape();
      long queries = shape.heads() / shape.kvHeads();
      return x.unsqueeze(3)
          .expand(s[0], s[1], s[2], queries, s[3])
          .reshape(s[0], s[1], s[2] * queries, s[3])
          .transpose(1, 2);
    }

    private Tensor weight(String part) {
      return Objects.requireNonNull(weights.get(name + part));
    }
  }

  private static Tensor norm(Tensor x, Tensor gain) {
    return rms_norm(x, gain.shape(), new TensorOptional(gain), new DoubleOptional(Shape.EPSILON));
  }

  private void matrix(String name, int rows, int columns, double deviation, Random random) {
    float[] w = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (random.nextGaussian() * deviation);
    }
    parameters.put(name, Tensor.create(w, rows, columns).set_requires_grad(true));
  }

  private void gain(String name, int width) {
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    parameters.put(name, Tensor.create(ones, width).set_requires_grad(true));
  }

  /** What is added to the scores so that nobody looks ahead: [T, T], 0 up to the diagonal. */
  private static Tensor future(int t) {
    float[] mask = new float[t * t];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % t > i / t ? Float.NEGATIVE_INFINITY : 0;
    }
    return Tensor.create(mask, t, t);
  }

  private static Tensor angles(boolean cosine) {
    float[] table = new float[Shape.CONTEXT * Shape.HEAD];
    for (int i = 0; i < table.length; i++) {
      int pair = i % (Shape.HEAD / 2);
      double angle = i / Shape.HEAD * Math.pow(Shape.ROPE_BASE, -2.0 * pair / Shape.HEAD);
      table[i] = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
    }
    return Tensor.create(table, Shape.CONTEXT, 1, Shape.HEAD);
  }

  List<Tensor> tensors() {
    return new ArrayList<>(parameters.values());
  }
}
