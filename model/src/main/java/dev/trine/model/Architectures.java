package dev.trine.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The architectures that can be run: a new one is a new file and one line here. */
public final class Architectures {
  private static final List<Architecture<Transformer>> DECODERS =
      List.of(
          of("Llama 1 to 3, SmolLM, Yi", Llama::open, "llama"),
          of("Mistral", Llama::open, "mistral", "mistral3", "ministral"),
          of("Mixtral", Mixtral::open, "mixtral"),
          of("Qwen2, Qwen2.5", Llama::open, "qwen2"),
          of("Qwen1.5-MoE, Qwen2-MoE", Qwen2Moe::open, "qwen2_moe", "qwen2moe"),
          of("Qwen3", Qwen3::open, "qwen3"),
          of("Qwen3-MoE", Qwen3Moe::open, "qwen3_moe", "qwen3moe"),
          of("Gemma", Gemma::open, "gemma"),
          of("Gemma 2", Gemma2::open, "gemma2"),
          of("Gemma 3", Gemma3::open, "gemma3", "gemma3_text"),
          of("Phi-3, Phi-4-mini", Phi3::open, "phi3"),
          of("SmolLM3", SmolLm3::open, "smollm3"),
          of("MiniCPM", MiniCpm::open, "minicpm"),
          of("Granite", Granite::open, "granite"),
          of("BitNet b1.58", BitNet::open, "bitnet", "bitnet-b1.58"),
          of("GPT-2", Gpt2::open, "gpt2"),
          of("DeepSeek-V2, V3", DeepSeek2::open, "deepseek_v2", "deepseek_v3", "deepseek2"),
          of("MiMo-V2-Flash", MiMo2::open, "mimo_v2_flash", "mimo2"),
          of("RWKV-4", Rwkv4::new, "rwkv4"),
          of("RWKV-7", Rwkv7::new, "rwkv7"));

  private static final List<Architecture<Embedder>> ENCODERS =
      List.of(of("BERT, RoBERTa, XLM-R", Bert::new, "bert", "roberta", "xlm-roberta"));

  private Architectures() {}

  private record Architecture<T>(String title, List<String> names, Function<Checkpoint, T> open) {}

  /** A line of the registry: whose models, how they are opened, and the names that files use. */
  private static <T> Architecture<T> of(
      String title, Function<Checkpoint, T> open, String... names) {
    return new Architecture<>(title, List.of(names), open);
  }

  /**
   * The model that these weights make.
   *
   * @throws ModelException if the architecture is not known, or the weights do not fit it
   */
  public static Transformer open(Weights weights) {
    Checkpoint checkpoint = new Checkpoint(weights);
    if (find(ENCODERS, checkpoint).isPresent()) {
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
        "the architecture \"%s\" makes no vectors of texts".formatted(checkpoint.architecture()));
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
                "the architecture \"%s\" is not known; known are %s"
                    .formatted(checkpoint.architecture(), names())));
  }

  private static <T> Optional<Architecture<T>> find(
      List<Architecture<T>> all, Checkpoint checkpoint) {
    String name = checkpoint.architecture();
    return all.stream().filter(it -> it.names().contains(name)).findFirst();
  }

  private static String names() {
    return Stream.concat(DECODERS.stream(), ENCODERS.stream())
        .flatMap(it -> it.names().stream())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
