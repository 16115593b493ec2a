// x86 with AVX2, FMA and F16C.
#define LEVEL(name) name##_avx2
#include "unpack_x86.h"

typedef __m256 Floats;

static inline Floats zero_sums(void) { return _mm256_setzero_ps(); }

static inline float total(Floats s) {
  __m128 v = _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
  v = _mm_add_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)));
}

static inline __m256i load(const int8_t *q) { return _mm256_load_si256((const __m256i *)q); }

// Has the sum computed here: the compiler would first compute all products, which no registers hold.
static inline __attribute__((always_inline)) __m256i kept(__m256i sum) {
  __asm__ volatile("" : "+x"(sum));
  return sum;
}

// How many products of a format fit in 16 bits when they are added up: a byte of weights times 127,
// twice. Q8_0 goes nibble by nibble.
static inline int most_products(int format) { return format == Q6_K ? 2 : format == Q5_K ? 4 : 8; }

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, const Block *x, int64_t step, Floats *sums, int tokens) {
  const __m256i ones = _mm256_set1_epi16(1), nibbles = _mm256_set1_epi8(15);
  __m256i words[4], high[4], whole[4]; // sums of 16 bits, of the high nibbles, and of 32 bits
  int most = most_products(format);
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    __m256i v = load(w->q[i % 4][i / 4]), upper = v;
    if (format == Q8_0) {
      upper = high_nibbles(v);
      v = _mm256_and_si256(v, nibbles);
    }
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      __m256i u = load(x[t * step].q[i % 4][i / 4]), p = _mm256_maddubs_epi16(v, u);
      words[t] = i % most == 0 ? p : kept(_mm256_add_epi16(words[t], p));
      if (format == Q8_0) {
        p = _mm256_maddubs_epi16(upper, u);
        high[t] = i == 0 ? p : kept(_mm256_add_epi16(high[t], p));
      }
      if (i % most < most - 1) continue;
      p = _mm256_madd_epi16(words[t], ones);
      if (format == Q8_0) p = _mm256_add_epi32(p, _mm256_madd_epi16(high[t], _mm256_set1_epi16(16)));
      whole[t] = i < most || (format == Q6_K && i == 5) ? p : _mm256_add_epi32(whole[t], p);
      if (i == 7 || (format == Q6_K && i == 3)) { // which has a scale for each half
        int h = format == Q6_K ? i / 4 * 8 : 0;
        __m256 scale = _mm256_mul_ps(_mm256_load_ps(x[t * step].scale), _mm256_load_ps(w->scale + h));
        sums[t] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(whole[t]), sums[t]);
      }
    }
  }
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
