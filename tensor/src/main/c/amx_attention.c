// x86 with AMX bf16: attention of many tokens. Scores are keys times queries, so that a vector holds sixteen
// queries and a softmax runs down its lane. Queries and keys are sums of two numbers in bf16 each, since where
// scores are large a small part of them decides; weights and values are rounded to bf16. A query's
// numbers do not depend on the others.
#define LEVEL(name) name##_amx
#ifdef EMULATED // by the tests
#include "emulated.h"
#include "emulated_tiles.h"
#else
#include <immintrin.h>
#include "tiles.h"
#endif
#include <float.h>

typedef __m512 Floats;

#include "attention_tiles.h"

enum {
  POSITIONS = 128,    // of a block; blocks begin at multiples of it, whatever is asked
  MOST_QUERIES = 256, // that meet a block while it is there
};

// What is asked, as in attention.h.
typedef struct {
  int format;
  const float *q;
  int64_t q_stride, tokens, heads, key_dim, value_dim;
  const uint8_t *keys, *values;
  int64_t past, window;
  int causal;
  float scale, cap;
  const float *sinks;
  float *out;
  int64_t out_stride;
} Asked;

// Sixteen queries, a lane for each.
typedef struct {
  Floats most, sum; // of the scores so far: their maximum, and the sum of 2^(score - most)
  Ints from, to;    // of the positions that each sees
} Sixteen;

// All that is scribbled in, of 64-byte lines.
typedef struct {
  Sixteen *sixteens;
  float *rows, *scores, *sums;
  uint16_t *queries, *keys, *values, *weights;
} Room;

// Queries from `first` on as tiles of pairs: for 32 dimensions two with the high parts of 16 queries each, two with the low.
static inline void turn_queries(const Asked *a, int64_t first, int64_t n, uint16_t *out, Sixteen *sixteens) {
  float scale = a->cap > 0 ? a->scale : a->scale * (float)M_LOG2E;
  for (int64_t i = 0; i < padded(n); i += 16) {
    Sixteen *s = sixteens + i / 16;
    const float *q[16];
    int32_t from[16], to[16];
    float sinks[16];
    for (int j = 0; j < 16; j++) { // those missing are as the last one
      int64_t query = first + (i + j < n ? i + j : n - 1), token = query / a->heads, head = query % a->heads;
      int64_t seen = a->past + token + 1;
      q[j] = a->q + token * a->q_stride + head * a->key_dim;
      from[j] = seen > a->window ? seen - a->window : 0;
      to[j] = a->causal ? seen : a->past + a->tokens;
      sinks[j] = a->sinks ? a->sinks[head] : -INFINITY;
    }
    memcpy(&s->from, from, sizeof from);
    memcpy(&s->to, to, sizeof to);
    s->most = get(sinks) * (float)M_LOG2E;
    s->most = _mm512_max_ps(all(-FLT_MAX), s->most);
    s->sum = all(a->sinks ? 1 : 0);
    for (int64_t d = 0; d < a->key_dim; d += 32) {
      uint16_t *tile = out + (i / 32 * padded(a->key_dim) + d) / 32 * 4 * TILE + i % 32 / 16 * TILE;
      for (int j = 0; j < 16; j++) {
        Run v = some_floats(q[j] + d, a->key_dim - d);
        put_parts((Run){v.first * scale, v.second * scale}, tile + 32 * j, tile + 2 * TILE + 32 * j);
      }
      transpose(tile);
      transpose(tile + 2 * TILE);
    }
  }
}

// Four tiles of scores, [half of positions][half of queries], of 32 keys with 32 queries. Both low parts
// have a product smaller than what a float keeps.
static inline void score(const uint16_t *keys, const uint16_t *queries, int64_t dim, float *scores) {
  TILE_ZERO(0); TILE_ZERO(1); TILE_ZERO(2); TILE_ZERO(3);
  for (int64_t d = 0; d < dim; d += 32, keys += 4 * TILE, queries += 4 * TILE) {
    TILE_LOAD(4, keys); TILE_LOAD(5, keys + TILE);
    TILE_LOAD(6, queries + 2 * TILE); TILE_LOAD(7, queries + 3 * TILE);
    TILE_MULTIPLY_BF16(0, 4, 6); TILE_MULTIPLY_BF16(1, 4, 7);
    TILE_MULTIPLY_BF16(2, 5, 6); TILE_MULTIPLY_BF16(3, 5, 7);
    TILE_LOAD(6, queries); TILE_LOAD(7, queries + TILE);
    TILE_MULTIPLY_BF16(0, 4, 6); TILE_MULTIPLY_BF16(1, 4, 7);
    TILE_MULTIPLY_BF16(2, 5, 6); TILE_MULTIPLY_BF16(3, 5, 7);
    TILE_LOAD(4, keys + 2 * TILE); TILE_LOAD(5, keys + 3 * TILE);
    TILE_MULTIPLY_BF16(0, 4, 6); TILE_MULTIPLY_BF16(1, 4, 7);
    TILE_MULTIPLY_BF16(2, 5, 6); TILE_MULTIPLY_BF16(3, 5, 7);
  }
  TILE_STORE(0, scores); TILE_STORE(1, scores + 256); TILE_STORE(2, scores + 512); TILE_STORE(3, scores + 768);
}

