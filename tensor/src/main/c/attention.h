// Attention over a cache of keys and values in F32, F16, Q8_0 or Q4_0: a block of positions at a time, with
// the softmax kept up to date (Milakov and Gimelshein 2018), for all queries that share the head.
#pragma once
#include "floats.h"

enum { POSITIONS = 32 }; // of a block; blocks begin at multiples of it, whatever is asked

static inline void halfs_of_floats(const float *x, uint8_t *out, int64_t n) {
  int64_t i = 0;
#ifdef __F16C__
  for (; i + 8 <= n; i += 8) {
    _mm_storeu_si128((__m128i *)(out + 2 * i), _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT));
  }
#endif
  for (; i < n; i++) put_half(x[i], out + 2 * i);
}

static inline void q8_0_of_floats(const float *x, uint8_t *out) {
  float largest = 0;
  for (int i = 0; i < 32; i++) largest = fabsf(x[i]) > largest || x[i] != x[i] ? fabsf(x[i]) : largest;
  float scale = largest / 127, inverse = largest < 0x1p-120f ? 0 : 127 / largest;
  put_half(scale, out);
  for (int i = 0; i < 32; i++) {
    float q = x[i] * inverse;
    out[2 + i] = (uint8_t)(int8_t)(q == q ? q + copysignf(0.5f, q) : 0);
  }
}

// The number of the largest magnitude becomes -8. NaN ends in the scale.
static inline void q4_0_of_floats(const float *x, uint8_t *out) {
  float largest = 0, q[32];
  for (int i = 0; i < 32; i++) largest = fabsf(x[i]) > fabsf(largest) || x[i] != x[i] ? x[i] : largest;
  float scale = largest / -8, inverse = fabsf(largest) < 0x1p-120f ? 0 : -8 / largest;
  halfs_of_floats(&scale, out, 1);
  for (int i = 0; i < 32; i++) {
    q[i] = x[i] * inverse + 8.5f;
    q[i] = q[i] < 15 ? q[i] : 15; // NaN too
  }
  for (int i = 0; i < 16; i++) out[2 + i] = (uint8_t)((int)q[i] | (int)q[16 + i] << 4);
}

// Rows of n numbers, whole blocks of the format, as a cache keeps them.
void LEVEL(store)(int format, const float *x, int64_t rows, int64_t stride, int64_t n, uint8_t *out) {
  for (int64_t r = 0; r < rows; r++, x += stride, out += row_bytes(format, n)) {
    switch (format) {
      case F32: memcpy(out, x, 4 * n); break;
      case F16: halfs_of_floats(x, out, n); break;
      case Q4_0: for (int64_t i = 0; i < n; i += 32) q4_0_of_floats(x + i, out + i / 32 * 18); break;
      default: for (int64_t i = 0; i < n; i += 32) q8_0_of_floats(x + i, out + i / 32 * 34);
    }
  }
}

typedef struct {
  float most, sum; // of the scores so far: their maximum, and the sum of e^(score - most)
} Softmax;

// Keys of a block with positions side by side, [dim][POSITIONS]: each dimension of a query then
// meets a vector of positions, and no sum runs through the lanes of a vector.
static inline __attribute__((always_inline)) void turn_tile(const float *keys, int64_t dim, int64_t n, float *out) {
  Floats v[LANES];
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++) v[i] = get_some(keys + i * dim, n);
  transpose(v);
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++) {
    if (i < n) put(out + i * POSITIONS, v[i]);
  }
}

// Meanwhile asks for the rows of the next block: so many bytes of keys and of values.
static inline void turn_keys(const float *keys, int64_t dim, float *out, const uint8_t *next_keys,
                             int64_t key_bytes, const uint8_t *next_values, int64_t value_bytes) {
  int64_t tiles = POSITIONS / LANES * ((dim + LANES - 1) / LANES);
  int64_t key_step = key_bytes / tiles, value_step = value_bytes / tiles;
  for (int64_t p = 0; p < POSITIONS; p += LANES) {
    for (int64_t d = 0; d < dim; d += LANES, next_keys += key_step, next_values += value_step) {
      for (int64_t i = 0; i < key_step; i += 64) __builtin_prefetch(next_keys + i, 0, 2);
      for (int64_t i = 0; i < value_step; i += 64) __builtin_prefetch(next_values + i, 0, 2);
      const float *from = keys + p * dim + d;
      if (dim - d >= LANES) turn_tile(from, dim, LANES, out + d * POSITIONS + p);
      else turn_tile(from, dim, dim - d, out + d * POSITIONS + p);
    }
  }
}

