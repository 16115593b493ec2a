package dev.trine.cli;

import dev.trine.model.Architectures;
import dev.trine.model.Gguf;
import dev.trine.model.Tokenizer;
import dev.trine.model.Tokenizers;
import dev.trine.model.Transformer;
import dev.trine.model.Weights;
import dev.trine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** The model that a command is given: a GGUF file. */
final class ModelFile {

  @Parameters(index = "0", paramLabel = "MODEL", description = "A .gguf file.")
  private Path path;

  Gguf gguf() {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": a folder; give the .gguf file in it");
    }
    return Gguf.open(path);
  }

  Tokenizer tokenizer() {
    return Tokenizers.of(gguf());
  }

  Transformer transformer() {
    Gguf gguf = gguf();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    gguf.tensors().keySet().forEach(name -> tensors.put(name, gguf.tensor(name).orElseThrow()));
    return Architectures.open(
        new Weights(path.toString(), Weights.Naming.GGUF, gguf.metadata(), tensors));
  }
}