// 2^x of x up to 0, to 18 bits and for 0 exactly; 0 for minus infinity, NaN for NaN.
static inline Floats power(Floats x) {
  Floats r = _mm512_reduce_ps(x, _MM_FROUND_TO_NEG_INF); // what lies above a whole number
  Floats p = r * 0.013555747f + 0.05203237f;
  p = p * r + 0.24137977f;
  p = p * r + 0.69303215f;
  return _mm512_scalef_ps(p * r + 1.0f, x);
}

// Where a position's scores are of the first or the second 16 queries.
static inline float *scores_of(float *scores, int64_t position) { return scores + position / 16 * 512 + position % 16 * 16; }

// Bounds the scores of 16 queries with positions from `at` on, and hides what they do not see.
static inline void hide(float *scores, int64_t at, int64_t positions, float cap, const Sixteen *s) {
  for (int64_t p = 0; p < positions; p++) {
    Floats v = get(scores_of(scores, p));
    if (cap > 0) v = (float)M_LOG2E * cap * (1.0f - 2.0f / (exp_of(v * (2 / cap)) + 1.0f));
    Ints position = (Ints){0} + (int32_t)(at + p);
    put(scores_of(scores, p), choose((position >= s->from) & (position < s->to), v, all(-INFINITY)));
  }
}

// Turns scores of 16 queries into weights, as tiles of pairs; returns what their sums so far are to be multiplied with.
// The weights are summed as they were rounded.
static inline Floats soften(float *scores, int64_t positions, Sixteen *s, uint16_t *weights) {
  Floats most = s->most, sum = all(0);
  for (int64_t p = 0; p < positions; p += 16) {
    const float *from = scores_of(scores, p);
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) most = _mm512_max_ps(get(from + 16 * i), most);
  }
  for (int64_t p = 0; p < positions; p += 16) {
    const float *from = scores_of(scores, p);
    uint16_t *to = weights + p / 32 * 2 * TILE + p % 32 * 16;
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
      __m512i pair = pairs(power(get(from + 32 * i) - most), power(get(from + 32 * i + 16) - most));
      _mm512_store_si512(to + 32 * i, pair);
      sum += (Floats)((Ints)pair << 16) + (Floats)((Ints)pair & ~0xffff);
    }
  }
  Floats before = power(s->most - most);
  s->sum = s->sum * before + sum;
  s->most = most;
  return before;
}

static inline void multiply_by(Floats v, float *tile) {
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) put(tile + 16 * i, get(tile + 16 * i) * v);
}

// sums = sums * before + values * weights, four tiles, [half of dimensions][half of queries], for each 32 dimensions.
static inline void add_values(
    const uint16_t *values, const uint16_t *weights, int64_t dim, int64_t positions, const Floats *before, float *sums) {
  Floats one = all(1);
  int same[2] = {memcmp(before, &one, sizeof one) == 0, memcmp(before + 1, &one, sizeof one) == 0};
  for (int64_t d = 0; d < dim; d += 32, values += 32 * POSITIONS, sums += 1024) {
    for (int h = 0; h < 2; h++) {
      if (same[h]) continue;
      multiply_by(before[h], sums + 256 * h);
      multiply_by(before[h], sums + 256 * h + 512);
    }
    TILE_LOAD(0, sums); TILE_LOAD(1, sums + 256); TILE_LOAD(2, sums + 512); TILE_LOAD(3, sums + 768);
    for (int64_t p = 0; p < positions; p += 32) {
      const uint16_t *v = values + 32 * p, *w = weights + 32 * p;
      TILE_LOAD(4, v); TILE_LOAD(6, w);
      TILE_MULTIPLY_BF16(0, 4, 6);
      TILE_LOAD(7, w + TILE);
      TILE_MULTIPLY_BF16(1, 4, 7);
      TILE_LOAD(5, v + TILE);
      TILE_MULTIPLY_BF16(2, 5, 6);
      TILE_MULTIPLY_BF16(3, 5, 7);
    }
    TILE_STORE(0, sums); TILE_STORE(1, sums + 256); TILE_STORE(2, sums + 512); TILE_STORE(3, sums + 768);
  }
}

// n positions from `at` on, as far as anybody can see them.
static inline void turn_block(const Asked *a, int64_t at, int64_t n, const Room *room) {
  for (int64_t p = 0; p < n; p += 32) {
    int64_t some = n - p < 32 ? n - p : 32, step = a->key_dim;
    rows_as_floats(a->format, a->keys + (at + p) * row_bytes(a->format, step), some, step, room->rows);
    turn_keys(room->rows, step, room->keys + p * 2 * padded(step));
    if (a->values) {
      step = a->value_dim;
      rows_as_floats(a->format, a->values + (at + p) * row_bytes(a->format, step), some, step, room->rows);
    }
    turn_values(room->rows, step, a->value_dim, room->values + p * 32, POSITIONS * 32);
  }
}

