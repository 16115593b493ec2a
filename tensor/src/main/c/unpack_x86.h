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

// Two vectors side by side; as one, where the level reads them as one: else they would have to wait
// in memory for each other.
static inline void store_pair(void *p, __m256i a, __m256i b) {
#ifdef WIDE
  _mm512_store_si512(p, _mm512_inserti64x4(_mm512_castsi256_si512(a), b, 1));
#else
  _mm256_store_si256((__m256i *)p, a);
  _mm256_store_si256((__m256i *)p + 1, b);
#endif
}

static inline void store_floats(float *p, __m256 a, __m256 b) { store_pair(p, _mm256_castps_si256(a), _mm256_castps_si256(b)); }

static inline __m256i low_nibbles(__m256i v) { return _mm256_and_si256(v, _mm256_set1_epi8(15)); }

static inline __m256i high_nibbles(__m256i v) { return low_nibbles(_mm256_srli_epi16(v, 4)); }

// out[k] has the four bytes from 4 * k on of a, b, c and d, in each half of 16 bytes.
static inline void interleave(__m256i a, __m256i b, __m256i c, __m256i d, __m256i out[4]) {
  __m256i low = _mm256_unpacklo_epi32(a, b), low_2 = _mm256_unpacklo_epi32(c, d);
  __m256i high = _mm256_unpackhi_epi32(a, b), high_2 = _mm256_unpackhi_epi32(c, d);
  out[0] = _mm256_unpacklo_epi64(low, low_2);
  out[1] = _mm256_unpackhi_epi64(low, low_2);
  out[2] = _mm256_unpacklo_epi64(high, high_2);
  out[3] = _mm256_unpackhi_epi64(high, high_2);
}

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

// The same scale and minimum for both halves of a run.
static inline void put_scales(Block *out, __m256 scale, __m256 min) {
  store_floats(out->scale, scale, scale);
  store_floats(out->min, min, min);
}

static inline void unpack_q4_0(const uint8_t *w, Block *out) {
  __m256i v[4];
  interleave(two_halves(w + 2, w + 20), two_halves(w + 38, w + 56), two_halves(w + 74, w + 92),
             two_halves(w + 110, w + 128), v);
  for (int k = 0; k < 4; k++) store_pair(out->q[k], low_nibbles(v[k]), high_nibbles(v[k]));
  __m256 scale = eight_halfs(w, 18);
  put_scales(out, scale, _mm256_mul_ps(scale, _mm256_set1_ps(8)));
}

static inline void bytes_q8_0(const uint8_t *w, __m256i out[4]) {
  interleave(two_halves(w, w + 34), two_halves(w + 68, w + 102), two_halves(w + 136, w + 170),
             two_halves(w + 204, w + 238), out);
}

// With a sign and no min; for WIDE products without sign, 128 more than they are.
static inline void unpack_q8_0(const uint8_t *w, Block *out) {
  __m256i first[4], second[4];
  bytes_q8_0(w + 2, first);
  bytes_q8_0(w + 18, second);
  __m256 scale = eight_halfs(w, 34);
#ifdef WIDE
  __m256i sign = _mm256_set1_epi8(-128);
  for (int k = 0; k < 4; k++) store_pair(out->q[k], _mm256_xor_si256(first[k], sign), _mm256_xor_si256(second[k], sign));
  put_scales(out, scale, _mm256_mul_ps(scale, _mm256_set1_ps(128)));
#else
  for (int k = 0; k < 4; k++) store_pair(out->q[k], first[k], second[k]);
  _mm256_store_ps(out->scale, scale);
#endif
}

// Eight bytes, in the order of lanes.
static inline __m256 eight_bytes(uint64_t bytes) {
  __m128i order = _mm_setr_epi8(0, 2, 4, 6, 1, 3, 5, 7, -1, -1, -1, -1, -1, -1, -1, -1);
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_shuffle_epi8(_mm_cvtsi64_si128((int64_t)bytes), order)));
}

