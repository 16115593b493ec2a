package dev.trine.model;

import dev.trine.model.Weights.Naming;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The settings of a model, asked by one name, that of Hugging Face's {@code config.json}; for a
 * GGUF file the name is translated. Every answer is checked, so that a lying file ends here.
 */
abstract sealed class Hyperparameters permits Checkpoint {
  private final Weights weights;
  private final GgufNames names = new GgufNames();
  private final Set<String> asked = new HashSet<>();

  /** The settings that stand beside these weights. */
  Hyperparameters(Weights weights) {
    this.weights = weights;
  }

  /** What GGUF files of this architecture call things; complete once it was opened. */
  final GgufNames names() {
    return names;
  }

  final boolean gguf() {
    return weights.naming() == Naming.GGUF;
  }

  final String architecture() {
    String key = gguf() ? "general.architecture" : "model_type";
    return Optional.ofNullable(weights.config().get(key))
        .map(Object::toString)
        .orElseThrow(() -> wrong(key + " is missing"));
  }

  /** The kind of tokenizer that a GGUF file carries; empty for a folder. */
  final String tokenizer() {
    return Optional.ofNullable(weights.config().get("tokenizer.ggml.model"))
        .map(Object::toString)
        .orElse("");
  }

  /** A whole number in {@code [1, 2^24]}. */
  final int count(String name) {
    return countIfPresent(name).orElseThrow(() -> wrong(key(name) + " is missing"));
  }

  /** The same, which older folders call by another name. */
  final int count(String name, String older) {
    return countIfPresent(name).orElseGet(() -> count(older));
  }

  final Optional<Integer> countIfPresent(String name) {
    return number(name).map(n -> count(name, n));
  }

  private int count(String name, double n) {
    if (!(n >= 1 && n <= 1 << 24 && n == Math.rint(n))) {
      throw wrong("%s is %s, not a count from 1 to %d".formatted(key(name), n, 1 << 24));
    }
    return (int) n;
  }

  /** A count for each layer; one number stands for all. Pruned models have lists. */
  final Optional<int[]> countsIfPresent(String name, int layers) {
    return countsIfPresent(name, layers, 1);
  }

  /** As above, with lists whose entries may be less. */
  final Optional<int[]> countsIfPresent(String name, int layers, int least) {
    if (value(name).orElse(0) instanceof List<?> list) {
      if (list.size() < layers) {
        throw wrong("%s has %d entries for %d layers".formatted(key(name), list.size(), layers));
      }
      return Optional.of(
          numbers(name).limit(layers).mapToInt(n -> n == least ? least : count(name, n)).toArray());
    }
    return countIfPresent(name)
        .map(count -> {
          int[] all = new int[layers];
          Arrays.fill(all, count);
          return all;
        });
  }

  final Optional<Double> number(String name) {
    return value(name)
        .map(value -> {
          if (value instanceof Number number) {
            return number.doubleValue();
          }
          throw wrong("%s is %s, not a number".formatted(key(name), value));
        });
  }

  /** A finite number above zero. */
  final Optional<Double> positive(String name) {
    return number(name)
        .map(n -> {
          if (!(n > 0 && n < Double.POSITIVE_INFINITY)) {
            throw wrong("%s is %s, not a number above 0".formatted(key(name), n));
          }
          return n;
        });
  }

  /** A list of numbers; empty if it is absent. */
  final Stream<Double> numbers(String name) {
    if (!(value(name).orElse(List.of()) instanceof List<?> list)) {
      throw wrong(key(name) + " is not a list");
    }
    return list.stream()
        .map(entry -> {
          if (entry instanceof Number number) {
            return number.doubleValue();
          }
          if (entry instanceof Boolean flag) {
            return flag ? 1.0 : 0.0;
          }
          throw wrong("%s has the entry %s, not a number".formatted(key(name), entry));
        });
  }

  final Optional<String> text(String name) {
    return value(name).map(Object::toString);
  }

  /** A list of words; empty if it is absent. */
  final List<String> texts(String name) {
    if (!(value(name).orElse(List.of()) instanceof List<?> list)) {
      throw wrong(key(name) + " is not a list");
    }
    return list.stream().map(String::valueOf).toList();
  }

  /** True or false, as words or numbers say it. */
  final boolean flag(String name, boolean otherwise) {
    return text(name)
        .map(text ->
            switch (text) {
              case "true", "1" -> true;
              case "false", "0" -> false;
              default -> throw wrong("%s is %s, not true or false".formatted(key(name), text));
            })
        .orElse(otherwise);
  }

  /** Refuses a setting that is present and has none of these values. */
  final void require(String name, String... values) {
    text(name)
        .filter(value -> !List.of(values).contains(value))
        .ifPresent(value -> {
          throw error(
              "%s is %s, which is not known; known is %s"
                  .formatted(key(name), value, String.join(" or ", values)));
        });
  }

  /** Whether the setting is there and has settings of its own. */
  final boolean hasSettings(String name) {
    return value(name).orElse("") instanceof Map;
  }

  /** How a folder says that its weights are quantized; who looks does not yet know what it asks. */
  final String quantization() {
    return value(weights.config(), QuantizedWeights.METHOD).map(Object::toString).orElse("");
  }

  /** What the classes are called; numbers where nothing says. */
  final List<String> labels(int count) {
    List<String> stated =
        gguf()
            ? texts("classifier.output_labels")
            : IntStream.range(0, count)
                .mapToObj(label -> text("id2label." + label).orElse(String.valueOf(label)))
                .toList();
    return stated.size() == count
        ? stated
        : IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  /** Refuses settings that nothing asked for and that would change the numbers. */
  final void requireSettingsAsked() {
    Settings.requireAsked(this, weights.config(), asked);
  }

  /** What is wrong with the model; where that names no remedy, the file is damaged. */
  final ModelException error(String message) {
    String remedy = message.contains("; ") ? "" : "; get the model again";
    return new ModelException(
        weights.source() + ": " + message.replaceAll("\\p{Cntrl}", "?") + remedy);
  }

  /** What a GGUF file cannot say of the model. */
  final ModelException notInGguf(String what) {
    return error(what + ", which GGUF files do not know; its folder runs as it is");
  }

  /** A setting that makes no sense. */
  private ModelException wrong(String message) {
    return error((gguf() ? "" : "config.json: ") + message + "; get the file again");
  }

  private Optional<Object> value(String name) {
    String key = key(name);
    if (gguf()) {
      asked.add(key);
      return Optional.ofNullable(weights.config().get(key));
    }
    asked.add(name.split("\\.", 2)[0]);
    Optional<Object> own = value(weights.config(), name);
    // A model of pictures and text keeps the settings of its text apart.
    Map<?, ?> text =
        weights.config().get("text_config") instanceof Map<?, ?> map ? map : weights.config();
    return own.or(() -> value(text, name))
        .or(() -> {
          boolean none = weights.config().containsKey(name) || text.containsKey(name); // null
          return none
              ? Optional.empty()
              : Defaults.of(String.valueOf(text.get("model_type")), name);
        });
  }

  private static Optional<Object> value(Object config, String name) {
    Object value = config;
    for (String part : name.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return Optional.ofNullable(value);
  }

  private String key(String name) {
    return gguf() ? architecture() + "." + names.setting(name) : name;
  }
}
