// Weights and activations as Blocks, by AVX2 and F16C.
#pragma once
#ifdef EMULATED // by the tests
#include "emulated.h"
#else
#include <immintrin.h>
#endif
#include "block.h"

static inline __m256i two_halves(const void *a, const void *b) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(a)), _mm_loadu_si128(b), 1);
}

static inline __m256i twice(const void *p) { return _mm256_broadcastsi128_si256(_mm_loadu_si128(p)); }

static inline void store(int8_t *q, __m256i v) { _mm256_store_si256((__m256i *)q, v); }

static inline __m256i low_nibbles(__m256i v) { return _mm256_and_si256(v, _mm256_set1_epi8(15)); }

static inline __m256i high_nibbles(__m256i v) { return low_nibbles(_mm256_srli_epi16(v, 4)); }

// Two shifts, one for each half of 16 bytes.
static inline __m256i shifts(int first, int second) {
  return _mm256_set_epi32(second, second, second, second, first, first, first, first);
}

static inline __m256 eight_halfs(const uint8_t *w, int step) {
  __m128i h = _mm_cvtsi32_si128(u16(w));
  h = _mm_insert_epi16(h, u16(w + step), 1);
  h = _mm_insert_epi16(h, u16(w + 2 * step), 2);
  h = _mm_insert_epi16(h, u16(w + 3 * step), 3);
  h = _mm_insert_epi16(h, u16(w + 4 * step), 4);
  h = _mm_insert_epi16(h, u16(w + 5 * step), 5);
  h = _mm_insert_epi16(h, u16(w + 6 * step), 6);
  h = _mm_insert_epi16(h, u16(w + 7 * step), 7);
  return _mm256_cvtph_ps(h);
}

// The same scale and minimum for both halves of a run.
static inline void put_scales(Block *out, __m256 scale, __m256 min) {
  _mm256_store_ps(out->scale, scale);
  _mm256_store_ps(out->min, min);
  _mm256_store_ps(out->min + 8, min);
}

static inline void unpack_q4_0(const uint8_t *w, Block *out) {
  for (int p = 0; p < 4; p++) {
    __m256i v = two_halves(w + 36 * p + 2, w + 36 * p + 20);
    int8_t *q = out->q + p / 2 * 128 + p % 2 * 32;
    store(q, low_nibbles(v));
    store(q + 64, high_nibbles(v));
  }
  __m256 scale = eight_halfs(w, 18);
  put_scales(out, scale, _mm256_mul_ps(scale, _mm256_set1_ps(8)));
}

// With `zero` 0 the numbers stay signed; with -128 they are bytes without sign, 128 more.
static inline void unpack_q8_0(const uint8_t *w, Block *out, int zero) {
  __m128i flip = _mm_set1_epi8((char)zero);
  for (int b = 0; b < 8; b++) {
    int8_t *q = out->q + b / 4 * 128 + b % 4 * 16;
    for (int h = 0; h < 2; h++) {
      __m128i v = _mm_loadu_si128((const __m128i *)(w + 34 * b + 2 + 16 * h));
      _mm_store_si128((__m128i *)(q + 64 * h), _mm_xor_si128(v, flip));
    }
  }
  __m256 scale = eight_halfs(w, 34);
  put_scales(out, scale, _mm256_mul_ps(scale, _mm256_set1_ps((float)-zero)));
}

static inline __m256 eight_bytes(uint64_t bytes) {
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_cvtsi64_si128((int64_t)bytes)));
}

static inline void put_six_bits(const uint8_t *w, Block *out) {
  uint64_t scales, minima;
  six_bits(w + 4, &scales, &minima);
  put_scales(out, _mm256_mul_ps(_mm256_set1_ps(half(w)), eight_bytes(scales)),
             _mm256_mul_ps(_mm256_set1_ps(half(w + 2)), eight_bytes(minima)));
}

static inline void unpack_q4_k(const uint8_t *w, Block *out) {
  for (int p = 0; p < 4; p++) {
    for (int h = 0; h < 2; h++) {
      __m256i v = _mm256_srlv_epi32(twice(w + 16 + 32 * p + 16 * h), shifts(0, 4));
      store(out->q + p / 2 * 128 + h * 64 + p % 2 * 32, low_nibbles(v));
    }
  }
  put_six_bits(w, out);
}

