package dev.trine.model;

import dev.trine.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of RWKV in Hugging Face layout: as transformers has version 4, the world models 5 and 6,
 * and flash-linear-attention 6 and 7. It is turned into what RWKV's own files have, by name ({@code
 * rwkv-names.txt}) and by shape; matrices stay where they are.
 */
final class RwkvFolder {
  private static final Map<String, String> VERSIONS =
      Map.of(
          "rwkv", "rwkv4",
          "rwkv5", "rwkv5",
          "rwkv6", "rwkv6",
          "rwkv6_fla", "rwkv6",
          "rwkv7", "rwkv7",
          "rwkv7_fla", "rwkv7");

  /** In what order the parts of a token's mix stand in one tensor: as folders have them, and we. */
  private static final String FOLDERS_ORDER = "rwkvg";

  private static final String ORDER = "wkvrg";
  private static final String ORDER_OF_7 = "rwkvag";

  /** Low ranks that RWKV's own training writes the other way round. */
  private static final Pattern TRANSPOSED =
      Pattern.compile(".*att\\.([wavg][12]|time_maa_w1|time_decay_w[12])");

  private static final List<String[]> NAMES =
      Resources.lines("rwkv-names.txt").stream().map(it -> it.strip().split(" ")).toList();

  private final Weights folder;
  private final String version;
  private final boolean fla;
  private final int hidden;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private RwkvFolder(Weights folder) {
    this.folder = folder;
    this.version = VERSIONS.getOrDefault(text("model_type").orElse(""), "");
    this.fla = folder.tensors().containsKey("model.embeddings.weight");
    this.hidden =
        folder.tensors().values().stream()
            .filter(tensor -> tensor.name().matches(".*emb(?:eddings)?\\.weight"))
            .mapToInt(Tensor::columns)
            .findFirst()
            .orElse(0);
  }

  /** The weights of a folder; those of other models as they are. */
  static Weights of(Weights folder) {
    RwkvFolder rwkv = new RwkvFolder(folder);
    return rwkv.version.isEmpty() ? folder : rwkv.weights();
  }

  private Weights weights() {
    require("hidden_act", "sqrelu");
    require("gate_fn", "swish");
    require("norm_first", "true");
    require("attn", "none"); // layers with attention among the others
    folder.tensors().values().forEach(this::take);
    if (version.equals("rwkv7")) {
      tensors.keySet().removeIf(name -> name.matches("blocks\\.0\\.att\\.v[012]")); // not used
      joinMixes();
    } else if (version.equals("rwkv6") && fla) {
      orderMixes();
    }
    if (text("tie_word_embeddings").orElse("").equals("true")) {
      Optional.ofNullable(tensors.get("emb.weight"))
          .ifPresent(it -> tensors.put("head.weight", named("head.weight", it, it.shape())));
    }
    return new Weights(folder.source(), folder.naming(), config(), tensors);
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>(folder.config());
    config.keySet().removeAll(List.of("hidden_act", "attn"));
    double eps = number("norm_eps").or(() -> number("layer_norm_epsilon")).orElse(Rwkv.EPS);
    double divisor = number("head_size_divisor").orElse(8.0);
    config.put("model_type", version);
    config.put("layer_norm_eps", eps);
    config.put("group_norm_eps", fla ? eps * headsOf7().orElse(1) : eps * divisor * divisor);
    return config;
  }

  /** Numbers of a head of version 7, which flash-linear-attention multiplies the epsilon by. */
  private Optional<Integer> headsOf7() {
    return Optional.ofNullable(tensors.get("blocks.0.att.r_k")).map(Tensor::columns);
  }

  private void take(Tensor tensor) {
    String name = tensor.name();
    for (String[] rule : NAMES) {
      name = name.replaceAll(rule[0], rule[1].equals("-") ? "" : rule[1]);
    }
    long[] shape = tensor.shape();
    if (shape.length == 3 && shape[0] == 1 && shape[1] == 1) {
      shape = new long[] {shape[2]};
    }
    boolean ours = tensor.name().contains("_lora.") || tensor.name().contains("w_proj.");
    Tensor taken = named(name, tensor, shape);
    if (name.endsWith("att.time_decay") && version.equals("rwkv4")) {
      taken = mapped(taken, it -> -Math.exp(it));
    } else if (name.endsWith("att.time_decay") && version.equals("rwkv5")) {
      taken = mapped(taken, it -> Math.exp(-Math.exp(it)));
    } else if (shape.length == 2 && !ours && isTransposed(name, shape)) {
      taken = transposed(taken, 1, shape[0], shape[1], shape[1], shape[0]);
    } else if (shape.length == 3 && shape[2] == hidden && name.endsWith("att.time_maa_w2")) {
      taken = transposed(taken, shape[0], shape[1], shape[2], shape[0], shape[2], shape[1]);
    }
    tensors.put(name, taken);
  }

