// The tile instructions of AMX, each with all the memory it touches: the intrinsics of gcc 12 name
// too little of it, and the compiler then drops stores.
#pragma once
#include <stdint.h>

typedef struct {
  uint8_t palette, start, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} TileConfig;

// Eight tiles of 16 rows of 64 bytes.
static inline void TILE_BEGIN(void) {
  TileConfig config = {.palette = 1};
  for (int i = 0; i < 8; i++) {
    config.row_bytes[i] = 64;
    config.rows[i] = 16;
  }
  __asm__ volatile("ldtilecfg %0" : : "m"(config) : "memory");
}

static inline void TILE_END(void) { __asm__ volatile("tilerelease" : : : "memory"); }

#define TILE_ZERO(t) __asm__ volatile("tilezero %%tmm" #t : : :)
#define TILE_LOAD(t, p) \
  __asm__ volatile("tileloadd (%0,%1,1), %%tmm" #t : : "r"(p), "r"((int64_t)64) : "memory")
#define TILE_STORE(t, p) \
  __asm__ volatile("tilestored %%tmm" #t ", (%0,%1,1)" : : "r"(p), "r"((int64_t)64) : "memory")
// sums += weights * activations, over 32 columns in bf16
#define TILE_MULTIPLY_BF16(sums, weights, activations) \
  __asm__ volatile("tdpbf16ps %%tmm" #activations ", %%tmm" #weights ", %%tmm" #sums : : :)
// the same over 64 columns in int8
#define TILE_MULTIPLY_INT8(sums, weights, activations) \
  __asm__ volatile("tdpbssd %%tmm" #activations ", %%tmm" #weights ", %%tmm" #sums : : :)
