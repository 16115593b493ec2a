// For tests on processors without AVX-512: its intrinsics by SIMDe, and those that SIMDe lacks.
#pragma once
#include <immintrin.h>
#define SIMDE_X86_AVX512F_ENABLE_NATIVE_ALIASES
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#include <math.h>
#include <string.h>

#define __m512 simde__m512
#define __m512i simde__m512i
#define __mmask16 simde__mmask16

static inline __m512 emulated_cvtepi32_ps(__m512i v) {
  int32_t in[16];
  float out[16];
  memcpy(in, &v, 64);
  for (int i = 0; i < 16; i++) out[i] = (float)in[i];
  __m512 result;
  memcpy(&result, out, 64);
  return result;
}

static inline __m512i emulated_cvtepi8_epi32(__m128i v) {
  int8_t in[16];
  int32_t out[16];
  memcpy(in, &v, 16);
  for (int i = 0; i < 16; i++) out[i] = in[i];
  __m512i result;
  memcpy(&result, out, 64);
  return result;
}

static inline __m512 emulated_cvtph_ps(__m256i v) {
  __m256 halves[2] = {_mm256_cvtph_ps(_mm256_castsi256_si128(v)), _mm256_cvtph_ps(_mm256_extracti128_si256(v, 1))};
  __m512 result;
  memcpy(&result, halves, 64);
  return result;
}

static inline uint16_t emulated_bfloat(float x) { // to nearest, ties to even; NaN stays NaN
  uint32_t bits;
  memcpy(&bits, &x, 4);
  return x != x ? (uint16_t)(bits >> 16 | 64) : (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// The numbers of the second operand come first.
static inline __m512i emulated_cvtne2ps_pbh(__m512 high, __m512 low) {
  float in[32];
  uint16_t out[32];
  memcpy(in, &low, 64);
  memcpy(in + 16, &high, 64);
  for (int i = 0; i < 32; i++) out[i] = emulated_bfloat(in[i]);
  __m512i result;
  memcpy(&result, out, 64);
  return result;
}

static inline void emulated_mask_storeu_epi32(void *p, __mmask16 mask, __m512i v) {
  int32_t numbers[16];
  memcpy(numbers, &v, 64);
  for (int i = 0; i < 16; i++) {
    if (mask >> i & 1) memcpy((char *)p + 4 * i, numbers + i, 4);
  }
}

static inline __m256 emulated_extractf32x8_ps(__m512 v, int i) {
  __m256 halves[2];
  memcpy(halves, &v, 64);
  return halves[i];
}

static inline __m512i emulated_cvtps_epi32(__m512 v) { // to nearest; what is no int32 is the least
  float in[16];
  int32_t out[16];
  memcpy(in, &v, 64);
  for (int i = 0; i < 16; i++) out[i] = in[i] > -2147483648.0f && in[i] < 2147483648.0f ? (int32_t)rintf(in[i]) : INT32_MIN;
  __m512i result;
  memcpy(&result, out, 64);
  return result;
}

static inline int32_t emulated_reduce_max_epi32(__m512i v) {
  int32_t in[16], most = INT32_MIN;
  memcpy(in, &v, 64);
  for (int i = 0; i < 16; i++) most = in[i] > most ? in[i] : most;
  return most;
}

static inline __m512 emulated_reduce_ps(__m512 v, int rounding) { // down is all that is asked
  float x[16];
  memcpy(x, &v, 64);
  for (int i = 0; i < 16; i++) x[i] = isinf(x[i]) ? 0 : x[i] - floorf(x[i]);
  memcpy(&v, x, 64);
  return v;
}

static inline __m512 emulated_scalef_ps(__m512 v, __m512 power) {
  float x[16], p[16];
  memcpy(x, &v, 64);
  memcpy(p, &power, 64);
  for (int i = 0; i < 16; i++) x[i] = p[i] != p[i] ? p[i] : p[i] < -1000 ? 0 : ldexpf(x[i], (int)floorf(p[i]));
  memcpy(&v, x, 64);
  return v;
}

#define _mm512_reduce_ps emulated_reduce_ps
#define _mm512_scalef_ps emulated_scalef_ps
#define _mm512_cvtepi32_ps emulated_cvtepi32_ps
#define _mm512_cvtepi8_epi32 emulated_cvtepi8_epi32
#define _mm512_cvtph_ps emulated_cvtph_ps
#define _mm512_cvtne2ps_pbh emulated_cvtne2ps_pbh
#define _mm512_mask_storeu_epi32 emulated_mask_storeu_epi32
#define _mm512_extractf32x8_ps emulated_extractf32x8_ps
#define _mm512_cvtps_epi32 emulated_cvtps_epi32
#define _mm512_reduce_max_epi32 emulated_reduce_max_epi32
