// Vectors of floats, in the compiler's own: the same lines for every level, whose Floats they use.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LANES = sizeof(Floats) / 4 };

typedef int32_t Ints __attribute__((vector_size(sizeof(Floats))));

static inline Floats get(const float *p) { Floats v; memcpy(&v, p, sizeof v); return v; }

// The last n numbers of a row, and zeros: in vectors too, since a loop over single numbers may be
// contracted in another way for another number of tokens.
static inline Floats get_some(const float *p, int64_t n) { Floats v = {0}; memcpy(&v, p, 4 * n); return v; }

static inline void put(float *p, Floats v) { memcpy(p, &v, sizeof v); }

static inline void put_some(float *p, Floats v, int64_t n) { memcpy(p, &v, 4 * n); }

static inline Floats all(float x) { return (Floats){0} + x; }

static inline Floats choose(Ints mask, Floats a, Floats b) {
  return (Floats)((mask & (Ints)a) | (~mask & (Ints)b));
}

// e^x within two units of the last place; 0 below -87, finite above 88, NaN for NaN.
static inline Floats exp_of(Floats x) {
  const float round = 12582912; // 1.5 * 2^23: what is added to it has no fraction any more
  Ints low = x < -87.0f;
  x = choose(low, all(-87), choose(x > 88.0f, all(88), x));
  Floats shifted = x * 1.44269504f + round;
  Floats n = shifted - round;
  Floats r = x - n * 0.693359375f + n * 2.12194440e-4f;
  Floats p = r * (1.0f / 720) + (1.0f / 120);
  p = p * r + (1.0f / 24);
  p = p * r + (1.0f / 6);
  p = p * r + 0.5f;
  p = p * r * r + r + 1.0f;
  Ints power = ((Ints)shifted - (Ints)all(round) + 127) << 23;
  return choose(low, all(0), p * (Floats)power);
}
