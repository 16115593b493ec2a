package dev.trine.model;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The architectures that can be run: a new one is a new file and one line here. */
public final class Architectures {
  private static final String TRANSFORMERS = "Hugging Face transformers";
  private static final String RWKV_CPP = "RWKV in PyTorch, as rwkv.cpp has it";
  private static final String NUMPY = "numpy, by the papers";
  private static final String WITHOUT_GUESSES = TRANSFORMERS + ", but for its guesses";

  private static final List<Architecture<Transformer>> DECODERS =
      List.of(
          of("Llama 1 to 3, SmolLM 1 and 2, Yi", TRANSFORMERS, Llama::open, "llama", "deci"),
          of("Llama 4, its text", TRANSFORMERS, Llama4::open, "llama4", "llama4_text"),
          of("Mistral", TRANSFORMERS, Llama::open, "mistral"),
          of("Mixtral", TRANSFORMERS, Mixtral::open, "mixtral"),
          of("Qwen2, Qwen2.5", TRANSFORMERS, Llama::open, "qwen2"),
          of("Qwen1.5-MoE, Qwen2-MoE", TRANSFORMERS, Qwen2Moe::open, "qwen2_moe", "qwen2moe"),
          of("Qwen3", TRANSFORMERS, Qwen3::open, "qwen3"),
          of("Qwen3-MoE", TRANSFORMERS, Qwen3Moe::open, "qwen3_moe", "qwen3moe"),
          of("Qwen3-Next", TRANSFORMERS, Qwen3Next::open, "qwen3_next", "qwen3next"),
          of(
              "Qwen3.5",
              TRANSFORMERS,
              Qwen3Next::open,
              "qwen3_5",
              "qwen3_5_text",
              "qwen3_5_moe",
              "qwen3_5_moe_text",
              "qwen35",
              "qwen35moe"),
          of("Gemma", TRANSFORMERS, Gemma::open, "gemma"),
          of("Gemma 2", TRANSFORMERS, Gemma2::open, "gemma2"),
          of("Gemma 3", TRANSFORMERS, Gemma3::open, "gemma3", "gemma3_text"),
          of("Phi-3, Phi-4-mini", TRANSFORMERS, Phi3::open, "phi3"),
          of("SmolLM3", TRANSFORMERS, SmolLm3::open, "smollm3"),
          of("ERNIE 4.5", TRANSFORMERS, Llama::open, "ernie4_5"),
          of("Seed-OSS", TRANSFORMERS, SeedOss::open, "seed_oss"),
          of("GLM-4", TRANSFORMERS, Glm::open, "glm", "glm4"),
          of("EXAONE 4", TRANSFORMERS, Exaone4::open, "exaone4"),
          of("Nemotron 4, Minitron", TRANSFORMERS, Nemotron::open, "nemotron"),
          of("MiniCPM", TRANSFORMERS, MiniCpm::open, "minicpm"),
          of("Granite", TRANSFORMERS, Granite::open, "granite", "granitemoe", "granitemoeshared"),
          of(
              "Granite 4 with Mamba-2",
              TRANSFORMERS,
              Granite::open,
              "granitemoehybrid",
              "granitehybrid"),
          of("LFM2", TRANSFORMERS, Lfm2::open, "lfm2", "lfm2_moe", "lfm2moe"),
          of("Mamba", TRANSFORMERS, Mamba::open, "mamba"),
          of("Mamba-2", TRANSFORMERS, Mamba2::open, "mamba2"),
          of("Jamba", TRANSFORMERS, Jamba::open, "jamba"),
          of("Falcon-H1", TRANSFORMERS, FalconH1::open, "falcon_h1", "falcon-h1"),
          of("BitNet b1.58", TRANSFORMERS, BitNet::open, "bitnet", "bitnet-b1.58"),
          of("GPT-2, StarCoder 1", TRANSFORMERS, Gpt2::open, "gpt2", "gpt_bigcode", "starcoder"),
          of("GPT-NeoX, Pythia", TRANSFORMERS, GptNeoX::open, "gpt_neox", "gptneox"),
          of("OLMo", TRANSFORMERS, Olmo::open, "olmo"),
          of("OLMo 2, OLMo 3", TRANSFORMERS, Olmo2::open, "olmo2", "olmo3"),
          of("OLMoE", TRANSFORMERS, Olmoe::open, "olmoe"),
          of("gpt-oss", TRANSFORMERS, GptOss::open, "gpt_oss", "gpt-oss"),
          of(
              "Hunyuan",
              TRANSFORMERS,
              HunYuan::open,
              "hunyuan_v1_dense",
              "hunyuan_v1_moe",
              "hunyuan-dense",
              "hunyuan-moe"),
          of("Falcon", TRANSFORMERS, Falcon::open, "falcon"),
          of("BLOOM", TRANSFORMERS, Bloom::open, "bloom"),
          of("MPT", TRANSFORMERS, Mpt::open, "mpt"),
          of("Phi-3.5-MoE", TRANSFORMERS, PhiMoe::open, "phimoe"),
          of("InternLM2, InternLM2.5", NUMPY, InternLm2::open, "internlm2"),
          of("GLM-4.5, dots.llm1", TRANSFORMERS, Glm4Moe::open, "glm4_moe", "glm4moe", "dots1"),
          of(
              "ERNIE 4.5 with experts",
              TRANSFORMERS,
              Ernie45Moe::open,
              "ernie4_5_moe",
              "ernie4_5-moe"),
          of("MiniMax-M2", TRANSFORMERS, MiniMaxM2::open, "minimax_m2", "minimax-m2"),
          of("GPT-J", TRANSFORMERS, GptJ::open, "gptj"),
          of("OPT", TRANSFORMERS, Opt::open, "opt"),
          of("Arcee, Helium", TRANSFORMERS, Llama::open, "arcee", "helium"),
          of("StableLM 2", TRANSFORMERS, StableLm::open, "stablelm"),
          of("Phi-1 to Phi-2", TRANSFORMERS, Phi2::open, "phi", "phi2"),
          of("StarCoder2", TRANSFORMERS, StarCoder2::open, "starcoder2"),
          of("Command R", TRANSFORMERS, Cohere::open, "cohere", "cohere2", "command-r"),
          of("DeepSeek-V2", TRANSFORMERS, DeepSeek2::open, "deepseek_v2", "deepseek2"),
          of("DeepSeek-V3", TRANSFORMERS, DeepSeek2::open, "deepseek_v3"),
          of("MiMo-7B", WITHOUT_GUESSES, MiMo::open, "mimo"),
          of("MiMo-V2-Flash", NUMPY, MiMo2::open, "mimo_v2_flash", "mimo2"),
          of("RWKV-4", RWKV_CPP, Rwkv4::new, "rwkv4", "rwkv"),
          of("RWKV-5", NUMPY, Rwkv5::new, "rwkv5"),
          of("RWKV-6", NUMPY, Rwkv6::new, "rwkv6", "rwkv6_fla"),
          of("RWKV-7", RWKV_CPP, Rwkv7::new, "rwkv7", "rwkv7_fla"));

