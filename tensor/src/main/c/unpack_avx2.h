// Weights as Blocks, by AVX2.
#pragma once
#include "block_x86.h"

static inline __m256i two_halves(const void *a, const void *b) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(a)), _mm_loadu_si128(b), 1);
}

static inline __m256i twice(const void *p) { return _mm256_broadcastsi128_si256(_mm_loadu_si128(p)); }

static inline void store_pair(void *p, __m256i a, __m256i b) {
  _mm256_store_si256((__m256i *)p, a);
  _mm256_store_si256((__m256i *)p + 1, b);
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

// With a sign and no min.
static inline void unpack_q8_0(const uint8_t *w, Block *out) {
  __m256i first[4], second[4];
  bytes_q8_0(w + 2, first);
  bytes_q8_0(w + 18, second);
  for (int k = 0; k < 4; k++) store_pair(out->q[k], first[k], second[k]);
  _mm256_store_ps(out->scale, eight_halfs(w, 34));
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
