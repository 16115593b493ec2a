// Arithmetic on floats: the same lines for every level, whose Floats, total() and LEVEL() they use.
// Sums have a fixed order that does not depend on other tokens.
#pragma once
#include "dequantise.h"
#include "lanes.h"

// Sums of four rows with some tokens: sums[4 * t + r].
static inline __attribute__((always_inline)) void dots(
    const float *const *w, const float *x, int64_t step, int64_t n, float *sums, int tokens) {
  Floats s[8];
#pragma GCC unroll 8
  for (int i = 0; i < 4 * tokens; i++) s[i] = all(0);
  int64_t c = 0;
  for (; c + LANES <= n; c += LANES) {
#pragma GCC unroll 2
    for (int t = 0; t < tokens; t++) {
      Floats v = get(x + t * step + c);
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) s[4 * t + r] += get(w[r] + c) * v;
    }
  }
  if (c < n) {
#pragma GCC unroll 2
    for (int t = 0; t < tokens; t++) {
      Floats v = get_some(x + t * step + c, n - c);
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) s[4 * t + r] += get_some(w[r] + c, n - c) * v;
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < 4 * tokens; i++) sums[i] = total(s[i]);
}

// Sums of four rows of Q8_0 with one token, bit for bit as dots() of the same rows as floats: what is
// needed once is not written down first.
static inline void dots_q8_0(const uint8_t *const *w, const float *x, int64_t n, float *sums) {
  Floats s[4] = {all(0), all(0), all(0), all(0)}, d[4];
  for (int64_t block = 0; block < n / 32; block++, x += 32) {
    int64_t at = block * 34;
#pragma GCC unroll 4
    for (int r = 0; r < 4; r++) d[r] = all(half(w[r] + at));
#pragma GCC unroll 8
    for (int i = 0; i < 32; i += LANES) {
      Floats v = get(x + i);
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) s[r] += floats_of_bytes(w[r] + at + 2 + i) * d[r] * v;
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < 4; r++) sums[r] = total(s[r]);
}

static inline void matvec_q8_0(const uint8_t *w, int64_t rows, int64_t columns, const float *x, float *out) {
  int64_t bytes = row_bytes(Q8_0, columns);
  for (int64_t first = 0; first < rows; first += 4) {
    const uint8_t *row[4];
    float sums[4];
    int64_t n = rows - first < 4 ? rows - first : 4;
    for (int r = 0; r < 4; r++) row[r] = w + (first + (r < n ? r : n - 1)) * bytes;
    dots_q8_0(row, x, columns, sums);
    memcpy(out + first, sums, 4 * n);
  }
}

// As matmul, but with activations as they are: for formats without scales, and where nothing may
// be rounded. Scratch holds a panel of PANEL_BYTES and four rows more.
void LEVEL(matmul_floats)(int format, const uint8_t *w, int64_t rows, int64_t columns, const float *x,
                          int64_t tokens, float *out, int64_t stride, float *panel) {
  if (format == Q8_0 && tokens == 1) {
    matvec_q8_0(w, rows, columns, x, out);
    return;
  }
  int64_t bytes = row_bytes(format, columns), most = PANEL_BYTES / 4 / columns / 4 * 4;
  most = most < 4 ? 4 : most > 32 ? 32 : most;
  for (int64_t first = 0; first < rows; first += most) {
    int64_t n = rows - first < most ? rows - first : most;
    for (int64_t r = 0; r < n; r++) dequantise(format, w + (first + r) * bytes, panel + r * columns, columns);
    for (int64_t t = 0; t < tokens; t += 2) {
      int pair = t + 1 < tokens;
      for (int64_t r = 0; r < n; r += 4) {
        const float *row[4];
        float sums[8];
        for (int i = 0; i < 4; i++) row[i] = panel + (r + i < n ? r + i : n - 1) * columns;
        if (pair) dots(row, x + t * columns, columns, columns, sums, 2);
        else dots(row, x + t * columns, columns, columns, sums, 1);
        for (int i = 0; i < 4 * (1 + pair); i++) {
          if (r + i % 4 < n) out[(t + i / 4) * stride + first + r + i % 4] = sums[i];
        }
      }
    }
  }
}

static inline float sum_of_squares(const float *x, int64_t n) {
  Floats a = all(0), b = all(0);
  int64_t i = 0;
  for (; i + 2 * LANES <= n; i += 2 * LANES) {
    a += get(x + i) * get(x + i);
    b += get(x + i + LANES) * get(x + i + LANES);
  }
  float sum = total(a + b);
  for (; i < n; i++) sum += x[i] * x[i];
  return sum;
}

// Each run of n numbers divided by its root mean square and multiplied with the weights.
void LEVEL(rms_norm)(const float *x, const float *weight, float *out, int64_t runs, int64_t n, float eps) {
  for (int64_t at = 0; at < runs * n; at += n) {
    float scale = 1 / sqrtf(sum_of_squares(x + at, n) / (float)n + eps);
    for (int64_t i = 0; i < n; i++) out[at + i] = x[at + i] * scale * weight[i];
  }
}

static inline Floats gated(Floats gate, Floats up) { return gate / (1.0f + exp_of(-gate)) * up; }

// gate = gate / (1 + e^-gate) * up
void LEVEL(swiglu)(float *gate, const float *up, int64_t n) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES) put(gate + i, gated(get(gate + i), get(up + i)));
  if (i < n) put_some(gate + i, gated(get_some(gate + i, n - i), get_some(up + i, n - i)), n - i);
}
