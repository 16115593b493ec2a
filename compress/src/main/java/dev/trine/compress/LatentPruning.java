package dev.trine.compress;

import dev.trine.compress.Activations.Inputs;
import dev.trine.model.Gguf;
import dev.trine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A model of multi-head latent attention (DeepSeek-V2, arXiv:2405.04434) on its way to narrower
 * latents, which are what its cache keeps. A number of the latent is worth the L2 norm of its
 * activation, as TransAct has it; all layers keep equally many, as a GGUF file has one width.
 *
 * <p>The latent is normalised by the root of its mean square. What the numbers that go had of it is
 * put into the gain of the norm, so that those that stay keep their size.
 */
public final class LatentPruning implements PrunedModel {
  private static final Pattern PART =
      Pattern.compile("blk\\.(\\d{1,6})\\.attn_(kv_a_mqa|kv_a_norm|kv_b|k_b|v_b)\\.weight");

  private final Gguf file;
  private final String architecture;
  private final int rank;
  private final List<int[]> kept; // numbers of each layer's latent, ascending
  private final List<Float> scales; // of each layer's gain

  private LatentPruning(
      Gguf file, String architecture, int rank, List<int[]> kept, List<Float> scales) {
    this.file = file;
    this.architecture = architecture;
    this.rank = rank;
    this.kept = kept;
    this.scales = scales;
  }

  /**
   * Keeps a share of the numbers of every latent, rounded up.
   *
   * @param share above 0, at most 1
   * @throws CompressionException if the model has no latents
   */
  public static LatentPruning of(Pruner.Subject subject, double share, Progress progress) {
    Gguf file = subject.file();
    String architecture = file.string("general.architecture").orElse("") + ".";
    int rank = file.integer(architecture + "attention.kv_lora_rank").orElse(0L).intValue();
    int layers = file.integer(architecture + "block_count").orElse(0L).intValue();
    if (rank < 1 || layers < 1) {
      throw new CompressionException(
          file.path() + ": has no latent attention; --latent narrows that of DeepSeek's models");
    }
    Calibration text =
        subject
            .text()
            .orElseThrow(() ->
                new CompressionException("latents are judged on a text: name it with --calibrate"));
    int step = Target.step(rank);
    int stay = Math.clamp((int) Math.ceil(share * rank / step - 1e-9) * (long) step, 1, rank);
    Activations seen = Activations.of(subject.model(), text, progress);
    List<int[]> kept = new ArrayList<>();
    List<Float> scales = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      Inputs latents =
          Salience.inputs("model.layers." + layer + ".self_attn.kv_b_proj", Optional.of(seen));
      int[] most = Kept.top(latents.norms(), stay);
      kept.add(most);
      scales.add(scale(file, layer, latents.squares, most));
    }
    return new LatentPruning(file, architecture, rank, kept, scales);
  }

  /**
   * By how much the norm would make those that stay too large: its root of a mean square is that of
   * fewer numbers, which have a part of the energy.
   */
  private static float scale(Gguf file, int layer, double[] squares, int[] kept) {
    float[] gain =
        file.tensor("blk." + layer + ".attn_kv_a_norm.weight")
            .orElseThrow(() -> new CompressionException(file.path() + ": a latent has no norm"))
            .floats();
    double[] energies =
        IntStream.range(0, squares.length)
            .mapToDouble(i -> gain[i] == 0 ? 0 : squares[i] / gain[i] / gain[i])
            .toArray();
    double all = Arrays.stream(energies).sum();
    double stays = IntStream.of(kept).mapToDouble(i -> energies[i]).sum();
    return all == 0 ? 1 : (float) Math.sqrt(stays / all * squares.length / kept.length);
  }

  private int width() {
    return kept.getFirst().length;
  }

  @Override
  public List<String> lines() {
    return IntStream.range(0, kept.size())
        .mapToObj(layer -> "layer %d: latent %d -> %d".formatted(layer, rank, width()))
        .toList();
  }

  /** Numbers that a token takes in the cache, over all layers: latents and keys of positions. */
  public long cacheNumbers() {
    return kept.size() * (width() + file.integer(architecture + "rope.dimension_count").orElse(0L));
  }

  @Override
  public long weights() {
    return rewriting().weights();
  }

  @Override
  public long size(List<String> steps) {
    return rewriting().size(steps);
  }

  @Override
  public void write(Path out, List<String> steps, Progress progress) {
    rewriting().write(out, lines().toString(), steps, progress);
  }

  private Rewriting rewriting() {
    Rewriting all = new Rewriting(file);
    all.set("attention.kv_lora_rank", width());
    if (file.metadata().containsKey(architecture + "attention.key_length_mla")) {
      // Such files tell the sizes of what the cache keeps as those of one key head.
      long key = file.integer(architecture + "attention.key_length").orElse(0L);
      all.set("attention.key_length", (int) key - rank + width());
      all.set("attention.value_length", width());
    }
    for (String name : file.tensors().keySet()) {
      Tensor tensor = file.tensor(name).orElseThrow();
      Matcher part = PART.matcher(name);
      if (part.matches() && width() < rank) {
        narrow(all, tensor, Integer.parseInt(part.group(1)), part.group(2));
      } else {
        all.keep(tensor);
      }
    }
    return all;
  }

  private void narrow(Rewriting all, Tensor tensor, int layer, String part) {
    int[] stay = kept.get(layer);
    long[] shape = tensor.shape();
    Selection some =
        switch (part) {
          case "kv_a_norm" -> new Selection(tensor, new int[] {0}, stay, scales.get(layer));
          case "kv_a_mqa" ->
              new Selection(tensor, withPosition(tensor.rows(), stay), columns(tensor));
          case "k_b" -> new Selection(tensor, ofEachHead(tensor.rows(), stay), columns(tensor));
          default -> new Selection(tensor, Selection.all(tensor.rows()), stay);
        };
    if (shape.length == 3) {
      shape[part.equals("k_b") ? 1 : 2] = stay.length;
    }
    all.add(
        tensor.name(),
        some.format(),
        shape.length == 3 ? shape : some.shape(),
        some.bytes(),
        some.content());
  }

  private static int[] columns(Tensor tensor) {
    return Selection.all(tensor.columns());
  }

  /** After the latent come the rows of the key that tells the position. */
  private int[] withPosition(int rows, int[] stay) {
    return IntStream.concat(IntStream.of(stay), IntStream.range(rank, rows)).toArray();
  }

  private int[] ofEachHead(int rows, int[] stay) {
    return IntStream.range(0, rows / rank)
        .flatMap(head -> IntStream.of(stay).map(number -> head * rank + number))
        .toArray();
  }
}
