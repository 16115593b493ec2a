// x86 with AVX2, FMA and F16C.
#define LEVEL(name) name##_avx2
#include "unpack_avx2.h"

typedef __m256 Floats;

static inline Floats zero_sums(void) { return _mm256_setzero_ps(); }

// As many bytes with a sign as there are lanes.
static inline Floats floats_of_bytes(const uint8_t *p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p)));
}

static inline float total(Floats s) {
  __m128 v = _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
  v = _mm_add_ps(v, _mm_movehl_ps(v, v));
  return _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)));
}

static inline void transpose(Floats r[8]) {
  __m256 s[8];
  for (int i = 0; i < 8; i += 2) {
    s[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
    s[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < 4; i++) { // numbers i and 4 + i of rows 0 to 3, then of rows 4 to 7
    int from = i / 2;
    __m256 a, b;
    if (i % 2 == 0) {
      a = _mm256_shuffle_ps(s[from], s[from + 2], 0x44);
      b = _mm256_shuffle_ps(s[from + 4], s[from + 6], 0x44);
    } else {
      a = _mm256_shuffle_ps(s[from], s[from + 2], 0xee);
      b = _mm256_shuffle_ps(s[from + 4], s[from + 6], 0xee);
    }
    r[i] = _mm256_permute2f128_ps(a, b, 0x20);
    r[i + 4] = _mm256_permute2f128_ps(a, b, 0x31);
  }
}

static inline __m256i load(const int8_t *q) { return _mm256_load_si256((const __m256i *)q); }

// Has the value in a register here: the compiler would first compute all products, which no registers
// hold, and load activations again for each row.
static inline __attribute__((always_inline)) __m256i kept(__m256i value) {
  __asm__ volatile("" : "+x"(value));
  return value;
}

// How many products of a format fit in 16 bits when they are added up: a byte of weights times 127,
// twice.
static inline int most_products(int format) { return format == Q6_K ? 2 : format == Q5_K ? 4 : 8; }

// Sums of 32 bits beside those of 16 would fill more than the registers.
static inline int rows_at_once(int format) { return most_products(format) == 8 ? 2 : 1; }

// Adds the whole products of a row's weights with a token's activations.
static inline __attribute__((always_inline)) Floats scaled(int format, const Block *w, const Block *x, __m256i whole, Floats sum) {
  __m256 v = _mm256_cvtepi32_ps(whole), u = _mm256_add_ps(_mm256_load_ps(x->min), _mm256_load_ps(x->min + 8));
  __m256 scale = _mm256_load_ps(w->scale), by = _mm256_load_ps(x->scale);
  if (format == Q4_0) { // exact until it meets the scales
    v = _mm256_fnmadd_ps(_mm256_set1_ps(8), u, v);
    return _mm256_fmadd_ps(_mm256_mul_ps(scale, by), v, sum);
  }
  v = _mm256_fnmadd_ps(_mm256_load_ps(w->min), u, _mm256_mul_ps(scale, v));
  return _mm256_fmadd_ps(by, v, sum);
}

// What a half of Q6_K adds, which has a scale of its own, and what its minima take away.
static inline __attribute__((always_inline)) Floats scaled_half(const Block *w, const Block *x, int half, __m256i whole, Floats sum) {
  __m256 scale = _mm256_mul_ps(_mm256_load_ps(x->scale), _mm256_load_ps(w->scale + 8 * half));
  return _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(whole), sum);
}

static inline __attribute__((always_inline)) Floats less_minima(const Block *w, const Block *x, Floats sum) {
  __m256 v = _mm256_mul_ps(_mm256_load_ps(w->min), _mm256_load_ps(x->min));
  v = _mm256_fmadd_ps(_mm256_load_ps(w->min + 8), _mm256_load_ps(x->min + 8), v);
  return _mm256_fnmadd_ps(_mm256_load_ps(x->scale), v, sum);
}

// Q8_0, whose weights have a sign: products of two such bytes have no instruction. The second bytes
// of all pairs in whole words, then the first ones, of activations 256 times as large: two shifts.
static inline __attribute__((always_inline)) void dot_signed(
    const Block *w, int64_t w_step, int rows, const Block *x, int64_t x_step, int tokens, Floats *sums) {
  __m256i whole[8], v[2];
#pragma GCC unroll 8
  for (int j = 0; j < rows * tokens; j++) whole[j] = _mm256_setzero_si256();
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) {
    int k = i % 4, h = i / 4 % 2, odd = i / 8;
#pragma GCC unroll 2
    for (int r = 0; r < rows; r++) {
      v[r] = load(w[r * w_step].q[k][h]);
      v[r] = _mm256_srai_epi16(odd ? v[r] : _mm256_slli_epi16(v[r], 8), 8);
    }
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      __m256i u = load(x[t * x_step].q[k][h]);
      u = odd ? _mm256_srai_epi16(u, 8) : _mm256_slli_epi16(u, 8);
#pragma GCC unroll 2
      for (int r = 0; r < rows; r++) {
        int j = r * tokens + t;
        whole[j] = kept(_mm256_add_epi32(whole[j], _mm256_madd_epi16(v[r], u)));
        if (i == 7) whole[j] = _mm256_srai_epi32(whole[j], 8);
      }
    }
  }
