// aarch64 with NEON's dot products (Armv8.2 with FEAT_DotProd).
#define LEVEL(name) name##_dotprod
#include "unpack_neon.h"

typedef float32x4_t Floats;

static inline Floats zero_sums(void) { return vdupq_n_f32(0); }

// As many bytes with a sign as there are lanes.
static inline Floats floats_of_bytes(const uint8_t *p) {
  int16x8_t words = vmovl_s8(vcreate_s8(u32(p)));
  return vcvtq_f32_s32(vmovl_s16(vget_low_s16(words)));
}

static inline float total(Floats s) { return vaddvq_f32(s); }

static inline void transpose(Floats r[4]) {
  float32x4x2_t a = vtrnq_f32(r[0], r[1]), b = vtrnq_f32(r[2], r[3]);
  r[0] = vcombine_f32(vget_low_f32(a.val[0]), vget_low_f32(b.val[0]));
  r[1] = vcombine_f32(vget_low_f32(a.val[1]), vget_low_f32(b.val[1]));
  r[2] = vcombine_f32(vget_high_f32(a.val[0]), vget_high_f32(b.val[0]));
  r[3] = vcombine_f32(vget_high_f32(a.val[1]), vget_high_f32(b.val[1]));
}

// Adds whole products of four lanes, from number `at` on, less the min of the weights where there is one.
static inline Floats scaled(int format, const Block *w, const Block *x, int at, int32x4_t whole, Floats sum) {
  float32x4_t v = vmulq_f32(vld1q_f32(w->scale + at), vcvtq_f32_s32(whole)), u = vld1q_f32(x->min + at);
  if (format != Q6_K) u = vaddq_f32(u, vld1q_f32(x->min + 8 + at));
  if (format != Q8_0) v = vfmsq_f32(v, vld1q_f32(w->min + at), u);
  return vfmaq_f32(sum, vld1q_f32(x->scale + at), v);
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
        int at = format == Q6_K ? 8 * h : 0;
        sums[j] = scaled(format, a, b, at, whole[j][0], sums[j]);
        sums[j] = scaled(format, a, b, at + 4, whole[j][1], sums[j]);
      }
    }
  }
}

#include "int8.h"
#include "floats.h"
#include "attention.h"
