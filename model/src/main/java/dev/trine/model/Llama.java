package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.util.Collections;
import java.util.stream.IntStream;

/**
 * Llama 1 to 3 (Touvron et al. 2023, arXiv:2302.13971; grouped queries and rope scaling came
 * later); Mistral, which attends to a window; Qwen2, which has biases on query, key and value.
 */
final class Llama implements Transformer {
  private final Config config;
  private final Layers layers = new Layers(Kernels.chosen().kernels(), ThreadTeam.shared());
  private final Rope rope;
  private final Attention attention;
  private final Tensor embedding; // [vocab, hidden]
  private final Block[] blocks;
  private final float[] norm; // [hidden]
  private final Linear output; // [vocab, hidden], often the embedding itself

  /** One layer's weights. */
  private record Block(
      float[] attentionNorm, // [hidden]
      Linear q, // [heads * headDim, hidden]
      Linear k, // [kvHeads * headDim, hidden]
      Linear v, // [kvHeads * headDim, hidden]
      Linear o, // [hidden, heads * headDim]
      float[] mlpNorm, // [hidden]
      Linear gate, // [intermediate, hidden]
      Linear up, // [intermediate, hidden]
      Linear down) {} // [hidden, intermediate]

  Llama(Checkpoint checkpoint) {
    config = Config.of(checkpoint);
    int hidden = config.hiddenSize();
    boolean interleaved = checkpoint.gguf() && checkpoint.architecture().equals("llama");
    rope = Rope.of(checkpoint, config.headDim(), interleaved);
    attention = config.attention();
    embedding = checkpoint.tensor("model.embed_tokens.weight", config.vocabSize(), hidden);
    blocks =
        IntStream.range(0, config.numHiddenLayers())
            .mapToObj(layer -> block(checkpoint, "model.layers." + layer + "."))
            .toArray(Block[]::new);
    norm = checkpoint.vector("model.norm.weight", hidden);
    output = checkpoint.output(embedding);
  }

  private Block block(Checkpoint checkpoint, String at) {
    int hidden = config.hiddenSize();
    int inner = config.intermediateSize();
    int queries = config.numAttentionHeads() * config.headDim();
    int keys = config.numKeyValueHeads() * config.headDim();
    return new Block(
        checkpoint.vector(at + "input_layernorm.weight", hidden),
        checkpoint.linear(at + "self_attn.q_proj", queries, hidden),
        checkpoint.linear(at + "self_attn.k_proj", keys, hidden),
        checkpoint.linear(at + "self_attn.v_proj", keys, hidden),
        checkpoint.linear(at + "self_attn.o_proj", hidden, queries),
        checkpoint.vector(at + "post_attention_layernorm.weight", hidden),
        checkpoint.linear(at + "mlp.gate_proj", inner, hidden),
        checkpoint.linear(at + "mlp.up_proj", inner, hidden),
        checkpoint.linear(at + "mlp.down_proj", hidden, inner));
  }

  @Override
  public float[][] forward(Batch batch) {
    float[] x = Layers.embed(embedding, batch);
    for (int layer = 0; layer < blocks.length; layer++) {
      Block block = blocks[layer];

      float[] h = layers.rmsNorm(x, block.attentionNorm, config.rmsNormEps());
      float[] q = layers.linear(block.q, h, batch);
      float[] k = layers.linear(block.k, h, batch);
      float[] v = layers.linear(block.v, h, batch);
      rope.turn(q, config.numAttentionHeads(), batch);
      rope.turn(k, config.numKeyValueHeads(), batch);
      float[] attended = layers.attention(q, k, v, batch, layer, attention);
      Layers.add(x, layers.linear(block.o, attended, batch));

      h = layers.rmsNorm(x, block.mlpNorm, config.rmsNormEps());
      float[] gate = layers.linear(block.gate, h, batch);
      Layers.swiGlu(gate, layers.linear(block.up, h, batch));
      Layers.add(x, layers.linear(block.down, gate, batch));
    }
    return layers.logits(x, norm, config.rmsNormEps(), output, batch);
  }

  @Override
  public int vocabularySize() {
    return config.vocabSize();
  }

  @Override
  public int contextLength() {
    return config.maxPositionEmbeddings();
  }

  @Override
  public KvCache newCache(int capacity) {
    return new FloatCache(Collections.nCopies(blocks.length, attention), capacity);
  }
}
