// x86 with AVX2, FMA and F16C.
#define LEVEL(name) name##_avx2
#include "unpack_x86.h"

enum { Q8_0_ZERO = 0 };

typedef __m256 Floats;

static inline Floats zero_sums(void) { return _mm256_setzero_ps(); }

static inline float total(Floats s) {
  __m128 v = _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
  v = _mm_add_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)));
}

static inline void prefetch(const uint8_t *w) {
  for (int i = 0; i < 5; i++) _mm_prefetch((const char *)w + 2048 + 64 * i, _MM_HINT_T0);
}

static inline __m256i load(const int8_t *q) { return _mm256_load_si256((const __m256i *)q); }

// Products of 32 numbers added in fours. Q8_0 has signs on both sides: they move to the activation.
static inline __m256i products(int format, __m256i w, __m256i x) {
  return format == Q8_0 ? _mm256_maddubs_epi16(_mm256_sign_epi8(w, w), _mm256_sign_epi8(x, w))
                        : _mm256_maddubs_epi16(w, x);
}

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, const Block *x, int64_t step, Floats *sums, int tokens) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256 scale[4], scale_2[4];
#pragma GCC unroll 4
  for (int t = 0; t < tokens; t++) {
    __m256 s = _mm256_load_ps(x[t * step].scale);
    scale[t] = _mm256_mul_ps(s, _mm256_load_ps(w->scale));
    if (format == Q6_K) scale_2[t] = _mm256_mul_ps(s, _mm256_load_ps(w->scale + 8));
  }
#pragma GCC unroll 4
  for (int p = 0; p < 4; p++) {
    int at = p / 2 * 128 + p % 2 * 32, a = 2 * p, b = 2 * p + 1;
    __m256i w0 = load(w->q + at), w1 = load(w->q + at + 64);
    __m256i lanes = _mm256_setr_epi32(a, a, a, a, b, b, b, b);
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      __m256i p0 = products(format, w0, load(x[t * step].q + at));
      __m256i p1 = products(format, w1, load(x[t * step].q + at + 64));
      __m256 s = _mm256_permutevar8x32_ps(scale[t], lanes);
      if (format == Q6_K) { // a scale for each half
        __m256 s2 = _mm256_permutevar8x32_ps(scale_2[t], lanes);
        sums[t] = _mm256_fmadd_ps(s2, _mm256_cvtepi32_ps(_mm256_madd_epi16(p1, ones)), sums[t]);
        p1 = _mm256_setzero_si256();
      } else if (format == Q8_0) { // two sums of 16 bits would not fit
        p0 = _mm256_add_epi32(_mm256_madd_epi16(p0, ones), _mm256_madd_epi16(p1, ones));
        sums[t] = _mm256_fmadd_ps(s, _mm256_cvtepi32_ps(p0), sums[t]);
        continue;
      }
      __m256i sum = _mm256_madd_epi16(_mm256_add_epi16(p0, p1), ones);
      sums[t] = _mm256_fmadd_ps(s, _mm256_cvtepi32_ps(sum), sums[t]);
    }
  }
  if (format == Q8_0) return;
#pragma GCC unroll 4
  for (int t = 0; t < tokens; t++) {
    const float *sum = x[t * step].min;
    sums[t] = _mm256_fnmadd_ps(_mm256_load_ps(w->min), _mm256_load_ps(sum), sums[t]);
    sums[t] = _mm256_fnmadd_ps(_mm256_load_ps(w->min + 8), _mm256_load_ps(sum + 8), sums[t]);
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
