// aarch64 with NEON's dot products (Armv8.2 with FEAT_DotProd).
#define LEVEL(name) name##_dotprod
#include "unpack_neon.h"

typedef float32x4_t Floats;

static inline Floats zero_sums(void) { return vdupq_n_f32(0); }

static inline float total(Floats s) { return vaddvq_f32(s); }

// sums += scale of weights * scale of activations * whole numbers, of four lanes.
static inline Floats scaled(Floats sums, const float *w, const float *x, int32x4_t whole) {
  return vfmaq_f32(sums, vmulq_f32(vld1q_f32(w), vld1q_f32(x)), vcvtq_f32_s32(whole));
}

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, const Block *x, int64_t step, Floats *sums, int tokens) {
  int32x4_t whole[4][2];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    int k = i % 4, h = i / 4;
    int8x16_t w0 = vld1q_s8(w->q[k][h]), w1 = vld1q_s8(w->q[k][h] + 16);
#pragma GCC unroll 4
    for (int t = 0; t < tokens; t++) {
      const Block *b = x + t * step;
      if (i == 0 || (format == Q6_K && i == 4)) whole[t][0] = whole[t][1] = vdupq_n_s32(0);
      whole[t][0] = vdotq_s32(whole[t][0], w0, vld1q_s8(b->q[k][h]));
      whole[t][1] = vdotq_s32(whole[t][1], w1, vld1q_s8(b->q[k][h] + 16));
      if (i == 7 || (format == Q6_K && i == 3)) { // which has a scale for each half
        sums[t] = scaled(sums[t], w->scale + 8 * h, b->scale, whole[t][0]);
        sums[t] = scaled(sums[t], w->scale + 8 * h + 4, b->scale + 4, whole[t][1]);
      }
    }
  }
  if (format == Q8_0) return; // has no min
#pragma GCC unroll 4
  for (int t = 0; t < tokens; t++) {
    for (int i = 0; i < 16; i += 4) {
      sums[t] = vfmsq_f32(sums[t], vld1q_f32(w->min + i), vld1q_f32(x[t * step].min + i));
    }
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
