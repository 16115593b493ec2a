// aarch64 with NEON's matrix products of int8 (Armv8.6, FEAT_I8MM), for four tokens and more: one
// instruction multiplies two rows with two tokens. The sums are those of dotprod.c to the last bit.
#define LEVEL(name) name##_i8mm
#include "unpack_neon.h"
#include "unpack.h"

// The numbers of four Blocks, of rows of weights or of tokens: [run][eight columns][pair], of a pair
// eight columns of one and eight of the other. Scales and minima are in the order of a Block.
typedef struct {
  int8_t q[8][4][2][16];
  float scale[16][4];
  float min[16][4];
} __attribute__((aligned(64))) Four;

static inline void put(int8_t *q, uint64x2_t v) { vst1q_s8(q, vreinterpretq_s8_u64(v)); }

static inline void interleave_pair(const Block *a, const Block *b, int pair, Four *out) {
  for (int i = 0; i < 8; i++) {
    int k = i / 4 * 2, h = i / 2 % 2, odd = i % 2, columns = 2 * h + k / 2;
    uint32x4_t v[4];
    for (int j = 0; j < 4; j++) v[j] = vreinterpretq_u32_s8(vld1q_s8((j < 2 ? a : b)->q[k + j % 2][h] + 16 * odd));
    uint64x2_t low = vreinterpretq_u64_u32(vzip1q_u32(v[0], v[1])), high = vreinterpretq_u64_u32(vzip2q_u32(v[0], v[1]));
    uint64x2_t low_2 = vreinterpretq_u64_u32(vzip1q_u32(v[2], v[3])), high_2 = vreinterpretq_u64_u32(vzip2q_u32(v[2], v[3]));
    put(out->q[odd][columns][pair], vzip1q_u64(low, low_2));
    put(out->q[2 + odd][columns][pair], vzip2q_u64(low, low_2));
    put(out->q[4 + odd][columns][pair], vzip1q_u64(high, high_2));
    put(out->q[6 + odd][columns][pair], vzip2q_u64(high, high_2));
  }
}

static inline void interleave_blocks(const Block *blocks, Four *out) {
  for (int pair = 0; pair < 2; pair++) interleave_pair(blocks + 2 * pair, blocks + 2 * pair + 1, pair, out);
  for (int i = 0; i < 16; i += 4) {
    float32x4x4_t scale, min;
    for (int r = 0; r < 4; r++) {
      scale.val[r] = vld1q_f32(blocks[r].scale + i);
      min.val[r] = vld1q_f32(blocks[r].min + i);
    }
    vst4q_f32(out->scale[i], scale);
    vst4q_f32(out->min[i], min);
  }
}

// Four numbers of rows or tokens as they meet in a product of pairs: of rows 0 0 1 1, of tokens 0 1 0 1.
static inline float32x4_t of_rows(float32x4_t v, int pair) { return pair ? vzip2q_f32(v, v) : vzip1q_f32(v, v); }

static inline float32x4_t of_tokens(float32x4_t v, int pair) {
  float64x2_t twos = vreinterpretq_f64_f32(v);
  return vreinterpretq_f32_f64(pair ? vzip2q_f64(twos, twos) : vzip1q_f64(twos, twos));
}

// Adds the products of four rows with four tokens to sums, [pair of rows][pair of tokens][lane of dotprod.c].
static inline __attribute__((always_inline)) void multiply(
    int format, const Four *w, const Four *x, float32x4_t sums[2][2][4]) {
  int halves = format == Q6_K ? 2 : 1; // which have a scale each
#pragma GCC unroll 16
  for (int i = 0; i < 8 * halves; i++) {
    int run = i % 4 * 2 + i / 4 % 2, from = i / 8 * 2;
    int32x4_t whole[2][2];
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) whole[j / 2][j % 2] = vdupq_n_s32(0);
#pragma GCC unroll 4
    for (int c = from; c < from + 4 / halves; c++) {
      int8x16_t a[2] = {vld1q_s8(w->q[run][c][0]), vld1q_s8(w->q[run][c][1])};
      int8x16_t b[2] = {vld1q_s8(x->q[run][c][0]), vld1q_s8(x->q[run][c][1])};
#pragma GCC unroll 4
      for (int j = 0; j < 4; j++) whole[j / 2][j % 2] = vmmlaq_s32(whole[j / 2][j % 2], a[j / 2], b[j % 2]);
    }
    float32x4_t w_scale = vld1q_f32(w->scale[i]), w_min = vld1q_f32(w->min[i]);
    float32x4_t x_scale = vld1q_f32(x->scale[i]), x_sum = vld1q_f32(x->min[i]);
    if (format != Q6_K) x_sum = vaddq_f32(x_sum, vld1q_f32(x->min[8 + i]));
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
      float32x4_t v = vmulq_f32(of_rows(w_scale, j / 2), vcvtq_f32_s32(whole[j / 2][j % 2]));
      if (format != Q8_0) v = vfmsq_f32(v, of_rows(w_min, j / 2), of_tokens(x_sum, j % 2));
      float32x4_t *sum = &sums[j / 2][j % 2][i % 4];
      *sum = vfmaq_f32(*sum, of_tokens(x_scale, j % 2), v);
    }
  }
}

