package dev.trine.model;

import dev.trine.tensor.BlockFormat;
import dev.trine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hyperparameters and weights, asked by one name, that of Hugging Face's {@code config.json} and
 * safetensors; for a GGUF file the name is translated. Every answer is checked, and what nobody
 * asked for, though it would change the numbers, is refused.
 */
final class Checkpoint extends Hyperparameters {
  /** Tables that older checkpoints carry although they follow from the configuration. */
  private static final Pattern NEEDLESS =
      Pattern.compile(
          ".*(rotary_emb\\.inv_freq|attn_rot_embd\\.weight|\\.masked_bias|position_ids)"
              + "|.*h\\.\\d+\\.attn\\.bias"
              + "|(model\\.)?(vision_tower|visual|multi_modal_projector|vision_model)\\..*");

  /** Prefixes that folders put before a name, or leave away. */
  private static final List<String> PREFIXES =
      List.of(
          "",
          "transformer.",
          "bert.",
          "roberta.",
          "distilbert.",
          "mpnet.",
          "nomic_bert.",
          "language_model.",
          "model.");

  /** What a language model sorts its last token into, instead of a vocabulary. */
  static final String CLASSES = "score";

  private final Weights weights;
  private final Set<String> unread;
  private final Set<String> untold = new TreeSet<>();
  private final SortedMap<String, String> found = new TreeMap<>();
  private final SortedMap<String, LaidOut> laidOut = new TreeMap<>();
  private final HotExperts hotExperts = new HotExperts();

  Checkpoint(Weights weights) {
    super(weights);
    this.weights = weights;
    this.unread = new TreeSet<>(weights.tensors().keySet());
    unread.removeIf(Checkpoint::isNeedless);
  }

  /** Refuses what nothing asked for: without it the numbers would be wrong. */
  void requireAllRead() {
    requireSettingsAsked();
    if (!unread.isEmpty()) {
      throw error(
          "tensor %s has no place in the architecture \"%s\"; %d such tensors would be left out"
              .formatted(unread.iterator().next(), architecture(), unread.size()));
    }
  }

  /** Leaves out tensors that only training needs, or another program. */
  void leaveOut(String pattern) {
    Pattern left = Pattern.compile(pattern);
    unread.removeIf(name -> left.matcher(name).find());
  }

  /** Where this architecture's GGUF files call a part of a tensor's name otherwise than most. */
  Checkpoint naming(String part, String inGguf) {
    names().tensorPart(part, inGguf);
    return this;
  }

  /** Where this architecture's GGUF files call a setting otherwise than most. */
  Checkpoint setting(String name, String inGguf) {
    names().setting(name, inGguf);
    return this;
  }

  /**
   * A linear layer as GGUF files have it, where folders have it otherwise.
   *
   * @param source begins the names of what the folder has instead
   * @param stacked whether the parts lie behind each other, instead of one under the other
   */
  record LaidOut(String source, boolean stacked, List<Linear> parts) {}

  /** Notes how GGUF files have a layer that a folder keeps otherwise. */
  void noteLayout(String name, LaidOut layout) {
    String source = layout.source();
    laidOut
        .subMap(source, source + Character.MAX_VALUE)
        .values()
        .removeIf(part -> !part.source().equals(source));
    laidOut.put(name, layout);
  }

  /** What the architecture noted so while it was opened. */
  SortedMap<String, LaidOut> laidOut() {
    return laidOut;
  }

  /** The tensors that were asked for: the name that the file has for each, and the one asked by. */
  SortedMap<String, String> found() {
    return found;
  }

  /** Notes what GGUF files of this architecture cannot tell, so that no reader would know it. */
  void noteUntold(String what) {
    untold.add(what);
  }

  /** What the architecture noted while it was opened. */
  Set<String> untold() {
    return untold;
  }

  /** Whether a tensor follows from the configuration. */
  static boolean isNeedless(String name) {
    return NEEDLESS.matcher(name).matches();
  }

  /** How many bytes all weights take. */
  long bytes() {
    return weights.tensors().values().stream().mapToLong(it -> it.data().byteSize()).sum();
  }

  /** Which experts of all layers stay in memory, where not all do. */
  HotExperts hotExperts() {
    return hotExperts;
  }

  /** A tensor of exactly this shape. */
  Tensor tensor(String name, long... shape) {
    return tensorIfPresent(name, shape).orElseThrow(() -> missing(tensorName(name)));
  }

  Optional<Tensor> tensorIfPresent(String name, long... shape) {
    Optional<Tensor> found = find(name);
    found.ifPresent(tensor -> {
      if (!Arrays.equals(tensor.shape(), shape)) {
        throw error(
            "tensor %s has shape %s but the configuration says %s; get the model again"
                .formatted(tensor.name(), Arrays.toString(tensor.shape()), Arrays.toString(shape)));
      }
    });
    return found;
  }

  /** An embedding of each of the texts that can be told apart, if there is one. */
  Optional<Tensor> typesIfPresent(String name, long width) {
    return find(name).map(it -> tensor(name, it.rows(), width));
  }

