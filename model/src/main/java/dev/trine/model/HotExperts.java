package dev.trine.model;

import dev.trine.tensor.WeightMemory;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * Which experts of a model larger than memory stay in it: as many as there is room for, of all
 * layers together those that tokens were sent to most often. Each use counts half after some
 * hundred tokens. A system by itself keeps what it read last, and so drops what will be asked for
 * soon: by frequency a fifth less is read where experts differ in how often they are chosen
 * (docs/performance.md).
 *
 * <p>The weights themselves stay in the mapped file: this only says what is to leave memory.
 */
final class HotExperts {
  private static final int HALF_LIFE = 256; // tokens
  private static final double LARGEST = 1e100; // of a count; all are divided by it then

  private final IdentityHashMap<FeedForward, Expert> experts = new IdentityHashMap<>();
  private final LongFunction<OptionalLong> limits;
  private int layers;
  private long passes; // of layers
  private double worth = 1; // of a use now, which grows, so that older ones need not be made less
  private long here; // bytes of experts that should be in memory
  private OptionalLong limit = OptionalLong.empty(); // of them

  private static final class Expert {
    final List<MemorySegment> weights;
    final long bytes;
    double uses;
    boolean here;
    long lastPass;

    Expert(FeedForward of) {
      weights = of.linears().map(it -> it.weight().data()).toList();
      bytes = weights.stream().mapToLong(MemorySegment::byteSize).sum();
    }
  }

  /** As many bytes of experts as this process may take. */
  HotExperts() {
    this(here -> {
      OptionalLong room = WeightMemory.room();
      return room.isPresent() ? OptionalLong.of(here + room.getAsLong()) : room;
    });
  }

  /**
   * With a limit of its own.
   *
   * @param limits how many bytes of experts may be in memory, by how many should be there now
   */
  HotExperts(LongFunction<OptionalLong> limits) {
    this.limits = limits;
  }

  /** Takes part in one more layer. */
  synchronized void add(FeedForward[] layer) {
    for (FeedForward expert : layer) {
      experts.put(expert, new Expert(expert));
    }
    layers++;
  }

  /** A layer is about to use some of its experts. */
  synchronized void begin() {
    if (passes++ % layers == 0) {
      limit = limits.apply(here);
    }
    worth *= Math.pow(2, 1.0 / (HALF_LIFE * layers));
    if (worth > LARGEST) {
      experts.values().forEach(it -> it.uses /= LARGEST);
      worth /= LARGEST;
    }
  }

  /** An expert of the layer is used by so many tokens: it is read, and colder ones make room. */
  synchronized void use(FeedForward feedForward, int tokens) {
    Expert expert = experts.get(feedForward);
    if (expert == null) {
      return;
    }
    expert.uses += tokens * worth;
    expert.lastPass = passes;
    if (!expert.here) {
      expert.here = true;
      here += expert.bytes;
      boolean dropped = true;
      while (dropped && limit.isPresent() && here > limit.getAsLong()) {
        dropped = dropColdest();
      }
    }
    expert.weights.forEach(WeightMemory::expect); // also what the system has taken meanwhile
  }

  /** Whether an expert should be in memory. */
  synchronized boolean keeps(FeedForward expert) {
    return Optional.ofNullable(experts.get(expert)).filter(it -> it.here).isPresent();
  }

  /** Whether there was one that is not used now. */
  private boolean dropColdest() {
    Expert coldest = null;
    for (Expert it : experts.values()) {
      if (it.here && it.lastPass != passes && (coldest == null || it.uses < coldest.uses)) {
        coldest = it;
      }
    }
    if (coldest == null) {
      return false;
    }
    coldest.here = false;
    here -= coldest.bytes;
    coldest.weights.forEach(WeightMemory::leave);
    return true;
  }
}
