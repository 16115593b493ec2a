// x86 with AVX-512 (F, BW, DQ, VL) and VNNI.
#define LEVEL(name) name##_vnni
#include "unpack_avx512.h"
#include "transpose.h"

typedef __m512 Floats;

static inline Floats zero_sums(void) { return _mm512_setzero_ps(); }

// As many bytes with a sign as there are lanes.
static inline Floats floats_of_bytes(const uint8_t *p) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)p)));
}

static inline float total(Floats s) {
  __m256 v = _mm256_add_ps(_mm512_castps512_ps256(s), _mm512_extractf32x8_ps(s, 1));
  __m128 u = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  u = _mm_add_ps(u, _mm_movehl_ps(u, u));
  return _mm_cvtss_f32(_mm_add_ss(u, _mm_movehdup_ps(u)));
}

static inline __m512i load(const int8_t *q) { return _mm512_load_si512(q); }

static inline int rows_at_once(int format) { return 2; }

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, int64_t w_step, int rows, const Block *x, int64_t x_step, int tokens, Floats *sums) {
  __m512i whole[8], v[2];
#pragma GCC unroll 8
  for (int i = 0; i < rows * tokens; i++) whole[i] = _mm512_setzero_si512();
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) { // both halves of the runs, side by side
#pragma GCC unroll 2
    for (int r = 0; r < rows; r++) v[r] = load(w[r * w_step].q[k][0]);
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      __m512i u = load(x[t * x_step].q[k][0]);
#pragma GCC unroll 2
      for (int r = 0; r < rows; r++) whole[r * tokens + t] = _mm512_dpbusd_epi32(whole[r * tokens + t], v[r], u);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < rows * tokens; i++) {
    const Block *a = w + i / tokens * w_step, *b = x + i % tokens * x_step;
    __m512 v = _mm512_mul_ps(_mm512_load_ps(a->scale), _mm512_cvtepi32_ps(whole[i]));
    v = _mm512_fnmadd_ps(_mm512_load_ps(a->min), _mm512_load_ps(b->min), v);
    sums[i] = _mm512_fmadd_ps(_mm512_load_ps(b->scale), v, sums[i]);
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
