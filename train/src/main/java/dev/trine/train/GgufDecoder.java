package dev.trine.train;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.rms_norm;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.softmax;
import static org.bytedeco.pytorch.global.torch.stack;

import dev.trine.model.Gguf;
import dev.trine.model.GgufWriter;
import dev.trine.tensor.BlockFormat;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * A decoder of Llama's kind (llama, deci, qwen2, qwen3) from a GGUF file, with its gradients. Its
 * widths are those of its tensors, so layers may differ.
 *
 * <p>In shapes B is rows, T tokens a row, D the width of the stream, d a head's, V the vocabulary.
 */
final class GgufDecoder {
  private final Gguf file;
  private final String architecture;
  private final int headDim;
  private final double epsilon;
  private final boolean neighbours; // a rotated pair is two neighbours, else one of each half
  private final double[] frequencies; // [d / 2]
  private final Map<String, Tensor> parameters = new LinkedHashMap<>(); // f32, by name in the file

  /**
   * Reads a model.
   *
   * @param learns whether its weights get gradients
   */
  GgufDecoder(Path path, boolean learns) {
    file = Gguf.open(path);
    architecture = file.string("general.architecture").orElse("");
    if (!List.of("llama", "deci", "qwen2", "qwen3").contains(architecture)) {
      throw new TrainingException(
          path + ": recovery knows llama, deci, qwen2 and qwen3, not " + architecture);
    }
    neighbours = !architecture.startsWith("qwen");
    long hidden = whole("embedding_length");
    headDim =
        Math.toIntExact(
            file.integer(architecture + ".attention.key_length")
                .orElseGet(() -> hidden / whole("attention.head_count")));
    epsilon = file.number(architecture + ".attention.layer_norm_rms_epsilon").orElse(1e-6);
    double base = file.number(architecture + ".rope.freq_base").orElse(10_000.0);
    if (file.string(architecture + ".rope.scaling.type")
        .filter(it -> !it.equals("none"))
        .isPresent()) {
      throw new TrainingException(path + ": recovery does not know scaled rotation");
    }
    Optional<float[]> divisors = file.tensor("rope_freqs.weight").map(it -> it.floats());
    frequencies = new double[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double divisor = divisors.isPresent() ? divisors.get()[i] : 1;
      frequencies[i] = Math.pow(base, -2.0 * i / headDim) / divisor;
    }
    for (String name : file.tensors().keySet()) {
      if (!name.equals("rope_freqs.weight")) {
        dev.trine.tensor.Tensor stored = file.tensor(name).orElseThrow();
        parameters.put(
            name, Tensor.create(stored.floats(), stored.shape()).set_requires_grad(learns));
      }
    }
  }

  private long whole(String key) {
    return file.integer(architecture + "." + key)
        .orElseThrow(() ->
            new TrainingException(file.path() + ": " + architecture + "." + key + " is missing"));
  }

  List<Tensor> tensors() {
    return new ArrayList<>(parameters.values());
  }

  /** The logits after chosen tokens: ids [B, T] and indices [N] into B x T, to [N, V]. */
  Tensor logits(Tensor ids, Tensor chosen) {
    int t = Math.toIntExact(ids.shape()[1]);
    Tensor cos = angles(t, true);
    Tensor sin = angles(t, false);
    Tensor future = future(t);
    Tensor x = embedding(weight("token_embd"), ids);
    for (int layer = 0; layer < whole("block_count"); layer++) {
      String at = "blk." + layer + ".";
      x = x.add(attention(at, norm(x, at + "attn_norm"), cos, sin, future));
      Tensor h = norm(x, at + "ffn_norm");
      Tensor inner = silu(project(h, at + "ffn_gate")).mul(project(h, at + "ffn_up"));
      x = x.add(project(inner, at + "ffn_down"));
    }
    String output = parameters.containsKey("output.weight") ? "output" : "token_embd";
    Tensor last = x.reshape(-1, whole("embedding_length")).index_select(0, chosen);
    return linear(norm(last, "output_norm"), weight(output));
  }