// Two times sixteen queries with a block of n positions from `at` on.
static inline void attend_block(
    const Asked *a, int64_t at, int64_t n, const uint16_t *queries, Sixteen *s, float *sums, const Room *room) {
  if (s[1].to[15] <= at || s[0].from[0] >= at + n) return;
  int64_t positions = padded(s[1].to[15] - at < n ? s[1].to[15] - at : n);
  for (int64_t p = 0; p < positions; p += 32) {
    score(room->keys + p * 2 * padded(a->key_dim), queries, a->key_dim, room->scores + 32 * p);
  }
  Floats before[2];
  for (int h = 0; h < 2; h++) {
    int seen = s[h].from[15] <= at && s[h].to[0] >= at + positions;
    float *scores = room->scores + 256 * h;
    if (!seen || a->cap > 0) hide(scores, at, positions, a->cap, s + h);
    before[h] = soften(scores, positions, s + h, room->weights + h * TILE);
  }
  add_values(room->values, room->weights, a->value_dim, positions, before, sums);
}

// Sums of sixteen queries by their weights, to the places of those that are there.
static inline void put_sums(const Asked *a, int64_t first, int64_t n, const Sixteen *s, const float *sums) {
  for (int64_t d = 0; d < a->value_dim; d += 16) {
    __m512i rows[16];
    const float *from = sums + d / 32 * 1024 + d % 32 / 16 * 512;
    for (int i = 0; i < 16; i++) rows[i] = (__m512i)(get(from + 16 * i) / s->sum);
    transpose(rows);
    int64_t some = a->value_dim - d < 16 ? a->value_dim - d : 16;
    for (int64_t i = 0; i < 16 && i < n; i++) {
      int64_t query = first + i;
      float *out = a->out + query / a->heads * a->out_stride + query % a->heads * a->value_dim + d;
      _mm512_mask_storeu_epi32(out, (1 << some) - 1, rows[i]);
    }
  }
}

// n queries from `first` on.
static inline void attend_some(const Asked *a, int64_t first, int64_t n, const Room *room) {
  int64_t key_numbers = padded(a->key_dim) * 2, value_numbers = padded(a->value_dim), last = (first + n - 1) / a->heads;
  turn_queries(a, first, n, room->queries, room->sixteens);
  memset(room->sums, 0, 4 * padded(n) * value_numbers);
  int64_t begin = room->sixteens[0].from[0], end = a->causal ? a->past + last + 1 : a->past + a->tokens;
  for (int64_t at = begin / POSITIONS * POSITIONS; at < end; at += POSITIONS) {
    int64_t some = end - at < POSITIONS ? end - at : POSITIONS;
    turn_block(a, at, some, room);
    for (int64_t i = 0; i < n; i += 32) {
      attend_block(a, at, some, room->queries + i * key_numbers, room->sixteens + i / 16, room->sums + i * value_numbers, room);
    }
  }
  for (int64_t i = 0; i < n; i += 16) {
    put_sums(a, first + i, n - i, room->sixteens + i / 16, room->sums + i / 32 * 32 * value_numbers + i % 32 / 16 * 256);
  }
}

// As in attention.h. Scratch is aligned to 64 bytes and has room for 28 KiB, and for 1,664 bytes for each number of
// a key and of a value, each a multiple of 32 of them.
void LEVEL(attend)(int format, const float *q, int64_t q_stride, int64_t tokens, int64_t heads,
                   int64_t key_dim, int64_t value_dim, const uint8_t *keys, const uint8_t *values,
                   int64_t past, int64_t window, int causal, float scale, float cap,
                   const float *sinks, float *out, int64_t out_stride, float *scratch) {
  Asked a = {format, q, q_stride, tokens, heads, key_dim, value_dim, keys, values, past, window, causal, scale, cap,
             sinks, out, out_stride};
  Room room = {.sixteens = (Sixteen *)scratch};
  room.scores = (float *)(room.sixteens + MOST_QUERIES / 16);
  room.weights = (uint16_t *)(room.scores + POSITIONS * 32);
  room.keys = room.weights + POSITIONS * 32;
  room.queries = room.keys + POSITIONS * 2 * padded(key_dim);
  room.values = room.queries + MOST_QUERIES * 2 * padded(key_dim);
  room.sums = (float *)(room.values + POSITIONS * padded(value_dim));
  room.rows = room.sums + MOST_QUERIES * padded(value_dim);
  TILE_BEGIN();
  for (int64_t first = 0, n = tokens * heads; first < n; first += MOST_QUERIES) {
    attend_some(&a, first, n - first < MOST_QUERIES ? n - first : MOST_QUERIES, &room);
  }
  TILE_END();
}
