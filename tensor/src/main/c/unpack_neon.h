// Weights and activations as Blocks, by NEON.
#pragma once
#include <arm_neon.h>
#include "block.h"

// out[k] has the four bytes from 4 * k on of a, b, c and d.
static inline void interleave(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d, uint8x16_t out[4]) {
  uint32x4_t u = vreinterpretq_u32_u8(a), v = vreinterpretq_u32_u8(b);
  uint32x4_t x = vreinterpretq_u32_u8(c), y = vreinterpretq_u32_u8(d);
  uint64x2_t even = vreinterpretq_u64_u32(vtrn1q_u32(u, v)), odd = vreinterpretq_u64_u32(vtrn2q_u32(u, v));
  uint64x2_t even_2 = vreinterpretq_u64_u32(vtrn1q_u32(x, y)), odd_2 = vreinterpretq_u64_u32(vtrn2q_u32(x, y));
  out[0] = vreinterpretq_u8_u64(vtrn1q_u64(even, even_2));
  out[1] = vreinterpretq_u8_u64(vtrn1q_u64(odd, odd_2));
  out[2] = vreinterpretq_u8_u64(vtrn2q_u64(even, even_2));
  out[3] = vreinterpretq_u8_u64(vtrn2q_u64(odd, odd_2));
}

static inline uint8x16_t low_nibbles(uint8x16_t v) { return vandq_u8(v, vdupq_n_u8(15)); }

static inline uint8x16_t high_nibbles(uint8x16_t v) { return vshrq_n_u8(v, 4); }

static inline void store(int8_t *q, uint8x16_t v) { vst1q_u8((uint8_t *)q, v); }

// The scale of a run, and what is taken off its numbers.
static inline void put_scale(Block *out, int run, float scale, float min) {
  int i = lane(run);
  out->scale[i] = out->scale[i + 8] = scale;
  out->min[i] = out->min[i + 8] = min;
}

static inline void unpack_q4_0(const uint8_t *w, Block *out) {
  for (int odd = 0; odd < 2; odd++) {
    const uint8_t *from = w + 18 * odd + 2;
    uint8x16_t v[4];
    interleave(vld1q_u8(from), vld1q_u8(from + 36), vld1q_u8(from + 72), vld1q_u8(from + 108), v);
    for (int k = 0; k < 4; k++) {
      store(out->q[k][0] + 16 * odd, low_nibbles(v[k]));
      store(out->q[k][1] + 16 * odd, high_nibbles(v[k]));
    }
  }
  for (int run = 0; run < 8; run++) {
    float scale = half(w + 18 * run);
    put_scale(out, run, scale, 8 * scale);
  }
}

static inline void unpack_q8_0(const uint8_t *w, Block *out) {
  for (int i = 0; i < 4; i++) {
    int odd = i % 2, h = i / 2;
    const uint8_t *from = w + 34 * odd + 2 + 16 * h;
    uint8x16_t v[4];
    interleave(vld1q_u8(from), vld1q_u8(from + 68), vld1q_u8(from + 136), vld1q_u8(from + 204), v);
    for (int k = 0; k < 4; k++) store(out->q[k][h] + 16 * odd, v[k]);
  }
  for (int run = 0; run < 8; run++) put_scale(out, run, half(w + 34 * run), 0);
}

static inline void put_six_bits(const uint8_t *w, Block *out) {
  float d = half(w), least = half(w + 2);
  uint64_t scales, minima;
  six_bits(w + 4, &scales, &minima);
  for (int run = 0; run < 8; run++) {
    put_scale(out, run, d * (float)(scales >> 8 * run & 63), least * (float)(minima >> 8 * run & 63));
  }
}

static inline void unpack_q4_k(const uint8_t *w, Block *out) {
  for (int h = 0; h < 2; h++) {
    const uint8_t *from = w + 16 + 16 * h;
    uint8x16_t v[4];
    interleave(vld1q_u8(from), vld1q_u8(from + 32), vld1q_u8(from + 64), vld1q_u8(from + 96), v);
    for (int k = 0; k < 4; k++) {
      store(out->q[k][h], low_nibbles(v[k]));
      store(out->q[k][h] + 16, high_nibbles(v[k]));
    }
  }
  put_six_bits(w, out);
}