// scores[q][p] of some queries with a block of keys as turn_keys leaves them.
static inline __attribute__((always_inline)) void score(
    int queries, const float *const *q, const float *keys, int64_t dim, int64_t positions,
    float scores[4][POSITIONS]) {
  for (int64_t p = 0; p < positions; p += 2 * LANES) {
    Floats s[8];
#pragma GCC unroll 8
    for (int i = 0; i < 2 * queries; i++) s[i] = all(0);
    for (int64_t d = 0; d < dim; d++) {
      Floats first = get(keys + d * POSITIONS + p), second = get(keys + d * POSITIONS + p + LANES);
#pragma GCC unroll 4
      for (int j = 0; j < queries; j++) {
        s[2 * j] += first * q[j][d];
        s[2 * j + 1] += second * q[j][d];
      }
    }
#pragma GCC unroll 4
    for (int j = 0; j < queries; j++) {
      put(scores[j] + p, s[2 * j]);
      put(scores[j] + p + LANES, s[2 * j + 1]);
    }
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
  float before = s->most == most ? 1 : expf(s->most - most);
  s->sum = s->sum * before + total(sum);
  s->most = most;
  return before;
}

// out[q] = out[q] * before[q] + sum over p of weights[q][p] * values[p], for some vectors of n numbers
// from d on. The last numbers of a row are a vector too: a loop over single numbers may be
// contracted in another way for another number of positions.
static inline __attribute__((always_inline)) void add_vectors(
    int queries, int vectors, int64_t n, int64_t d, float *const *out, const float *before,
    float weights[4][POSITIONS], const float *values, int64_t step, int64_t positions) {
  Floats s[8];
#pragma GCC unroll 8
  for (int i = 0; i < queries * vectors; i++) {
    s[i] = get_some(out[i % queries] + d + i / queries * LANES, n) * before[i % queries];
  }
  for (int64_t p = 0; p < positions; p++) {
#pragma GCC unroll 2
    for (int v = 0; v < vectors; v++) {
      Floats value = get_some(values + p * step + d + v * LANES, n);
#pragma GCC unroll 4
      for (int q = 0; q < queries; q++) s[queries * v + q] += weights[q][p] * value;
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < queries * vectors; i++) put_some(out[i % queries] + d + i / queries * LANES, s[i], n);
}

static inline __attribute__((always_inline)) void add_values(
    int queries, float *const *out, const float *before, float weights[4][POSITIONS],
    const float *values, int64_t step, int64_t dim, int64_t positions) {
  int64_t d = 0;
  for (; d + 2 * LANES <= dim; d += 2 * LANES) {
    add_vectors(queries, 2, LANES, d, out, before, weights, values, step, positions);
  }
  for (; d + LANES <= dim; d += LANES) {
    add_vectors(queries, 1, LANES, d, out, before, weights, values, step, positions);
  }
  if (d < dim) add_vectors(queries, 1, dim - d, d, out, before, weights, values, step, positions);
}

// The rows of a block as floats, zeros for those missing.
static inline const float *rows_as_floats(int format, const uint8_t *rows, int64_t n, int64_t dim, float *room) {
  dequantise(format, rows, room, n * dim);
  memset(room + n * dim, 0, 4 * (POSITIONS - n) * dim);
  return room;
}

// Up to four queries with a block of n positions from `at` on. The calls with one and with four
// give a query the same numbers: its sums run through dimensions and positions in their order.
typedef struct {
  const float *q; // of one query
  float *out;
  Softmax *softmax;
  int64_t from, to; // of the positions that it sees
} Query;

static inline __attribute__((always_inline)) void attend_block(
    int queries, const Query *query, const float *keys, int64_t key_dim, const float *values, int64_t step,
    int64_t value_dim, float scale, float cap) {
  const float *q[4];
  float *out[4], scores[4][POSITIONS], before[4];
  int64_t positions = 0;
#pragma GCC unroll 4
  for (int j = 0; j < queries; j++) {
    q[j] = query[j].q;
    out[j] = query[j].out;
    positions = query[j].to > positions ? query[j].to : positions;
  }
  score(queries, q, keys, key_dim, positions, scores);
  for (int j = 0; j < queries; j++) {
    if (query[j].from < query[j].to) {
      before[j] = soften(scores[j], query[j].from, query[j].to, scale, cap, query[j].softmax);
    } else {
      memset(scores[j], 0, sizeof scores[j]);
      before[j] = 1;
    }
  }
  add_values(queries, out, before, scores, values, step, value_dim, positions);
}

// Attention of query heads that share one key and value head.
// q: [tokens, q_stride] with the heads side by side, of the positions past, past + 1, ...
// keys, values: [position][dim] in the format; without values they are the keys' first numbers
// window: how many positions a query sees, itself included; causal: none after it
// cap: 0, or the bound of scores by tanh
// sinks: null, or for each head a score that takes weight and has no value
// out: [tokens, out_stride]
// scratch: POSITIONS * (2 * key_dim + value_dim) + 2 * tokens * heads floats
void LEVEL(attend)(int format, const float *q, int64_t q_stride, int64_t tokens, int64_t heads,
                   int64_t key_dim, int64_t value_dim, const uint8_t *keys, const uint8_t *values,
                   int64_t past, int64_t window, int causal, float scale, float cap,
                   const float *sinks, float *out, int64_t out_stride, float *scratch) {
  int64_t queries = tokens * heads, end = past + tokens, step = values ? value_dim : key_dim;
  float *key_room = scratch, *turned = key_room + POSITIONS * key_dim, *value_room = turned + POSITIONS * key_dim;
  Softmax *softmax = (Softmax *)(value_room + POSITIONS * value_dim);
  for (int64_t i = 0; i < queries; i++) {
    softmax[i] = (Softmax){sinks ? sinks[i % heads] : -INFINITY, sinks ? 1 : 0};
    memset(out + i / heads * out_stride + i % heads * value_dim, 0, 4 * value_dim);
  }
  int64_t begin = past + 1 > window ? past + 1 - window : 0;
  for (int64_t at = begin / POSITIONS * POSITIONS; at < end; at += POSITIONS) {
    int64_t n = end - at < POSITIONS ? end - at : POSITIONS;
    const float *k = rows_as_floats(format, keys + at * row_bytes(format, key_dim), n, key_dim, key_room), *v = k;
    if (values) v = rows_as_floats(format, values + at * row_bytes(format, value_dim), n, value_dim, value_room);
    int64_t key_bytes = n * row_bytes(format, key_dim), value_bytes = values ? n * row_bytes(format, value_dim) : 0;
    turn_keys(k, key_dim, turned, keys + at * row_bytes(format, key_dim) + key_bytes, key_bytes,
              values + at * row_bytes(format, value_dim) + value_bytes, value_bytes);
    int64_t first_token = causal && at > past ? at - past : 0;
    for (int64_t i = first_token * heads, some; i < queries; i += some) {
      some = queries - i >= 4 ? 4 : queries - i >= 2 ? 2 : 1;
      Query query[4];
      for (int j = 0; j < some; j++) {
        int64_t token = (i + j) / heads, head = (i + j) % heads, seen = past + token + 1;
        query[j].q = q + token * q_stride + head * key_dim;
        query[j].out = out + token * out_stride + head * value_dim;
        query[j].softmax = softmax + i + j;
        query[j].from = seen - window > at ? seen - window - at : 0;
        query[j].to = causal && seen - at < n ? seen - at : n;
      }
      if (some == 4) attend_block(4, query, turned, key_dim, v, step, value_dim, scale, cap);
      else if (some == 2) attend_block(2, query, turned, key_dim, v, step, value_dim, scale, cap);
      else attend_block(1, query, turned, key_dim, v, step, value_dim, scale, cap);
    }
  }
  for (int64_t i = 0; i < queries; i++) {
    float *o = out + i / heads * out_stride + i % heads * value_dim;
    for (int64_t d = 0; d < value_dim; d++) o[d] /= softmax[i].sum;
  }
}