  private static final List<Architecture<Embedder>> ENCODERS =
      List.of(
          of("BERT, RoBERTa, XLM-R", TRANSFORMERS, Bert::open, Bert.NAMES),
          of("Jina BERT v2, in folders called `bert`", NUMPY, JinaBert::open, "jina-bert-v2"),
          of("DistilBERT", TRANSFORMERS, DistilBert::open, "distilbert"),
          of("MPNet", TRANSFORMERS, MpNet::open, "mpnet"),
          of("Nomic Embed", TRANSFORMERS, NomicBert::open, "nomic_bert", "nomic-bert"),
          of(
              "Nomic Embed 2 with experts, in folders called `nomic_bert`",
              NUMPY,
              NomicBert::open,
              "nomic-bert-moe"),
          of("ModernBERT", TRANSFORMERS, ModernBert::open, "modernbert", "modern-bert"),
          of("EmbeddingGemma", TRANSFORMERS, Gemma3::embedder, "gemma-embedding"));

  private Architectures() {}

  private record Architecture<T>(
      String title, String verified, List<String> names, Function<Checkpoint, ? extends T> open) {}

  /**
   * A line of the registry: whose models, against whose numbers they were checked, how they are
   * opened, and what files call them.
   */
  private static <T> Architecture<T> of(
      String title, String verified, Function<Checkpoint, ? extends T> open, String... names) {
    return new Architecture<>(title, verified, List.of(names), open);
  }

  /** The registry as a table in Markdown. */
  public static String table() {
    StringBuilder table = new StringBuilder();
    table.append("| Models | In files called | Use | Checked against |\n|---|---|---|---|\n");
    DECODERS.forEach(it -> table.append(row(it, "text")));
    ENCODERS.forEach(it -> table.append(row(it, "vectors")));
    return table.toString();
  }

  private static String row(Architecture<?> line, String use) {
    String names = line.names().stream().map(it -> "`" + it + "`").collect(joining(", "));
    return "| %s | %s | %s | %s |\n".formatted(line.title(), names, use, line.verified());
  }

