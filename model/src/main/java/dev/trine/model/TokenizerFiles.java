package dev.trine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the tokenizer of a folder, or of one of its files, whichever of the usual forms it has. */
final class TokenizerFiles {

  /** The best first. The end of a name with a star is what counts. */
  private static final List<String> NAMES =
      List.of(
          "tokenizer.json",
          "tokenizer.model",
          "tiktoken.model",
          "spiece.model",
          "*.tiktoken",
          "vocab.json",
          "encoder.json",
          "vocab.txt",
          "rwkv_vocab_v20230424.txt");

  private TokenizerFiles() {}

  /** The tokenizer of a folder; empty if it has no file of one. */
  static Optional<Tokenizer> find(Path folder) {
    return file(folder).map(TokenizerFiles::open);
  }

  /** The file of a folder that holds its tokenizer. */
  static Optional<Path> file(Path folder) {
    return NAMES.stream()
        .flatMap(name ->
            name.startsWith("*")
                ? first(folder, name).stream()
                : Stream.of(folder.resolve(name)).filter(Files::isRegularFile))
        .findFirst();
  }

  private static Optional<Path> first(Path folder, String glob) {
    try (var files = Files.newDirectoryStream(folder, glob)) {
      for (Path file : files) {
        return Optional.of(file);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no folder, then
    }
  }

  /** Whether a file may hold a tokenizer and no model, by its name. */
  static boolean isTokenizer(Path file) {
    return file.toString().matches("(?s).*\\.(json|model|tiktoken|txt)");
  }

  /** The tokenizer of a file, with what the files beside it say. */
  static Tokenizer open(Path file) {
    String name = String.valueOf(file.getFileName());
    HfSpecials specials = HfSpecials.beside(file);
    if (name.endsWith(".txt")) {
      return name.startsWith("rwkv")
          ? VocabularyFiles.rwkv(file, specials)
          : VocabularyFiles.wordPiece(file, specials);
    }
    if (name.endsWith(".json")) {
      return merges(file)
          .map(merges -> VocabularyFiles.merges(file, merges, specials))
          .orElseGet(() -> HfTokenizer.open(file, specials));
    }
    return name.endsWith(".tiktoken") || TiktokenFile.is(Json.bytes(file))
        ? TiktokenFile.open(file, specials)
        : SentencePieceFile.open(file, specials);
  }

  /** The list of merges that belongs to a vocabulary. */
  private static Optional<Path> merges(Path vocabulary) {
    String name = String.valueOf(vocabulary.getFileName());
    if (name.endsWith("vocab.json")) {
      return Optional.of(sibling(vocabulary, name, "vocab.json", "merges.txt"));
    }
    return name.endsWith("encoder.json")
        ? Optional.of(sibling(vocabulary, name, "encoder.json", "vocab.bpe"))
        : Optional.empty();
  }

  private static Path sibling(Path file, String name, String end, String other) {
    return file.resolveSibling(name.substring(0, name.length() - end.length()) + other);
  }
}
