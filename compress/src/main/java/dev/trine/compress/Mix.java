package dev.trine.compress;

import dev.trine.tensor.BlockFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A named choice of formats, such as Q4_K_M: most tensors in one format, some in a better one. The
 * rules are data: {@code mixes.txt}.
 */
public final class Mix {
  private static final Map<String, Mix> ALL = read();

  private record Rule(String tensor, String condition, BlockFormat format) {}

  /** What conditions ask of a layer and its model. */
  record Place(int layer, int layers, int queriesPerKey, boolean seen) {}

  private final String name;
  private final BlockFormat format;
  private final int fileType;
  private final List<Rule> rules;

  private Mix(String name, BlockFormat format, int fileType, List<Rule> rules) {
    this.name = name;
    this.format = format;
    this.fileType = fileType;
    this.rules = List.copyOf(rules);
  }

  /**
   * The mix of this name, in capitals or not; Q3_K, Q4_K and Q5_K are their medium ones, as
   * llama.cpp reads them.
   *
   * @throws CompressionException if there is none
   */
  public static Mix of(String name) {
    String capitals = name.toUpperCase(Locale.ROOT);
    Mix mix = ALL.get(ALL.containsKey(capitals) ? capitals : capitals + "_M");
    if (mix == null) {
      throw new CompressionException("no type is called " + name + "; known are " + names());
    }
    return mix;
  }

  /** All names, in the order of the file. */
  public static String names() {
    return String.join(", ", ALL.keySet());
  }

  public String name() {
    return name;
  }

  /** The number that {@code general.file_type} has for it. */
  int fileType() {
    return fileType;
  }

  /** The format of most tensors. */
  public BlockFormat format() {
    return format;
  }

  /** The format for a tensor, by the middle of its name: {@code ffn_down}, {@code output}. */
  BlockFormat format(String tensor, Place place) {
    return rules.stream()
        .filter(rule -> rule.tensor().equals(tensor) && holds(rule.condition(), place))
        .findFirst()
        .map(Rule::format)
        .orElse(format);
  }

  private static boolean holds(String condition, Place at) {
    int eighth = at.layers() / 8;
    return switch (condition) {
      case "" -> true;
      case "more" ->
          at.layer() < eighth
              || at.layer() >= 7 * at.layers() / 8
              || (at.layer() - eighth) % 3 == 2;
      case "early" -> at.layer() < eighth;
      case "earlyseen" -> at.layer() < eighth && at.seen();
      case "earlyunseen" -> at.layer() < eighth && !at.seen();
      case "early2" -> at.layer() < at.layers() / 16;
      case "first2" -> at.layer() < 2;
      case "first4" -> at.layer() < 4;
      case "shared" -> at.queriesPerKey() >= 4;
      default -> throw new IllegalStateException("mixes.txt: no condition " + condition);
    };
  }

  /** The format to use where rows are no whole blocks of the one wanted, as llama.cpp chooses. */
  static BlockFormat fitting(BlockFormat wanted, int columns) {
    BlockFormat fit = wanted;
    if (columns % fit.weightsPerBlock() != 0) {
      fit =
          switch (wanted) {
            case Q2_K, Q3_K, IQ4_XS -> BlockFormat.IQ4_NL;
            case Q4_K -> BlockFormat.Q5_0;
            case Q5_K -> BlockFormat.Q5_1;
            case Q6_K -> BlockFormat.Q8_0;
            case TQ1_0, TQ2_0 -> BlockFormat.Q4_0;
            default -> BlockFormat.F16;
          };
    }
    return columns % fit.weightsPerBlock() == 0 ? fit : BlockFormat.F16;
  }

  private static Map<String, Mix> read() {
    Map<String, Mix> mixes = new LinkedHashMap<>();
    try (InputStream file = Objects.requireNonNull(Mix.class.getResourceAsStream("mixes.txt"))) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Mix::parse)
          .forEach(mix -> mixes.put(mix.name, mix));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return mixes;
  }

  private static Mix parse(String line) {
    List<String> words = Arrays.asList(line.split(" +", -1));
    List<Rule> rules = new ArrayList<>();
    for (String word : words.subList(3, words.size())) {
      int equals = word.indexOf('=');
      int colon = word.indexOf(':');
      rules.add(
          new Rule(
              word.substring(0, colon < 0 ? equals : colon),
              colon < 0 ? "" : word.substring(colon + 1, equals),
              BlockFormat.valueOf(word.substring(equals + 1))));
    }
    return new Mix(
        words.get(0), BlockFormat.valueOf(words.get(1)), Integer.parseInt(words.get(2)), rules);
  }
}
