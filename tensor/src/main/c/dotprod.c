// aarch64 with NEON's dot products (Armv8.2 with FEAT_DotProd).
#define LEVEL(name) name##_dotprod
#include "unpack_neon.h"

typedef float32x4_t Floats;

static inline Floats zero_sums(void) { return vdupq_n_f32(0); }

static inline float total(Floats s) { return vaddvq_f32(s); }

static inline void transpose(Floats r[4]) {
  float32x4x2_t a = vtrnq_f32(r[0], r[1]), b = vtrnq_f32(r[2], r[3]);
  r[0] = vcombine_f32(vget_low_f32(a.val[0]), vget_low_f32(b.val[0]));
  r[1] = vcombine_f32(vget_low_f32(a.val[1]), vget_low_f32(b.val[1]));
  r[2] = vcombine_f32(vget_high_f32(a.val[0]), vget_high_f32(b.val[0]));
  r[3] = vcombine_f32(vget_high_f32(a.val[1]), vget_high_f32(b.val[1]));
}

// sums += scale of weights * scale of activations * whole numbers, of four lanes.
static inline Floats scaled(Floats sums, const float *w, const float *x, int32x4_t whole) {
  return vfmaq_f32(sums, vmulq_f32(vld1q_f32(w), vld1q_f32(x)), vcvtq_f32_s32(whole));
}

static inline int rows_at_once(int format) { return 2; }

static inline __attribute__((always_inline)) void dot(
    int format, const Block *w, int64_t w_step, int rows, const Block *x, int64_t x_step, int tokens, Floats *sums) {
  int32x4_t whole[8][2];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    int k = i % 4, h = i / 4;
#pragma GCC unroll 8
    for (int j = 0; j < rows * tokens; j++) {
      const Block *a = w + j / tokens * w_step, *b = x + j % tokens * x_step;
      if (i == 0 || (format == Q6_K && i == 4)) whole[j][0] = whole[j][1] = vdupq_n_s32(0);
      whole[j][0] = vdotq_s32(whole[j][0], vld1q_s8(a->q[k][h]), vld1q_s8(b->q[k][h]));
      whole[j][1] = vdotq_s32(whole[j][1], vld1q_s8(a->q[k][h] + 16), vld1q_s8(b->q[k][h] + 16));
      if (i == 7 || (format == Q6_K && i == 3)) { // which has a scale for each half
        sums[j] = scaled(sums[j], a->scale + 8 * h, b->scale, whole[j][0]);
        sums[j] = scaled(sums[j], a->scale + 8 * h + 4, b->scale + 4, whole[j][1]);
      }
    }
  }
  if (format == Q8_0) return; // has no min
#pragma GCC unroll 8
  for (int j = 0; j < rows * tokens; j++) {
    for (int i = 0; i < 16; i += 4) {
      sums[j] = vfmsq_f32(sums[j], vld1q_f32(w[j / tokens * w_step].min + i), vld1q_f32(x[j % tokens * x_step].min + i));
    }
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
