// The block formats of GGUF and the form in which the kernels multiply them.
#pragma once
#include <stdint.h>
#include <string.h>

// Numbers of a GGUF file.
enum format { F32 = 0, F16 = 1, Q4_0 = 2, Q8_0 = 8, Q4_K = 12, Q5_K = 13, Q6_K = 14, BF16 = 30 };

enum { BLOCK = 256 }; // numbers of a Block

// 256 numbers, eight runs of 32: number = scale * q - min of weights, scale * q of activations.
// q[k][h] holds eight lanes of four numbers, a lane for each run: those from 16 * h + 4 * k on. So the
// sum of all products in a lane is one run's, and meets its scale once. The runs are in the order
// 0 2 4 6 1 3 5 7, as nibbles lie in most formats. Scale and min have a lane for the first half of
// each run, then for the second. Activations have in place of min the sum of each half, q + q + ...
typedef struct {
  int8_t q[4][2][32];
  float scale[16];
  float min[16];
} __attribute__((aligned(64))) Block;

static inline int lane(int run) { return run / 2 + run % 2 * 4; }

static inline uint16_t u16(const void *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static inline uint32_t u32(const void *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static inline uint64_t u64(const void *p) { uint64_t v; memcpy(&v, p, 8); return v; }
static inline float f32(const void *p) { float v; memcpy(&v, p, 4); return v; }

static inline float half(const void *p) {
#ifdef __F16C__
  return _cvtsh_ss(u16(p));
#else
  _Float16 v;
  memcpy(&v, p, 2);
  return v;
#endif
}

static inline void put_half(float x, void *p) {
#ifdef __F16C__
  uint16_t v = _cvtss_sh(x, _MM_FROUND_TO_NEAREST_INT);
#else
  _Float16 v = (_Float16)x;
#endif
  memcpy(p, &v, 2);
}

static inline float bfloat(const void *p) {
  uint32_t bits = (uint32_t)u16(p) << 16;
  return f32(&bits);
}

static inline int64_t block_bytes(int format) { // of 256 weights
  switch (format) {
    case F32: return 1024;
    case F16: case BF16: return 512;
    case Q4_0: return 8 * 18;
    case Q8_0: return 8 * 34;
    case Q4_K: return 144;
    case Q5_K: return 176;
    default: return 210; // Q6_K
  }
}

static inline int64_t row_bytes(int format, int64_t columns) {
  return block_bytes(format) * columns / BLOCK;
}

// The scales and minima of Q4_K and Q5_K: twice eight numbers of six bits in twelve bytes.
static inline void six_bits(const uint8_t *p, uint64_t *scales, uint64_t *minima) {
  uint32_t a = u32(p), b = u32(p + 4), c = u32(p + 8);
  uint32_t scales_4 = (c & 0x0f0f0f0f) | (a >> 2 & 0x30303030);
  uint32_t minima_4 = (c >> 4 & 0x0f0f0f0f) | (b >> 2 & 0x30303030);
  *scales = (a & 0x3f3f3f3f) | (uint64_t)scales_4 << 32;
  *minima = (b & 0x3f3f3f3f) | (uint64_t)minima_4 << 32;
}
