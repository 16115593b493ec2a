package dev.trine.model;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Sequences that take one step together. Their tokens are stacked as the rows of one activation
 * matrix, sequence after sequence. A batch is run once: running it fills its caches.
 */
public final class Batch {
  /** Ends the name under which an {@link Observer} sees what a router chose. */
  public static final String ROUTED = ".routed";

  private final List<Sequence> sequences;
  private final Optional<Observer> observer;
  private final int[] owners; // the sequence of each row
  private final int[] places; // which token of its sequence a row is

  /**
   * The next tokens of one text.
   *
   * @param ids the tokens at the positions that follow those in the cache; at least one
   * @param cache of this text alone; made by the model that runs the batch
   * @param wanted of how many of the last ids logits are wanted: 0 for none, 1 for the next token
   * @param adapters low-rank changes of the weights, for this text's tokens only
   * @param turnedFor of which length the text is at least, for rotary embeddings that go by it: see
   *     {@link Transformer#turnedFor}
   */
  public record Sequence(
      int[] ids, KvCache cache, int wanted, List<Adapter> adapters, int turnedFor) {
    public Sequence {
      if (ids.length == 0) {
        throw new IllegalArgumentException("there are no tokens to run");
      }
      if (wanted < 0 || wanted > ids.length) {
        throw new IllegalArgumentException(
            "logits of %d tokens are wanted but there are %d".formatted(wanted, ids.length));
      }
      adapters = List.copyOf(adapters);
    }

    /** The last tokens of a text that is known: all turn by its length. */
    public Sequence(int[] ids, KvCache cache, int wanted, List<Adapter> adapters) {
      this(ids, cache, wanted, adapters, cache.length() + ids.length);
    }
  }

  /**
   * Sees the activations that go into each linear layer, for calibration; and under names of their
   * own what pruning asks for besides: query and key heads before they are turned ({@code
   * q_proj.heads}, {@code k_proj.heads}), and what each expert adds ({@code experts.3.added}); and
   * under the router's name and {@link #ROUTED} the weights of all experts, which are zero for
   * those that a token does not go to.
   */
  @FunctionalInterface
  public interface Observer {

    /**
     * Called before each product of activations and weights.
     *
     * @param linear the layer's name, as in a Hugging Face checkpoint, without {@code .weight}
     * @param x {@code [rows, in]}; to be read only, and only during the call
     */
    void see(String linear, float[] x, int rows);
  }

  private Batch(List<Sequence> sequences, Optional<Observer> observer, int[] owners, int[] places) {
    this.sequences = sequences;
    this.observer = observer;
    this.owners = owners;
    this.places = places;
  }

  /** One sequence; logits are wanted of every id, or of the last only. */
  public static Batch of(int[] ids, KvCache cache, boolean all) {
    return of(List.of(new Sequence(ids, cache, all ? ids.length : 1, List.of())));
  }

  /** Sequences that run together, each with a cache of its own. */
  public static Batch of(List<Sequence> sequences) {
    Set<KvCache> caches = Collections.newSetFromMap(new IdentityHashMap<>());
    int tokens = 0;
    for (Sequence sequence : sequences) {
      if (!caches.add(sequence.cache())) {
        throw new IllegalArgumentException("two sequences of a batch share a cache");
      }
      tokens = Math.addExact(tokens, sequence.ids().length);
    }
    if (tokens == 0) {
      throw new IllegalArgumentException("there are no tokens to run");
    }
    int[] owners = new int[tokens];
    int[] places = new int[tokens];
    for (int s = 0, row = 0; s < sequences.size(); s++) {
      for (int i = 0; i < sequences.get(s).ids().length; i++, row++) {
        owners[row] = s;
        places[row] = i;
      }
    }
    return new Batch(List.copyOf(sequences), Optional.empty(), owners, places);
  }

  /** The same batch, watched. */
  public Batch observedBy(Observer watching) {
    return new Batch(sequences, Optional.of(watching), owners, places);
  }

  /** The sequences, in the order of their rows. */
  public List<Sequence> sequences() {
    return sequences;
  }

  /** How many rows the activations have. */
  public int rows() {
    return owners.length;
  }

  /** The token id of a row. */
  public int id(int row) {
    return owner(row).ids()[places[row]];
  }

  /** The position in its text of a row's token. */
  public int position(int row) {
    return owner(row).cache().length() + places[row];
  }

  /** How long a row's text is, as far as it tells the row how to turn. */
  int length(int row) {
    return Math.max(owner(row).turnedFor(), position(row) + 1);
  }

  /** How many logits are wanted: the rows that {@link Transformer#forward} answers. */
  public int wanted() {
    return sequences.stream().mapToInt(Sequence::wanted).sum();
  }

  Sequence owner(int row) {
    return sequences.get(owners[row]);
  }

  Optional<Observer> observer() {
    return observer;
  }

  /** The same batch over other caches, such as a part of each. */
  Batch over(UnaryOperator<KvCache> caches) {
    List<Sequence> others =
        sequences.stream()
            .map(it ->
                new Sequence(
                    it.ids(), caches.apply(it.cache()), it.wanted(), it.adapters(), it.turnedFor()))
            .toList();
    return new Batch(others, observer, owners, places);
  }

  /** A view of some rows, ascending, for layers that work on each row alone. */
  Batch select(int[] rows) {
    int[] theirOwners = new int[rows.length];
    int[] theirPlaces = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      theirOwners[i] = owners[rows[i]];
      theirPlaces[i] = places[rows[i]];
    }
    return new Batch(sequences, observer, theirOwners, theirPlaces);
  }

  /** The rows whose logits are wanted, ascending. */
  int[] wantedRows() {
    int[] rows = new int[wanted()];
    for (int row = 0, i = 0; row < rows(); row++) {
      Sequence owner = owner(row);
      if (places[row] >= owner.ids().length - owner.wanted()) {
        rows[i++] = row;
      }
    }
    return rows;
  }
}
