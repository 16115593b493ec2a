// Weights as Blocks, on top of a level's unpack functions.
#pragma once
#include "block.h"

enum { PANEL_BYTES = 192 << 10 }; // of unpacked rows, which stay in the second-level cache

static inline __attribute__((always_inline)) void unpack(int format, const uint8_t *w, Block *out) {
  switch (format) {
    case Q4_0: unpack_q4_0(w, out); break;
    case Q8_0: unpack_q8_0(w, out); break;
    case Q4_K: unpack_q4_k(w, out); break;
    case Q5_K: unpack_q5_k(w, out); break;
    default: unpack_q6_k(w, out);
  }
}

// The last blocks of a row that does not end with 256 weights: zeros stand for the missing ones.
static inline const uint8_t *whole(int format, const uint8_t *w, int64_t columns, uint8_t *room) {
  memset(room, 0, block_bytes(format));
  return memcpy(room, w, row_bytes(format, columns));
}
