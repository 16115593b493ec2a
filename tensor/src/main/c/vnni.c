// x86 with AVX-512 (F, BW, DQ, VL) and VNNI.
#define LEVEL(name) name##_vnni
#include "unpack_x86.h"

enum { Q8_0_ZERO = -128 };

typedef __m512 Floats;

static inline Floats zero_sums(void) { return _mm512_setzero_ps(); }

static inline float total(Floats s) {
  __m256 v = _mm256_add_ps(_mm512_castps512_ps256(s), _mm512_extractf32x8_ps(s, 1));
  __m128 u = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  u = _mm_add_ps(u, _mm_movehl_ps(u, u));
  return _mm_cvtss_f32(_mm_add_ss(u, _mm_movehdup_ps(u)));
}

static inline void prefetch(const uint8_t *w) {
  for (int i = 0; i < 5; i++) _mm_prefetch((const char *)w + 2048 + 64 * i, _MM_HINT_T0);
}

static inline __m512i load(const int8_t *q) { return _mm512_load_si512(q); }

// Eight scales, each four times: those of the first or of the last four runs.
static inline __m512 spread(__m256 scale, int group) {
  int a = 4 * group;
  __m512i lanes = _mm512_setr_epi32(a, a, a, a, a + 1, a + 1, a + 1, a + 1, a + 2, a + 2, a + 2,
                                    a + 2, a + 3, a + 3, a + 3, a + 3);
  return _mm512_permutexvar_ps(lanes, _mm512_castps256_ps512(scale));
}

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, const Block *x, int64_t step, Floats *sums, int tokens) {
  const __m512i zero = _mm512_setzero_si512();
  __m256 scale[4], scale_2[4];
#pragma GCC unroll 4
  for (int t = 0; t < tokens; t++) {
    __m256 s = _mm256_load_ps(x[t * step].scale);
    scale[t] = _mm256_mul_ps(s, _mm256_load_ps(w->scale));
    if (format == Q6_K) scale_2[t] = _mm256_mul_ps(s, _mm256_load_ps(w->scale + 8));
  }
#pragma GCC unroll 2
  for (int g = 0; g < 2; g++) {
    __m512i w0 = load(w->q + 128 * g), w1 = load(w->q + 128 * g + 64);
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      __m512i x0 = load(x[t * step].q + 128 * g), x1 = load(x[t * step].q + 128 * g + 64);
      __m512i sum = _mm512_dpbusd_epi32(zero, w0, x0);
      if (format == Q6_K) { // a scale for each half
        __m512 second = _mm512_cvtepi32_ps(_mm512_dpbusd_epi32(zero, w1, x1));
        sums[t] = _mm512_fmadd_ps(spread(scale_2[t], g), second, sums[t]);
      } else {
        sum = _mm512_dpbusd_epi32(sum, w1, x1);
      }
      sums[t] = _mm512_fmadd_ps(spread(scale[t], g), _mm512_cvtepi32_ps(sum), sums[t]);
    }
  }
#pragma GCC unroll 4
  for (int t = 0; t < tokens; t++) {
    sums[t] = _mm512_fnmadd_ps(_mm512_load_ps(w->min), _mm512_load_ps(x[t * step].min), sums[t]);
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