  /** A linear layer with its bias, if it has one. */
  Linear linear(String name, long out, long in) {
    Optional<Tensor> decoded = QuantizedWeights.of(this, name, out, in);
    Linear linear =
        new Linear(
            name,
            decoded.orElseGet(() -> tensor(name + ".weight", out, in)),
            tensorIfPresent(name + ".bias", out).map(Tensor::floats));
    decoded.ifPresent(it -> noteLayout(name, new LaidOut(name + ".", false, List.of(linear))));
    return linear;
  }

  /** A tensor of bytes of exactly this shape, in which smaller numbers are packed. */
  Tensor bytes(String name, long... shape) {
    Tensor tensor = tensor(name, shape);
    if (tensor.format() != BlockFormat.U8) {
      throw error("tensor %s is stored as %s, not as U8".formatted(name, tensor.format()));
    }
    return tensor;
  }

  /** A linear layer that sorts into as many classes as it has rows. */
  Linear classes(String name, long in) {
    int count =
        find(name + ".weight")
            .orElseThrow(() -> error("has no classes to sort texts into; choose a reranker"))
            .rows();
    return linear(name, count, in);
  }

  /** Whether there is such a linear layer. */
  boolean has(String name) {
    return present(name + ".weight").isPresent();
  }

  /** The layer that gives the logits; the embedding itself if the checkpoint ties the two. */
  Linear output(Tensor embedding) {
    Optional<String> tied = text("tie_word_embeddings");
    Optional<Tensor> own = tensorIfPresent("lm_head.weight", embedding.shape());
    boolean classifies = has(CLASSES);
    if (own.isEmpty() && tied.isPresent() && tied.get().equals("false") && !classifies) {
      throw missing(tensorName("lm_head.weight"));
    }
    boolean ties = own.isEmpty() || tied.isPresent() && tied.get().equals("true");
    return new Linear(
        "lm_head",
        ties ? embedding : own.get(),
        tensorIfPresent("lm_head.bias", embedding.rows()).map(Tensor::floats));
  }

  /**
   * The same of models that tie the two unless they say otherwise, and of old files do not even.
   */
  Linear usuallyTied(Tensor embedding) {
    if (!flag("tie_word_embeddings", true)) {
      noteUntold("an output of its own");
      return output(embedding);
    }
    find("lm_head.weight");
    return new Linear("lm_head", embedding, Optional.empty());
  }

  /** Root mean square normalisation of this width. */
  Norm rmsNorm(String name, long width, double eps) {
    return Norm.rms(vector(name + ".weight", width), eps);
  }

  /** As {@link #rmsNorm}, if the weight is there. */
  Optional<Norm> rmsNormIfPresent(String name, long width, double eps) {
    return tensorIfPresent(name + ".weight", width).map(it -> Norm.rms(it.floats(), eps));
  }

  /** Layer normalisation, with its bias, if it has one. */
  Norm layerNorm(String name, long width, double eps) {
    return Norm.layer(
        vector(name + ".weight", width),
        tensorIfPresent(name + ".bias", width).map(Tensor::floats),
        eps);
  }

  /** As {@link #layerNorm}, if the weight is there. */
  Optional<Norm> layerNormIfPresent(String name, long width, double eps) {
    return has(name) ? Optional.of(layerNorm(name, width, eps)) : Optional.empty();
  }

  /** A small tensor (norm, bias) as floats. */
  float[] vector(String name, long length) {
    return tensor(name, length).floats();
  }

  /** A tensor of so many numbers, however they are shaped, as floats. */
  float[] numbersOf(String name, long count) {
    Tensor tensor = find(name).orElseThrow(() -> missing(tensorName(name)));
    if (tensor.size() != count) {
      throw error("tensor %s has %d numbers, not %d".formatted(name, tensor.size(), count));
    }
    return tensor.floats();
  }

  /** A tensor whose shape is not known from the configuration. */
  Optional<Tensor> find(String name) {
    return present(name)
        .map(key -> {
          unread.remove(key);
          found.putIfAbsent(key, name);
          return Objects.requireNonNull(weights.tensors().get(key));
        });
  }

  /** What the file calls a tensor, if it has it. */
  private Optional<String> present(String name) {
    if (gguf()) {
      return Optional.of(tensorName(name)).filter(weights.tensors()::containsKey);
    }
    Stream<String> spellings =
        name.startsWith("model.")
            ? Stream.of(
                name,
                name.substring("model.".length()),
                "language_model." + name,
                "model.language_model." + name.substring("model.".length()))
            : PREFIXES.stream().map(prefix -> prefix + name);
    return spellings.filter(weights.tensors()::containsKey).findFirst();
  }

  /** A tensor without which there is no model. */
  ModelException missing(String tensor) {
    return error("tensor " + tensor + " is missing; the model is not whole: get it again");
  }

  private String tensorName(String name) {
    return gguf() ? names().tensor(name) : name;
  }
}
