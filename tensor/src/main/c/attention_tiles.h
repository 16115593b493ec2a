// Keys and values of a cache as tiles of bf16, by AVX-512.
#pragma once
#include "dequantise.h"
#include "lanes.h"
#include "runs_avx512.h"
#include "transpose.h"

enum { TILE = 512 }; // numbers in bf16: 16 rows of 32

// To whole tiles.
static inline int64_t padded(int64_t n) { return (n + 31) / 32 * 32; }

// The first 32 of n numbers, and zeros.
static inline Run some_floats(const float *p, int64_t n) {
  if (n >= 32) return floats_at(p);
  return (Run){get_some(p, n < 16 ? n : 16), get_some(p + 16, n > 16 ? n - 16 : 0)};
}

// To the bits of bf16.
static inline Floats rounded(Floats v) { return (Floats)(((Ints)v + 0x8000) & ~0xffff); }

// Numbers in bf16, and what they lack of floats: NaN where that is infinite.
static inline void put_parts(Run v, uint16_t *high, uint16_t *low) {
  Run near = {rounded(v.first), rounded(v.second)};
  _mm512_store_si512(high, bfloats(near));
  _mm512_store_si512(low, bfloats((Run){v.first - near.first, v.second - near.second}));
}

// Two vectors in bf16, number by number side by side.
static inline __m512i pairs(Floats a, Floats b) {
  static const uint16_t order[32] __attribute__((aligned(64))) = {
      0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
  return _mm512_permutexvar_epi16(_mm512_load_si512(order), bfloats((Run){a, b}));
}

// As many of n numbers as there are whole runs.
static inline __attribute__((always_inline)) int64_t put_runs(int format, const uint8_t *w, int64_t n, float *out) {
  int64_t i = 0;
  for (; i + 32 <= n; i += 32) {
    Run v = run_alone(format, w + row_bytes(format, i));
    put(out + i, v.first);
    put(out + i + 16, v.second);
  }
  return i;
}

// Up to 32 rows as floats, zeros for those missing.
static inline void rows_as_floats(int format, const uint8_t *rows, int64_t n, int64_t dim, float *out) {
  int64_t numbers = n * dim, done = 0;
  switch (format) {
    case F16: done = put_runs(F16, rows, numbers, out); break;
    case Q8_0: done = put_runs(Q8_0, rows, numbers, out); break;
    case Q4_0: done = put_runs(Q4_0, rows, numbers, out); break;
  }
  dequantise(format, rows + row_bytes(format, done), out + done, numbers - done);
  memset(out + numbers, 0, 4 * (32 - n) * dim);
}

// 32 keys as tiles: for 32 dimensions two with the high parts, two with the low.
static inline void turn_keys(const float *rows, int64_t dim, uint16_t *out) {
  for (int64_t p = 0; p < 32; p++) {
    for (int64_t d = 0; d < dim; d += 32) {
      uint16_t *tile = out + d / 32 * 4 * TILE + p * 32;
      put_parts(some_floats(rows + p * dim + d, dim - d), tile, tile + 2 * TILE);
    }
  }
}

// 32 values as tiles, a row for each dimension: two for 32 dimensions, which lie so far from the next two.
static inline void turn_values(const float *rows, int64_t step, int64_t dim, uint16_t *out, int64_t apart) {
  for (int64_t d = 0; d < padded(dim); d += 16) {
    int64_t n = dim - d < 0 ? 0 : dim - d < 16 ? dim - d : 16;
    __m512i *tile = (__m512i *)(out + d / 32 * apart + d % 32 / 16 * TILE);
    for (int i = 0; i < 16; i++) {
      const float *from = rows + 2 * i * step + d;
      tile[i] = n == 16 ? pairs(get(from), get(from + step)) : pairs(get_some(from, n), get_some(from + step, n));
    }
    transpose(tile);
  }
}
