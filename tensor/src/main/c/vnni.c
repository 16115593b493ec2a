// x86 with AVX-512 (F, BW, DQ, VL) and VNNI.
#define LEVEL(name) name##_vnni
#include "unpack_x86.h"

typedef __m512 Floats;

static inline Floats zero_sums(void) { return _mm512_setzero_ps(); }

static inline float total(Floats s) {
  __m256 v = _mm256_add_ps(_mm512_castps512_ps256(s), _mm512_extractf32x8_ps(s, 1));
  __m128 u = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  u = _mm_add_ps(u, _mm_movehl_ps(u, u));
  return _mm_cvtss_f32(_mm_add_ss(u, _mm_movehdup_ps(u)));
}

static inline __m512i load(const int8_t *q) { return _mm512_load_si512(q); }

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, const Block *x, int64_t step, Floats *sums, int tokens) {
  __m512i whole[4];
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) { // both halves of the runs, side by side
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      if (k == 0) whole[t] = _mm512_setzero_si512();
      whole[t] = _mm512_dpbusd_epi32(whole[t], load(w->q[k][0]), load(x[t * step].q[k][0]));
    }
  }
#pragma GCC unroll 4
  for (int t = 0; t < tokens; t++) {
    __m512 scale = _mm512_mul_ps(_mm512_load_ps(x[t * step].scale), _mm512_load_ps(w->scale));
    sums[t] = _mm512_fmadd_ps(scale, _mm512_cvtepi32_ps(whole[t]), sums[t]);
    sums[t] = _mm512_fnmadd_ps(_mm512_load_ps(w->min), _mm512_load_ps(x[t * step].min), sums[t]);
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
