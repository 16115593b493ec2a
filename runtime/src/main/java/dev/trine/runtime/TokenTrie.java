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
 * beginnings once. Node 0 is the root; children of a node form a linked list.
 */
final class TokenTrie {
  private static final Map<Tokenizer, TokenTrie> BUILT =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** How many grammars stay ready for their next use. */
  private static final int MOST_AUTOMATA = 16;

  /** Bytes of a token; a longer one is left out, so that walks stay shallow. */
  private static final int LONGEST = 1024;

  private int nodes = 1;
  private final int[] first = new int[256]; // children of the root by byte
  private int[] child = new int[1024];
  private int[] sibling = new int[1024];
  private byte[] label = new byte[1024];
  private int[] token = new int[1024]; // last token that ends at the node, plus one
  private final int[] sameBytes; // another token with the same bytes, plus one
  private final BitSet ends = new BitSet();
  private final Map<ByIdentity, Automaton> automata = new Recent<>(MOST_AUTOMATA);

  private TokenTrie(Tokenizer tokenizer) {
    int size = tokenizer.size();
    sameBytes = new int[size];
    for (int id = 0; id < size; id++) {
      if (tokenizer.endsGeneration(id)) {
        ends.set(id);
      } else {
        add(id, tokenizer.bytes(id));
      }
    }
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

  private void add(int id, byte[] bytes) {
    if (bytes.length == 0 || bytes.length > LONGEST) {
      return;
    }
    int node = 0;
    for (byte next : bytes) {
      int found = child(node, next);
      node = found != 0 ? found : append(node, next);
    }
    sameBytes[id] = token[node];
    token[node] = id + 1;
  }

  private int append(int parent, byte next) {
    if (nodes == child.length) {
      child = Arrays.copyOf(child, 2 * nodes);
      sibling = Arrays.copyOf(sibling, 2 * nodes);
      label = Arrays.copyOf(label, 2 * nodes);
      token = Arrays.copyOf(token, 2 * nodes);
    }
    label[nodes] = next;
    sibling[nodes] = child[parent];
    child[parent] = nodes;
    if (parent == 0) {
      first[next & 0xFF] = nodes;
    }
    return nodes++;
  }

  /** The tokens that end generation. */
  BitSet ends() {
    return ends;
  }

  /** The first child of a node, or 0. */
  int firstChild(int node) {
    return child[node];
  }

  /** The next child of the same parent, or 0. */
  int nextSibling(int node) {
    return sibling[node];
  }

  /** The byte that leads to a node. */
  int label(int node) {
    return label[node] & 0xFF;
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
    int at = child[node];
    while (at != 0 && label[at] != next) {
      at = sibling[at];
    }
    return at;
  }
}
