package dev.trine.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How llama.cpp lays an architecture's weights out in GGUF files (convert_hf_to_gguf.py).
 *
 * @param name of the architecture there
 * @param interleaves whether the rows of queries and keys are reordered: pairs that turn together
 *     stand together
 * @param addsOne whether norms get the one that the model adds to them
 */
record GgufLayout(String name, boolean interleaves, boolean addsOne) {

  /** By the {@code model_type} of the folder. */
  static final Map<String, GgufLayout> BY_TYPE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("llama", interleaved("llama")),
              Map.entry("mistral", interleaved("llama")),
              Map.entry("mixtral", interleaved("llama")),
              Map.entry("granite", interleaved("granite")),
              Map.entry("smollm3", interleaved("smollm3")),
              Map.entry("minicpm", interleaved("minicpm")),
              Map.entry("olmo", interleaved("olmo")),
              Map.entry("arcee", interleaved("arcee")),
              Map.entry("seed_oss", plain("seed_oss")),
              Map.entry("exaone4", plain("exaone4")),
              Map.entry("ernie4_5", plain("ernie4_5")),
              Map.entry("glm4", plain("glm4")),
              Map.entry("glm4_moe", plain("glm4moe")),
              Map.entry("dots1", plain("dots1")),
              Map.entry("minimax_m2", plain("minimax-m2")),
              Map.entry("mimo", plain("qwen2")),
              Map.entry("hunyuan_v1_dense", plain("hunyuan-dense")),
              Map.entry("cohere", plain("command-r")),
              Map.entry("cohere2", plain("cohere2")),
              Map.entry("phi", plain("phi2")),
              Map.entry("nemotron", oneAdded("nemotron")),
              Map.entry("qwen2", plain("qwen2")),
              Map.entry("qwen2_moe", plain("qwen2moe")),
              Map.entry("qwen3", plain("qwen3")),
              Map.entry("qwen3_moe", plain("qwen3moe")),
              Map.entry("qwen3_next", oneAdded("qwen3next")),
              Map.entry("olmo2", plain("olmo2")),
              Map.entry("olmoe", plain("olmoe")),
              Map.entry("stablelm", plain("stablelm")),
              Map.entry("starcoder2", plain("starcoder2")),
              Map.entry("deepseek_v2", plain("deepseek2")),
              Map.entry("deepseek_v3", plain("deepseek2")),
              Map.entry("phi3", plain("phi3")),
              Map.entry("gemma", oneAdded("gemma")),
              Map.entry("gemma2", oneAdded("gemma2")),
              Map.entry("gemma3", oneAdded("gemma3")),
              Map.entry("gemma3_text", oneAdded("gemma3")),
              Map.entry("gpt2", plain("gpt2")),
              Map.entry("gpt_bigcode", plain("starcoder")),
              Map.entry("gpt_neox", plain("gptneox")),
              Map.entry("falcon", plain("falcon")),
              Map.entry("gpt_oss", plain("gpt-oss")),
              Map.entry("granitemoe", interleaved("granitemoe")),
              Map.entry("granitemoeshared", interleaved("granitemoe")),
              Map.entry("granitemoehybrid", interleaved("granitehybrid")),
              Map.entry("lfm2", plain("lfm2")),
              Map.entry("lfm2_moe", plain("lfm2moe")),
              Map.entry("mamba", plain("mamba")),
              Map.entry("mamba2", plain("mamba2")),
              Map.entry("jamba", plain("jamba")),
              Map.entry("falcon_h1", plain("falcon-h1")),
              Map.entry("bloom", plain("bloom")),
              Map.entry("mpt", plain("mpt")),
              Map.entry("phimoe", plain("phimoe")),
              Map.entry("llama4", plain("llama4")),
              Map.entry("llama4_text", plain("llama4")),
              Map.entry("qwen3_5", oneAdded("qwen35")),
              Map.entry("qwen3_5_text", oneAdded("qwen35")),
              Map.entry("qwen3_5_moe", oneAdded("qwen35moe")),
              Map.entry("qwen3_5_moe_text", oneAdded("qwen35moe")),
              Map.entry("rwkv6", plain("rwkv6")),
              Map.entry("rwkv7", plain("rwkv7")),
              Map.entry("olmo3", plain("olmo2")),
              Map.entry("ernie4_5_moe", plain("ernie4_5-moe")),
              Map.entry("hunyuan_v1_moe", plain("hunyuan-moe")),
              Map.entry("bitnet", plain("bitnet-b1.58")),
              Map.entry("bert", plain("bert")),
              Map.entry("roberta", plain("bert")),
              Map.entry("xlm-roberta", plain("bert")),
              Map.entry("distilbert", plain("bert")),
              Map.entry("nomic_bert", plain("nomic-bert")),
              Map.entry("modernbert", plain("modern-bert"))));

  /** The layout of a folder's architecture; empty if llama.cpp has none. */
  static Optional<GgufLayout> of(Checkpoint checkpoint) {
    Optional<GgufLayout> known = Optional.ofNullable(BY_TYPE.get(checkpoint.architecture()));
    return known.map(it ->
        switch (it.name()) {
          case "bert" -> JinaBert.is(checkpoint) ? plain("jina-bert-v2") : it;
          case "nomic-bert" -> NomicBert.isSparse(checkpoint) ? plain("nomic-bert-moe") : it;
          case "gemma3" -> Gemma3.seesBothWays(checkpoint) ? oneAdded("gemma-embedding") : it;
          default -> it;
        });
  }

  private static GgufLayout plain(String name) {
    return new GgufLayout(name, false, false);
  }

  private static GgufLayout interleaved(String name) {
    return new GgufLayout(name, true, false);
  }

  private static GgufLayout oneAdded(String name) {
    return new GgufLayout(name, false, true);
  }
}