static inline void put_six_bits(const uint8_t *w, Block *out) {
  uint64_t scales, minima;
  six_bits(w + 4, &scales, &minima);
  put_scales(out, _mm256_mul_ps(_mm256_set1_ps(half(w)), eight_bytes(scales)),
             _mm256_mul_ps(_mm256_set1_ps(half(w + 2)), eight_bytes(minima)));
}

// Nibbles of Q4_K and Q5_K: runs 0 2 4 6 low, 1 3 5 7 high.
static inline void nibbles_k(const uint8_t *w, __m256i out[4]) {
  interleave(twice(w), twice(w + 32), twice(w + 64), twice(w + 96), out);
  __m256i shifts = _mm256_setr_epi32(0, 0, 0, 0, 4, 4, 4, 4);
  for (int k = 0; k < 4; k++) out[k] = low_nibbles(_mm256_srlv_epi32(out[k], shifts));
}

static inline void unpack_q4_k(const uint8_t *w, Block *out) {
  __m256i first[4], second[4];
  nibbles_k(w + 16, first);
  nibbles_k(w + 32, second);
  for (int k = 0; k < 4; k++) store_pair(out->q[k], first[k], second[k]);
  put_six_bits(w, out);
}

// Adds the fifth bits, those of four numbers of each run from `high` on.
static inline __m256i with_fifth(__m256i nibbles, const uint8_t *high) {
  __m256i bit = _mm256_sllv_epi32(_mm256_set1_epi32(0x01010101), _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
  __m256i set = _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_set1_epi32((int)u32(high)), bit), bit);
  return _mm256_or_si256(nibbles, _mm256_and_si256(set, _mm256_set1_epi8(16)));
}

static inline void unpack_q5_k(const uint8_t *w, Block *out) {
  __m256i first[4], second[4];
  nibbles_k(w + 48, first);
  nibbles_k(w + 64, second);
  for (int k = 0; k < 4; k++) {
    store_pair(out->q[k], with_fifth(first[k], w + 16 + 4 * k), with_fifth(second[k], w + 32 + 4 * k));
  }
  put_six_bits(w, out);
}

static inline void bytes_q6_k(const uint8_t *low, const uint8_t *high, __m256i out[4]) {
  __m256i fours = _mm256_setr_epi32(0, 4, 0, 4, 0, 4, 0, 4);
  __m256i twos = _mm256_setr_epi32(0, 4, 0, 4, 2, 6, 2, 6);
  __m256i a = two_halves(low, low + 32), b = two_halves(low + 64, low + 96), v[4], u[4];
  interleave(a, a, b, b, v);
  a = twice(high);
  b = twice(high + 32);
  interleave(a, a, b, b, u);
  for (int k = 0; k < 4; k++) {
    __m256i two = _mm256_and_si256(_mm256_srlv_epi32(u[k], twos), _mm256_set1_epi8(3));
    out[k] = _mm256_or_si256(low_nibbles(_mm256_srlv_epi32(v[k], fours)), _mm256_slli_epi16(two, 4));
  }
}

static inline void unpack_q6_k(const uint8_t *w, Block *out) {
  __m256i first[4], second[4];
  bytes_q6_k(w, w + 128, first);
  bytes_q6_k(w + 16, w + 144, second);
  for (int k = 0; k < 4; k++) store_pair(out->q[k], first[k], second[k]);
  __m128i s = _mm_loadu_si128((const __m128i *)(w + 192));
  s = _mm_shuffle_epi8(s, _mm_setr_epi8(0, 4, 8, 12, 2, 6, 10, 14, 1, 5, 9, 13, 3, 7, 11, 15));
  __m256 d = _mm256_set1_ps(half(w + 208)), zero = _mm256_set1_ps(32);
  __m256 scale = _mm256_mul_ps(d, _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(s)));
  __m256 other = _mm256_mul_ps(d, _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_srli_si128(s, 8))));
  store_floats(out->scale, scale, other);
  store_floats(out->min, _mm256_mul_ps(scale, zero), _mm256_mul_ps(other, zero));
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
