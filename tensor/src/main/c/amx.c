// x86 with AMX bf16: many tokens at once. Weights become bf16 tiles, a panel of them at a time, and
// meet activations in bf16; sums are floats. The sums of a token do not depend on the other tokens,
// but differ in rounding from those of the levels for few tokens. amx_int8.c is for quantised weights where it serves.
#define LEVEL(name) name##_amx
#ifdef EMULATED // by the tests
#include "emulated.h"
#include "emulated_tiles.h"
#else
#include <immintrin.h>
#include "tiles.h"
#endif
#include "runs_avx512.h"
#include "transpose.h"

enum {
  TILE = 512,    // numbers in bf16: 16 rows of 32
  COLUMNS = 256, // of a panel: those of 32 tokens and of 32 rows fit the first-level cache
  ROWS = 256,    // of a panel: 128 KiB, which stay in the second-level cache
  MOST_TOKENS = 512
};

// Activations [tokens, columns] as tiles of pairs: for 32 tokens (missing ones are zeros) and 32
// columns two tiles, in each a row for two columns. Columns are a multiple of 32.
void LEVEL(quantise)(const float *x, int64_t tokens, int64_t columns, uint16_t *out) {
  for (int64_t t = 0; t < tokens; t += 32) {
    for (int64_t c = 0; c < columns; c += 32) {
      for (int half = 0; half < 32; half += 16, out += TILE) {
        __m512i rows[16];
        for (int i = 0; i < 16; i++) {
          int64_t token = t + half + i;
          const float *from = x + token * columns + c;
          rows[i] = token < tokens ? bfloats(floats_at(from)) : _mm512_setzero_si512();
        }
        transpose(rows);
        for (int i = 0; i < 16; i++) _mm512_store_si512(out + 32 * i, rows[i]);
      }
    }
  }
}

// Up to ROWS rows of COLUMNS columns: for 32 rows (missing ones are zeros) and 32 columns two tiles.
static inline __attribute__((always_inline)) void fill_panel(
    int format, const uint8_t *w, int64_t bytes, int64_t rows, int64_t columns, uint16_t *panel) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t at = 0; at < row_bytes(format, columns); at += 64) {
      _mm_prefetch((const char *)w + (r + 16) * bytes + at, _MM_HINT_T0);
    }
    rows_of_bfloats(format, w + r * bytes, columns, panel + r / 32 * (columns * 32) + r % 32 / 16 * TILE + r % 16 * 32, 2 * TILE);
  }
  for (int64_t r = rows; r % 32 != 0; r++) {
    for (int64_t c = 0; c < columns; c += 32) {
      memset(panel + r / 32 * (columns * 32) + r % 32 / 16 * TILE + r % 16 * 32 + c / 32 * 2 * TILE, 0, 64);
    }
  }
}

// Four tiles of sums: 32 rows of the panel times 32 tokens over `steps` times 32 columns. What lies at `next` is
// asked for meanwhile, four lines a step.
static inline void multiply(
    const uint16_t *w, const uint16_t *x, int64_t steps, float *sums, int begun, const char *next) {
  if (begun) {
    TILE_LOAD(0, sums); TILE_LOAD(1, sums + 256); TILE_LOAD(2, sums + 512); TILE_LOAD(3, sums + 768);
  } else {
    TILE_ZERO(0); TILE_ZERO(1); TILE_ZERO(2); TILE_ZERO(3);
  }
  for (int64_t i = 0; i < steps; i++, w += 2 * TILE, x += 2 * TILE) {
    for (int64_t line = 4 * i; line < 4 * i + 4; line++) _mm_prefetch(next + 64 * line, _MM_HINT_T0);
    TILE_LOAD(4, w); TILE_LOAD(6, x);
    TILE_MULTIPLY_BF16(0, 4, 6);
    TILE_LOAD(7, x + TILE);
    TILE_MULTIPLY_BF16(1, 4, 7);
    TILE_LOAD(5, w + TILE);
    TILE_MULTIPLY_BF16(2, 5, 6);
    TILE_MULTIPLY_BF16(3, 5, 7);
  }
  TILE_STORE(0, sums); TILE_STORE(1, sums + 256); TILE_STORE(2, sums + 512); TILE_STORE(3, sums + 768);
}

static inline __attribute__((always_inline)) void rows_by(
    int format, const uint8_t *w, int64_t rows, int64_t columns, const uint16_t *x, int64_t tokens,
    float *out, int64_t stride, uint16_t *panel, float *sums) {
  int64_t bytes = row_bytes(format, columns), groups = (tokens + 31) / 32;
  for (int64_t first = 0; first < rows; first += ROWS, w += ROWS * bytes) {
    int64_t n = rows - first < ROWS ? rows - first : ROWS, row_groups = (n + 31) / 32;
    for (int64_t c = 0; c < columns; c += COLUMNS) {
      int64_t width = columns - c < COLUMNS ? columns - c : COLUMNS;
      fill_panel(format, w + row_bytes(format, c), bytes, n, width, panel);
      for (int64_t t = 0; t < groups; t++) {
        const uint16_t *some = x + (t * columns + c) * 32;
        for (int64_t r = 0; r < row_groups; r++) {
          multiply(panel + r * width * 32, some, width / 32, sums + (t * row_groups + r) * 1024, c > 0,
                   (const char *)(some + columns * 32) + 2048 * r);
        }
      }
    }
    put_tiles(sums, n, tokens, out + first, stride);
  }
}

// out[t * stride + r] = sum over c of w[r, c] * x[t, c]; columns are a multiple of 32.
// Scratch is aligned to 64 bytes and has room for a panel and the sums of 512 tokens: 640 KiB.
void LEVEL(matmul)(int format, const uint8_t *w, int64_t rows, int64_t columns, const uint16_t *x,
                   int64_t tokens, float *out, int64_t stride, void *scratch) {
  uint16_t *panel = scratch;
  float *sums = (float *)(panel + ROWS * COLUMNS);
  TILE_BEGIN();
  for (; tokens > 0; tokens -= MOST_TOKENS, x += MOST_TOKENS * columns, out += MOST_TOKENS * stride) {
    int64_t n = tokens < MOST_TOKENS ? tokens : MOST_TOKENS;
    switch (format) {
      case F16: rows_by(F16, w, rows, columns, x, n, out, stride, panel, sums); break;
      case BF16: rows_by(BF16, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q4_0: rows_by(Q4_0, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q8_0: rows_by(Q8_0, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q4_K: rows_by(Q4_K, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q5_K: rows_by(Q5_K, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q6_K: rows_by(Q6_K, w, rows, columns, x, n, out, stride, panel, sums); break;
    }
  }
  TILE_END();
}
