package dev.trine.cli;

import dev.trine.model.Model;
import dev.trine.model.Precision;
import dev.trine.model.SafeTensors;
import dev.trine.model.Tokenizer;
import dev.trine.runtime.LanguageModel;
import dev.trine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** The model that a command is given. */
final class ModelFile {

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A .gguf file, a folder in Hugging Face layout, or a name that models lists.")
  private Path given;

  Path path() {
    return Library.resolve(given);
  }

  Model open() {
    return Model.open(path());
  }

  /** The tensors by name, whether or not the architecture is known. */
  Map<String, Tensor> tensors() {
    return isSafeTensors() ? SafeTensors.open(path()) : open().weights().tensors();
  }

  /** A file of tensors that says nothing of the model they belong to. */
  boolean isSafeTensors() {
    return path().toString().endsWith(".safetensors") && !Files.isDirectory(path());
  }

  /** The model for exact numbers. */
  LanguageModel language() {
    return language(Precision.EXACT);
  }

  LanguageModel language(Precision precision) {
    return LanguageModel.open(path(), precision);
  }

  /** The tokenizer; weights are not needed. */
  Tokenizer tokenizer() {
    return open()
        .tokenizer()
        .orElseThrow(() ->
            new BadInput(path() + ": has no tokenizer; put its tokenizer files into the folder"));
  }
}
