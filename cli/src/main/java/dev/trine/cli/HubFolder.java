package dev.trine.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of a repository on the hub, as its API lists them: {@code GET
 * /api/models/OWNER/REPO?blobs=true} answers {@code {"siblings": [{"rfilename", "size", "lfs":
 * {"sha256"}}]}}.
 */
record HubFolder(String repo, List<HubFile> files) {

  /** One of them. */
  record HubFile(String name, OptionalLong size, Optional<String> sha256) {}

  private static final int MOST_NAMED = 8;

  private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");

  /**
   * What tells of the model, its tokenizer and its chats. Names with a slash come from subfolders.
   */
  private static final Pattern BESIDE =
      Pattern.compile(
          "(generation|tokenizer|adapter)_config\\.json|tokenizer\\.(json|model)|tiktoken\\.model"
              + "|special_tokens_map\\.json|added_tokens\\.json|vocab\\.(json|txt|bpe)|merges\\.txt"
              + "|encoder\\.json|spiece\\.model|rwkv_vocab\\w*\\.txt|[\\w-]+\\.tiktoken"
              + "|chat_template\\.(jinja|json)|modules\\.json|1_Pooling/config\\.json");

  /** Reads the API's answer. */
  static HubFolder read(String repo, Path answer) {
    try {
      List<HubFile> files = new ArrayList<>();
      for (JsonNode file : JsonMapper.shared().readTree(answer.toFile()).path("siblings")) {
        JsonNode size = file.path("size");
        files.add(
            new HubFile(
                file.path("rfilename").asString(""),
                size.isIntegralNumber() ? OptionalLong.of(size.asLong()) : OptionalLong.empty(),
                Source.hex(file.path("lfs").path("sha256").asString(""))));
      }
      return new HubFolder(repo, files);
    } catch (JacksonException e) {
      throw new BadInput(repo + ": the hub's list of its files cannot be read; check the address");
    }
  }

  /**
   * What a model needs of them: weights, tokenizer, settings. {@code config.json} is the last, so
   * that a folder is a model only when all of it is there.
   *
   * @throws BadInput if the repository has no such model, with what it has instead
   */
  List<HubFile> needed() {
    List<HubFile> weights = weights();
    Optional<HubFile> config =
        named("config.json").findFirst().or(() -> named("adapter_config.json").findFirst());
    if (config.isEmpty() || weights.isEmpty()) {
      throw new BadInput(repo + ": " + instead());
    }
    Stream<HubFile> beside =
        files.stream()
            .filter(it -> BESIDE.matcher(it.name()).matches() && !it.equals(config.get()));
    return Stream.of(weights.stream(), beside, config.stream()).flatMap(it -> it).toList();
  }

  /** The shards with their index, or the one file; what other programs read beside is left. */
  private List<HubFile> weights() {
    List<HubFile> shards = files.stream().filter(it -> SHARD.matcher(it.name()).matches()).toList();
    return shards.isEmpty()
        ? Stream.concat(named("model.safetensors"), named("adapter_model.safetensors")).toList()
        : Stream.concat(shards.stream(), named("model.safetensors.index.json")).toList();
  }

  private Stream<HubFile> named(String name) {
    return files.stream().filter(it -> it.name().equals(name));
  }

  private String instead() {
    List<String> gguf =
        files.stream().map(HubFile::name).filter(it -> it.endsWith(".gguf")).sorted().toList();
    if (gguf.isEmpty()) {
      return "has no config.json with model.safetensors or its shards; look for a converted model";
    }
    String more =
        gguf.size() > MOST_NAMED ? " and %d more".formatted(gguf.size() - MOST_NAMED) : "";
    return "has several files of models; name one, as in %s/%s; there are %s%s"
        .formatted(
            repo,
            gguf.getFirst(),
            String.join(", ", gguf.stream().limit(MOST_NAMED).toList()),
            more);
  }
}
