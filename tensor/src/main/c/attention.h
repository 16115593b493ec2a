// Attention over a cache of keys and values in F32, F16 or Q8_0: a block of positions at a time, with
// the softmax kept up to date (Milakov and Gimelshein 2018), for all queries that share the head.
#pragma once
#include "floats.h"

enum { POSITIONS = 32 }; // of a block; blocks begin at multiples of it, whatever is asked

#ifdef __F16C__
static inline void halfs_of_floats(const float *x, uint8_t *out, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    uint16_t h = _cvtss_sh(x[i], _MM_FROUND_TO_NEAREST_INT);
    memcpy(out + 2 * i, &h, 2);
  }
}
#else
static inline void halfs_of_floats(const float *x, uint8_t *out, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    _Float16 h = (_Float16)x[i];
    memcpy(out + 2 * i, &h, 2);
  }
}
#endif

static inline void q8_0_of_floats(const float *x, uint8_t *out) {
  float largest = 0;
  for (int i = 0; i < 32; i++) largest = fabsf(x[i]) > largest || x[i] != x[i] ? fabsf(x[i]) : largest;
  float scale = largest / 127, inverse = largest < 0x1p-120f ? 0 : 127 / largest;
  halfs_of_floats(&scale, out, 1);
  for (int i = 0; i < 32; i++) {
    float q = x[i] * inverse;
    out[2 + i] = (uint8_t)(int8_t)(q == q ? q + copysignf(0.5f, q) : 0);
  }
}

// Rows of n numbers, whole blocks of the format, as a cache keeps them.
void LEVEL(store)(int format, const float *x, int64_t rows, int64_t stride, int64_t n, uint8_t *out) {
  for (int64_t r = 0; r < rows; r++, x += stride, out += row_bytes(format, n)) {
    switch (format) {
      case F32: memcpy(out, x, 4 * n); break;
      case F16: halfs_of_floats(x, out, n); break;
      default: for (int64_t i = 0; i < n; i += 32) q8_0_of_floats(x + i, out + i / 32 * 34);
    }
  }
}

typedef struct {
  float most, sum; // of the scores so far: their maximum, and the sum of e^(score - most)
} Softmax;

// scores[q][p] of four queries with a block of keys.
static inline void score(const float *const *q, const float *keys, int64_t dim, int64_t positions,
                         float scores[4][POSITIONS]) {
  for (int64_t p = 0; p < positions; p += 2) {
    float sums[8];
    dots(q, keys + p * dim, dim, dim, sums, 2);
    for (int i = 0; i < 8; i++) scores[i % 4][p + i / 4] = sums[i];
  }
}

// Turns one query's scores into weights; returns what its sums so far are to be multiplied with.
static inline float soften(float *scores, int64_t first, int64_t end, float scale, float cap, Softmax *s) {
  Floats largest = all(-INFINITY);
  float most = s->most, lanes[LANES];
  for (int64_t p = 0; p < POSITIONS; p += LANES) {
    Floats v = get(scores + p) * scale;
    if (cap > 0) v = cap * (1.0f - 2.0f / (exp_of(v * (2 / cap)) + 1.0f));
    put(scores + p, v);
  }
  for (int64_t p = 0; p < POSITIONS; p++) {
    if (p < first || p >= end) scores[p] = -INFINITY;
  }
  for (int64_t p = 0; p < POSITIONS; p += LANES) {
    Floats v = get(scores + p);
    largest = choose(v > largest, v, largest);
  }
  put(lanes, largest);
  for (int i = 0; i < LANES; i++) most = lanes[i] > most ? lanes[i] : most;
  Floats sum = all(0);
  for (int64_t p = 0; p < POSITIONS; p += LANES) {
    Floats e = exp_of(get(scores + p) - most);
    sum += e;
    put(scores + p, e);
  }
  float before = s->most == -INFINITY ? 0 : expf(s->most - most);
  s->sum = s->sum * before + total(sum);
  s->most = most;
  return before;
}

// out[q] = out[q] * before[q] + sum over p of weights[q][p] * values[p], for some vectors of n numbers
// from d on. The last numbers of a row are a vector too: a loop over single numbers may be
// contracted in another way for another number of positions.
static inline __attribute__((always_inline)) void add_vectors(
    int vectors, int64_t n, int64_t d, float *const *out, const float *before,
    float weights[4][POSITIONS], const float *values, int64_t step, int64_t positions) {
  Floats s[8];
#pragma GCC unroll 8
  for (int i = 0; i < 4 * vectors; i++) s[i] = get_some(out[i % 4] + d + i / 4 * LANES, n) * before[i % 4];
  for (int64_t p = 0; p < positions; p++) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; v++) {
      Floats value = get_some(values + p * step + d + v * LANES, n);
#pragma GCC unroll 4
      for (int q = 0; q < 4; q++) s[4 * v + q] += weights[q][p] * value;
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < 4 * vectors; i++) put_some(out[i % 4] + d + i / 4 * LANES, s[i], n);
}

