// Weights as Blocks, by AVX-512: both halves of each run at once.
#pragma once
#include "block_x86.h"

typedef int32_t Lanes __attribute__((vector_size(64)));

// The run of each lane of a Block and its half; what is reckoned with them is reckoned by the compiler.
#define RUN ((Lanes){0, 2, 4, 6, 1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7})
#define HALF ((Lanes){0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1})

static inline __m512i wide_at(const void *p) { return _mm512_loadu_si512(p); }

// Four times 16 bytes that lie `step` apart.
static inline __m512i four_at(const uint8_t *w, int64_t step) {
  __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)w));
  v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(w + step)), 1);
  v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(w + 2 * step)), 2);
  return _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(w + 3 * step)), 3);
}

// Of the 32 times four bytes of two vectors those at `fours`, shifted, and of each byte no more than the bits of `mask`.
static inline __m512i numbers(__m512i first, __m512i second, Lanes fours, Lanes shifts, int mask) {
  __m512i v = _mm512_permutex2var_epi32(first, (__m512i)fours, second);
  return _mm512_and_si512(_mm512_srlv_epi32(v, (__m512i)shifts), _mm512_set1_epi8((char)mask));
}

static inline void put_wide(Block *out, __m512 scale, __m512 min) {
  _mm512_store_ps(out->scale, scale);
  _mm512_store_ps(out->min, min);
}

static inline __m512 both_halves(__m256 v) { return _mm512_insertf32x8(_mm512_castps256_ps512(v), v, 1); }

static inline void put_scales(Block *out, __m256 scale, __m256 min) { put_wide(out, both_halves(scale), both_halves(min)); }

static inline void unpack_q4_0(const uint8_t *w, Block *out) {
  __m512i first = four_at(w + 2, 18), second = four_at(w + 74, 18);
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    _mm512_store_si512(out->q[k], numbers(first, second, 4 * RUN + k, 4 * HALF, 15));
  }
  __m256i scales = _mm256_setr_epi16(0, 18, 36, 54, 9, 27, 45, 63, 0, 18, 36, 54, 9, 27, 45, 63); // every ninth half
  __m512i halfs = _mm512_permutex2var_epi16(wide_at(w), _mm512_castsi256_si512(scales), wide_at(w + 64));
  __m512 scale = _mm512_cvtph_ps(_mm512_castsi512_si256(halfs));
  put_wide(out, scale, _mm512_mul_ps(scale, _mm512_set1_ps(8)));
}

// Two runs, 34 bytes apart.
static inline __m512i two_runs(const uint8_t *w) {
  return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)w)),
                            _mm256_loadu_si256((const __m256i *)(w + 34)), 1);
}

// 128 more than they are, for products without sign.
static inline void unpack_q8_0(const uint8_t *w, Block *out) {
  __m512i v[4], sign = _mm512_set1_epi8(-128);
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) v[i] = two_runs(w + 2 + 68 * i);
#pragma GCC unroll 2
  for (int k = 0; k < 4; k += 2) { // for k and the next one: of each half runs 0 2 1 3, then 4 6 5 7
    Lanes at = (Lanes){0, 16, 8, 24, 4, 20, 12, 28, 1, 17, 9, 25, 5, 21, 13, 29} + k;
    __m512i a = _mm512_permutex2var_epi32(v[0], (__m512i)at, v[1]), b = _mm512_permutex2var_epi32(v[2], (__m512i)at, v[3]);
    __m512i pairs = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), next = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    _mm512_store_si512(out->q[k], _mm512_xor_si512(_mm512_permutex2var_epi64(a, pairs, b), sign));
    _mm512_store_si512(out->q[k + 1], _mm512_xor_si512(_mm512_permutex2var_epi64(a, next, b), sign));
  }
  __m256 scale = eight_halfs(w, 34);
  put_scales(out, scale, _mm256_mul_ps(scale, _mm256_set1_ps(128)));
}

static inline void unpack_q4_k(const uint8_t *w, Block *out) {
  __m512i first = wide_at(w + 16), second = wide_at(w + 80);
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    _mm512_store_si512(out->q[k], numbers(first, second, RUN / 2 * 8 + 4 * HALF + k, RUN % 2 * 4, 15));
  }
  put_six_bits(w, out);
}

static inline void unpack_q5_k(const uint8_t *w, Block *out) {
  __m512i first = wide_at(w + 48), second = wide_at(w + 112), bit = (__m512i)(0x01010101 << RUN);
  __m512i fifths = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)(w + 16)));
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    __m512i low = numbers(first, second, RUN / 2 * 8 + 4 * HALF + k, RUN % 2 * 4, 15);
    __m512i bytes = _mm512_permutexvar_epi32((__m512i)(4 * HALF + k), fifths);
    __mmask64 set = _mm512_test_epi8_mask(bytes, bit);
    _mm512_store_si512(out->q[k], _mm512_mask_add_epi8(low, set, low, _mm512_set1_epi8(16)));
  }
  put_six_bits(w, out);
}

static inline void unpack_q6_k(const uint8_t *w, Block *out) {
  __m512i first = wide_at(w), second = wide_at(w + 64), high = wide_at(w + 128);
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    __m512i low = numbers(first, second, RUN / 4 * 16 + RUN % 2 * 8 + 4 * HALF + k, RUN % 4 / 2 * 4, 15);
    __m512i two = numbers(high, high, RUN / 4 * 8 + 4 * HALF + k, RUN % 4 * 2, 3);
    _mm512_store_si512(out->q[k], _mm512_or_si512(low, _mm512_slli_epi16(two, 4)));
  }
  __m128i order = _mm_setr_epi8(0, 4, 8, 12, 2, 6, 10, 14, 1, 5, 9, 13, 3, 7, 11, 15);
  __m128i scales = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(w + 192)), order);
  __m512 scale = _mm512_mul_ps(_mm512_set1_ps(half(w + 208)), _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(scales)));
  put_wide(out, scale, _mm512_mul_ps(scale, _mm512_set1_ps(32)));
}
