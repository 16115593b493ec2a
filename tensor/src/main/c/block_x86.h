// What all levels of x86 do alike, by AVX2 and F16C: scales of weights, and activations as Blocks.
#pragma once
#ifdef EMULATED // by the tests
#include "emulated.h"
#else
#include <immintrin.h>
#endif
#include "block.h"

// The halfs of eight blocks, in the order of lanes.
static inline __m256 eight_halfs(const uint8_t *w, int step) {
  __m128i h = _mm_cvtsi32_si128(u16(w));
  h = _mm_insert_epi16(h, u16(w + 2 * step), 1);
  h = _mm_insert_epi16(h, u16(w + 4 * step), 2);
  h = _mm_insert_epi16(h, u16(w + 6 * step), 3);
  h = _mm_insert_epi16(h, u16(w + step), 4);
  h = _mm_insert_epi16(h, u16(w + 3 * step), 5);
  h = _mm_insert_epi16(h, u16(w + 5 * step), 6);
  h = _mm_insert_epi16(h, u16(w + 7 * step), 7);
  return _mm256_cvtph_ps(h);
}

// Eight bytes, in the order of lanes.
static inline __m256 eight_bytes(uint64_t bytes) {
  __m128i order = _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, -1, -1, -1, -1, -1, -1, -1, -1);
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_shuffle_epi8(_mm_cvtsi64_si128((int64_t)bytes), order)));
}

// Eight scales and minima, the same for both halves of a run: each level stores them in its own vectors.
static inline void put_scales(Block *out, __m256 scale, __m256 min);

// Those of Q4_K and Q5_K.
static inline void put_six_bits(const uint8_t *w, Block *out) {
  uint64_t scales, minima;
  six_bits(w + 4, &scales, &minima);
  put_scales(out, _mm256_mul_ps(_mm256_set1_ps(half(w)), eight_bytes(scales)),
             _mm256_mul_ps(_mm256_set1_ps(half(w + 2)), eight_bytes(minima)));
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
    int32_t fours[4];
    memcpy(fours, &bytes, 16);
    for (int k = 0; k < 4; k++) memcpy(out->q[k][h] + 4 * lane(b), fours + k, 4);
    out->scale[8 * h + lane(b)] = scale;
    out->min[8 * h + lane(b)] = (float)sum_bytes(bytes);
  }
}