#pragma GCC unroll 8
  for (int j = 0; j < rows * tokens; j++) {
    __m256 scale = _mm256_mul_ps(_mm256_load_ps(x[j % tokens * x_step].scale), _mm256_load_ps(w[j / tokens * w_step].scale));
    sums[j] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(whole[j]), sums[j]);
  }
}

// The same of one row and one token: magnitudes of weights with activations that take their sign.
static inline __attribute__((always_inline)) void dot_signed_one(const Block *w, const Block *x, Floats *sum) {
  __m256i whole = _mm256_setzero_si256();
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    __m256i v = load(w->q[i % 4][i / 4]), u = load(x->q[i % 4][i / 4]);
    __m256i words = _mm256_maddubs_epi16(_mm256_abs_epi8(v), _mm256_sign_epi8(u, v));
    whole = _mm256_add_epi32(whole, _mm256_madd_epi16(words, _mm256_set1_epi16(1)));
  }
  __m256 scale = _mm256_mul_ps(_mm256_load_ps(x->scale), _mm256_load_ps(w->scale));
  *sum = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(whole), *sum);
}

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, int64_t w_step, int rows, const Block *x, int64_t x_step, int tokens, Floats *sums) {
  if (format == Q8_0) {
    if (rows * tokens == 1) dot_signed_one(w, x, sums);
    else dot_signed(w, w_step, rows, x, x_step, tokens, sums);
    return;
  }
  __m256i words[8], whole[8], v[2]; // sums of 16 bits and of 32
  int most = most_products(format);
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
#pragma GCC unroll 2
    for (int r = 0; r < rows; r++) v[r] = load(w[r * w_step].q[i % 4][i / 4]);
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      __m256i u = load(x[t * x_step].q[i % 4][i / 4]);
      if (rows > 1) u = kept(u);
#pragma GCC unroll 2
      for (int r = 0; r < rows; r++) {
        int j = r * tokens + t;
        __m256i p = _mm256_maddubs_epi16(v[r], u);
        words[j] = i % most == 0 ? p : kept(_mm256_add_epi16(words[j], p));
        if (i % most < most - 1) continue;
        p = _mm256_madd_epi16(words[j], _mm256_set1_epi16(1));
        whole[j] = i < most || (format == Q6_K && i == 5) ? p : _mm256_add_epi32(whole[j], p);
        if (format == Q6_K && i % 4 == 3) sums[j] = scaled_half(w + r * w_step, x + t * x_step, i / 4, whole[j], sums[j]);
      }
    }
  }
#pragma GCC unroll 4
  for (int t = 0; t < tokens; t++) {
#pragma GCC unroll 2
    for (int r = 0; r < rows; r++) {
      const Block *a = w + r * w_step, *b = x + t * x_step;
      Floats *sum = sums + r * tokens + t;
      *sum = format == Q6_K ? less_minima(a, b, *sum) : scaled(format, a, b, whole[r * tokens + t], *sum);
    }
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
