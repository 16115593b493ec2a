package dev.trine.model;

import java.util.Arrays;

/** Strings and what each stands for, found character by character; in open-addressing tables. */
final class PrefixTree {

  /** The node of the empty string. */
  static final int ROOT = 0;

  /** What {@link #child} answers where no string goes on, and {@link #value} where none ends. */
  static final int NONE = -1;

  private long[] edges = new long[1 << 10]; // node and character, plus one; 0 is an empty slot
  private int[] targets = new int[1 << 10];
  private int[] values = new int[1 << 10];
  private int nodes = 1;

  PrefixTree() {
    Arrays.fill(values, NONE);
  }

  void put(CharSequence key, int value) {
    int node = ROOT;
    for (int i = 0; i < key.length(); i++) {
      int child = child(node, key.charAt(i));
      node = child == NONE ? grow(node, key.charAt(i)) : child;
    }
    values[node] = value;
  }

  private int grow(int node, char c) {
    if (nodes * 2 >= edges.length) {
      rehash();
    }
    if (nodes == values.length) {
      values = Arrays.copyOf(values, nodes * 2);
      Arrays.fill(values, nodes, values.length, NONE);
    }
    long edge = edge(node, c);
    int slot = slot(edge);
    edges[slot] = edge;
    targets[slot] = nodes;
    return nodes++;
  }

  private void rehash() {
    long[] oldEdges = edges;
    int[] oldTargets = targets;
    edges = new long[oldEdges.length * 2];
    targets = new int[edges.length];
    for (int i = 0; i < oldEdges.length; i++) {
      if (oldEdges[i] != 0) {
        int slot = slot(oldEdges[i]);
        edges[slot] = oldEdges[i];
        targets[slot] = oldTargets[i];
      }
    }
  }

  /** The node that a character leads to, or {@link #NONE}. */
  int child(int node, char c) {
    int slot = slot(edge(node, c));
    return edges[slot] == 0 ? NONE : targets[slot];
  }

  /** The node that a string leads to, or {@link #NONE}. */
  int find(CharSequence text) {
    int node = ROOT;
    for (int i = 0; i < text.length() && node != NONE; i++) {
      node = child(node, text.charAt(i));
    }
    return node;
  }

  /** What the longest string stands for that begins a text's part, or {@link #NONE}. */
  int longest(String text, int from, int to) {
    int longest = NONE;
    int node = ROOT;
    for (int at = from; at < to; at++) {
      node = child(node, text.charAt(at));
      if (node == NONE) {
        break;
      }
      if (values[node] != NONE) {
        longest = values[node];
      }
    }
    return longest;
  }

  /** What the string that ends at a node stands for, or {@link #NONE}. */
  int value(int node) {
    return values[node];
  }

  private static long edge(int node, char c) {
    return ((long) node << 16 | c) + 1;
  }

  private int slot(long edge) {
    int slot = (int) (edge * 0x9E3779B97F4A7C15L >>> 32) & (edges.length - 1);
    while (edges[slot] != 0 && edges[slot] != edge) {
      slot = (slot + 1) & (edges.length - 1);
    }
    return slot;
  }
}
