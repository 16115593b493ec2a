// x86 with AMX int8: many tokens with quantised weights. 256 columns of a row share a scale, of a
// token too, as in llama.cpp's Q8_K: that costs the weights of few bits much less than their own bits have,
// and those of Q8_0 about as much.
#define LEVEL(name) name##_amx_int8
#ifdef EMULATED // by the tests
#include "emulated.h"
#include "emulated_tiles.h"
#else
#include <immintrin.h>
#include "tiles.h"
#endif
#include "runs_avx512.h"
#include "transpose.h"

// 32 rows of weights, or 32 tokens, by 256 columns: number = scale * q. A tile has 64 columns of 16
// rows; of tokens a row for four columns.
typedef struct {
  int8_t q[4][2][1024];
  float scale[32];
} __attribute__((aligned(64))) Square;

enum {
  ROWS = 256, // of a panel, which has 256 columns: 65 KiB, which stay in the second-level cache
  MOST_TOKENS = 512
};

// The largest magnitude of 256 numbers: NaN if one of them is.
static inline float largest_of(const Run *runs) {
  __m512i most = _mm512_setzero_si512(), magnitude = _mm512_set1_epi32(0x7fffffff);
#pragma GCC unroll 8
  for (int b = 0; b < 8; b++) { // as whole numbers, of which NaN is the largest
    most = _mm512_max_epi32(most, _mm512_and_si512((__m512i)runs[b].first, magnitude));
    most = _mm512_max_epi32(most, _mm512_and_si512((__m512i)runs[b].second, magnitude));
  }
  int32_t largest = _mm512_reduce_max_epi32(most);
  return f32(&largest);
}

static inline void runs_at(const float *x, Run *out) {
#pragma GCC unroll 8
  for (int b = 0; b < 8; b++) out[b] = floats_at(x + 32 * b);
}

// 256 numbers as bytes, four vectors of them, and what one step is worth.
static inline float bytes_of(const Run *runs, __m512i *out) {
  float largest = largest_of(runs);
  __m512 steps = _mm512_set1_ps(127 / largest);
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    __m128i part[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      const Run *run = runs + 2 * k + i / 2;
      part[i] = _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(i % 2 ? run->second : run->first, steps)));
    }
    out[k] = _mm512_inserti32x4(_mm512_inserti32x4(_mm512_inserti32x4(
        _mm512_castsi128_si512(part[0]), part[1], 1), part[2], 2), part[3], 3);
  }
  return largest / 127;
}

// What rounding n activations to bytes would cost, and what they are, as sums of squares: a number errs by a
// twelfth of a squared step on the mean. n is a multiple of 256.
void LEVEL(loss)(const float *x, int64_t n, double *sums) {
  double steps = 0;
  __m512 squares = _mm512_setzero_ps();
  for (; n > 0; n -= BLOCK, x += BLOCK) {
    Run runs[8];
    runs_at(x, runs);
    double largest = largest_of(runs);
    steps += largest * largest;
#pragma GCC unroll 8
    for (int b = 0; b < 8; b++) {
      squares = _mm512_fmadd_ps(runs[b].first, runs[b].first, squares);
      squares = _mm512_fmadd_ps(runs[b].second, runs[b].second, squares);
    }
  }
  float lanes[16] __attribute__((aligned(64)));
  _mm512_store_ps(lanes, squares);
  sums[0] = steps * BLOCK / (127.0 * 127 * 12);
  sums[1] = 0;
  for (int i = 0; i < 16; i++) sums[1] += lanes[i];
}

// Activations [tokens, columns] as squares, for 32 tokens (missing ones are zeros) side by side.
// Columns are a multiple of 256.
void LEVEL(quantise)(const float *x, int64_t tokens, int64_t columns, Square *out) {
  for (int64_t t = 0; t < tokens; t += 32) {
    for (int64_t c = 0; c < columns; c += BLOCK, out++) {
      for (int half = 0; half < 2; half++) {
        __m512i rows[4][16];
        for (int i = 0; i < 16; i++) {
          int64_t token = t + half * 16 + i;
          Run runs[8] = {0};
          if (token < tokens) runs_at(x + token * columns + c, runs);
          __m512i q[4];
          out->scale[half * 16 + i] = bytes_of(runs, q);
          for (int k = 0; k < 4; k++) rows[k][i] = q[k];
        }
        for (int k = 0; k < 4; k++) {
          transpose(rows[k]);
          memcpy(out->q[k][half], rows[k], sizeof rows[k]);
        }
      }
    }
  }
}