  private Tensor attention(String at, Tensor h, Tensor cos, Tensor sin, Tensor future) {
    Tensor q = turned(normed(heads(project(h, at + "attn_q")), at + "attn_q_norm"), cos, sin);
    Tensor k = turned(normed(heads(project(h, at + "attn_k")), at + "attn_k_norm"), cos, sin);
    Tensor v = heads(project(h, at + "attn_v"));
    long queries = q.shape()[2] / k.shape()[2];
    q = q.transpose(1, 2);
    k = shared(k, queries);
    v = shared(v, queries);
    Tensor scores = matmul(q, k.transpose(2, 3)).mul(new Scalar(1 / Math.sqrt(headDim)));
    Tensor out = matmul(softmax(scores.add(future), -1), v).transpose(1, 2);
    return project(out.reshape(h.shape()[0], h.shape()[1], -1), at + "attn_output");
  }

  /** [B, T, heads d] to [B, T, heads, d]. */
  private Tensor heads(Tensor x) {
    return x.view(x.shape()[0], x.shape()[1], -1, headDim);
  }

  private Tensor normed(Tensor x, String name) {
    return parameters.containsKey(name + ".weight") ? norm(x, name) : x;
  }

  /** Keys or values once for each query that reads them: [B, T, K, d] to [B, H, T, d]. */
  private static Tensor shared(Tensor x, long queries) {
    long[] s = x.shape();
    return x.unsqueeze(3)
        .expand(s[0], s[1], s[2], queries, s[3])
        .reshape(s[0], s[1], s[2] * queries, s[3])
        .transpose(1, 2);
  }

  /** Turns every pair of every head by its position; cos and sin [T, 1, d / 2]. */
  private Tensor turned(Tensor x, Tensor cos, Tensor sin) {
    long half = headDim / 2;
    long[] s = x.shape();
    int pairs = neighbours ? 4 : 3; // the dimension that a pair lies in
    Tensor split =
        neighbours ? x.view(s[0], s[1], s[2], half, 2) : x.view(s[0], s[1], s[2], 2, half);
    Tensor a = split.select(pairs, 0);
    Tensor b = split.select(pairs, 1);
    Tensor real = a.mul(cos).sub(b.mul(sin));
    Tensor imaginary = a.mul(sin).add(b.mul(cos));
    return stack(new TensorVector(real, imaginary), pairs).reshape(s);
  }

  private Tensor project(Tensor x, String name) {
    Tensor y = linear(x, weight(name));
    Tensor bias = parameters.get(name + ".bias");
    return bias == null ? y : y.add(bias);
  }

  private Tensor norm(Tensor x, String name) {
    Tensor gain = weight(name);
    return rms_norm(x, gain.shape(), new TensorOptional(gain), new DoubleOptional(epsilon));
  }

  private Tensor weight(String name) {
    Tensor weight = parameters.get(name + ".weight");
    if (weight == null) {
      throw new TrainingException(file.path() + ": tensor " + name + ".weight is missing");
    }
    return weight;
  }

  private Tensor angles(int t, boolean cosine) {
    float[] table = new float[t * frequencies.length];
    for (int i = 0; i < table.length; i++) {
      double angle = i / frequencies.length * frequencies[i % frequencies.length];
      table[i] = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
    }
    return Tensor.create(table, t, 1, frequencies.length);
  }

  private static Tensor future(int t) {
    float[] mask = new float[t * t];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % t > i / t ? Float.NEGATIVE_INFINITY : 0;
    }
    return Tensor.create(mask, t, t);
  }

  /** Writes the weights as they are now, everything else as it was read. */
  void write(Path out) {
    GgufWriter writer = new GgufWriter();
    for (String key : file.metadata().keySet()) {
      if (!key.equals("general.alignment")) {
        writer.copy(file, key);
      }
    }
    for (String name : file.tensors().keySet()) {
      dev.trine.tensor.Tensor stored = file.tensor(name).orElseThrow();
      Tensor now = parameters.get(name);
      if (now == null) {
        writer.put(stored);
      } else {
        BlockFormat format = stored.format().writable() ? stored.format() : BlockFormat.F32;
        writer.put(
            name,
            format,
            stored.shape(),
            () -> {
              float[] weights = Export.floats(now);
              return MemorySegment.ofArray(format.encode(weights, 0, weights.length));
            });
      }
    }
    writer.write(out);
  }
}
