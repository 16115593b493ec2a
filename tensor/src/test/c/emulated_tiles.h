// For tests on processors without AMX: its tiles as arrays, by the definitions of Intel's manual
// (architecture instruction set extensions, chapter 3: TDPBF16PS, TDPBSSD).
#pragma once
#include <stdint.h>
#include <string.h>

static __thread union {
  float sums[16][16];
  uint16_t bfloats[16][32];
  int32_t whole[16][16];
  int8_t bytes[16][64];
} tiles[8];

static inline float of_bfloat(uint16_t b) {
  uint32_t bits = (uint32_t)b << 16;
  float v;
  memcpy(&v, &bits, 4);
  return v;
}

static inline void multiply_bfloats(int c, int a, int b) {
  for (int m = 0; m < 16; m++) {
    for (int k = 0; k < 16; k++) {
      for (int n = 0; n < 16; n++) {
        for (int i = 0; i < 2; i++) {
          tiles[c].sums[m][n] += of_bfloat(tiles[a].bfloats[m][2 * k + i]) * of_bfloat(tiles[b].bfloats[k][2 * n + i]);
        }
      }
    }
  }
}

static inline void multiply_bytes(int c, int a, int b) {
  for (int m = 0; m < 16; m++) {
    for (int k = 0; k < 16; k++) {
      for (int n = 0; n < 16; n++) {
        for (int i = 0; i < 4; i++) {
          tiles[c].whole[m][n] += tiles[a].bytes[m][4 * k + i] * tiles[b].bytes[k][4 * n + i];
        }
      }
    }
  }
}

#define TILE_BEGIN() memset(tiles, 0xff, sizeof tiles)
#define TILE_END() memset(tiles, 0xff, sizeof tiles)
#define TILE_ZERO(t) memset(tiles + t, 0, 1024)
#define TILE_LOAD(t, p) memcpy(tiles + t, p, 1024)
#define TILE_STORE(t, p) memcpy(p, tiles + t, 1024)
#define TILE_MULTIPLY_BF16(c, a, b) multiply_bfloats(c, a, b)
#define TILE_MULTIPLY_INT8(c, a, b) multiply_bytes(c, a, b)
