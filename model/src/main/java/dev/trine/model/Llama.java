package dev.trine.model;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.Tensor;
import dev.trine.tensor.ThreadTeam;
import java.util.stream.IntStream;

/**
 * Llama 1 to 3 (Touvron et al. 2023, arXiv:2302.13971; grouped queries and rope scaling came
 * later); Mistral, which attends to a window; Qwen2, which has biases on query, key and value.
 */
final class Llama implements Transformer {
  private final Config config;
  private final Layers layers = new Layers(Kernels.chosen().kernels(), ThreadTeam.shared());
  private final Rope rope;
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
  public float[][] forward(int[] ids, KvCache kvCache, boolean all) {
    FloatCache cache = Layers.begin(ids, kvCache, config.vocabSize());
    int tokens = ids.length;
    float[] x = Layers.embed(embedding, ids);
    for (int layer = 0; layer < blocks.length; layer++) {
      Block block = blocks[layer];

      float[] h = layers.rmsNorm(x, block.attentionNorm, config.rmsNormEps());
      float[] q = layers.linear(block.q, h, tokens);
      float[] k = layers.linear(block.k, h, tokens);
      float[] v = layers.linear(block.v, h, tokens);
      rope.turn(q, tokens, config.numAttentionHeads(), cache.length());
      rope.turn(k, tokens, config.numKeyValueHeads(), cache.length());
      cache.put(layer, k, v, tokens);
      float[] attended = layers.attention(q, cache, layer, tokens, config);
      Layers.add(x, layers.linear(block.o, attended, tokens));

      h = layers.rmsNorm(x, block.mlpNorm, config.rmsNormEps());
      float[] gate = layers.linear(block.gate, h, tokens);
      Layers.swiGlu(gate, layers.linear(block.up, h, tokens));
      Layers.add(x, layers.linear(block.down, gate, tokens));
    }
    cache.advance(tokens);
    return layers.logits(x, norm, config.rmsNormEps(), output, all);
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
    return new FloatCache(blocks.length, config.numKeyValueHeads() * config.headDim(), capacity);
  }
}
