package dev.trine.model;

/** Finds the tokenizer that a model's files describe. */
public final class Tokenizers {

  private Tokenizers() {}

  /**
   * The tokenizer that a GGUF file carries; it needs no tensors.
   *
   * @throws ModelException if there is none, or its kind is unknown
   */
  public static Tokenizer of(Gguf gguf) {
    String kind =
        gguf.string("tokenizer.ggml.model")
            .orElseThrow(() -> Vocabulary.bad(gguf, "tokenizer.ggml.model", "is missing"));
    return switch (kind) {
      case "gpt2" -> ByteBpe.of(gguf);
      case "llama" -> SpmBpe.of(gguf);
      default ->
          throw new ModelException(
              "%s: tokenizer '%s' is unknown; use a model with gpt2 or llama tokens"
                  .formatted(gguf.path(), kind.replaceAll("\\p{Cntrl}", " ")));
    };
  }
}