  /** Who writes folders by other means than RWKV's training may turn them beforehand. */
  private boolean isTransposed(String name, long[] shape) {
    return TRANSPOSED.matcher(name).matches() && shape[name.endsWith("1") ? 0 : 1] == hidden;
  }

  /** Version 7's shares of the token before, one under the other. */
  private void joinMixes() {
    for (int layer = 0; tensors.containsKey("blocks." + layer + ".att.x_r"); layer++) {
      String at = "blocks." + layer + ".att.x_";
      float[][] parts =
          ORDER_OF_7
              .chars()
              .mapToObj(part -> removed(at + (char) part).floats())
              .toArray(float[][]::new);
      add(at + ORDER_OF_7, parts, parts.length, parts[0].length);
    }
  }

  /** Version 6's, which flash-linear-attention has in another order and in one piece. */
  private void orderMixes() {
    for (int layer = 0; tensors.containsKey("blocks." + layer + ".att.x_bias"); layer++) {
      String at = "blocks." + layer + ".att.";
      Tensor shares = removed(at + "x_bias");
      Tensor down = removed(at + "x_proj.0.linear.weight"); // [5 * rank, hidden]
      Tensor up = removed(at + "x_proj.2.weight"); // [hidden, 5 * rank]
      int hidden = down.columns();
      int rank = down.rows() / ORDER.length();
      if (shares.size() != (long) ORDER.length() * hidden || up.size() != down.size()) {
        throw error(at + "x_proj and x_bias do not fit each other; get the folder again");
      }
      float[][] downs = new float[ORDER.length()][rank * hidden];
      float[][] ups = new float[ORDER.length()][hidden * rank];
      for (int part = 0; part < ORDER.length(); part++) {
        int theirs = FOLDERS_ORDER.indexOf(ORDER.charAt(part));
        float[] share = new float[hidden];
        System.arraycopy(shares.floats(), theirs * hidden, share, 0, hidden);
        String name = at + "time_maa_" + ORDER.charAt(part);
        tensors.put(name, Tensor.of(name, share, hidden));
        System.arraycopy(down.floats(), theirs * rank * hidden, downs[part], 0, rank * hidden);
        float[] all = up.floats();
        for (int i = 0; i < hidden; i++) {
          int from = (i * ORDER.length() + theirs) * rank;
          System.arraycopy(all, from, ups[part], i * rank, rank);
        }
      }
      add(at + "time_maa_w1", downs, (long) ORDER.length() * rank, hidden);
      add(at + "time_maa_w2", ups, ORDER.length(), hidden, rank);
    }
  }

  private void add(String name, float[][] parts, long... shape) {
    int each = parts[0].length;
    float[] all = new float[parts.length * each];
    for (int part = 0; part < parts.length; part++) {
      if (parts[part].length != each) {
        throw error("parts of " + name + " differ in length; get the folder again");
      }
      System.arraycopy(parts[part], 0, all, part * each, each);
    }
    tensors.put(name, Tensor.of(name, all, shape));
  }

  private Tensor removed(String name) {
    return Optional.ofNullable(tensors.remove(name))
        .orElseThrow(() -> error("tensor " + name + " is missing; get the folder again"));
  }

  private static Tensor named(String name, Tensor tensor, long[] shape) {
    return new Tensor(name, tensor.format(), shape, tensor.data());
  }

  private static Tensor mapped(Tensor tensor, DoubleUnaryOperator function) {
    float[] numbers = tensor.floats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) function.applyAsDouble(numbers[i]);
    }
    return Tensor.of(tensor.name(), numbers, tensor.shape());
  }

  /** {@code count} matrices of so many rows and columns, each the other way round. */
  private static Tensor transposed(
      Tensor tensor, long count, long rows, long columns, long... shape) {
    float[] from = tensor.floats();
    float[] to = new float[from.length];
    int height = (int) rows;
    int width = (int) columns;
    for (int part = 0; part < count; part++) {
      int at = part * height * width;
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          to[at + j * height + i] = from[at + i * width + j];
        }
      }
    }
    return Tensor.of(tensor.name(), to, shape);
  }

  private void require(String setting, String known) {
    text(setting)
        .filter(value -> !value.equals(known))
        .ifPresent(value -> {
          throw error(
              "config.json: %s is %s, which is not known; known is %s"
                  .formatted(setting, value, known));
        });
  }

  private Optional<String> text(String setting) {
    return Optional.ofNullable(folder.config().get(setting)).map(Object::toString);
  }

  private Optional<Double> number(String setting) {
    return Stream.ofNullable(folder.config().get(setting))
        .filter(Number.class::isInstance)
        .map(it -> ((Number) it).doubleValue())
        .findFirst();
  }

  private ModelException error(String message) {
    return new ModelException(folder.source() + ": " + message.replaceAll("\\p{Cntrl}", "?"));
  }
}
