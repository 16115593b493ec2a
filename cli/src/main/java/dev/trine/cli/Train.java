package dev.trine.cli;

import picocli.CommandLine.Command;

/**
 * Explains how the default model is made; the launcher does it, since libtorch is no part of this
 * class path.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the default model again from nothing: practice sentences, a tokenizer, pretraining, a GGUF file.",
      "Calling it again continues from the last checkpoint. docs/default-model.md says what it takes.",
      "Options go to pretraining: --minutes, --threads, --seed ...; docs/training.md explains them."
    })
final class Train implements Runnable {

  @Override
  public void run() {
    throw new BadInput(
        "train is started by the launcher: call ./trine train in the project's folder");
  }
}
