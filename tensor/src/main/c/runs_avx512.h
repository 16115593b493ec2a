// Weights as floats and as bf16, by AVX-512: a run of 32 at a time.
#pragma once
#include "block.h"

typedef struct { __m512 first, second; } Run;

static inline __m512i bfloats(Run v) { return (__m512i)_mm512_cvtne2ps_pbh(v.second, v.first); }

static inline Run floats_at(const float *p) { return (Run){_mm512_loadu_ps(p), _mm512_loadu_ps(p + 16)}; }

static inline __m128i bytes_at(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }

static inline __m128i bits(__m128i v, int from, int mask) {
  return _mm_and_si128(_mm_srli_epi16(v, from), _mm_set1_epi8((char)mask));
}

// Sixteen numbers of one byte: scale * q - min.
static inline __m512 scaled(__m128i q, float scale, float min) {
  return _mm512_fmsub_ps(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(q)), _mm512_set1_ps(scale), _mm512_set1_ps(min));
}

// The scales and minima of a block of Q4_K or Q5_K, a byte for each run.
typedef struct { uint64_t scales, minima; } SixBits;

// Run b of a block of Q4_K or Q5_K.
static inline __attribute__((always_inline)) Run run_k(int format, const uint8_t *w, int b, SixBits six) {
  const uint8_t *q = w + (format == Q5_K ? 48 : 16) + b / 2 * 32;
  float scale = half(w) * (float)(six.scales >> 8 * b & 63), min = half(w + 2) * (float)(six.minima >> 8 * b & 63);
  __m128i v[2];
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) {
    v[i] = bits(bytes_at(q + 16 * i), b % 2 * 4, 15);
    if (format == Q5_K) v[i] = _mm_or_si128(v[i], _mm_slli_epi16(bits(bytes_at(w + 16 + 16 * i), b, 1), 4));
  }
  return (Run){scaled(v[0], scale, min), scaled(v[1], scale, min)};
}

// Run b of a block of Q6_K, whose halves have scales of their own.
static inline __attribute__((always_inline)) Run run_6(const uint8_t *w, int b) {
  const uint8_t *low = w + b / 4 * 64 + b % 2 * 32, *high = w + 128 + b / 4 * 32;
  __m512 v[2];
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) {
    __m128i q = _mm_or_si128(bits(bytes_at(low + 16 * i), b % 4 / 2 * 4, 15),
                             _mm_slli_epi16(bits(bytes_at(high + 16 * i), b % 4 * 2, 3), 4));
    float scale = half(w + 208) * (float)(int8_t)w[192 + 2 * b + i];
    v[i] = scaled(q, scale, 32 * scale);
  }
  return (Run){v[0], v[1]};
}

// A run of a format whose blocks are no longer than it.
static inline __attribute__((always_inline)) Run run_alone(int format, const uint8_t *w) {
  switch (format) {
    case Q4_0: {
      __m128i q = bytes_at(w + 2);
      return (Run){scaled(bits(q, 0, 15), half(w), 8 * half(w)), scaled(bits(q, 4, 15), half(w), 8 * half(w))};
    }
    case Q8_0: return (Run){scaled(bytes_at(w + 2), half(w), 0), scaled(bytes_at(w + 18), half(w), 0)};
    default: // F16
      return (Run){_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)w)),
                   _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(w + 32)))};
  }
}

static inline int is_k(int format) { return format == Q4_K || format == Q5_K || format == Q6_K; }

// The eight runs of 256 weights.
static inline __attribute__((always_inline)) void runs_of_block(int format, const uint8_t *w, Run *out) {
  SixBits six = {0, 0};
  if (format == Q4_K || format == Q5_K) six_bits(w + 4, &six.scales, &six.minima);
#pragma GCC unroll 8
  for (int b = 0; b < 8; b++) {
    out[b] = !is_k(format) ? run_alone(format, w + b * (block_bytes(format) / 8))
        : format == Q6_K ? run_6(w, b) : run_k(format, w, b, six);
  }
}

// n weights, whole blocks of the format, as rows of 32 that lie `step` numbers apart.
static inline __attribute__((always_inline)) void rows_of_bfloats(
    int format, const uint8_t *w, int64_t n, uint16_t *out, int64_t step) {
  int64_t bytes = block_bytes(format);
  if (is_k(format)) {
    for (int64_t i = 0; i < n; i += BLOCK, w += bytes) {
      Run runs[8];
      runs_of_block(format, w, runs);
#pragma GCC unroll 8
      for (int b = 0; b < 8; b++, out += step) _mm512_store_si512(out, bfloats(runs[b]));
    }
    return;
  }
  for (int64_t i = 0; i < n; i += 32, w += bytes / 8, out += step) {
    _mm512_store_si512(out, format == BF16 ? _mm512_loadu_si512(w) : bfloats(run_alone(format, w)));
  }
}
