// Weights as bf16, by AVX-512: 32 at a time, which are a row of a tile.
#pragma once
#include "block.h"

static inline __m512i bfloats(__m512 first, __m512 second) {
  return (__m512i)_mm512_cvtne2ps_pbh(second, first);
}

// 32 numbers of one byte, none of them as large as 128 without a sign: scale * q - min.
static inline __m512i scaled(__m128i first, __m128i second, float scale, float min) {
  __m512 s = _mm512_set1_ps(scale), m = _mm512_set1_ps(min);
  return bfloats(_mm512_fmsub_ps(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(first)), s, m),
                 _mm512_fmsub_ps(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(second)), s, m));
}

static inline __m128i bytes_at(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }

static inline __m128i bits(__m128i v, int from, int mask) {
  return _mm_and_si128(_mm_srli_epi16(v, from), _mm_set1_epi8((char)mask));
}

// Run b of a block of Q4_K or Q5_K.
static inline __attribute__((always_inline)) __m512i run_k(
    int format, const uint8_t *w, int b, float scale, float min) {
  const uint8_t *q = w + (format == Q5_K ? 48 : 16) + b / 2 * 32;
  __m128i v[2];
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) {
    v[i] = bits(bytes_at(q + 16 * i), b % 2 * 4, 15);
    if (format == Q5_K) v[i] = _mm_or_si128(v[i], _mm_slli_epi16(bits(bytes_at(w + 16 + 16 * i), b, 1), 4));
  }
  return scaled(v[0], v[1], scale, min);
}

// Run b of a block of Q6_K, whose halves have scales of their own.
static inline __attribute__((always_inline)) __m512i run_6(const uint8_t *w, int b, float d) {
  const uint8_t *low = w + b / 4 * 64 + b % 2 * 32, *high = w + 128 + b / 4 * 32;
  __m512 v[2];
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) {
    __m128i q = _mm_or_si128(bits(bytes_at(low + 16 * i), b % 4 / 2 * 4, 15),
                             _mm_slli_epi16(bits(bytes_at(high + 16 * i), b % 4 * 2, 3), 4));
    float scale = d * (float)(int8_t)w[192 + 2 * b + i];
    v[i] = _mm512_fmsub_ps(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(q)), _mm512_set1_ps(scale), _mm512_set1_ps(32 * scale));
  }
  return bfloats(v[0], v[1]);
}

// n weights, whole blocks of the format, as rows of 32 that lie `step` numbers apart.
static inline __attribute__((always_inline)) void rows_of_bfloats(
    int format, const uint8_t *w, int64_t n, uint16_t *out, int64_t step) {
  int64_t bytes = block_bytes(format);
  if (format == Q4_K || format == Q5_K || format == Q6_K) {
    for (int64_t i = 0; i < n; i += BLOCK, w += bytes) {
      float d = half(format == Q6_K ? w + 208 : w), least = half(w + 2);
      uint64_t scales = 0, minima = 0;
      if (format != Q6_K) six_bits(w + 4, &scales, &minima);
#pragma GCC unroll 8
      for (int b = 0; b < 8; b++, out += step) {
        float scale = d * (float)(scales >> 8 * b & 63), min = least * (float)(minima >> 8 * b & 63);
        _mm512_store_si512(out, format == Q6_K ? run_6(w, b, d) : run_k(format, w, b, scale, min));
      }
    }
    return;
  }
  for (int64_t i = 0; i < n; i += 32, w += bytes / 8, out += step) {
    __m512i row;
    switch (format) {
      case Q4_0: {
        __m128i q = bytes_at(w + 2);
        row = scaled(bits(q, 0, 15), bits(q, 4, 15), half(w), 8 * half(w));
        break;
      }
      case Q8_0: row = scaled(bytes_at(w + 2), bytes_at(w + 18), half(w), 0); break;
      case F16:
        row = bfloats(_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)w)),
                      _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(w + 32))));
        break;
      default: row = _mm512_loadu_si512(w); // BF16
    }
    _mm512_store_si512(out, row);
  }
}