static inline void add_values(float *const *out, const float *before, float weights[4][POSITIONS],
                              const float *values, int64_t step, int64_t dim, int64_t positions) {
  int64_t d = 0;
  for (; d + 2 * LANES <= dim; d += 2 * LANES) add_vectors(2, LANES, d, out, before, weights, values, step, positions);
  for (; d + LANES <= dim; d += LANES) add_vectors(1, LANES, d, out, before, weights, values, step, positions);
  if (d < dim) add_vectors(1, dim - d, d, out, before, weights, values, step, positions);
}

static inline const float *rows_as_floats(int format, const uint8_t *rows, int64_t n, int64_t dim, float *room) {
  dequantise(format, rows, room, n * dim);
  memset(room + n * dim, 0, 4 * (POSITIONS - n) * dim);
  return room;
}

// Attention of query heads that share one key and value head.
// q: [tokens, q_stride] with the heads side by side, of the positions past, past + 1, ...
// keys, values: [position][dim] in the format; without values they are the keys' first numbers
// window: how many positions a query sees, itself included; causal: none after it
// cap: 0, or the bound of scores by tanh
// sinks: null, or for each head a score that takes weight and has no value
// out: [tokens, out_stride]
// scratch: POSITIONS * (key_dim + value_dim) + value_dim + 2 * tokens * heads floats
void LEVEL(attend)(int format, const float *q, int64_t q_stride, int64_t tokens, int64_t heads,
                   int64_t key_dim, int64_t value_dim, const uint8_t *keys, const uint8_t *values,
                   int64_t past, int64_t window, int causal, float scale, float cap,
                   const float *sinks, float *out, int64_t out_stride, float *scratch) {
  int64_t queries = tokens * heads, end = past + tokens, step = values ? value_dim : key_dim;
  float *key_room = scratch, *value_room = key_room + POSITIONS * key_dim;
  float *spare = value_room + POSITIONS * value_dim;
  Softmax *softmax = (Softmax *)(spare + value_dim);
  for (int64_t i = 0; i < queries; i++) {
    softmax[i] = (Softmax){sinks ? sinks[i % heads] : -INFINITY, sinks ? 1 : 0};
    memset(out + i / heads * out_stride + i % heads * value_dim, 0, 4 * value_dim);
  }
  memset(spare, 0, 4 * value_dim);
  int64_t begin = past + 1 > window ? past + 1 - window : 0;
  for (int64_t at = begin / POSITIONS * POSITIONS; at < end; at += POSITIONS) {
    int64_t n = end - at < POSITIONS ? end - at : POSITIONS;
    const float *k = rows_as_floats(format, keys + at * row_bytes(format, key_dim), n, key_dim, key_room), *v = k;
    if (values) v = rows_as_floats(format, values + at * row_bytes(format, value_dim), n, value_dim, value_room);
    int64_t first_token = causal && at > past ? at - past : 0;
    for (int64_t i = first_token * heads; i < queries; i += 4) {
      const float *query[4];
      float *sums[4], scores[4][POSITIONS], before[4];
      int64_t most = 0, from[4], to[4];
      for (int j = 0; j < 4; j++) {
        int64_t one = i + j < queries ? i + j : queries - 1, token = one / heads, seen = past + token + 1;
        query[j] = q + token * q_stride + one % heads * key_dim;
        sums[j] = i + j < queries ? out + token * out_stride + one % heads * value_dim : spare;
        from[j] = seen - window > at ? seen - window - at : 0;
        to[j] = causal && seen - at < n ? seen - at : n;
        most = to[j] > most ? to[j] : most;
      }
      score(query, k, key_dim, most, scores);
      for (int j = 0; j < 4; j++) {
        if (i + j < queries && from[j] < to[j]) {
          before[j] = soften(scores[j], from[j], to[j], scale, cap, softmax + i + j);
        } else {
          memset(scores[j], 0, sizeof scores[j]);
          before[j] = 1;
        }
      }
      add_values(sums, before, scores, v, step, value_dim, most);
    }
  }
  for (int64_t i = 0; i < queries; i++) {
    float *o = out + i / heads * out_stride + i % heads * value_dim;
    for (int64_t d = 0; d < value_dim; d++) o[d] /= softmax[i].sum;
  }
}
