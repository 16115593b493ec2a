package dev.trine.model;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The main layers' cache, the prediction layer's, and what the last layer left of the tokens of the
 * last step. The prediction layer's is one position behind: it needs the token after. It may miss
 * more where a text was cut; then guesses are worse, and still only guesses.
 */
final class MiMoCache implements KvCache {
  private final KvCache main;
  private final AttentionCache draft;
  private final int width;
  private float[] left = {}; // [tokens of the last step, width]
  private int leftFrom; // the position of its first row

  MiMoCache(KvCache main, AttentionCache draft, int width) {
    this.main = main;
    this.draft = draft;
    this.width = width;
  }

  KvCache main() {
    return main;
  }

  AttentionCache draft() {
    return draft;
  }

  /** What was left of the last position; empty if that is not known. */
  float[] last() {
    int at = (main.length() - 1 - leftFrom) * width;
    return at < 0 || at >= left.length ? new float[0] : Arrays.copyOfRange(left, at, at + width);
  }

  void left(float[] h, int tokens) {
    left = h;
    leftFrom = main.length() - tokens;
  }

  @Override
  public int length() {
    return main.length();
  }

  @Override
  public int capacity() {
    return main.capacity();
  }

  @Override
  public boolean isRecurrent() {
    return main.isRecurrent();
  }

  @Override
  public void truncate(int length) {
    main.truncate(length);
    draft.truncate(Math.min(draft.length(), Math.max(0, length - 1)));
  }

  @Override
  public void free() {
    main.free();
    draft.free();
    left = new float[0];
  }

  @Override
  public void discard(int from, int to) {
    int length = main.length();
    main.discard(from, to);
    int behind = length - draft.length();
    draft.discard(Math.max(0, from - behind), Math.max(0, to - behind));
    leftFrom -= to - from;
  }

  @Override
  public long bytes(int positions) {
    return main.bytes(positions);
  }

  @Override
  public void save(int from, int to, MemorySegment out) {
    main.save(from, to, out);
  }

  @Override
  public void restore(int positions, MemorySegment in) {
    main.restore(positions, in);
    left = new float[0];
  }
}