static inline void unpack_q5_k(const uint8_t *w, Block *out) {
  const uint8x16_t evens = {1, 1, 1, 1, 4, 4, 4, 4, 16, 16, 16, 16, 64, 64, 64, 64};
  const uint8x16_t odds = vshlq_n_u8(evens, 1), sixteen = vdupq_n_u8(16);
  for (int h = 0; h < 2; h++) {
    const uint8_t *from = w + 48 + 16 * h;
    uint8x16_t v[4];
    interleave(vld1q_u8(from), vld1q_u8(from + 32), vld1q_u8(from + 64), vld1q_u8(from + 96), v);
    for (int k = 0; k < 4; k++) {
      uint8x16_t high = vreinterpretq_u8_u32(vdupq_n_u32(u32(w + 16 + 16 * h + 4 * k)));
      store(out->q[k][h], vorrq_u8(low_nibbles(v[k]), vandq_u8(vtstq_u8(high, evens), sixteen)));
      store(out->q[k][h] + 16, vorrq_u8(high_nibbles(v[k]), vandq_u8(vtstq_u8(high, odds), sixteen)));
    }
  }
  put_six_bits(w, out);
}

// Sixteen numbers of a run of Q6_K.
static inline uint8x16_t six_bit_numbers(const uint8_t *w, int run, int h) {
  uint8x16_t v = vld1q_u8(w + run / 4 * 64 + run % 2 * 32 + 16 * h);
  uint8x16_t high = vshlq_u8(vld1q_u8(w + 128 + run / 4 * 32 + 16 * h), vdupq_n_s8(-2 * (run % 4)));
  return vorrq_u8(run % 4 < 2 ? low_nibbles(v) : high_nibbles(v), vshlq_n_u8(vandq_u8(high, vdupq_n_u8(3)), 4));
}

static inline void unpack_q6_k(const uint8_t *w, Block *out) {
  for (int i = 0; i < 4; i++) {
    int odd = i % 2, h = i / 2;
    uint8x16_t v[4];
    interleave(six_bit_numbers(w, odd, h), six_bit_numbers(w, 2 + odd, h), six_bit_numbers(w, 4 + odd, h),
               six_bit_numbers(w, 6 + odd, h), v);
    for (int k = 0; k < 4; k++) store(out->q[k][h] + 16 * odd, v[k]);
  }
  float d = half(w + 208);
  for (int i = 0; i < 16; i++) {
    float scale = d * (float)(int8_t)w[192 + i];
    out->scale[i % 2 * 8 + lane(i / 2)] = scale;
    out->min[i % 2 * 8 + lane(i / 2)] = 32 * scale;
  }
}

// 32 activations as run `b` of a block, as block_x86.h has it.
static inline void quantise_run(const float *x, Block *out, int b) {
  uint32x4_t most = vdupq_n_u32(0);
  for (int i = 0; i < 32; i += 4) {
    most = vmaxq_u32(most, vandq_u32(vreinterpretq_u32_f32(vld1q_f32(x + i)), vdupq_n_u32(0x7fffffff)));
  }
  uint32_t bits = vmaxvq_u32(most);
  float largest = f32(&bits);
  int tiny = largest < 0x1p-120f;
  float scale = tiny ? 0 : largest / 127, inverse = tiny ? 0 : 127 / largest;
  for (int h = 0; h < 2; h++) {
    int16x4_t words[4];
    for (int i = 0; i < 4; i++) {
      words[i] = vqmovn_s32(vcvtnq_s32_f32(vmulq_n_f32(vld1q_f32(x + 16 * h + 4 * i), inverse)));
    }
    int8x16_t bytes = vcombine_s8(vqmovn_s16(vcombine_s16(words[0], words[1])), vqmovn_s16(vcombine_s16(words[2], words[3])));
    int32_t fours[4];
    memcpy(fours, &bytes, 16);
    for (int k = 0; k < 4; k++) memcpy(out->q[k][h] + 4 * lane(b), fours + k, 4);
    out->scale[8 * h + lane(b)] = scale;
    out->min[8 * h + lane(b)] = (float)vaddlvq_s8(bytes);
  }
}