// As many of the sums as there are rows and tokens: out[t * stride + r].
static inline void put_sums(float32x4_t sums[2][2][4], int64_t rows, int64_t tokens, float *out, int64_t stride) {
  for (int j = 0; j < 4; j++) {
    float32x4_t *lanes = sums[j / 2][j % 2];
    float32x4_t s = vaddq_f32(vaddq_f32(lanes[0], lanes[1]), vaddq_f32(lanes[2], lanes[3]));
    for (int i = 0; i < 4; i++) {
      int r = j / 2 * 2 + i / 2, t = j % 2 * 2 + i % 2;
      if (r < rows && t < tokens) out[t * stride + r] = s[i];
    }
  }
}

// Four rows, of which the last stands for those that are missing.
static inline __attribute__((always_inline)) void fill(
    int format, const uint8_t *w, int64_t rows, int64_t columns, int64_t blocks, Four *out) {
  int64_t bytes = row_bytes(format, columns), step = block_bytes(format);
  for (int64_t b = 0; b < blocks; b++) {
    Block block[4];
    for (int r = 0; r < 4; r++) {
      const uint8_t *from = w + (r < rows ? r : rows - 1) * bytes + b * step;
      uint8_t room[8 * 34];
      if (b == blocks - 1 && columns % BLOCK != 0) from = whole(format, from, columns % BLOCK, room);
      unpack(format, from, block + r);
    }
    interleave_blocks(block, out + b);
  }
}

static inline __attribute__((always_inline)) void rows_by(
    int format, const uint8_t *w, int64_t rows, int64_t columns, const Four *x, int64_t tokens,
    float *out, int64_t stride, Four *panel) {
  int64_t blocks = (columns + BLOCK - 1) / BLOCK, fit = PANEL_BYTES / (int64_t)sizeof(Four) / blocks;
  int64_t most = fit < 1 ? 4 : fit < 4 ? 4 * fit : 16;
  for (int64_t first = 0; first < rows; first += most) {
    int64_t n = rows - first < most ? rows - first : most;
    for (int64_t r = 0; r < n; r += 4) {
      fill(format, w + (first + r) * row_bytes(format, columns), n - r, columns, blocks, panel + r / 4 * blocks);
    }
    for (int64_t t = 0; t < tokens; t += 4) {
      for (int64_t r = 0; r < n; r += 4) {
        float32x4_t sums[2][2][4];
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) sums[i / 8][i / 4 % 2][i % 4] = vdupq_n_f32(0);
        for (int64_t b = 0; b < blocks; b++) multiply(format, panel + r / 4 * blocks + b, x + t / 4 * blocks + b, sums);
        put_sums(sums, n - r, tokens - t, out + t * stride + first + r, stride);
      }
    }
  }
}

// Activations [tokens, columns] as fours, missing tokens and columns filled up with zeros.
void LEVEL(quantise)(const float *x, int64_t tokens, int64_t columns, Four *out) {
  for (int64_t t = 0; t < tokens; t += 4) {
    for (int64_t at = 0; at < columns; at += BLOCK, out++) {
      Block block[4];
      memset(block, 0, sizeof block);
      for (int r = 0; r < 4 && t + r < tokens; r++) {
        const float *from = x + (t + r) * columns + at;
        for (int b = 0; b < 8 && at + 32 * b < columns; b++) quantise_run(from + 32 * b, block + r, b);
      }
      interleave_blocks(block, out);
    }
  }
}

// out[t * stride + r] = sum over c of w[r, c] * x[t, c]; columns are a multiple of 32.
// Scratch is aligned to 64 bytes and holds a panel of PANEL_BYTES or four rows of blocks.
void LEVEL(matmul)(int format, const uint8_t *w, int64_t rows, int64_t columns, const Four *x,
                   int64_t tokens, float *out, int64_t stride, void *scratch) {
  switch (format) {
    case Q4_0: rows_by(Q4_0, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q8_0: rows_by(Q8_0, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q4_K: rows_by(Q4_K, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q5_K: rows_by(Q5_K, w, rows, columns, x, tokens, out, stride, scratch); break;
    case Q6_K: rows_by(Q6_K, w, rows, columns, x, tokens, out, stride, scratch); break;
  }
}
