// Weights times int8 activations, on top of a level's unpack functions and its
// dot(format, w, w_step, rows, x, x_step, tokens, sums): adds the products of a block of up to ROWS
// rows, w_step apart, with those of up to TOKENS tokens to sums[row * tokens + token].
// Each sum of a row and a token runs through the blocks in their order, whatever else is in the
// call, so its bits never depend on how many tokens there are.
#pragma once
#include "unpack.h"

enum { ROWS = 2, TOKENS = 4, AHEAD = 8192 };

// Asks for the lines that begin in a block AHEAD bytes later, each line once. Always inline: gcc takes a
// function that only prefetches for one without effect, and leaves its calls out.
static inline __attribute__((always_inline)) void prefetch(const uint8_t *w, int64_t bytes) {
  uintptr_t from = (uintptr_t)w + AHEAD, end = from + bytes;
  for (uintptr_t line = (from + 63) / 64 * 64; line < end; line += 64) __builtin_prefetch((const void *)line);
}

static inline __attribute__((always_inline)) void rows_by_one(
    int format, const uint8_t *w, int64_t rows, int64_t columns, const Block *x, float *out) {
  int64_t blocks = columns / BLOCK, bytes = row_bytes(format, columns), step = block_bytes(format);
  for (int64_t r = 0; r < rows; r++, w += bytes) {
    Floats sums[1] = {zero_sums()};
    Block block;
    for (int64_t b = 0; b < blocks; b++) {
      prefetch(w + b * step, step);
      unpack(format, w + b * step, &block);
      dot(format, &block, 0, 1, x + b, 0, 1, sums);
    }
    if (columns % BLOCK != 0) {
      uint8_t room[8 * 34];
      unpack(format, whole(format, w + blocks * step, columns % BLOCK, room), &block);
      dot(format, &block, 0, 1, x + blocks, 0, 1, sums);
    }
    out[r] = total(sums[0]);
  }
}

// Some rows of a panel with some tokens: out[t * stride + r]. A share of the weights after `next` is asked for with each block.
static inline __attribute__((always_inline)) void panel_by(
    int format, const Block *w, int rows, int64_t blocks, const Block *x, int tokens, float *out, int64_t stride,
    const uint8_t *next, int64_t share) {
  Floats sums[ROWS * TOKENS];
#pragma GCC unroll 8
  for (int i = 0; i < rows * tokens; i++) sums[i] = zero_sums();
  for (int64_t b = 0; b < blocks; b++) {
    prefetch(next + b * share, share);
    dot(format, w + b, blocks, rows, x + b, blocks, tokens, sums);
  }
#pragma GCC unroll 8
  for (int i = 0; i < rows * tokens; i++) out[i % tokens * stride + i / tokens] = total(sums[i]);
}

// All rows of a panel with some tokens.
static inline __attribute__((always_inline)) void rows_of_panel(
    int format, const Block *panel, int64_t rows, int64_t blocks, const Block *x, int tokens, float *out,
    int64_t stride, const uint8_t *next, int64_t share) {
  int64_t pairs = rows_at_once(format) == ROWS ? rows / ROWS * ROWS : 0;
  for (int64_t r = 0; r < pairs; r += ROWS) {
    panel_by(format, panel + r * blocks, ROWS, blocks, x, tokens, out + r, stride, next + r * share * blocks, ROWS * share);
  }
  for (int64_t r = pairs; r < rows; r++) {
    panel_by(format, panel + r * blocks, 1, blocks, x, tokens, out + r, stride, next + r * share * blocks, share);
  }
}

// For few tokens, which fit into the first cache, a panel has few rows: while they are multiplied,
// memory sends the next ones, asked for a little with each block: more lines at once would have to wait.
static inline __attribute__((always_inline)) void rows_by_many(
    int format, const uint8_t *w, int64_t rows, int64_t columns, const Block *x, int64_t tokens,
    float *out, int64_t stride, Block *panel) {
  int64_t blocks = (columns + BLOCK - 1) / BLOCK, bytes = row_bytes(format, columns);
  int64_t step = block_bytes(format), fit = PANEL_BYTES / (int64_t)sizeof(Block) / blocks;
  int64_t most = tokens > 4 * TOKENS ? 16 : ROWS;
  most = fit < 1 ? 1 : fit < most ? fit : most;
  int64_t passes = (tokens + TOKENS - 1) / TOKENS, share = (step + passes - 1) / passes; // of a block to ask for
  for (int64_t first = 0; first < rows; first += most) {
    int64_t n = rows - first < most ? rows - first : most;
    for (int64_t r = 0; r < n; r++) {
      const uint8_t *row = w + (first + r) * bytes;
      for (int64_t b = 0; b < blocks; b++) {
        uint8_t room[8 * 34];
        int part = b == blocks - 1 && columns % BLOCK != 0;
        const uint8_t *from = part ? whole(format, row + b * step, columns % BLOCK, room) : row + b * step;
        unpack(format, from, panel + r * blocks + b);
      }
    }
    int64_t t = 0;
    const uint8_t *next = w + first * bytes;
    for (; t + TOKENS <= tokens; t += TOKENS, next += share * n * blocks) {
      rows_of_panel(format, panel, n, blocks, x + t * blocks, TOKENS, out + t * stride + first, stride, next, share);
    }
    const Block *rest = x + t * blocks;
    float *to = out + t * stride + first;
    switch (tokens - t) {
      case 3: rows_of_panel(format, panel, n, blocks, rest, 3, to, stride, next, share); break;
      case 2: rows_of_panel(format, panel, n, blocks, rest, 2, to, stride, next, share); break;
      case 1: rows_of_panel(format, panel, n, blocks, rest, 1, to, stride, next, share); break;
    }
  }
}

static inline __attribute__((always_inline)) void rows_by(
    int format, const uint8_t *w, int64_t rows, int64_t columns, const Block *x, int64_t tokens,
    float *out, int64_t stride, void *scratch) {
  if (tokens == 1) {
    rows_by_one(format, w, rows, columns, x, out);
  } else {
    rows_by_many(format, w, rows, columns, x, tokens, out, stride, scratch);
  }
}

// Activations [tokens, columns] as blocks, each token's filled up with zeros.
void LEVEL(quantise)(const float *x, int64_t tokens, int64_t columns, Block *out) {
  for (int64_t t = 0; t < tokens; t++, x += columns) {
    for (int64_t at = 0; at < columns; at += BLOCK, out++) {
      if (columns - at < BLOCK) memset(out, 0, sizeof *out);
      for (int b = 0; b < 8 && at + 32 * b < columns; b++) quantise_run(x + at + 32 * b, out, b);
    }
  }
}

// out[t * stride + r] = sum over c of w[r, c] * x[t, c]; columns are a multiple of 32.
// Scratch is aligned to 64 bytes and holds a panel of PANEL_BYTES or one row of blocks.
void LEVEL(matmul)(int format, const uint8_t *w, int64_t rows, int64_t columns, const Block *x,
                   int64_t tokens, float *out, int64_t stride, void *scratch) {
  switch (format) { // a constant in each case, so that each becomes a loop of its own
    case Q4_0: rows_by(Q4_0, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q8_0: rows_by(Q8_0, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q4_K: rows_by(Q4_K, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q5_K: rows_by(Q5_K, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q6_K: rows_by(Q6_K, w, rows, columns, x, tokens, out, stride, scratch); break;
  }
}