// Up to ROWS rows of 256 columns. What is missing of the last 32 rows stays what it was: nobody reads its sums.
static inline __attribute__((always_inline)) void fill_panel(
    int format, const uint8_t *w, int64_t bytes, int64_t rows, Square *panel) {
  for (int64_t r = 0; r < rows; r++, w += bytes) {
    for (int64_t at = 0; at < block_bytes(format); at += 64) _mm_prefetch((const char *)w + 16 * bytes + at, _MM_HINT_T0);
    Run runs[8];
    __m512i q[4];
    runs_of_block(format, w, runs);
    panel[r / 32].scale[r % 32] = bytes_of(runs, q);
    for (int k = 0; k < 4; k++) _mm512_store_si512(panel[r / 32].q[k][r % 32 / 16] + r % 16 * 64, q[k]);
  }
}

// Adds the products of 32 rows with 32 tokens to sums, [half of rows][half of tokens][row][token]. A kilobyte
// at `next` is asked for meanwhile.
static inline void multiply(const Square *w, const Square *x, float *sums, const char *next) {
  int32_t whole[1024] __attribute__((aligned(64)));
  TILE_ZERO(0); TILE_ZERO(1); TILE_ZERO(2); TILE_ZERO(3);
  for (int k = 0; k < 4; k++) {
    for (int line = 4 * k; line < 4 * k + 4; line++) _mm_prefetch(next + 64 * line, _MM_HINT_T0);
    TILE_LOAD(4, w->q[k][0]); TILE_LOAD(6, x->q[k][0]);
    TILE_MULTIPLY_INT8(0, 4, 6);
    TILE_LOAD(7, x->q[k][1]);
    TILE_MULTIPLY_INT8(1, 4, 7);
    TILE_LOAD(5, w->q[k][1]);
    TILE_MULTIPLY_INT8(2, 5, 6);
    TILE_MULTIPLY_INT8(3, 5, 7);
  }
  TILE_STORE(0, whole); TILE_STORE(1, whole + 256); TILE_STORE(2, whole + 512); TILE_STORE(3, whole + 768);
  for (int i = 0; i < 64; i++) {
    __m512 scale = _mm512_mul_ps(_mm512_set1_ps(w->scale[i / 32 * 16 + i % 16]), _mm512_load_ps(x->scale + i / 16 % 2 * 16));
    __m512 product = _mm512_cvtepi32_ps(_mm512_load_si512(whole + 16 * i));
    _mm512_store_ps(sums + 16 * i, _mm512_fmadd_ps(product, scale, _mm512_load_ps(sums + 16 * i)));
  }
}

static inline __attribute__((always_inline)) void rows_by(
    int format, const uint8_t *w, int64_t rows, int64_t columns, const Square *x, int64_t tokens,
    float *out, int64_t stride, Square *panel, float *sums) {
  int64_t bytes = row_bytes(format, columns), across = columns / BLOCK, groups = (tokens + 31) / 32;
  for (int64_t first = 0; first < rows; first += ROWS, w += ROWS * bytes) {
    int64_t n = rows - first < ROWS ? rows - first : ROWS, row_groups = (n + 31) / 32;
    memset(sums, 0, groups * row_groups * 4096);
    for (int64_t c = 0; c < across; c++) {
      fill_panel(format, w + c * block_bytes(format), bytes, n, panel);
      for (int64_t t = 0; t < groups; t++) {
        const Square *some = x + t * across + c;
        for (int64_t r = 0; r < row_groups; r++) {
          multiply(panel + r, some, sums + (t * row_groups + r) * 1024, (const char *)(some + across) + 1024 * r);
        }
      }
    }
    put_tiles(sums, n, tokens, out + first, stride);
  }
}

// out[t * stride + r] = sum over c of w[r, c] * x[t, c]; columns are a multiple of 256.
// Scratch is aligned to 64 bytes and has room for a panel and the sums of 512 tokens: 577 KiB.
void LEVEL(matmul)(int format, const uint8_t *w, int64_t rows, int64_t columns, const Square *x,
                   int64_t tokens, float *out, int64_t stride, void *scratch) {
  Square *panel = scratch;
  float *sums = (float *)(panel + ROWS / 32);
  TILE_BEGIN();
  for (; tokens > 0; tokens -= MOST_TOKENS, x += MOST_TOKENS / 32 * (columns / BLOCK), out += MOST_TOKENS * stride) {
    int64_t n = tokens < MOST_TOKENS ? tokens : MOST_TOKENS;
    switch (format) {
      case Q4_0: rows_by(Q4_0, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q8_0: rows_by(Q8_0, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q4_K: rows_by(Q4_K, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q5_K: rows_by(Q5_K, w, rows, columns, x, n, out, stride, panel, sums); break;
      case Q6_K: rows_by(Q6_K, w, rows, columns, x, n, out, stride, panel, sums); break;
    }
  }
  TILE_END();
}
