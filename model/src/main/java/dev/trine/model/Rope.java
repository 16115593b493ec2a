package dev.trine.model;

import dev.trine.tensor.ThreadTeam;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * Rotary position embedding (Su et al. 2021, arXiv:2104.09864): pair i of a head turns by {@code
 * position * theta^(-2i/d)}.
 *
 * <p>A pair is two neighbours (interleaved: Llama's own and GGUF's order) or one number from each
 * half (Hugging Face, Qwen). Only {@code 2 * frequencies} numbers of a head are turned, from {@code
 * offset} on.
 */
final class Rope implements Positions {
  private static final int LARGEST_HEAD = 1 << 16;
  private static final int TURNS = 512; // positions that are remembered: those of a step

  private final boolean interleaved;
  private final int headDim;
  private final int offset; // of the first turned number in a head
  private final RopeScaling scaling;
  private final AtomicReferenceArray<Turn> turns = new AtomicReferenceArray<>(TURNS); // by position

  /** The angles of a position, which are the same in all layers, for queries and for keys. */
  private record Turn(int position, double[] frequencies, float[] cos, float[] sin) {

    static Turn of(int position, double[] frequencies, float amplitude) {
      float[] cos = new float[frequencies.length];
      float[] sin = new float[frequencies.length];
      for (int i = 0; i < cos.length; i++) {
        double angle = position * frequencies[i];
        cos[i] = (float) Math.cos(angle) * amplitude;
        sin[i] = (float) Math.sin(angle) * amplitude;
      }
      return new Turn(position, frequencies, cos, sin);
    }
  }

  private Rope(boolean interleaved, int headDim, int offset, RopeScaling scaling) {
    this.interleaved = interleaved;
    this.headDim = headDim;
    this.offset = offset;
    this.scaling = scaling;
  }

  /** As the checkpoint's common settings say. */
  static Rope of(Checkpoint checkpoint, int headDim, boolean interleaved) {
    return of(checkpoint, headDim, turned(checkpoint, headDim), theta(checkpoint), interleaved);
  }

  /** With a base and a number of turned numbers of its own, scaled as the checkpoint says. */
  static Rope of(
      Checkpoint checkpoint, int headDim, int turned, double theta, boolean interleaved) {
    RopeScaling scaling = RopeScaling.of(checkpoint, RopeScaling.place(checkpoint), turned, theta);
    return new Rope(interleaved, headDim, 0, scaling);
  }

  /** Not scaled, whatever the checkpoint says of other layers. */
  static Rope unscaled(int headDim, int turned, double theta, boolean interleaved) {
    return new Rope(interleaved, headDim, 0, RopeScaling.none(turned, theta));
  }

  /** As the settings at one place say, if they are there. */
  static Optional<Rope> at(Checkpoint checkpoint, String place, int headDim, boolean interleaved) {
    return checkpoint
        .positive(place + ".rope_theta")
        .map(theta -> {
          int turned = turned(checkpoint, place + ".partial_rotary_factor", headDim);
          return new Rope(
              interleaved, headDim, 0, RopeScaling.of(checkpoint, place, turned, theta));
        });
  }

  /** The same turns of the last numbers of larger heads. */
  Rope atEndOf(int largerHead) {
    int turned = 2 * scaling.frequencies(0).length;
    return new Rope(interleaved, largerHead, largerHead - turned, scaling);
  }

  static double theta(Checkpoint checkpoint) {
    return checkpoint
        .positive(RopeScaling.place(checkpoint) + ".rope_theta")
        .or(() -> checkpoint.positive("rope_theta"))
        .or(() -> checkpoint.positive("rope_parameters.rope_theta"))
        .or(() -> checkpoint.positive("rotary_emb_base"))
        .orElse(10_000.0);
  }

  /** How many numbers of a head are turned; of an odd number the last one has a partner too. */
  static int turned(Checkpoint checkpoint, int headDim) {
    if (checkpoint.gguf()) {
      int turned = checkpoint.countIfPresent("rope.dimension_count").orElse(headDim);
      return checked(checkpoint, turned, headDim);
    }
    Optional<Integer> stated = checkpoint.countIfPresent("rotary_dim");
    if (stated.isPresent()) {
      return checked(checkpoint, stated.get(), headDim);
    }
    // Newer transformers write the factor to several places: all are asked for, the first counts.
    List<String> places =
        Stream.of("rope_parameters.partial_rotary_factor", "partial_rotary_factor", "rotary_pct")
            .filter(place -> checkpoint.number(place).isPresent())
            .toList();
    return places.isEmpty() ? headDim : turned(checkpoint, places.getFirst(), headDim);
  }

  /** By a factor of this name. */
  static int turned(Checkpoint checkpoint, String factor, int headDim) {
    return checked(checkpoint, (int) (checkpoint.positive(factor).orElse(1.0) * headDim), headDim);
  }

  private static int checked(Checkpoint checkpoint, int turned, int headDim) {
    if (turned < 1 || turned > headDim - turned % 2 || headDim > LARGEST_HEAD) {
      throw checkpoint.error(
          "%d of %d numbers of a head are to be turned; at least 1 and no more than it has can be"
              .formatted(turned, headDim));
    }
    return turned;
  }

  /** What scaling makes of the sharpness of attention; see {@link RopeScaling#sharpness}. */
  double sharpness() {
    return scaling.sharpness();
  }

  /**
   * Turns every head of every row by the position of its token.
   *
   * @param x {@code [rows, heads * headDim]}
   */
  void turn(float[] x, int heads, Batch batch) {
    ThreadTeam.current()
        .run(
            batch.rows(),
            row -> turn(x, row * heads * headDim, heads, batch.position(row), batch.length(row)));
  }

  /** Turns the heads of one position, which begin at {@code at}. */
  private void turn(float[] x, int at, int heads, int position, int length) {
    turn(x, at, heads, turnOf(position, scaling.frequencies(length)));
  }

  @Override
  public float[] queries(float[] x, int heads, Batch batch) {
    turn(x, heads, batch);
    return x;
  }

  @Override
  public float[] keys(float[] x, int kvHeads, Batch batch) {
    turn(x, kvHeads, batch);
    return x;
  }

  @Override
  public void turnBack(float[] keys, int kvHeads, int positions) {
    turn(keys, 0, kvHeads, Turn.of(-positions, scaling.frequencies(0), 1));
  }

  @Override
  public int turnedFor(int prompt, int length) {
    return scaling.least().applyAsInt(prompt, length);
  }

  private Turn turnOf(int position, double[] frequencies) {
    int place = position % TURNS;
    Turn known = turns.get(place);
    if (known != null && known.position == position && known.frequencies == frequencies) {
      return known;
    }
    Turn turn = Turn.of(position, frequencies, scaling.amplitude());
    turns.set(place, turn);
    return turn;
  }

  private void turn(float[] x, int at, int heads, Turn turn) {
    int step = interleaved ? 2 : 1;
    int partner = interleaved ? 1 : turn.cos.length;
    for (int i = 0; i < turn.cos.length; i++) {
      float cos = turn.cos[i];
      float sin = turn.sin[i];
      for (int h = 0; h < heads; h++) {
        int a = at + h * headDim + offset + i * step;
        int b = a + partner;
        float real = x[a];
        float imaginary = x[b];
        x[a] = real * cos - imaginary * sin;
        x[b] = real * sin + imaginary * cos;
      }
    }
  }
}
