package dev.trine.runtime;

import dev.trine.model.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The byte strings of a vocabulary as a tree, so that one walk visits every token once and shared
 * beginnings once. Nodes lie in the order of a depth-first walk, which is one pass over the arrays;
 * node 0 is the root.
 */
final class TokenTrie {
  private static final Map<Tokenizer, TokenTrie> BUILT =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** How many grammars stay ready for their next use. */
  private static final int MOST_AUTOMATA = 16;

  /** Bytes of a token; a longer one is left out, so that walks stay shallow. */
  private static final int LONGEST = 1024;

  private static final int BYTES = 256;

  /** So few tokens are put in order without counting. */
  private static final int FEW = 32;

  private int nodes = 1;
  private final int[] first = new int[BYTES]; // children of the root by byte
  private int[] end = new int[1024]; // the node behind a node's subtree
  private byte[] label = new byte[1024];
  private short[] depth = new short[1024];
  private int[] token = new int[1024]; // first token that ends at the node, plus one
  private final int[] sameBytes; // another token with the same bytes, plus one
  private int deepest;
  private final BitSet ends = new BitSet();
  private final Map<ByIdentity, Automaton> automata = new Recent<>(MOST_AUTOMATA);
  private final Map<ByIdentity, RepeatedTerm> repeated = new Recent<>(MOST_AUTOMATA);
  private int[] parent = {}; // these two are made when they are first asked for
  private int[][] labelled = {};

  private TokenTrie(Tokenizer tokenizer) {
    int size = tokenizer.size();
    sameBytes = new int[size];
    byte[][] bytes = new byte[size][];
    int[] ids = new int[size];
    int count = 0;
    for (int id = 0; id < size; id++) {
      if (tokenizer.endsGeneration(id)) {
        ends.set(id);
        continue;
      }
      bytes[id] = tokenizer.bytes(id);
      if (bytes[id].length > 0 && bytes[id].length <= LONGEST) {
        ids[count++] = id;
      }
    }
    new Builder(bytes, ids).below(0, 0, count, 0);
    end[0] = nodes;
    for (int child = 1; child < nodes; child = end[child]) {
      first[label[child] & 0xFF] = child;
    }
  }

  /** Sorts tokens by their bytes, one after the other, and makes nodes in that order. */
  private final class Builder {
    private final byte[][] bytes;
    private final int[] ids;
    private final int[] sorted;
    private final int[] next = new int[BYTES + 1]; // places of tokens, by a byte

    Builder(byte[][] bytes, int[] ids) {
      this.bytes = bytes;
      this.ids = ids;
      sorted = new int[ids.length];
    }

    /** Makes the nodes below one to which tokens {@code [from, to)} lead by their first bytes. */
    void below(int node, int from, int to, int length) {
      int longer = from;
      for (int i = from; i < to; i++) {
        int id = ids[i];
        if (bytes[id].length == length) {
          sameBytes[id] = token[node];
          token[node] = id + 1;
        } else {
          ids[longer++] = id;
        }
      }
      sort(from, longer, length);
      for (int at = from, next; at < longer; at = next) {
        byte value = bytes[ids[at]][length];
        next = at + 1;
        while (next < longer && bytes[ids[next]][length] == value) {
          next++;
        }
        child(value, at, next, length + 1);
      }
    }

    /** Orders tokens by one of their bytes: few by insertion, many by counting. */
    private void sort(int from, int to, int place) {
      if (to - from < FEW) {
        for (int i = from + 1; i < to; i++) {
          int id = ids[i];
          int at = i;
          for (; at > from && bytes[ids[at - 1]][place] > bytes[id][place]; at--) {
            ids[at] = ids[at - 1];
          }
          ids[at] = id;
        }
        return;
      }
      Arrays.fill(next, 0);
      for (int i = from; i < to; i++) {
        next[bytes[ids[i]][place] - Byte.MIN_VALUE + 1]++;
      }
      next[0] = from;
      for (int value = 1; value < BYTES; value++) {
        next[value] += next[value - 1];
      }
      for (int i = from; i < to; i++) {
        sorted[next[bytes[ids[i]][place] - Byte.MIN_VALUE]++] = ids[i];
      }
      System.arraycopy(sorted, from, ids, from, to - from);
    }