static inline void unpack_q5_k(const uint8_t *w, Block *out) {
  for (int p = 0; p < 4; p++) {
    for (int h = 0; h < 2; h++) {
      __m256i v = _mm256_srlv_epi32(twice(w + 48 + 32 * p + 16 * h), shifts(0, 4));
      __m256i fifth = _mm256_srlv_epi32(twice(w + 16 + 16 * h), shifts(2 * p, 2 * p + 1));
      fifth = _mm256_slli_epi16(_mm256_and_si256(fifth, _mm256_set1_epi8(1)), 4);
      store(out->q + p / 2 * 128 + h * 64 + p % 2 * 32, _mm256_or_si256(low_nibbles(v), fifth));
    }
  }
  put_six_bits(w, out);
}

static inline void unpack_q6_k(const uint8_t *w, Block *out) {
  for (int g = 0; g < 2; g++) {
    for (int h = 0; h < 2; h++) {
      __m256i v = two_halves(w + 64 * g + 16 * h, w + 64 * g + 32 + 16 * h);
      __m256i high = twice(w + 128 + 32 * g + 16 * h);
      __m256i two = _mm256_set1_epi8(3);
      __m256i first = _mm256_and_si256(_mm256_srlv_epi32(high, shifts(0, 2)), two);
      __m256i last = _mm256_and_si256(_mm256_srlv_epi32(high, shifts(4, 6)), two);
      int8_t *q = out->q + 128 * g + 64 * h;
      store(q, _mm256_or_si256(low_nibbles(v), _mm256_slli_epi16(first, 4)));
      store(q + 32, _mm256_or_si256(high_nibbles(v), _mm256_slli_epi16(last, 4)));
    }
  }
  __m128i s = _mm_loadu_si128((const __m128i *)(w + 192));
  __m128i order = _mm_setr_epi8(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);
  s = _mm_shuffle_epi8(s, order);
  __m256 d = _mm256_set1_ps(half(w + 208)), zero = _mm256_set1_ps(32);
  __m256 first = _mm256_mul_ps(d, _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(s)));
  __m256 second = _mm256_mul_ps(d, _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(s, 8))));
  _mm256_store_ps(out->scale, first);
  _mm256_store_ps(out->scale + 8, second);
  _mm256_store_ps(out->min, _mm256_mul_ps(first, zero));
  _mm256_store_ps(out->min + 8, _mm256_mul_ps(second, zero));
}

static inline int sum_bytes(__m128i v) { // of 16 signed bytes
  __m128i s = _mm_sad_epu8(_mm_xor_si128(v, _mm_set1_epi8(-128)), _mm_setzero_si128());
  return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_srli_si128(s, 8))) - 16 * 128;
}

// 32 activations as run `b` of a block. The largest magnitude is found among the bits, so that NaN
// and infinity are larger than all else and end in the scale; what is below 2^-120 counts as zero.
static inline void quantise_run(const float *x, Block *out, int b) {
  __m256i most = _mm256_setzero_si256(), magnitude = _mm256_set1_epi32(0x7fffffff);
  __m256 v[4];
  for (int i = 0; i < 4; i++) {
    v[i] = _mm256_loadu_ps(x + 8 * i);
    most = _mm256_max_epi32(most, _mm256_and_si256(_mm256_castps_si256(v[i]), magnitude));
  }
  __m128i m = _mm_max_epi32(_mm256_castsi256_si128(most), _mm256_extracti128_si256(most, 1));
  m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
  m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1));
  float largest = _mm_cvtss_f32(_mm_castsi128_ps(m));
  int tiny = largest < 0x1p-120f;
  float scale = tiny ? 0 : largest / 127, inverse = tiny ? 0 : 127 / largest;
  __m256i q[4];
  for (int i = 0; i < 4; i++) q[i] = _mm256_cvtps_epi32(_mm256_mul_ps(v[i], _mm256_set1_ps(inverse)));
  for (int h = 0; h < 2; h++) {
    __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(q[2 * h], q[2 * h + 1]), 0xd8);
    __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    _mm_store_si128((__m128i *)(out->q + b / 4 * 128 + h * 64 + b % 4 * 16), bytes);
    out->scale[8 * h + b] = scale;
    out->min[8 * h + b] = scale * (float)sum_bytes(bytes);
  }
}
