// Weights as floats, a row at a time: plain loops that the compiler turns into vectors.
#pragma once
#include "block.h"

static inline void floats_of_halfs(const uint8_t *w, float *out, int64_t n) {
  int64_t i = 0;
#ifdef __F16C__
  for (; i + 8 <= n; i += 8) {
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(w + 2 * i))));
  }
#endif
  for (; i < n; i++) out[i] = half(w + 2 * i);
}

static inline void floats_q8_0(const uint8_t *w, float *out) {
  float d = half(w);
  for (int i = 0; i < 32; i++) out[i] = (float)(int8_t)w[2 + i] * d;
}

static inline void floats_q4_0(const uint8_t *w, float *out) {
  float d = half(w);
  for (int i = 0; i < 16; i++) {
    out[i] = (float)((w[2 + i] & 15) - 8) * d;
    out[16 + i] = (float)((w[2 + i] >> 4) - 8) * d;
  }
}

static inline void floats_q4_k(const uint8_t *w, float *out) {
  float d = half(w), least = half(w + 2);
  uint64_t scales, minima;
  six_bits(w + 4, &scales, &minima);
  for (int b = 0; b < 8; b++) {
    float scale = d * (float)(scales >> 8 * b & 63), min = least * (float)(minima >> 8 * b & 63);
    const uint8_t *q = w + 16 + b / 2 * 32;
    int shift = b % 2 * 4;
    for (int i = 0; i < 32; i++) out[32 * b + i] = scale * (float)(q[i] >> shift & 15) - min;
  }
}

static inline void floats_q5_k(const uint8_t *w, float *out) {
  float d = half(w), least = half(w + 2);
  uint64_t scales, minima;
  six_bits(w + 4, &scales, &minima);
  for (int b = 0; b < 8; b++) {
    float scale = d * (float)(scales >> 8 * b & 63), min = least * (float)(minima >> 8 * b & 63);
    const uint8_t *high = w + 16, *q = w + 48 + b / 2 * 32;
    int shift = b % 2 * 4;
    for (int i = 0; i < 32; i++) {
      int number = (q[i] >> shift & 15) | (high[i] >> b & 1) << 4;
      out[32 * b + i] = scale * (float)number - min;
    }
  }
}

static inline void floats_q6_k(const uint8_t *w, float *out) {
  float d = half(w + 208);
  for (int b = 0; b < 8; b++) {
    const uint8_t *low = w + b / 4 * 64 + b % 2 * 32, *high = w + 128 + b / 4 * 32;
    int shift = b % 4 / 2 * 4, two = b % 4 * 2;
    for (int half = 0; half < 32; half += 16) {
      float scale = d * (float)(int8_t)w[192 + 2 * b + half / 16];
      for (int i = half; i < half + 16; i++) {
        int number = ((low[i] >> shift & 15) | (high[i] >> two & 3) << 4) - 32;
        out[32 * b + i] = scale * (float)number;
      }
    }
  }
}

// n weights, whole blocks of the format.
static inline void dequantise(int format, const uint8_t *w, float *out, int64_t n) {
  switch (format) {
    case F32: memcpy(out, w, 4 * n); break;
    case F16: floats_of_halfs(w, out, n); break;
    case BF16: for (int64_t i = 0; i < n; i++) out[i] = bfloat(w + 2 * i); break;
    case Q8_0: for (int64_t i = 0; i < n; i += 32) floats_q8_0(w + i / 32 * 34, out + i); break;
    case Q4_0: for (int64_t i = 0; i < n; i += 32) floats_q4_0(w + i / 32 * 18, out + i); break;
    case Q4_K: for (int64_t i = 0; i < n; i += 256) floats_q4_k(w + i / 256 * 144, out + i); break;
    case Q5_K: for (int64_t i = 0; i < n; i += 256) floats_q5_k(w + i / 256 * 176, out + i); break;
    case Q6_K: for (int64_t i = 0; i < n; i += 256) floats_q6_k(w + i / 256 * 210, out + i); break;
  }
}