    private void child(byte value, int from, int to, int length) {
      int node = append(value, length);
      if (to - from > 1) {
        below(node, from, to, length);
      } else {
        chain(node, ids[from], length);
      }
      end[node] = nodes;
    }

    /** The rest of a token that shares its beginning with no other. */
    private void chain(int node, int id, int length) {
      int last = node;
      for (int at = length; at < bytes[id].length; at++) {
        last = append(bytes[id][at], at + 1);
      }
      Arrays.fill(end, node, last + 1, nodes);
      token[last] = id + 1;
    }
  }

  private int append(byte next, int length) {
    if (nodes == end.length) {
      end = Arrays.copyOf(end, 2 * nodes);
      label = Arrays.copyOf(label, 2 * nodes);
      depth = Arrays.copyOf(depth, 2 * nodes);
      token = Arrays.copyOf(token, 2 * nodes);
    }
    label[nodes] = next;
    depth[nodes] = (short) length;
    deepest = Math.max(deepest, length);
    return nodes++;
  }

  /** The tree of a tokenizer, built once. */
  static TokenTrie of(Tokenizer tokenizer) {
    return BUILT.computeIfAbsent(tokenizer, TokenTrie::new);
  }

  @SuppressWarnings("ReferenceEquality") // as its name says
  private record ByIdentity(Grammar grammar) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ByIdentity key && key.grammar == grammar;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(grammar);
    }
  }

  /** The automaton of a grammar over this vocabulary. */
  synchronized Automaton automaton(Grammar grammar) {
    return automata.computeIfAbsent(new ByIdentity(grammar), key -> new Automaton(grammar, this));
  }

  /** A term of grammars that is repeated. */
  synchronized RepeatedTerm repeated(Grammar term) {
    return repeated.computeIfAbsent(new ByIdentity(term), _ -> new RepeatedTerm(term, this));
  }

  /** The tokens that end generation. */
  BitSet ends() {
    return ends;
  }

  /** How many nodes there are, the root included. */
  int nodes() {
    return nodes;
  }

  /** The most bytes of a token. */
  int deepest() {
    return deepest;
  }

  /** The node behind all that are below a node. */
  int end(int node) {
    return end[node];
  }

  /** How many bytes lead to a node. */
  int depth(int node) {
    return depth[node];
  }

  /** The byte that leads to a node. */
  int label(int node) {
    return label[node] & 0xFF;
  }

  /** The node above one of those that {@link #labelled} gave. */
  int parent(int node) {
    return parent[node];
  }

  /** The nodes to which a byte leads. */
  synchronized int[] labelled(int value) {
    if (labelled.length == 0) {
      index();
    }
    return labelled[value];
  }

  private void index() {
    int[] above = new int[nodes];
    int[] path = new int[deepest + 1];
    int[] counts = new int[BYTES];
    for (int node = 1; node < nodes; node++) {
      path[depth[node]] = node;
      above[node] = path[depth[node] - 1];
      counts[label(node)]++;
    }
    int[][] lists = new int[BYTES][];
    for (int value = 0; value < BYTES; value++) {
      lists[value] = new int[counts[value]];
    }
    for (int node = nodes - 1; node > 0; node--) {
      lists[label(node)][--counts[label(node)]] = node;
    }
    parent = above;
    labelled = lists;
  }

  /** Whether a token ends at a node. */
  boolean hasToken(int node) {
    return token[node] != 0;
  }

  /** Adds the tokens that end at a node to a set. */
  void collect(int node, BitSet tokens) {
    for (int next = token[node]; next != 0; next = sameBytes[next - 1]) {
      tokens.set(next - 1);
    }
  }

  /** The child of a node along a byte, or 0. */
  int child(int node, byte next) {
    if (node == 0) {
      return first[next & 0xFF];
    }
    for (int at = node + 1; at < end[node]; at = end[at]) {
      if (label[at] == next) {
        return at;
      }
    }
    return 0;
  }
}