  /**
   * The model that these weights make.
   *
   * @throws ModelException if the architecture is not known, or the weights do not fit it
   */
  public static Transformer open(Weights weights) {
    return open(new Checkpoint(weights));
  }

  /** As {@link #open(Weights)}; afterwards the checkpoint knows the architecture's names. */
  static Transformer open(Checkpoint checkpoint) {
    if (encodes(checkpoint.architecture()) || Gemma3.seesBothWays(checkpoint)) {
      throw checkpoint.error(
          "the architecture \"%s\" reads texts and writes none; use it to embed"
              .formatted(checkpoint.architecture()));
    }
    return open(known(DECODERS, checkpoint), checkpoint);
  }

  /**
   * The embedder that these weights make.
   *
   * @throws ModelException if the architecture is not known, or the weights do not fit it
   */
  public static Embedder embedder(Weights weights) {
    Checkpoint checkpoint = new Checkpoint(weights);
    Optional<Architecture<Embedder>> encoder = find(ENCODERS, checkpoint);
    if (encoder.isPresent()) {
      return open(encoder.get(), checkpoint);
    }
    Pooling pooling = Pooling.of(checkpoint, Pooling.Kind.LAST);
    if (open(known(DECODERS, checkpoint), checkpoint) instanceof Decoder decoder) {
      return decoder.embedder(pooling);
    }
    throw checkpoint.error(
        "the architecture \"%s\" makes no vectors of texts; ./trine architectures lists those that do"
            .formatted(checkpoint.architecture()));
  }

  /** The encoder that these weights make, with the head that sorts texts where they have one. */
  static Encoder encoder(Checkpoint checkpoint) {
    if (BertClassifier.isOf(checkpoint)) {
      return new BertClassifier(checkpoint).bert();
    }
    return (Encoder) open(known(ENCODERS, checkpoint), checkpoint);
  }

  /** The language model whose tokens see both ways. */
  static Decoder bothWays(Checkpoint checkpoint) {
    Decoder decoder = Gemma3.open(checkpoint);
    Pooling.of(checkpoint, Pooling.Kind.MEAN); // asks for the layers behind it
    checkpoint.requireAllRead();
    return decoder;
  }

  /**
   * The classifier that these weights make.
   *
   * @throws ModelException if the architecture is not known, or the weights have no classes
   */
  public static Classifier classifier(Weights weights) {
    Checkpoint checkpoint = new Checkpoint(weights);
    if (List.of(Bert.NAMES).contains(checkpoint.architecture())) {
      return new BertClassifier(checkpoint);
    }
    if (encodes(checkpoint.architecture())) {
      throw sortsNone(checkpoint);
    }
    checkpoint.leaveOut("^(score|cls\\.output)\\.");
    if (open(known(DECODERS, checkpoint), checkpoint) instanceof Decoder decoder) {
      Linear head = checkpoint.classes(Checkpoint.CLASSES, decoder.width());
      return decoder.classifier(head, checkpoint.labels(head.out()));
    }
    throw sortsNone(checkpoint);
  }

  private static ModelException sortsNone(Checkpoint checkpoint) {
    return checkpoint.error(
        "the architecture \"%s\" sorts no texts; ./trine architectures lists those that do"
            .formatted(checkpoint.architecture()));
  }

  /** Whether these weights have classes to sort texts into. */
  public static boolean classifies(Weights weights) {
    Checkpoint checkpoint = new Checkpoint(weights);
    return encodes(checkpoint.architecture())
        ? BertClassifier.fits(checkpoint)
        : checkpoint.has(Checkpoint.CLASSES);
  }

  /** Whether this is an architecture of encoders. */
  static boolean encodes(String name) {
    return ENCODERS.stream().anyMatch(it -> it.names().contains(name));
  }

  /** Whether this is an architecture that can be run. */
  static boolean isKnown(String name) {
    return Stream.concat(DECODERS.stream(), ENCODERS.stream())
        .anyMatch(it -> it.names().contains(name));
  }

  private static <T> T open(Architecture<T> architecture, Checkpoint checkpoint) {
    T model = architecture.open().apply(checkpoint);
    checkpoint.requireAllRead();
    return model;
  }

  private static <T> Architecture<T> known(List<Architecture<T>> all, Checkpoint checkpoint) {
    return find(all, checkpoint)
        .orElseThrow(() ->
            checkpoint.error(
                "the architecture \"%s\" is not known; ./trine architectures lists those that are"
                    .formatted(checkpoint.architecture())));
  }

  private static <T> Optional<Architecture<T>> find(
      List<Architecture<T>> all, Checkpoint checkpoint) {
    String name = checkpoint.architecture();
    return all.stream().filter(it -> it.names().contains(name)).findFirst();
  }
}
